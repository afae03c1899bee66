import type * as Plot from "@observablehq/plot";
import { DIGIT } from "./theme.ts";

/**
 * How the ticks of an axis are labelled, if its numbers are too large, too small or too close to one
 * another for Plot's own labels to fit: with as many digits as tell them apart, and fewer of them.
 */
export function tickLabels(
  [low, high]: readonly [number, number],
  { length }: { length: number },
): Plot.ScaleOptions {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const digits = Math.ceil(Math.log10(largest / (high - low))) + 3;
  if (largest >= 0.01 && largest < 10_000 && digits <= 5) return {};
  // A sign, a point and an exponent can come to the digits.
  return {
    tickFormat: `.${digits}~g`,
    ticks: Math.max(2, Math.floor(length / ((digits + 7) * DIGIT))),
  };
}

/** The room, in pixels, that labels of so many characters and the axis's own label take. */
export function labelRoom(characters: number): number {
  return 26 + Math.ceil(characters * DIGIT);
}
