import { type OperatorFunction, scan } from "rxjs";
import { type Neuron, toParameters } from "../neuron/neuron.ts";
import { advance } from "./advance.ts";
import { type EpochChunk, type LearnerState, lossSum, type Rule, type Trace } from "./trace.ts";

/** Options of {@linkcode learn}. */
export interface LearnOptions extends Rule {
  /** The neuron to begin with. It stays as it is. */
  readonly neuron: Neuron;
  /** The state to continue from, in place of the neuron's beginning. */
  readonly state?: LearnerState | undefined;
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
 * import { binaryCrossEntropy, epochs, gaussians, learn, numpyRandom, sgd } from "@dawnstream/dawnstream";
 * import { lastValueFrom, of } from "rxjs";
 * import { assert } from "@std/assert";
 *
 * const random = numpyRandom(42);
 * const classes = [{ mean: 0, sd: 1, count: 50 }, { mean: 5, sd: 0.5, count: 50 }] as const;
 * const neuron = { weights: [0], bias: 0 };
 * const trained = of(gaussians({ random, classes })).pipe(
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
  return scan<EpochChunk, Trace, Pick<Trace, "after">>(
    ({ after: before }, chunk) => traceOf(chunk, { before, rule }),
    { after: state ?? initialState(neuron, rule) },
  );
}

function traceOf(
  chunk: EpochChunk,
  { before, rule }: { before: LearnerState; rule: Rule },
): Trace {
  const after = advance(before, chunk, rule);
  if (!chunk.last) return { chunk, before, after, rule };
  const { samples, correct, learningRate } = after;
  const summary = {
    epoch: chunk.epoch,
    loss: lossSum(after) / samples,
    accuracy: correct / samples,
    learningRate,
  };
  return { chunk, before, after, rule, summary };
}

function initialState(neuron: Neuron, { optimizer }: Rule): LearnerState {
  const parameters = toParameters(neuron);
  return {
    parameters,
    gradient: new Array<number>(parameters.length).fill(0),
    batched: 0,
    memory: new Array<number>(parameters.length * optimizer.memory).fill(0),
    steps: 0,
    learningRate: 0,
    samples: 0,
    lossOutside: 0,
    lossInside: 0,
    correct: 0,
  };
}
