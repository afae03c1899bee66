import { type Chunk, concatenate, gather, slice } from "./chunk.ts";

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

/** 2³² divided by the golden ratio, made odd: its multiples mod 2³² lie as even as numbers can. */
const STRIDE = 2_654_435_769;

/**
 * Selects samples for pictures: all of them up to 2000, then a half, a quarter, … as their number
 * grows. Of samples with more than 100 features, fewer.
 *
 * The samples lie as evenly as they can without a period: the n-th is selected where n times the
 * golden ratio, without its integer part, is below the share. So samples that alternate, or come in
 * any other period, are selected in their own proportions. The selection does not depend on how the
 * samples are cut into chunks.
 *
 * Source: multiplicative hashing, D. E. Knuth, The Art of Computer Programming 3, section 6.4.
 */
export function evenSelection(width: number): Selection {
  const most = Math.min(MOST_SAMPLES, Math.max(1, Math.floor(MOST_FEATURES / width)));
  let selected: Chunk[] = [];
  let places: number[] = [];
  let below = 2 ** 32;
  let count = 0;
  function addFew(chunk: Chunk): void {
    const rows = rowsBelow(below, { from: count, rows: chunk.labels.length });
    for (const row of rows) places.push(count + row);
    count += chunk.labels.length;
    if (rows.length > 0) selected.push(gather(chunk, Uint32Array.from(rows)));
    while (places.length > most) {
      below /= 2;
      const kept = places.flatMap((place, i) => placeOf(place) < below ? [i] : []);
      selected = [gather(concatenate(selected), Uint32Array.from(kept))];
      places = kept.map((i) => places[i]);
    }
  }
  return {
    add(chunk) {
      const rows = chunk.labels.length;
      // Of a large chunk, not all is copied at once.
      for (let row = 0; row < rows; row += MOST_SAMPLES) {
        addFew(slice(chunk, row, Math.min(row + MOST_SAMPLES, rows)));
      }
    },
    count: () => count,
    samples: () => concatenate(selected),
  };
}

/** The rows that are selected, of some that follow a number of samples. */
function rowsBelow(below: number, { from, rows }: { from: number; rows: number }): number[] {
  const selected: number[] = [];
  for (let row = 0; row < rows; row++) if (placeOf(from + row) < below) selected.push(row);
  return selected;
}

/** A number from 0 to 2³² − 1: n times the golden ratio, without its integer part, times 2³². */
function placeOf(n: number): number {
  return Math.imul(n, STRIDE) >>> 0;
}
