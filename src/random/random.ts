/** A seeded stream of random numbers. */
export interface Random {
  /** The next double, uniform on [low, high). */
  uniform(low: number, high: number): number;
  /** The next double of the normal distribution with mean `mean` and standard deviation `sd`. */
  normal(mean: number, sd: number): number;
  /** The next integer, uniform on 0 … max, inclusive; `max` is an integer from 0 to 2³² − 1. */
  integer(max: number): number;
  /** Shuffles the items in place; every order is equally likely. */
  shuffle(items: Uint32Array): void;
  /** An independent generator that continues with the same numbers. */
  clone(): Random;
  /** The state from which `restoreRandom` continues with the same numbers. */
  state(): RandomState;
}

/** The state of a generator: plain data, exact in JSON. */
export interface RandomState {
  /** The 624 words of the Mersenne Twister: integers from −2³¹ to 2³¹ − 1. */
  readonly words: readonly number[];
  /** The index of the next word: an integer from 0 to 623. */
  readonly position: number;
  /** The second normal of the last pair if it has not been drawn yet, else null. */
  readonly cached: number | null;
}
