import type { Schedule } from "./schedule.ts";

/** Options of {@linkcode cosine}. */
export interface CosineOptions {
  /** The number of epochs that the way down takes; after them the rate stays at `final`. */
  readonly epochs: number;
  /** The rate η₁ at the end of the way. Default: 0. */
  readonly final?: number;
}

/**
 * A learning rate that goes down along half a cosine: η(e) = η₁ + (η₀ − η₁)(1 + cos(π e / n)) / 2.
 *
 * Source: I. Loshchilov and F. Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR
 * 2017, equation 5, without restarts.
 *
 * @example
 * ```ts
 * import { cosine } from "@dawnstream/dawnstream";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const rate = cosine(0.1, { epochs: 10 });
 * assertAlmostEquals(rate(0), 0.1);
 * assertAlmostEquals(rate(5), 0.05);
 * assertAlmostEquals(rate(10), 0);
 * ```
 */
export function cosine(learningRate: number, { epochs, final = 0 }: CosineOptions): Schedule {
  return (epoch) => {
    const way = Math.min(epoch / epochs, 1);
    return final + (learningRate - final) * (1 + Math.cos(Math.PI * way)) / 2;
  };
}
