import { concatMap, filter, type OperatorFunction, pipe } from "rxjs";
import type { Scaling } from "../data/scaling.ts";
import { boundary, type Neuron, toNeuron } from "../neuron/neuron.ts";
import type { EpochSummary, LearnerState, Trace } from "./learn.ts";
import type { Progress } from "./progressive.ts";
import { type Step, stepsOf } from "./steps.ts";

/** One sample with every intermediate value: a {@linkcode Step}, flat. */
export interface StepRecord {
  readonly event: "step";
  readonly epoch: number;
  readonly sample: number;
  readonly x: readonly number[];
  readonly y: number;
  readonly z: number;
  readonly prediction: number;
  readonly loss: number;
  readonly dLoss_dPrediction: number | null;
  readonly dPrediction_dz: number;
  readonly dz_dw: readonly number[];
  readonly dLoss_dw: readonly number[];
  readonly dLoss_db: number;
  readonly weightsBefore: readonly number[];
  readonly biasBefore: number;
  readonly weightsAfter: readonly number[];
  readonly biasAfter: number;
}

/** What an epoch came to, and the weights after it. */
export interface EpochRecord {
  readonly event: "epoch";
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly weights: readonly number[];
  readonly bias: number;
  readonly learningRate: number;
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
}

/** How it goes on a stream, at 1, 2, 4, 8, … samples. */
export interface ProgressRecord extends Progress {
  readonly event: "progress";
}

/** A neuron worth keeping a picture of. */
export interface CheckpointRecord {
  readonly event: "checkpoint";
  readonly epoch: number;
  /** How many samples of the epoch were seen. */
  readonly samples: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly weights: readonly number[];
  readonly bias: number;
  /** Where ŷ = ½, for one feature, in the data's own units; null where there is no such x. */
  readonly boundary?: number | null;
  /** The mean that was taken off each feature, where they are standardized. */
  readonly mean?: readonly number[];
  /** The standard deviation that each feature was divided by, where they are standardized. */
  readonly sd?: readonly number[];
}

/** What the records of a training flow can be. */
export type TraceRecord = StepRecord | EpochRecord | ProgressRecord | CheckpointRecord;

/** Options of {@linkcode records}. */
export interface RecordsOptions {
  /** Whether every sample gets a record. Default: false. */
  readonly steps?: boolean;
}

/**
 * Turns traces into records, plain objects that JSON can hold.
 *
 * Each epoch gives an `epoch` record and, where it is a checkpoint, a `checkpoint` record; with
 * `steps`, a `step` record for every sample comes before them.
 *
 *     source                     ──T──T₀*──────T──T₁──|     Tₑ ends epoch e, * checkpoint
 *     records()                  ─────(epoch checkpoint)──────epoch──|
 *
 * @example
 * ```ts
 * import {
 *   binaryCrossEntropy, checkpoints, epochs, gaussians, learn, numpyRandom, records, sgd,
 * } from "dawnstream";
 * import { lastValueFrom, map, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const random = numpyRandom(42);
 * const classes = [{ mean: 0, sd: 1, count: 5 }, { mean: 5, sd: 0.5, count: 5 }] as const;
 * const neuron = { weights: new Float64Array([0]), bias: 0 };
 * const events = gaussians({ random, classes }).pipe(
 *   epochs({ count: 2, shuffle: random }),
 *   learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) }),
 *   checkpoints({ every: 20 }),
 *   records(),
 *   map(({ event }) => event),
 *   toArray(),
 * );
 * assertEquals(await lastValueFrom(events), ["epoch", "checkpoint", "epoch"]);
 * ```
 */
export function records({ steps = false }: RecordsOptions = {}): OperatorFunction<
  Trace,
  TraceRecord
> {
  return pipe(
    filter((trace: Trace) =>
      steps || trace.summary !== undefined || trace.progress !== undefined ||
      trace.checkpoint === true
    ),
    concatMap((trace) => recordsOf(trace, steps)),
  );
}

function* recordsOf(trace: Trace, steps: boolean): Iterable<TraceRecord> {
  if (steps) { for (const step of stepsOf(trace)) yield stepRecord(step); }
  if (trace.progress) yield { event: "progress", ...trace.progress };
  if (trace.summary) yield epochRecord(trace.summary, toNeuron(trace.after.parameters));
  if (trace.checkpoint) yield checkpointRecord(trace);
}

function stepRecord(step: Step): StepRecord {
  const { before, after, gradient } = step;
  const width = gradient.length - 1;
  const x = list(step.x);
  return {
    event: "step",
    epoch: step.epoch,
    sample: step.sample,
    x,
    y: step.y,
    z: step.z,
    prediction: step.prediction,
    loss: step.loss,
    dLoss_dPrediction: finite(step.dLoss_dPrediction),
    dPrediction_dz: step.dPrediction_dz,
    dz_dw: x,
    dLoss_dw: list(gradient, width),
    dLoss_db: gradient[width],
    weightsBefore: list(before.weights),
    biasBefore: before.bias,
    weightsAfter: list(after.weights),
    biasAfter: after.bias,
  };
}

/** The first numbers of an array as a list, which JSON can hold; a loop is much faster than `[...]`. */
function list(array: Float64Array, length = array.length): number[] {
  const numbers = new Array<number>(length);
  for (let i = 0; i < length; i++) numbers[i] = array[i];
  return numbers;
}

function epochRecord({ epoch, loss, accuracy, ...rest }: EpochSummary, neuron: Neuron) {
  return { event: "epoch", epoch, loss, accuracy, ...plain(neuron), ...rest } as const;
}

function checkpointRecord({ chunk, after }: Trace): CheckpointRecord {
  const { samples, lossSum, correct } = after;
  return {
    event: "checkpoint",
    epoch: chunk.epoch,
    samples,
    loss: lossSum / samples,
    accuracy: correct / samples,
    ...plainModel({ scaling: chunk.data.scaling, after }),
  };
}

function plain({ weights, bias }: Neuron) {
  return { weights: [...weights], bias };
}

/** A trained neuron and its scaling as plain data. */
export interface PlainModel {
  readonly weights: readonly number[];
  readonly bias: number;
  readonly boundary?: number | null;
  readonly mean?: readonly number[];
  readonly sd?: readonly number[];
}

/**
 * The neuron after a trace as plain data: its weights, its bias, for one feature its boundary, and
 * the scaling of its features, if they have one.
 *
 * @internal
 */
export function plainModel(
  { scaling, after }: { scaling?: Scaling | undefined; after: LearnerState },
): PlainModel {
  const neuron = toNeuron(after.parameters);
  const { mean, sd } = scaling ?? { mean: [0], sd: [1] };
  return {
    ...plain(neuron),
    ...(neuron.weights.length === 1 && { boundary: finite(mean[0] + sd[0] * boundary(neuron)) }),
    ...(scaling && { mean: [...mean], sd: [...sd] }),
  };
}

/** JSON has no infinity: a value that is not finite is null. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
