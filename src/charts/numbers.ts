const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Ten to some power, as a text. */
export function tenTo(power: number): string {
  const digits = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${power < 0 ? "⁻" : ""}${digits.join("")}`;
}

/** A number with a true minus sign. */
export function signed(digits: string): string {
  return digits.replace("-", "−");
}

/** A count, its thousands apart: 1,000. */
export function count(n: number): string {
  return String(n).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** A number with three significant digits: 0.0315, 8.10, −28.4, 1,230, 4.00 × 10²³. */
export function figures(x: number): string {
  if (!(Math.abs(x) < Infinity)) return x > 0 ? "∞" : x < 0 ? "−∞" : "not a number";
  if (x === 0) return "0";
  const [digits, power] = x.toExponential(2).split("e");
  if (Number(power) < -5 || Number(power) > 5) return `${signed(digits)} × ${tenTo(Number(power))}`;
  if (Number(power) < 3) return signed(x.toPrecision(3).replace(/e.*/, "")).replace(/^(−?)$/, "0");
  const rounded = Number(x.toPrecision(3));
  return (rounded < 0 ? "−" : "") + count(Math.abs(rounded));
}

/** A ratio with two significant digits: 8, 1.4, 120. */
export function ratio(x: number): string {
  if (x >= 1e6) return figures(x);
  return count(Number(x.toPrecision(2)));
}

/** A share, 0 to 1, with four digits, or as many as tell it from 0 and 1: 0.9512, 0.999998. */
export function share(x: number): string {
  const digits = x === 0 || x === 1 ? 4 : Math.ceil(-Math.log10(Math.min(x, 1 - x)));
  return x.toFixed(Math.max(4, digits));
}

/** Numbers along an axis: round ones, at most so many, and how they are labelled. */
export interface Ticks {
  /** The numbers. */
  readonly ticks: number[];
  /** The label of one of them. */
  readonly tickFormat: (x: number) => string;
}

/** Round numbers from low to high, at most so many, each with as many digits as tell them apart. */
export function roundTicks([low, high]: readonly [number, number], most: number): Ticks {
  const power = 10 ** Math.floor(Math.log10((high - low) / Math.max(most, 1))) || Number.MIN_VALUE;
  const step = [1, 2, 5, 10].map((factor) => factor * power)
    .find((step) => Math.floor(high / step) - Math.ceil(low / step) < most) ?? 20 * power;
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)];
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  const largest = Math.max(...ticks.map(Math.abs));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const exponent = Math.floor(Math.log10(largest || 1));
  if (exponent > 5 || decimals > 5) {
    const digits = Math.max(0, exponent + decimals - Math.max(0, Math.floor(Math.log10(step))));
    return {
      ticks,
      tickFormat: (x) =>
        x === 0
          ? "0"
          : `${signed((x / 10 ** exponent).toFixed(Math.min(digits, 15)))}·${tenTo(exponent)}`,
    };
  }
  return {
    ticks,
    tickFormat: (x) => {
      if (x === 0) return "0";
      const text = Math.abs(x).toFixed(decimals);
      const [whole, part] = text.split(".");
      const sign = x < 0 && Number(text) !== 0 ? "−" : "";
      return sign + count(Number(whole)) + (part ? `.${part}` : "");
    },
  };
}
