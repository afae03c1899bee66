import { type Chunk, concatenate, gather } from "../data/chunk.ts";

/** How many samples a picture shows at the most, and how many numbers it keeps for them. */
const MOST_SAMPLES = 2000;
const MOST_NUMBERS = 200_000;

/**
 * Some samples of a stream, evenly spaced: the first of every 1, 2, 4, 8, … as it grows.
 *
 * Which ones does not depend on how the stream is cut into chunks.
 */
export class Sketch {
  readonly #most: number;
  #kept: Chunk[] = [];
  #count = 0;
  #every = 1;
  #seen = 0;

  /** A sketch of samples of so many features. */
  constructor(width: number) {
    this.#most = Math.min(MOST_SAMPLES, Math.max(1, Math.floor(MOST_NUMBERS / width)));
  }

  /** Looks at the next samples. */
  add(chunk: Chunk): void {
    const rows = chunk.labels.length;
    const first = (this.#every - this.#seen % this.#every) % this.#every;
    this.#seen += rows;
    if (first >= rows) return;
    const taken = everyNth(chunk, { first, every: this.#every });
    this.#kept.push(taken);
    this.#count += taken.labels.length;
    while (this.#count > this.#most) {
      this.#kept = [everyNth(concatenate(this.#kept), { first: 0, every: 2 })];
      this.#count = this.#kept[0].labels.length;
      this.#every *= 2;
    }
  }

  /** The samples so far. */
  samples(): Chunk {
    return concatenate(this.#kept);
  }
}

function everyNth(chunk: Chunk, { first, every }: { first: number; every: number }): Chunk {
  const length = Math.ceil((chunk.labels.length - first) / every);
  return gather(chunk, Uint32Array.from({ length }, (_, i) => first + i * every));
}
