import { identity, map, type Observable, of, share } from "rxjs";
import { type Chunk, gather } from "../data/chunk.ts";
import type { SkippedRows } from "../data/dataset.ts";
import { fitScaling, scale } from "../data/scaling.ts";
import { UserError } from "../data/user_error.ts";
import { checkpoints } from "../flow/checkpoints.ts";
import { epochs } from "../flow/epochs.ts";
import { finite } from "../flow/finite.ts";
import { learn, type Rule, type Trace } from "../flow/learn.ts";
import { cutAtMarks, onePass } from "../flow/one_pass.ts";
import { progressive } from "../flow/progressive.ts";
import { shuffleBuffer } from "../flow/shuffle_buffer.ts";
import { standardize } from "../flow/standardize.ts";
import { stop } from "../flow/stop.ts";
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
import type { Resumed } from "./resume.ts";
import type { Pipeline } from "./schema.ts";
import { isText, openSource, readAll, readHeldOut, type Source } from "./source.ts";

/** A pipeline ready to run. */
export interface Compiled {
  /** The features' names. */
  readonly features: readonly string[];
  /** What the labels 0 and 1 are called, as far as the rows that were read tell. */
  classes(): readonly [string, string];
  /** The rows of text that were left out so far. */
  readonly skipped: SkippedRows;
  /** How many samples an epoch has; unknown for a stream. */
  readonly samples?: number;
  /** The samples that are kept, then those held out; none of a stream. */
  readonly kept?: readonly Chunk[];
  /** Whether the data can be had once more, to go on with a run. */
  readonly again: boolean;
  /** The samples as they are in the data, before any transform. */
  readonly dataset: Observable<Chunk>;
  /** The whole flow; it runs when it is subscribed to. */
  readonly traces: Observable<Trace>;
  /** The same flow, but from where a run goes on. */
  readonly from: (resumed: Resumed | undefined) => Observable<Trace>;
}

/**
 * Compiles a resolved pipeline to the flow that a user would pipe by hand.
 *
 * Data of a file is opened, and read unless it is a stream.
 *
 * @throws {UserError} where the data cannot be read, or the given weights do not fit it.
 *
 * @example
 * ```ts
 * import { compile, resolve } from "dawnstream";
 * import { lastValueFrom } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = resolve({ name: "quick", epochs: { count: 3 } }, { source: "here" });
 * const { traces } = await compile(spec);
 * assertEquals((await lastValueFrom(traces)).summary?.epoch, 2);
 * ```
 */
export async function compile(spec: Pipeline): Promise<Compiled> {
  const random = numpyRandom(spec.seed);
  const source = await openSource(spec.data, random);
  return isText(spec.data) && spec.data.stream
    ? await compileStream(spec, { source, random })
    : await compileKept(spec, { source, random });
}

/** Kept data goes by again and again, each time in a new order. */
async function compileKept(spec: Pipeline, { source, random }: Ground): Promise<Compiled> {
  const all = await readAll(source.chunks);
  const { training, heldOut = await heldOutOf(spec, source) } = split(all, spec, random);
  const scaling = isStandardized(spec) ? fitScaling(training) : undefined;
  const scaled = (chunk: Chunk) => scaling === undefined ? chunk : scale(chunk, scaling);
  const neuron = neuronOf(spec, { random, width: source.features.length });
  const shuffle = spec.epochs.shuffle ? random : undefined;

  const dataset = of(training);
  const from: Compiled["from"] = (resumed) =>
    dataset.pipe(
      map(scaled),
      epochs({ ...spec.epochs, shuffle, from: resumed?.checkpoint }),
      learn({ neuron, state: resumed?.checkpoint.learner, ...ruleOf(spec) }),
      finite(spec.stop),
      heldOut === undefined ? identity : validate({ data: scaled(heldOut) }),
      stop({ ...spec.stop, past: resumed?.epochs }),
      checkpoints({ ...spec.checkpoints, samples: undefined }),
    );
  const kept = heldOut === undefined ? [training] : [training, heldOut];
  const samples = training.labels.length;
  return { ...source, samples, kept, again: true, dataset, traces: from(undefined), from };
}

/** A stream goes by once, in constant memory. */
async function compileStream(spec: Pipeline, { source, random }: Ground): Promise<Compiled> {
  const heldOut = await heldOutOf(spec, source);
  const neuron = neuronOf(spec, { random, width: source.features.length });
  const { shuffle } = spec.epochs;
  const every = spec.checkpoints.samples;

  const dataset = source.chunks.pipe(share());
  const from: Compiled["from"] = (resumed) =>
    dataset.pipe(
      typeof shuffle === "object" ? shuffleBuffer({ random, ...shuffle }) : identity,
      // A checkpoint has the means and deviations of the samples up to it, and of no others.
      cutAtMarks({ every }),
      isStandardized(spec) ? standardize() : identity,
      onePass({ every, from: resumed?.checkpoint.position }),
      learn({ neuron, state: resumed?.checkpoint.learner, ...ruleOf(spec) }),
      finite(spec.stop),
      heldOut === undefined ? identity : validate({ data: heldOut }),
      progressive({ last: resumed?.checkpoint.reported }),
      checkpoints(spec.checkpoints),
    );
  // Standard input goes by once, a file can be read again.
  const again = isText(spec.data) && spec.data.path !== "-";
  return { ...source, again, dataset, traces: from(undefined), from };
}

/** What a flow stands on. */
interface Ground {
  readonly source: Source;
  readonly random: Random;
}

/** Holds out a fraction of the samples, drawn at random. */
function split(
  all: Chunk,
  { validation: { fraction } }: Pipeline,
  random: Random,
): { training: Chunk; heldOut?: Chunk } {
  if (fraction === undefined) return { training: all };
  const rows = all.labels.length;
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  random.shuffle(order);
  const heldOut = Math.floor(rows * fraction);
  return {
    training: gather(all, order.subarray(heldOut).sort()),
    heldOut: gather(all, order.subarray(0, heldOut).sort()),
  };
}

async function heldOutOf(
  { data, validation }: Pipeline,
  source: Source,
): Promise<Chunk | undefined> {
  if (!isText(data) || validation.path === undefined) return undefined;
  return await readHeldOut(data, validation.path, source);
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
