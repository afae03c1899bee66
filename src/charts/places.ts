import { roundTicks, type Ticks } from "./numbers.ts";
import { valueWords } from "./sweep_words.ts";
import { textWidth } from "./text.ts";
import { EDGE, SIZE } from "./theme.ts";

/** Where the values of a swept field stand along an axis. */
export interface Places {
  /** How far from the axis's beginning a value is, 0 to 1. */
  at(value: unknown): number;
  /** Labels for an axis of some length, as many as have room. */
  ticks(length: number): Ticks;
}

/** From the ends of an axis to the first and the last value. */
const ROOM = 0.04;
/** More values than these have round numbers along their axis instead. */
const MOST_VALUES = 12;

/** The different values of a field: numbers in their order, others as they come. */
export function valuesIn(values: readonly unknown[]): unknown[] {
  const all = [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
  return isNumbers(all) ? [...all].sort((a, b) => a - b) : all;
}

/** Whether all values are numbers. */
export function isNumbers(values: readonly unknown[]): values is readonly number[] {
  return values.length > 0 && values.every((value) => typeof value === "number");
}

/** Numbers stand on a logarithmic axis where they are about a factor apart; what is no number has a place each. */
export function placesOf(values: readonly unknown[]): Places {
  const all = valuesIn(values);
  const type = isNumbers(all) ? typeOf(all) : "places";
  if (type === "places" || !isNumbers(all)) {
    const index = new Map(all.map((value, i) => [JSON.stringify(value), i]));
    const at = (value: unknown) => (index.get(JSON.stringify(value))! + 0.5) / all.length;
    return { at, ticks: (length) => ticksAt(all, { at, length }) };
  }
  const scale = type === "log" ? Math.log10 : Number;
  const [low, high] = [scale(all[0]), scale(all[all.length - 1])];
  const at = (value: unknown) =>
    high > low ? ROOM + (scale(Number(value)) - low) / (high - low) * (1 - 2 * ROOM) : 0.5;
  const round = () => {
    if (type === "linear") return roundTicks([low, high], 8).ticks;
    const powers = Array.from(
      { length: Math.floor(high) - Math.ceil(low) + 1 },
      (_, i) => Number(`1e${Math.ceil(low) + i}`),
    );
    return powers.length >= 3 ? powers : powers.concat([all[0], all[all.length - 1]]);
  };
  return {
    at,
    ticks: (length) => ticksAt(all.length <= MOST_VALUES ? all : valuesIn(round()), { at, length }),
  };
}

/** The scale on which numbers, from the least to the greatest, are most evenly spaced. */
function typeOf(numbers: readonly number[]): "linear" | "log" | "places" {
  const unevenness = (scale: (x: number) => number) => {
    const gaps = numbers.slice(1).map((x, i) => scale(x) - scale(numbers[i]));
    return Math.max(...gaps) / Math.min(...gaps);
  };
  const [low, high] = [numbers[0], numbers[numbers.length - 1]];
  if (low > 0) {
    const isGeometric = numbers.length === 2
      ? high / low >= 10
      : high / low >= 4 && unevenness(Math.log) < unevenness(Number);
    return isGeometric ? "log" : "linear";
  }
  return numbers.length <= MOST_VALUES && unevenness(Number) > 20 ? "places" : "linear";
}

/** The labels of values that have room beside one another, the first and the last before the others. */
export function ticksAt(
  values: readonly unknown[],
  { at, length }: { at: (value: unknown) => number; length: number },
): Ticks {
  const labels = values.map((value) => ({
    at: at(value),
    text: valueWords(value),
    half: textWidth(valueWords(value), SIZE.tick.small) / 2 + 5,
  }));
  const kept: typeof labels = [];
  const last = labels.length - 1;
  for (const label of [...new Set([labels[0], labels[last], ...labels.slice(1, last)])]) {
    // Beyond the end of the axis there is the picture's edge.
    if (label.at * length + label.half > length + EDGE + 4) continue;
    const isFree = kept.every((other) =>
      Math.abs(other.at - label.at) * length >= other.half + label.half
    );
    if (isFree) kept.push(label);
  }
  const text = new Map(kept.map(({ at, text }) => [at, text]));
  return { ticks: [...text.keys()].sort((a, b) => a - b), tickFormat: (at) => text.get(at) ?? "" };
}
