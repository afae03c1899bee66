/** A seeded stream of random numbers. */
export interface Random {
  /** The next double, uniform on [low, high). */
  uniform(low: number, high: number): number;
  /** The next normally distributed double, of mean `mean` and standard deviation `sd`. */
  normal(mean: number, sd: number): number;
  /** The next integer, uniform on 0 … max, both included; max is at most 2³² − 1. */
  integer(max: number): number;
  /** Shuffles the items in place, each order equally likely. */
  shuffle(items: Uint32Array): void;
  /** An independent generator that goes on from the same place. */
  clone(): Random;
  /** Everything needed to go on from here later, a snapshot of plain JSON data. */
  state(): RandomState;
}

/** The state of a generator: plain data that JSON keeps exactly. */
export interface RandomState {
  /** The 624 words of the Mersenne Twister: integers from −2³¹ to 2³¹ − 1. */
  readonly words: readonly number[];
  /** Which word is drawn next: an integer from 0 to 623. */
  readonly position: number;
  /** The second normal of the last pair, if it is yet to be drawn. */
  readonly cached: number | null;
}
