import type { Schedule } from "./schedule.ts";

/**
 * A learning rate that stays as it is: η(e) = η₀.
 *
 * @example
 * ```ts
 * import { constant } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(constant(0.1)(100), 0.1);
 * ```
 */
export function constant(learningRate: number): Schedule {
  return () => learningRate;
}
