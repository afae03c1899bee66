import { concatMap, type OperatorFunction } from "rxjs";
import { backwardFrom, type Pass } from "../neuron/backward.ts";
import { type Neuron, toNeuron } from "../neuron/neuron.ts";
import { advance, type Trace } from "./learn.ts";

/** One sample, all that its forward and backward pass gave, and what it did to the weights. */
export interface Step extends Pass {
  /** The epoch, 0 the first. */
  readonly epoch: number;
  /** The sample's place in its epoch, 0 the first. */
  readonly sample: number;
  /** The features. */
  readonly x: Float64Array;
  /** The label, 0 or 1. */
  readonly y: number;
  /** The neuron before the sample, with which the pass was made. */
  readonly before: Neuron;
  /** The neuron after the sample: the same while its batch is open. */
  readonly after: Neuron;
}

/**
 * Opens traces up into one {@linkcode Step} per sample, with every intermediate value.
 *
 * The steps are worked out again from the state where the trace began, when they are asked for:
 * a pipeline without `steps()` does not pay for them.
 *
 *     source   ──T(abc)──────T(d)──|
 *     steps()  ──S(a)S(b)S(c)S(d)──|
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy, epochs, gaussians, learn, numpyRandom, sgd, steps } from "dawnstream";
 * import { firstValueFrom } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const random = numpyRandom(42);
 * const classes = [{ mean: 0, sd: 1, count: 5 }, { mean: 5, sd: 0.5, count: 5 }] as const;
 * const neuron = { weights: new Float64Array([0]), bias: 0 };
 * const { y, prediction, gradient } = await firstValueFrom(
 *   gaussians({ random, classes }).pipe(
 *     epochs({ count: 1, shuffle: random }),
 *     learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) }),
 *     steps(),
 *   ),
 * );
 * assertEquals(gradient[1], prediction - y);
 * ```
 */
export function steps(): OperatorFunction<Trace, Step> {
  return concatMap(stepsOf);
}

/** The steps of one trace, one after the other. */
export function* stepsOf({ chunk, before: begin, rule }: Trace): Iterable<Step> {
  const { data, rows, epoch, position } = chunk;
  const { features, labels } = data;
  const width = begin.parameters.length - 1;
  let state = begin;
  let before = toNeuron(state.parameters);
  for (let i = 0; i < rows.length; i++) {
    const x = features.subarray(rows[i] * width, (rows[i] + 1) * width);
    const y = labels[rows[i]];
    const sample = position + i;
    const pass = backwardFrom(state.parameters, { x, y }, rule.loss);
    const last = chunk.last && i === rows.length - 1;
    const one = { data, rows: rows.subarray(i, i + 1), epoch, position: sample, last };
    state = advance(state, one, rule);
    const after = toNeuron(state.parameters);
    const { z, prediction, loss, dLoss_dPrediction, dPrediction_dz, dz_dw, gradient } = pass;
    yield {
      epoch,
      sample,
      x,
      y,
      z,
      prediction,
      loss,
      dLoss_dPrediction,
      dPrediction_dz,
      dz_dw,
      gradient,
      before,
      after,
    };
    before = after;
  }
}
