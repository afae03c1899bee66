import { concatMap, type OperatorFunction } from "rxjs";
import { backwardFrom } from "../neuron/backward.ts";
import type { SampleRecord } from "../records.ts";
import { finiteOrNull } from "../values.ts";
import { advance } from "./advance.ts";
import type { Trace } from "./trace.ts";

/**
 * Opens traces up into one {@linkcode SampleRecord} per sample, with every intermediate value.
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
 * const { y, prediction, dLoss_db } = await lastValueFrom(
 *   of(gaussians({ random, classes })).pipe(
 *     epochs({ count: 1, shuffle: random }),
 *     learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) }),
 *     samples(),
 *   ),
 * );
 * assertEquals(dLoss_db, prediction - y);
 * ```
 */
export function samples(): OperatorFunction<Trace, SampleRecord> {
  return concatMap(samplesOf);
}

/** The samples of one trace, one after the other. */
export function* samplesOf({ chunk, before, rule }: Trace): Iterable<SampleRecord> {
  const { data, order, epoch } = chunk;
  const { width, features, labels } = data;
  let state = before;
  let weightsBefore = state.parameters.slice(0, width);
  for (let begin = chunk.begin; begin < chunk.end; begin++) {
    const end = begin + 1;
    const row = order[begin];
    const x = new Array<number>(width);
    for (let j = 0; j < width; j++) x[j] = features[row * width + j];
    const y = labels[row];
    const sample = chunk.sample + begin - chunk.begin;
    const pass = backwardFrom(state.parameters, { x, y }, rule.loss);
    const biasBefore = state.parameters[width];
    const last = chunk.last && end === chunk.end;
    state = advance(state, { data, order, begin, end, epoch, sample, last }, rule);
    const weightsAfter = state.parameters.slice(0, width);
    yield {
      event: "sample",
      epoch,
      sample,
      x,
      y,
      z: pass.z,
      prediction: pass.prediction,
      loss: pass.loss,
      dLoss_dPrediction: finiteOrNull(pass.dLoss_dPrediction),
      dPrediction_dz: pass.dPrediction_dz,
      dz_dw: x,
      dLoss_dw: pass.gradient.slice(0, width),
      dLoss_db: pass.gradient[width],
      weightsBefore,
      biasBefore,
      weightsAfter,
      biasAfter: state.parameters[width],
    };
    weightsBefore = weightsAfter;
  }
}
