import { type OperatorFunction, scan } from "rxjs";
import { copy } from "../data/copy.ts";
import { logit, sigmoid } from "../neuron/forward.ts";
import type { Loss } from "../neuron/loss.ts";
import { type Neuron, toParameters } from "../neuron/neuron.ts";
import type { Optimizer, OptimizerState } from "../neuron/optimizer.ts";
import type { EpochChunk } from "./epochs.ts";
import type { Divergence } from "./finite.ts";
import type { Progress } from "./progressive.ts";
import type { StopReason } from "./stop.ts";

/** How a neuron learns. */
export interface Rule {
  /** The loss that is minimised. */
  readonly loss: Loss;
  /** The rule by which a gradient moves the weights. */
  readonly optimizer: Optimizer;
  /** How many samples make one step; the last batch of an epoch may be shorter. Default: 1. */
  readonly batch?: number;
}

/** Options of {@linkcode learn}. */
export interface LearnOptions extends Rule {
  /** The neuron to begin with. It is left as it is. */
  readonly neuron: Neuron;
  /** The state to go on from, in place of the neuron's beginning. */
  readonly state?: LearnerState | undefined;
}

/** All that is known between two samples: nothing else is needed to go on. */
export interface LearnerState {
  /** The weights, then the bias: width + 1 numbers. */
  readonly parameters: Float64Array;
  /** The sum of the gradients of the open batch: width + 1 numbers, 0 where none is open. */
  readonly gradient: Float64Array;
  /** How many samples the open batch has. */
  readonly batched: number;
  /** What the optimizer remembers. */
  readonly memory: Float64Array;
  /** How many steps were made. */
  readonly step: number;
  /** The learning rate of the epoch. */
  readonly learningRate: number;
  /** How many samples of the epoch were seen. */
  readonly samples: number;
  /** The sum of their losses, each before its own step. */
  readonly lossSum: number;
  /** The part of that sum outside of its last logarithm. */
  readonly lossOutside: number;
  /** What stands in that logarithm: lossSum = lossOutside + ln(1 + lossInside). */
  readonly lossInside: number;
  /** How many of them were predicted right, each before its own step. */
  readonly correct: number;
}

/** What an epoch came to. */
export interface EpochSummary {
  /** The epoch, 0 the first. */
  readonly epoch: number;
  /** The mean of the losses, each before its own step (progressive loss). */
  readonly loss: number;
  /** The share of samples predicted right, each before its own step. */
  readonly accuracy: number;
  /** The learning rate of the epoch. */
  readonly learningRate: number;
  /** The mean loss of the held-out samples, after the epoch. */
  readonly validationLoss?: number;
  /** The share of the held-out samples that were predicted right, after the epoch. */
  readonly validationAccuracy?: number;
}

/** What happened over one chunk. */
export interface Trace {
  /** The samples. */
  readonly chunk: EpochChunk;
  /** The state before the first of them. */
  readonly before: LearnerState;
  /** The state after the last of them. */
  readonly after: LearnerState;
  /** How the neuron learned. */
  readonly rule: Rule;
  /** What the epoch came to, where the chunk ends it. */
  readonly summary?: EpochSummary;
  /** Whether this is a checkpoint. */
  readonly checkpoint?: boolean;
  /** How it goes on a stream, where it is time for a report. */
  readonly progress?: Progress;
  /** Why the run ends with it, where it ends early. */
  readonly stopped?: StopReason;
  /** Where it diverged, where it ends so. */
  readonly divergence?: Divergence;
}

/**
 * Learns sample by sample: a scan whose state is the neuron.
 *
 * Each sample goes forward (logit, prediction, loss) and backward (gradient), and after every
 * `batch` samples the optimizer moves the weights. For each chunk one {@linkcode Trace} comes out.
 *
 *     source     ──(ab)──(c)──|
 *     learn(…)   ──T─────T────|      weights move after a, after b, after c
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy, epochs, gaussians, learn, numpyRandom, sgd } from "dawnstream";
 * import { lastValueFrom } from "rxjs";
 * import { assert } from "@std/assert";
 *
 * const random = numpyRandom(42);
 * const classes = [{ mean: 0, sd: 1, count: 50 }, { mean: 5, sd: 0.5, count: 50 }] as const;
 * const neuron = { weights: new Float64Array([0]), bias: 0 };
 * const trained = gaussians({ random, classes }).pipe(
 *   epochs({ count: 10, shuffle: random }),
 *   learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) }),
 * );
 * const { summary } = await lastValueFrom(trained);
 * assert(summary !== undefined && summary.accuracy > 0.9);
 * ```
 */
export function learn(
  { neuron, state, ...rule }: LearnOptions,
): OperatorFunction<EpochChunk, Trace> {
  const begin = { after: state ?? initialState(neuron, rule) };
  return scan<EpochChunk, Trace, Pick<Trace, "after">>(
    ({ after: before }, chunk) => trace(before, chunk, rule),
    begin,
  );
}

function trace(before: LearnerState, chunk: EpochChunk, rule: Rule): Trace {
  const after = advance(before, chunk, rule);
  if (!chunk.last) return { chunk, before, after, rule };
  const { samples, lossSum, correct, learningRate } = after;
  const summary = {
    epoch: chunk.epoch,
    loss: lossSum / samples,
    accuracy: correct / samples,
    learningRate,
  };
  return { chunk, before, after, rule, summary };
}

function initialState(neuron: Neuron, { optimizer }: Rule): LearnerState {
  const parameters = toParameters(neuron);
  return {
    parameters,
    gradient: new Float64Array(parameters.length),
    batched: 0,
    memory: new Float64Array(parameters.length * optimizer.memory),
    step: 0,
    learningRate: 0,
    samples: 0,
    lossSum: 0,
    lossOutside: 0,
    lossInside: 0,
    correct: 0,
  };
}

/** How many losses share one logarithm: a product of so many factors up to 2 is finite. */
const LOSSES_PER_LOGARITHM = 64;

/** What a sum over an epoch begins with. */
const NOTHING = { samples: 0, lossOutside: 0, lossInside: 0, correct: 0 };

/**
 * The state after a chunk's samples: the one place where the weights move.
 *
 * @internal
 */
export function advance(before: LearnerState, chunk: EpochChunk, rule: Rule): LearnerState {
  const { loss, optimizer, batch = 1 } = rule;
  const { data: { features, labels }, rows, epoch, position, last } = chunk;
  const begins = position === 0;
  const learningRate = begins ? optimizer.learningRate(epoch) : before.learningRate;
  let { samples, lossOutside, lossInside, correct } = begins ? NOTHING : before;

  const parameters = copy(before.parameters);
  const memory = copy(before.memory);
  // Without mini-batches it stays all 0.
  const gradient = batch === 1 ? before.gradient : copy(before.gradient);
  const state = { parameters, memory, learningRate, step: before.step };
  let { batched } = before;
  const { weightDecay } = optimizer;
  const width = parameters.length - 1;

  for (let i = 0; i < rows.length; i++) {
    const at = rows[i] * width;
    const y = labels[rows[i]];
    const z = logit(parameters, features, at);
    const dLoss_dz = loss.gradient(sigmoid(z), y);

    lossOutside += loss.outside(z, y);
    lossInside += loss.inside(z) * (1 + lossInside);
    if (++samples % LOSSES_PER_LOGARITHM === 0) {
      lossOutside += Math.log1p(lossInside);
      lossInside = 0;
    }
    if ((z >= 0) === (y === 1)) correct++;

    if (batch === 1) {
      state.step++;
      for (let j = 0; j < width; j++) {
        optimizer.move(state, j, dLoss_dz * features[at + j] + weightDecay * parameters[j]);
      }
      optimizer.move(state, width, dLoss_dz);
    } else {
      for (let j = 0; j < width; j++) gradient[j] += dLoss_dz * features[at + j];
      gradient[width] += dLoss_dz;
      if (++batched === batch) {
        step(state, { optimizer, gradient, batched });
        batched = 0;
      }
    }
  }
  if (last && batched > 0) {
    step(state, { optimizer, gradient, batched });
    batched = 0;
  }

  const lossSum = lossOutside + Math.log1p(lossInside);
  const sums = { samples, lossSum, lossOutside, lossInside, correct };
  return { parameters, gradient, batched, memory, step: state.step, learningRate, ...sums };
}

/** Makes the step of a batch, along its mean gradient, and clears the gradient for the next one. */
function step(
  state: { -readonly [key in keyof OptimizerState]: OptimizerState[key] },
  { optimizer, gradient, batched }:
    & { optimizer: Optimizer }
    & Pick<LearnerState, "gradient" | "batched">,
): void {
  const { parameters } = state;
  const width = parameters.length - 1;
  state.step++;
  for (let j = 0; j < width; j++) {
    optimizer.move(state, j, gradient[j] / batched + optimizer.weightDecay * parameters[j]);
  }
  optimizer.move(state, width, gradient[width] / batched);
  gradient.fill(0);
}
