import type { Observable } from "rxjs";
import type { Chunk } from "../data/chunk.ts";
import { gaussians } from "../data/gaussians.ts";
import { points } from "../data/points.ts";
import { UserError } from "../data/user_error.ts";
import { checkpoints } from "../flow/checkpoints.ts";
import { epochs } from "../flow/epochs.ts";
import { learn, type Trace } from "../flow/learn.ts";
import { stop } from "../flow/stop.ts";
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
import type { Pipeline } from "./schema.ts";

/** A pipeline ready to run. */
export interface Compiled {
  /** The dataset stream. */
  readonly dataset: Observable<Chunk>;
  /** The whole flow; it runs when it is subscribed to. */
  readonly traces: Observable<Trace>;
}

/**
 * Compiles a resolved pipeline to the flow that a user would pipe by hand.
 *
 * @throws {UserError} where the neuron's given weights do not fit the data.
 *
 * @example
 * ```ts
 * import { compile, resolve } from "dawnstream";
 * import { lastValueFrom } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const { traces } = compile(resolve({ name: "quick", epochs: { count: 3 } }, { source: "here" }));
 * assertEquals((await lastValueFrom(traces)).summary?.epoch, 2);
 * ```
 */
export function compile(spec: Pipeline): Compiled {
  const random = numpyRandom(spec.seed);
  const { dataset, width } = datasetOf(spec, random);
  const neuron = neuronOf(spec, { random, width });
  const shuffle = spec.epochs.shuffle ? random : undefined;
  const loss = LOSSES[spec.loss];
  const optimizer = optimizerOf(spec);

  const traces = dataset.pipe(
    epochs({ ...spec.epochs, shuffle }),
    learn({ neuron, loss, optimizer, batch: spec.batch }),
    stop(spec.stop),
    checkpoints(spec.checkpoints),
  );
  return { dataset, traces };
}

function datasetOf(
  { data }: Pipeline,
  random: Random,
): { dataset: Observable<Chunk>; width: number } {
  switch (data.kind) {
    case "gaussians":
      return { dataset: gaussians({ random, classes: data.classes }), width: 1 };
    case "points": {
      const [{ x }] = data.points;
      return { dataset: points(data.points), width: typeof x === "number" ? 1 : x.length };
    }
  }
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
