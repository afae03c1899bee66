import { concatMap, filter, type OperatorFunction, pipe } from "rxjs";
import { boundary, type Neuron, toNeuron } from "../neuron/neuron.ts";
import type {
  CheckpointRecord,
  EpochRecord,
  NeuronFields,
  ProgressRecord,
  SampleRecord,
} from "../records.ts";
import type { Scaling } from "../samples/chunk.ts";
import { finiteOrNull } from "../values.ts";
import { samplesOf } from "./samples.ts";
import { type EpochSummary, lossSum, type Trace } from "./trace.ts";

/** What a trace can give. */
export type TraceRecord = SampleRecord | ProgressRecord | EpochRecord | CheckpointRecord;

/** Options of {@linkcode records}. */
export interface RecordsOptions {
  /** Whether every sample gets a record. Default: false. */
  readonly samples?: boolean;
}

/**
 * Turns traces into records, plain objects that JSON can hold.
 *
 * Each epoch gives an `epoch` record and, where it is a checkpoint, a `checkpoint` record; with
 * `samples`, a `sample` record for every sample comes before them.
 *
 *     source                     ──T──T₀*──────T──T₁──|     Tₑ ends epoch e, * checkpoint
 *     records()                  ─────(epoch checkpoint)──────epoch──|
 *
 * @example
 * ```ts
 * import {
 *   binaryCrossEntropy, checkpoints, epochs, gaussians, learn, numpyRandom, records, sgd,
 * } from "@dawnstream/dawnstream";
 * import { lastValueFrom, map, of, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const random = numpyRandom(42);
 * const classes = [{ mean: 0, sd: 1, count: 5 }, { mean: 5, sd: 0.5, count: 5 }] as const;
 * const neuron = { weights: [0], bias: 0 };
 * const events = of(gaussians({ random, classes })).pipe(
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
export function records(
  { samples = false }: RecordsOptions = {},
): OperatorFunction<Trace, TraceRecord> {
  return pipe(
    filter((trace: Trace) =>
      samples || trace.summary !== undefined || trace.progress !== undefined ||
      trace.checkpoint === true
    ),
    concatMap((trace) => recordsOf(trace, samples)),
  );
}

function* recordsOf(trace: Trace, samples: boolean): Iterable<TraceRecord> {
  if (samples) yield* samplesOf(trace);
  if (trace.progress) yield { event: "progress", ...trace.progress };
  if (trace.summary) yield epochRecord(trace.summary, toNeuron(trace.after.parameters));
  if (trace.checkpoint) yield checkpointRecord(trace);
}

function epochRecord(
  { epoch, loss, accuracy, ...rest }: EpochSummary,
  { weights, bias }: Neuron,
): EpochRecord {
  return { event: "epoch", epoch, loss, accuracy, weights, bias, ...rest };
}

/** The record of the neuron after a trace. */
function checkpointRecord({ chunk, after }: Trace): CheckpointRecord {
  const { samples, correct, parameters } = after;
  // A trace without a sample, which diverged at the first, has the neuron of the epoch before.
  const isBefore = chunk.epoch > 0 && chunk.sample === 0 && chunk.end === chunk.begin;
  return {
    event: "checkpoint",
    epoch: isBefore ? chunk.epoch - 1 : chunk.epoch,
    samples,
    loss: lossSum(after) / samples,
    accuracy: correct / samples,
    ...neuronFields(toNeuron(parameters), chunk.data.scaling),
  };
}

/** The record of the neuron that a run ends with: of its best epoch where that is kept, else the last. */
export function modelRecord(trace: Trace): CheckpointRecord {
  const { best, chunk: { data } } = trace;
  if (best === undefined) return checkpointRecord(trace);
  const { epoch, loss, accuracy, weights, bias } = best;
  return {
    event: "checkpoint",
    epoch,
    samples: data.labels.length,
    loss,
    accuracy,
    ...neuronFields({ weights, bias }, data.scaling),
  };
}

/** A neuron as plain data: for one feature with its boundary, and its scaling. */
function neuronFields(neuron: Neuron, scaling: Scaling | undefined): NeuronFields {
  const { mean, sd } = scaling ?? { mean: [0], sd: [1] };
  return {
    weights: neuron.weights,
    bias: neuron.bias,
    ...(neuron.weights.length === 1 && {
      boundary: finiteOrNull(mean[0] + sd[0] * boundary(neuron)),
    }),
    ...(scaling && { mean: scaling.mean, sd: scaling.sd }),
  };
}
