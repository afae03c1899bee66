import type { Random } from "../random/random.ts";
import { describe } from "../values.ts";

/** The values of a swept field: written out, or a range. */
export type Values = readonly unknown[] | Range;

/** Numbers from one to another, both included. */
export interface Range {
  /** The first. */
  readonly from: number;
  /** The last. */
  readonly to: number;
  /** The distance from one to the next. Default: 1. */
  readonly step?: number | undefined;
  /** How many, in place of a step. */
  readonly points?: number | undefined;
  /** Whether the points have equal distances or equal factors. Default: "linear". */
  readonly scale?: "linear" | "log" | undefined;
}

/** So many digits hold what a person meant: 0.1 + 0.2 is 0.3. */
const DIGITS = 12;
/** The digits of numbers drawn at random, which stand in the names of runs. */
const DRAWN_DIGITS = 6;

/** What is wrong with the values of a field, if something is. */
export function problemOf(values: Values): string | undefined {
  if (isList(values)) {
    const texts = values.map((value) => JSON.stringify(value));
    const twice = values.find((_, i) => texts.indexOf(texts[i]) < i);
    return twice === undefined ? undefined : `${describe(twice)} stands twice`;
  }
  const { from, to, step, points, scale = "linear" } = values;
  if (!(from <= to)) return `expected from ≤ to, found ${from} and ${to}`;
  if (step !== undefined && points !== undefined) return "expected step or points, found both";
  if (scale === "log" && points === undefined) return "a log scale needs points";
  if (scale === "log" && !(from > 0)) return `a log scale needs from > 0, found ${from}`;
  if (points === undefined && step === undefined && !isIntegers(values)) {
    return "expected step or points, found neither";
  }
  if (points !== undefined && from === to) return `${points} points from ${from} to ${to} are one`;
  return undefined;
}

/** How many values there are. */
export function countOf(values: Values): number {
  if (isList(values)) return values.length;
  const { from, to, step = 1, points } = values;
  // A step that fits but for the last digit fits.
  return points ?? Math.floor(Number(((to - from) / step).toPrecision(DIGITS))) + 1;
}

/** The values one by one. */
export function valuesOf(values: Values): readonly unknown[] {
  if (isList(values)) return values;
  const { from, to, step = 1, points, scale } = values;
  const rounded = (value: number) => Number(value.toPrecision(DIGITS));
  return Array.from({ length: countOf(values) }, (_, i) => {
    if (points === undefined) return rounded(from + i * step);
    const share = i / (points - 1);
    return rounded(scale === "log" ? from * (to / from) ** share : from + (to - from) * share);
  });
}

/**
 * One value at random: of a list or of a range with a step one of its values, of a range with points any
 * number in it, drawn evenly, or by its logarithm where its scale is "log".
 */
export function drawnFrom(values: Values, random: Random): unknown {
  const { from = 0, to = 0, points, scale } = isList(values) ? {} : values;
  if (points === undefined) return valuesOf(values)[random.integer(countOf(values) - 1)];
  const share = random.uniform(0, 1);
  const value = scale === "log" ? from * (to / from) ** share : from + (to - from) * share;
  return Number(value.toPrecision(DRAWN_DIGITS));
}

function isIntegers({ from, to }: Range): boolean {
  return Number.isInteger(from) && Number.isInteger(to);
}

function isList(values: Values): values is readonly unknown[] {
  return Array.isArray(values);
}
