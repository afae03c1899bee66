import { type LossScale, lossScale } from "./loss_scale.ts";
import { roundTicks } from "./numbers.ts";
import { type Measure, measureWords } from "./sweep.ts";

/** A scale of what runs are compared by: of losses logarithmic, of accuracies linear. */
export function measureScale(
  measure: Pick<Measure, "isLoss">,
  { values, length }: { values: readonly number[]; length: number },
): LossScale {
  if (measure.isLoss) {
    const scale = lossScale(values, length);
    if (scale.ticks.length > 1 || scale.domain[0] < 1e-300) return scale;
    // Between two powers of ten the numbers that are round on a linear scale are more.
    const { ticks, tickFormat } = roundTicks(scale.domain, 5);
    return { ...scale, ticks, tickFormat, rules: ticks };
  }
  const [low, high] = [
    values.reduce((a, b) => Math.min(a, b), 1),
    values.reduce((a, b) => Math.max(a, b), 0),
  ];
  const room = 0.06 * (high - low) || 0.005;
  const domain: [number, number] = [Math.max(low - room, 0), Math.min(high + room, 1)];
  const { ticks } = roundTicks(domain, 5);
  return {
    type: "linear",
    domain,
    ticks,
    rules: ticks,
    tickFormat: (x) => measureWords(measure, Number(x.toPrecision(12))),
    at: (value) => (value - domain[0]) / (domain[1] - domain[0]) * length,
  };
}
