import { identity, type Observable, of, tap } from "rxjs";
import { checkpoints } from "../flow/checkpoints.ts";
import { cutAtMarks } from "../flow/cut_at_marks.ts";
import { epochs } from "../flow/epochs.ts";
import { finite } from "../flow/finite.ts";
import { learn } from "../flow/learn.ts";
import { onePass } from "../flow/one_pass.ts";
import { read } from "../flow/paced.ts";
import { progressive } from "../flow/progressive.ts";
import { shuffleBuffer } from "../flow/shuffle_buffer.ts";
import { standardize } from "../flow/standardize.ts";
import { stop } from "../flow/stop.ts";
import type { EpochChunk, LearnerState, Position, Rule, Trace } from "../flow/trace.ts";
import { validate } from "../flow/validate.ts";
import { adam } from "../neuron/adam.ts";
import { binaryCrossEntropy } from "../neuron/binary_cross_entropy.ts";
import { constant } from "../neuron/constant.ts";
import { cosine } from "../neuron/cosine.ts";
import { exponential } from "../neuron/exponential.ts";
import { inverseTime } from "../neuron/inverse_time.ts";
import { type Neuron, uniformNeuron } from "../neuron/neuron.ts";
import type { Optimizer } from "../neuron/optimizer.ts";
import type { Schedule } from "../neuron/schedule.ts";
import { sgd } from "../neuron/sgd.ts";
import { squaredError } from "../neuron/squared_error.ts";
import { numpyRandom } from "../random/numpy_random.ts";
import type { Random } from "../random/random.ts";
import type { DataRecord, EpochRecord, ProgressRecord } from "../records.ts";
import type { Beginning } from "../rows/crc32.ts";
import { allSkipped, type SkippedRows } from "../rows/dataset.ts";
import type { Chunk } from "../samples/chunk.ts";
import { holdOut } from "../samples/hold_out.ts";
import { fitScaling, scale } from "../samples/scaling.ts";
import { evenSelection, type Selection } from "../samples/selection.ts";
import { UserError } from "../user_error.ts";
import { isStream } from "./stream.ts";
import type { Pipeline } from "./types.ts";
import { type HeldOut, openSource, readAll, readHeldOut, type Source } from "./source.ts";

/** Where a run continues, and what it knows from before. */
export interface Past {
  /** The position. */
  readonly position: Position;
  /** The state of the learner there. */
  readonly learner: LearnerState;
  /** The losses of the epochs before. */
  readonly epochs: readonly Pick<EpochRecord, "loss" | "validationLoss">[];
  /** The last report of a stream's progress. */
  readonly progress?: ProgressRecord | undefined;
}

/** A pipeline ready to run. */
export interface Compiled {
  /** The features' names. */
  readonly features: readonly string[];
  /** The neuron before the first step. */
  readonly neuron: Neuron;
  /** How it learns. */
  readonly rule: Rule;
  /** How many samples an epoch has; unknown for a stream. */
  readonly samples?: number;
  /** The samples that are kept, then those held out; of a stream the latter alone. */
  readonly kept: readonly Chunk[];
  /** Whether the data can be read again, which a resumed run must. */
  readonly replayable: boolean;
  /** What has been read of a stream's file so far; null of other data. */
  read(): Beginning | null;
  /** The bad rows that were skipped so far, held-out ones included. */
  readonly skipped: SkippedRows;
  /** What was assumed of the rows where they left it open, in a line each. */
  readonly notes: readonly string[];
  /** The record of the samples that pictures show; of a stream, those so far. */
  data(): DataRecord;
  /** The whole flow, from its beginning or from where a run continues; it runs when subscribed to. */
  traces(past?: Past): Observable<Trace>;
}

/**
 * Compiles a resolved pipeline to the flow that you would pipe by hand.
 *
 * Data of a file is opened, and read unless it is a stream.
 *
 * @throws {UserError} where the data cannot be read, or the given weights do not fit it.
 *
 * @example
 * ```ts
 * import { compile, resolve } from "@dawnstream/dawnstream/pipeline";
 * import { lastValueFrom } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = resolve({ name: "quick", epochs: { count: 3 } }, { source: "here" });
 * const { traces } = await compile(spec);
 * assertEquals((await lastValueFrom(traces())).summary?.epoch, 2);
 * ```
 */
export async function compile(spec: Pipeline): Promise<Compiled> {
  const random = numpyRandom(spec.seed);
  const source = await openSource(spec.data, random);
  const { features } = source;
  const selection = evenSelection(features.length);
  const prepared = isStream(spec.data)
    ? await prepareStream(spec, { source, random, selection })
    : await prepareKept(spec, { source, random, selection });
  const { heldOut, file, kept, ordered } = prepared;
  const neuron = neuronOf(spec, { random, width: features.length });
  const rule = ruleOf(spec);
  return {
    features,
    neuron,
    rule,
    kept,
    ...(!isStream(spec.data) && { samples: kept[0].labels.length }),
    // Standard input and pipes can be read only once.
    replayable: !isStream(spec.data) || source.read !== undefined,
    read: () => source.read?.() ?? null,
    skipped: allSkipped(file ? [source.skipped, file.skipped] : [source.skipped]),
    notes: [...source.notes, ...file?.notes ?? []],
    data: () => dataRecord(selection, source.classes),
    traces: (past) =>
      ordered(past?.position).pipe(
        learn({ neuron, state: past?.learner, ...rule }),
        heldOut === undefined ? identity : validate({ data: heldOut }),
        finite(spec.stop),
        isStream(spec.data) ? progressive({ last: past?.progress }) : identity,
        stop({ ...spec.stop, past: past?.epochs }),
        checkpoints(spec.checkpoints),
      ),
  };
}

/** What samples are prepared from. */
interface Inputs {
  readonly source: Source;
  readonly random: Random;
  readonly selection: Selection;
}

/** The samples, prepared and put in order. */
interface Prepared {
  /** The samples held out. */
  readonly heldOut?: Chunk | undefined;
  /** The file of held-out rows, if they are of a file. */
  readonly file?: HeldOut | undefined;
  /** The samples that are kept, then those held out. */
  readonly kept: readonly Chunk[];
  /** The chunks of the epochs, from a position on. */
  ordered(from: Position | undefined): Observable<EpochChunk>;
}

/** Kept samples flow again and again, each epoch in a new order. */
async function prepareKept(
  spec: Pipeline,
  { source, random, selection }: Inputs,
): Promise<Prepared> {
  const all = await readAll(source.chunks);
  const file = await readHeldOut(spec, source);
  const { fraction } = spec.validation;
  const { training, heldOut } = fraction === undefined
    ? { training: all, heldOut: file?.samples }
    : holdOut(all, { fraction, random });
  selection.add(training);
  const samples = isStandardized(spec) ? scale(training, fitScaling(training, source)) : training;
  const shuffle = spec.epochs.shuffle ? random : undefined;
  return {
    heldOut,
    file,
    kept: heldOut === undefined ? [training] : [training, heldOut],
    ordered: (from) => of(samples).pipe(epochs({ ...spec.epochs, shuffle, from })),
  };
}

/** A stream flows by once, in constant memory. */
async function prepareStream(
  spec: Pipeline,
  { source, random, selection }: Inputs,
): Promise<Prepared> {
  const { shuffle } = spec.epochs;
  const file = await readHeldOut(spec, source);
  return {
    heldOut: file?.samples,
    file,
    kept: file === undefined ? [] : [file.samples],
    ordered: (from) =>
      read(source.chunks).pipe(
        tap((chunk) => selection.add(chunk)),
        typeof shuffle === "object" ? shuffleBuffer({ random, ...shuffle }) : identity,
        // A checkpoint has the means and deviations of the samples up to it, and of no others.
        cutAtMarks({ every: spec.checkpoints.samples }),
        isStandardized(spec) ? standardize(source) : identity,
        onePass({ from: from?.sample }),
      ),
  };
}

function dataRecord(selection: Selection, classes: readonly [string, string]): DataRecord {
  const { width, features, labels } = selection.samples();
  return {
    event: "data",
    samples: selection.count(),
    classes,
    x: Array.from(labels, (_, row) => [...features.subarray(row * width, (row + 1) * width)]),
    y: [...labels],
  };
}

function isStandardized({ transforms }: Pipeline): boolean {
  return transforms.some(({ kind }) => kind === "standardize");
}

function neuronOf(
  { neuron: { init, weights, bias } }: Pipeline,
  { random, width }: { random: Random; width: number },
): Neuron {
  if (weights === undefined) return uniformNeuron({ random, width, ...init });
  if (weights.length !== width) {
    throw new UserError(
      `neuron.weights: expected ${width}, one per feature of the data, found ${weights.length}`,
    );
  }
  return { weights: Float64Array.from(weights), bias };
}

function ruleOf(spec: Pipeline): Rule {
  return { loss: LOSSES[spec.loss], optimizer: optimizerOf(spec), batch: spec.batch };
}

const LOSSES = {
  "binary-cross-entropy": binaryCrossEntropy,
  "squared-error": squaredError,
};

function optimizerOf(spec: Pipeline): Optimizer {
  const { optimizer } = spec;
  const learningRate = scheduleOf(spec);
  switch (optimizer.kind) {
    case "sgd":
      return sgd({ ...optimizer, learningRate });
    case "adam":
      return adam({ ...optimizer, learningRate });
  }
}

function scheduleOf({ optimizer: { learningRate }, schedule, epochs }: Pipeline): Schedule {
  switch (schedule.kind) {
    case "constant":
      return constant(learningRate);
    case "exponential":
      return exponential(learningRate, schedule);
    case "cosine":
      return cosine(learningRate, { ...schedule, epochs: epochs.count });
    case "inverse-time":
      return inverseTime(learningRate, schedule);
  }
}
