import { mersenne, mersenneFromState } from "pure-rand/generator/mersenne";
import { UserError } from "../user_error.ts";
import type { Random, RandomState } from "./random.ts";

/**
 * Creates a generator of the same numbers as NumPy's legacy generator after `np.random.seed(seed)`.
 *
 * `normal`, `uniform`, `integer(max)` and `shuffle` give the same as `np.random.normal`, `uniform`,
 * `randint(0, max + 1)` and `shuffle`, in any order of calls; only the last bit of a normal may
 * differ, because that of its logarithm may. The words come from the Mersenne Twister MT19937
 * (Matsumoto & Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform
 * pseudo-random number generator", ACM TOMACS 8(1), 1998), the normals from the polar method
 * (Marsaglia & Bray, "A convenient method for generating normal variables", SIAM Review 6(3),
 * 1964).
 *
 * @param seed An integer from 0 to 2³² − 1.
 * @throws {UserError} for any other seed.
 *
 * @example
 * ```ts
 * import { numpyRandom } from "@dawnstream/dawnstream";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const random = numpyRandom(42);
 * assertAlmostEquals(random.normal(0, 1), 0.4967141530112327, 1e-15);
 *
 * const order = Uint32Array.of(0, 1, 2, 3, 4);
 * numpyRandom(42).shuffle(order);
 * assertEquals([...order], [1, 4, 2, 0, 3]);
 * ```
 */
export function numpyRandom(seed: number): Random {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new UserError(`seed: expected an integer from 0 to 4294967295, found ${seed}`);
  }
  return generator(mersenne(seed), null);
}

/**
 * Creates a generator that continues from a state.
 *
 * @throws {Error} if the state does not have 624 words and the index of one of them.
 *
 * @example
 * ```ts
 * import { numpyRandom, restoreRandom } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const random = numpyRandom(42);
 * random.normal(0, 1);
 * const saved = JSON.stringify(random.state());
 * assertEquals(restoreRandom(JSON.parse(saved)).normal(0, 1), random.normal(0, 1));
 * ```
 */
export function restoreRandom({ words, position, cached }: RandomState): Random {
  return generator(mersenneFromState([position, ...words]), cached);
}

function generator(words: ReturnType<typeof mersenne>, cached: number | null): Random {
  /** The next double on [0, 1): 53 bits of two words. */
  function double(): number {
    const high = words.next() >>> 5;
    const low = words.next() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** The next standard normal: of a pair, f·v is returned first and f·u kept for the next call. */
  function gauss(): number {
    if (cached !== null) {
      const second = cached;
      cached = null;
      return second;
    }
    let u: number, v: number, s: number;
    do {
      u = 2 * double() - 1;
      v = 2 * double() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const f = Math.sqrt(-2 * Math.log(s) / s);
    cached = f * u;
    return f * v;
  }

  /** The next integer from 0 to max: words masked to the bits of max, until one is not above it. */
  function integer(max: number): number {
    if (max === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(max);
    let value: number;
    do value = (words.next() & mask) >>> 0; while (value > max);
    return value;
  }

  return {
    uniform: (low, high) => low + (high - low) * double(),
    normal: (mean, sd) => mean + sd * gauss(),
    integer,
    shuffle(items) {
      // Fisher–Yates from the top, with the words of integer(i). One that integer(i) would reject swaps
      // an item with itself: the processor would often guess wrong whether a branch is taken.
      let i = items.length - 1;
      while (i > 0) {
        const mask = 0xffffffff >>> Math.clz32(i);
        // At least so many words are masked so.
        for (let count = i - (mask >>> 1); count > 0; count--) {
          const j = words.next() & mask;
          const accepted = (j - i - 1) >>> 31;
          const other = i + (j - i) * accepted;
          const item = items[i];
          items[i] = items[other];
          items[other] = item;
          i -= accepted;
        }
      }
    },
    clone: () => generator(words.clone(), cached),
    state() {
      const [position, ...rest] = words.getState();
      return { words: rest, position, cached };
    },
  };
}
