import type { Random } from "../random/random.ts";

/** A sigmoid neuron: ŷ = σ(w·x + b). */
export interface Neuron {
  /** The weights w, one per feature. */
  readonly weights: readonly number[];
  /** The bias b. */
  readonly bias: number;
}

/**
 * A neuron's parameters as one vector, the weights and then the bias: width + 1 numbers.
 *
 * A bias is a weight whose input is always 1, and optimizers treat it as one.
 *
 * @example
 * ```ts
 * import { toNeuron, toParameters } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const neuron = { weights: [2], bias: -5 };
 * assertEquals(toParameters(neuron), [2, -5]);
 * assertEquals(toNeuron(toParameters(neuron)), neuron);
 * ```
 */
export function toParameters({ weights, bias }: Neuron): number[] {
  return [...weights, bias];
}

/** The neuron whose weights, then bias, are these parameters: the inverse of {@linkcode toParameters}. */
export function toNeuron(parameters: readonly number[]): Neuron {
  const width = parameters.length - 1;
  return { weights: parameters.slice(0, width), bias: parameters[width] };
}

/** Options of {@linkcode uniformNeuron}. */
export interface UniformNeuronOptions {
  /** The generator that the weights are drawn from. */
  readonly random: Random;
  /** The number of features of a sample. Default: 1. */
  readonly width?: number;
  /** The lowest weight that can be drawn. */
  readonly low: number;
  /** No weight drawn reaches this. */
  readonly high: number;
}

/**
 * Draws a neuron: each weight, then the bias, uniform on [low, high).
 *
 * @example
 * ```ts
 * import { numpyRandom, uniformNeuron } from "@dawnstream/dawnstream";
 * import { assert } from "@std/assert";
 *
 * const { weights, bias } = uniformNeuron({ random: numpyRandom(42), low: -0.01, high: 0.01 });
 * assert(Math.abs(weights[0]) <= 0.01 && Math.abs(bias) <= 0.01);
 * ```
 */
export function uniformNeuron(
  { random, width = 1, low, high }: UniformNeuronOptions,
): Neuron {
  const weights = Array.from({ length: width }, () => random.uniform(low, high));
  return { weights, bias: random.uniform(low, high) };
}

/**
 * The boundary of a neuron with one feature: the x where ŷ = ½, which is −b/w.
 *
 * It is infinite or NaN where the neuron's weight is 0 and no x is a boundary.
 *
 * @example
 * ```ts
 * import { boundary } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(boundary({ weights: [2], bias: -5 }), 2.5);
 * ```
 */
export function boundary({ weights, bias }: Neuron): number {
  return -bias / weights[0];
}
