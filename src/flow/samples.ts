import { concatMap, type OperatorFunction } from "rxjs";
import { backwardFrom, type Pass } from "../neuron/backward.ts";
import { type Neuron, toNeuron } from "../neuron/neuron.ts";
import { advance } from "./advance.ts";
import type { Trace } from "./trace.ts";

/** One sample, all that its forward and backward pass gave, and what it did to the neuron. */
export interface SampleTrace extends Pass {
  /** The epoch, 0 the first. */
  readonly epoch: number;
  /** The sample's place in its epoch, 0 the first. */
  readonly sample: number;
  /** The features. */
  readonly x: readonly number[];
  /** The label, 0 or 1. */
  readonly y: number;
  /** The neuron before the sample, with which the pass was made. */
  readonly before: Neuron;
  /** The neuron after the sample: the same while its batch is open. */
  readonly after: Neuron;
}

/**
 * Opens traces up into one {@linkcode SampleTrace} per sample, with every intermediate value.
 *
 * They are computed again from the state where the trace began, when they are asked for: a pipe
 * without `samples()` does not pay for them.
 *
 *     source     ──T(abc)──────T(d)──|
 *     samples()  ──(S S S)─────S─────|
 *
 * @example
 * ```ts
 * import {
 *   binaryCrossEntropy, epochs, gaussians, learn, numpyRandom, samples, sgd,
 * } from "@dawnstream/dawnstream";
 * import { lastValueFrom, of } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const random = numpyRandom(42);
 * const classes = [{ mean: 0, sd: 1, count: 5 }, { mean: 5, sd: 0.5, count: 5 }] as const;
 * const neuron = { weights: [0], bias: 0 };
 * const { y, prediction, gradient } = await lastValueFrom(
 *   of(gaussians({ random, classes })).pipe(
 *     epochs({ count: 1, shuffle: random }),
 *     learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) }),
 *     samples(),
 *   ),
 * );
 * assertEquals(gradient[1], prediction - y);
 * ```
 */
export function samples(): OperatorFunction<Trace, SampleTrace> {
  return concatMap(samplesOf);
}

/** The samples of one trace, one after the other. */
export function* samplesOf({ chunk, before: first, rule }: Trace): Iterable<SampleTrace> {
  const { data, order, epoch } = chunk;
  const { width, features, labels } = data;
  let state = first;
  let before = toNeuron(state.parameters);
  for (let begin = chunk.begin; begin < chunk.end; begin++) {
    const end = begin + 1;
    const row = order[begin];
    const x = new Array<number>(width);
    for (let j = 0; j < width; j++) x[j] = features[row * width + j];
    const y = labels[row];
    const sample = chunk.sample + begin - chunk.begin;
    const pass = backwardFrom(state.parameters, { x, y }, rule.loss);
    const last = chunk.last && end === chunk.end;
    state = advance(state, { data, order, begin, end, epoch, sample, last }, rule);
    const after = toNeuron(state.parameters);
    yield {
      epoch,
      sample,
      x,
      y,
      z: pass.z,
      prediction: pass.prediction,
      loss: pass.loss,
      dLoss_dPrediction: pass.dLoss_dPrediction,
      dPrediction_dz: pass.dPrediction_dz,
      dz_dw: x,
      gradient: pass.gradient,
      before,
      after,
    };
    before = after;
  }
}
