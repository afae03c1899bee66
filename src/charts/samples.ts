import type { Chunk } from "../samples/chunk.ts";
import { count } from "./numbers.ts";

/** The numbers of one feature. */
export function column({ width, features, labels }: Chunk, j: number): Float64Array {
  return labels.map((_, row) => features[row * width + j]);
}

/** The numbers of the samples with some label. */
export function ofLabel(values: Float64Array, labels: Float64Array, label: number): Float64Array {
  return values.filter((_, row) => labels[row] === label);
}

/** The extent of one feature of a chunk, with a little room on both sides. */
export function columnExtent(chunk: Chunk, j: number): [number, number] {
  return extent(column(chunk, j));
}

/**
 * The extent of numbers, with a little room on both sides; of none, from 0 to 1. Numbers that are all
 * alike stand in the middle of as much room as they are large, so that ticks can be told apart.
 */
export function extent(values: Float64Array): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const x of values) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  if (low > high) return [0, 1];
  const room = (high - low) * 0.03 || Math.abs(low) / 2 || 1;
  return [low - room, high + room];
}

/** Numbers from low to high, both included. */
export function between([low, high]: readonly [number, number], intervals: number): number[] {
  return Array.from({ length: intervals + 1 }, (_, i) => low + (high - low) * i / intervals);
}

/** How many of some numbers fall into each of the equal parts of a domain. */
export function histogram(
  values: Float64Array,
  { domain: [low, high], bins }: { domain: readonly [number, number]; bins: number },
): Float64Array {
  const counts = new Float64Array(bins);
  for (const x of values) {
    const bin = Math.floor((x - low) / (high - low) * bins);
    counts[Math.min(Math.max(bin, 0), bins - 1)]++;
  }
  return counts;
}

/** Of very many items the first, the last and some evenly spaced ones. */
export function evenlySpaced<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => items[Math.round(i * step)]);
}

/** How many samples a picture shows of those there are, and why, where it does not show all. */
export function shownOf({ labels }: Chunk, all = labels.length): string | undefined {
  if (labels.length >= all) return undefined;
  return `${count(labels.length)} of ${
    count(all)
  } samples, evenly spaced, as the log holds no more`;
}
