/** A seeded stream of random numbers, the same numbers as NumPy's legacy generator. */
export interface Random {
  /** The next double, uniform on [low, high). */
  uniform(low: number, high: number): number;
  /** The next normally distributed double. */
  normal(mean: number, sd: number): number;
  /** Shuffles the items in place, each order equally likely. */
  shuffle(items: Uint32Array): void;
  /** An independent generator that goes on from the same place. */
  clone(): Random;
  /** Everything needed to go on from here later: plain JSON data. */
  state(): RandomState;
}

/** The state of a generator: 624 words, the place among them, and the cached second normal. */
export interface RandomState {
  readonly words: readonly number[];
  readonly position: number;
  readonly cached: number | null;
}
