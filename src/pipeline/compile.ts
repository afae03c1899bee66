import { identity, map, type Observable, of, tap } from "rxjs";
import { checkpoints } from "../flow/checkpoints.ts";
import { cutAtMarks } from "../flow/cut_at_marks.ts";
import { epochs } from "../flow/epochs.ts";
import { finite } from "../flow/finite.ts";
import { keepBest } from "../flow/keep_best.ts";
import { learn } from "../flow/learn.ts";
import { onePass } from "../flow/one_pass.ts";
import { read } from "../flow/paced.ts";
import { progressive } from "../flow/progressive.ts";
import { shuffleBuffer } from "../flow/shuffle_buffer.ts";
import { standardize } from "../flow/standardize.ts";
import { stop } from "../flow/stop.ts";
import type { BestEpoch, EpochChunk, LearnerState, Position, Rule, Trace } from "../flow/trace.ts";
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
import { balancedWeights, type ClassWeights, weighted } from "../neuron/weighted.ts";
import { numpyRandom } from "../random/numpy_random.ts";
import type { Random } from "../random/random.ts";
import type { DataRecord, EpochRecord, ProgressRecord } from "../records.ts";
import type { Beginning } from "../rows/crc32.ts";
import { allSkipped, type SkippedRows } from "../rows/dataset.ts";
import type { Chunk } from "../samples/chunk.ts";
import { holdOut } from "../samples/hold_out.ts";
import type { Column } from "../samples/categories.ts";
import { fitScaling, scale } from "../samples/scaling.ts";
import { evenSelection, type Selection } from "../samples/selection.ts";
import { UserError } from "../user_error.ts";
import { readStartModel, refuseOthers, type StartModel } from "./start_model.ts";
import { isStream } from "./stream.ts";
import type { Pipeline } from "./types.ts";
import { type FeatureCounts, type Features, featuresOf, learnFeatures } from "./prepare.ts";
import { type HeldOut, openSource, readAll, readHeldOut, type Source } from "./source.ts";

/** Where a run continues, and what it knows from before. */
export interface Past {
  /** The position. */
  readonly position: Position;
  /** The state of the learner there. */
  readonly learner: LearnerState;
  /** The losses of the epochs before. */
  readonly epochs: readonly Pick<EpochRecord, "loss" | "validationLoss">[];
  /** The best of them, by the loss that counts. */
  readonly best?: BestEpoch | undefined;
  /** The last report of a stream's progress. */
  readonly progress?: ProgressRecord | undefined;
}

/** A pipeline ready to run. */
export interface Compiled {
  /** The features' names. */
  readonly features: readonly string[];
  /** The name of the label's column, where the samples are rows of text. */
  readonly label?: string | undefined;
  /** The columns that they come from, where text is made features of. */
  readonly columns?: readonly Column[] | undefined;
  /** What takes the place of missing features, where something does. */
  readonly fill?: readonly number[] | undefined;
  /** How much a sample of each class counts in the loss, where classes are weighted. */
  readonly classWeights?: ClassWeights | undefined;
  /** What was found in the samples so far, held-out ones included. */
  readonly counts: FeatureCounts;
  /** The neuron before the first step. */
  readonly neuron: Neuron;
  /** The text of the model that it starts from, where it starts from one. */
  readonly from?: string | undefined;
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
 * @throws {UserError} where the data cannot be read, or the given weights or the model that the neuron
 * starts from do not fit it.
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
  const random = generatorsOf(spec);
  const start = await readStartModel(spec);
  const source = await openSource(spec, { random: random.data, start });
  if (start !== undefined) refuseOthers(start, source);
  const inputs = { source, random, start };
  const prepared = isStream(spec.data)
    ? await prepareStream(spec, inputs)
    : await prepareKept(spec, inputs);
  const { features: { names: features, columns, fill, counts }, heldOut, file, kept } = prepared;
  const { selection, ordered } = prepared;
  const neuron = start?.neuron ??
    neuronOf(spec, { random: random.neuron, width: features.length });
  const classWeights = classWeightsOf(spec, kept[0]);
  const rule = ruleOf(spec, classWeights);
  return {
    ...{ features, label: source.label, columns, fill, classWeights, counts },
    neuron,
    from: start?.text,
    rule,
    kept,
    ...(!isStream(spec.data) && { samples: kept[0].labels.length }),
    // Standard input and pipes can be read only once.
    replayable: !isStream(spec.data) || source.read !== undefined,
    read: () => source.read?.() ?? null,
    skipped: allSkipped(file ? [source.skipped, file.skipped] : [source.skipped]),
    notes: [...start?.notes ?? [], ...source.notes, ...file?.notes ?? []],
    data: () => dataRecord(selection, source.classes),
    traces: (past) =>
      ordered(past?.position).pipe(
        learn({ neuron, state: past?.learner, ...rule }),
        heldOut === undefined ? identity : validate({ data: heldOut }),
        finite(spec.stop),
        isStream(spec.data)
          ? progressive({ every: spec.checkpoints.samples, last: past?.progress })
          : identity,
        stop({ ...spec.stop, past: past?.epochs }),
        spec.stop.keep === "best" ? keepBest({ on: spec.stop.on, best: past?.best }) : identity,
        checkpoints(spec.checkpoints),
      ),
  };
}

/** What samples are prepared from. */
interface Inputs {
  readonly source: Source;
  readonly random: Generators;
  /** The model to start from, whose transforms take the place of those that the samples tell. */
  readonly start: StartModel | undefined;
}

/** The generators of what is random. */
type Generators = Readonly<Record<"data" | "neuron" | "epochs", Random>>;

/** One generator for all, in the order in which a run draws, but for parts with their own seed. */
function generatorsOf({ seed, data, neuron, epochs }: Pipeline): Generators {
  const shared = numpyRandom(seed);
  const of = (own: number | undefined) => own === undefined ? shared : numpyRandom(own);
  return { data: of(data.seed), neuron: of(neuron.seed), epochs: of(epochs.seed) };
}

/** The samples, prepared and put in order. */
interface Prepared {
  /** How they were made. */
  readonly features: Features;
  /** The samples that pictures show, those of a stream as they flow by. */
  readonly selection: Selection;
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
  { source, random, start }: Inputs,
): Promise<Prepared> {
  const all = await readAll(source.chunks);
  const { fraction } = spec.validation;
  const { training: rows, heldOut: rest } = fraction === undefined
    ? { training: all, heldOut: undefined }
    : holdOut(all, { fraction, random: random.data });
  const { recode, ...features } = start === undefined
    ? learnFeatures(spec, { training: rows, names: source.features, texts: source.texts })
    : { recode: identity, ...featuresOf(source.features, start) };
  // A file of held-out rows is read with the categories in their places.
  const texts = features.columns?.map(({ categories }) => categories) ?? [];
  const file = await readHeldOut(spec, { ...source, texts });
  const training = features.make(recode(rows));
  const coded = file?.samples ?? (rest && recode(rest));
  const heldOut = coded && features.make(coded);
  const selection = evenSelection(training.width);
  selection.add(training);
  const samples = isStandardized(spec)
    ? scale(training, start?.scaling ?? fitScaling(training, { features: features.names }))
    : training;
  const shuffle = spec.epochs.shuffle ? random.epochs : undefined;
  return {
    ...{ features, selection, heldOut, file },
    kept: heldOut === undefined ? [training] : [training, heldOut],
    ordered: (from) => of(samples).pipe(epochs({ ...spec.epochs, shuffle, from })),
  };
}

/** A stream flows by once, in constant memory. */
async function prepareStream(
  spec: Pipeline,
  { source, random, start }: Inputs,
): Promise<Prepared> {
  const features = featuresOf(source.features, start);
  const selection = evenSelection(features.names.length);
  const { shuffle } = spec.epochs;
  const { scaling } = start ?? {};
  const file = await readHeldOut(spec, source);
  const heldOut = file && features.make(file.samples);
  return {
    ...{ features, selection, heldOut, file },
    kept: heldOut === undefined ? [] : [heldOut],
    ordered: (from) =>
      read(source.chunks).pipe(
        map(features.make),
        tap((chunk) => selection.add(chunk)),
        typeof shuffle === "object"
          ? shuffleBuffer({ random: random.epochs, ...shuffle })
          : identity,
        // A checkpoint has the means and deviations of the samples up to it, and of no others.
        cutAtMarks({ every: spec.checkpoints.samples }),
        scaling
          ? map((chunk) => scale(chunk, scaling))
          : isStandardized(spec)
          ? standardize({ features: features.names })
          : identity,
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
  return { weights, bias };
}

function ruleOf(spec: Pipeline, classWeights: ClassWeights | undefined): Rule {
  const own = LOSSES[spec.loss];
  const loss = classWeights === undefined ? own : weighted(own, classWeights);
  return { loss, optimizer: optimizerOf(spec), batch: spec.batch };
}

/** The weights of the classes; balanced ones are of the samples to train on. */
function classWeightsOf(
  { classWeights }: Pipeline,
  training: Chunk | undefined,
): ClassWeights | undefined {
  if (classWeights !== "balanced") return classWeights;
  const weights = balancedWeights(training!.labels);
  if (weights.every(Number.isFinite)) return weights;
  const label = weights[0] === Infinity ? 0 : 1;
  throw new UserError(
    `classWeights: expected samples of both classes to balance, found none of label ${label}`,
  );
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
