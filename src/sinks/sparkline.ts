/** A plot of numbers as they come, in one line of text. */
export interface Sparkline {
  /** Adds the next number; one that is not finite has no place. */
  add(value: number): void;
  /** The plot so far; empty before there are two numbers. */
  text(): string;
}

const BLOCKS = "▁▂▃▄▅▆▇█";

/**
 * Plots numbers above 0 on a logarithmic scale, from the least (▁) to the greatest (█).
 *
 * When there are more numbers than columns, each column is the mean of twice as many.
 *
 * @param columns the most characters; even.
 */
export function sparkline(columns: number): Sparkline {
  let means: number[] = [];
  let each = 1;
  let sum = 0;
  let count = 0;
  return {
    add(value) {
      if (!(value > 0 && value < Infinity)) return;
      sum += value;
      if (++count < each) return;
      means.push(sum / each);
      [sum, count] = [0, 0];
      if (means.length <= columns) return;
      // The one that is over begins the next column, which is twice as wide.
      [sum, count] = [each * means.pop()!, each];
      means = means.flatMap((mean, i) => i % 2 ? [(means[i - 1] + mean) / 2] : []);
      each *= 2;
    },
    text() {
      if (means.length < 2) return "";
      const logs = means.map(Math.log);
      const [low, high] = [Math.min(...logs), Math.max(...logs)];
      const steps = BLOCKS.length - 1;
      return logs.map((log) =>
        BLOCKS[high > low ? Math.round((log - low) / (high - low) * steps) : 0]
      )
        .join("");
    },
  };
}
