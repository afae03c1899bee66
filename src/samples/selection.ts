import { type Chunk, concatenate, gather } from "./chunk.ts";

/** The most samples that pictures show, and the most numbers that are kept for them. */
const MOST_SAMPLES = 2000;
const MOST_FEATURES = 200_000;

/** A selection of samples, made as they flow by. */
export interface Selection {
  /** Considers the next samples. */
  add(chunk: Chunk): void;
  /** The number of samples considered. */
  count(): number;
  /** The samples selected so far. */
  samples(): Chunk;
}

/**
 * Selects samples for pictures: all of them up to 2000, then evenly spaced ones, the first of every
 * 2, 4, 8, … as their number grows. Of samples with more than 100 features, fewer.
 *
 * The selection does not depend on how the samples are cut into chunks.
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
