import { type Chunk, concatenate, gather } from "./chunk.ts";

/** The most samples that pictures show, and the most features that are kept for them. */
const MOST_SAMPLES = 2000;
const MOST_FEATURES = 200_000;

/** A selection that grows as samples flow by. */
export interface Selection {
  /** Takes note of the next samples. */
  add(chunk: Chunk): void;
  /** How many samples there were in all. */
  count(): number;
  /** The samples selected so far. */
  samples(): Chunk;
}

/**
 * Selects samples for pictures: all of a few, of many evenly spaced ones, the first of every 2, 4,
 * 8, … as their number grows.
 *
 * Which ones does not depend on how they are cut into chunks.
 */
export function evenSelection(width: number): Selection {
  const most = Math.min(MOST_SAMPLES, Math.max(1, Math.floor(MOST_FEATURES / width)));
  let selected: Chunk[] = [];
  let size = 0;
  let every = 1;
  let count = 0;
  return {
    add(chunk) {
      const rows = chunk.labels.length;
      const first = (every - count % every) % every;
      count += rows;
      if (first >= rows) return;
      const taken = everyNth(chunk, { first, every });
      selected.push(taken);
      size += taken.labels.length;
      while (size > most) {
        selected = [everyNth(concatenate(selected), { first: 0, every: 2 })];
        size = selected[0].labels.length;
        every *= 2;
      }
    },
    count: () => count,
    samples: () => concatenate(selected),
  };
}

function everyNth(chunk: Chunk, { first, every }: { first: number; every: number }): Chunk {
  const length = Math.ceil((chunk.labels.length - first) / every);
  return gather(chunk, Uint32Array.from({ length }, (_, i) => first + i * every));
}
