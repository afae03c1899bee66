import type { Loss } from "../neuron/loss.ts";
import type { Optimizer } from "../neuron/optimizer.ts";
import type { Random } from "../random/random.ts";
import type { EndRecord, EpochRecord, ProgressRecord } from "../records.ts";
import type { Chunk } from "../samples/chunk.ts";

/** A position in the epochs: with the generator's state, all that is needed to continue there. */
export interface Position {
  /** The epoch, 0 the first. */
  readonly epoch: number;
  /** The number of samples of the epoch before it. */
  readonly sample: number;
  /** Gives the generator as it was before it shuffled the epoch, where it did. */
  readonly random?: (() => Random) | undefined;
}

/**
 * A chunk of an epoch: which rows of the data it has, and its position.
 *
 * The rows stay where they are in the data, so a new order costs nothing but the order, and a chunk
 * of it nothing but two numbers.
 */
export interface EpochChunk extends Position {
  /** The data; of a stream, the part of it that has just been read. */
  readonly data: Chunk;
  /** Rows of the data, in an order: the samples are those from `begin` to before `end`. */
  readonly order: Uint32Array;
  /** The index in the order of the first sample. */
  readonly begin: number;
  /** The index after that of the last sample. */
  readonly end: number;
  /** Whether the epoch ends with it. */
  readonly last: boolean;
}

/** How a neuron learns. */
export interface Rule {
  /** The loss that is minimised. */
  readonly loss: Loss;
  /** How a gradient moves the weights. */
  readonly optimizer: Optimizer;
  /** The number of samples per step, ≥ 1; the last batch of an epoch may be smaller. Default: 1. */
  readonly batch?: number;
}

/** All that is known between two samples: nothing else is needed to continue. */
export interface LearnerState {
  /** The weights, then the bias: width + 1 numbers. */
  readonly parameters: readonly number[];
  /** The sum of the gradients of the open batch: width + 1 numbers, all 0 where none is open. */
  readonly gradient: readonly number[];
  /** The number of samples in the open batch. */
  readonly batched: number;
  /** What the optimizer remembers. */
  readonly memory: readonly number[];
  /** The number of steps so far. */
  readonly steps: number;
  /** The learning rate of the epoch. */
  readonly learningRate: number;
  /** The number of samples of the epoch so far. */
  readonly samples: number;
  /** The sum of their losses, each before its own step, is lossOutside + ln(1 + lossInside). */
  readonly lossOutside: number;
  /** What is added to 1 in its last logarithm. */
  readonly lossInside: number;
  /** The number of them predicted correctly, each before its own step. */
  readonly correct: number;
}

/**
 * The sum of the losses of the samples of the epoch so far, in nats, each before its own step.
 *
 * @example
 * ```ts
 * import { lossSum } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * // Two samples on the boundary: ln 2 + ln 2 = ln(1 + 3).
 * assertEquals(lossSum({ lossOutside: 0, lossInside: 3 }), Math.log(4));
 * ```
 */
export function lossSum(
  { lossOutside, lossInside }: Pick<LearnerState, "lossOutside" | "lossInside">,
): number {
  return lossOutside + Math.log1p(lossInside);
}

/** The result of an epoch. */
export type EpochSummary = Omit<EpochRecord, "event" | "weights" | "bias">;

/** The best epoch of a run so far: its result, and the neuron after it. */
export type BestEpoch = Omit<EpochRecord, "event">;

/** How learning goes on a stream, every sample predicted before it is learned from. */
export type Progress = Omit<ProgressRecord, "event">;

/** Where a run diverged. */
export type Divergence =
  & Required<Pick<EndRecord, "epoch" | "step" | "sample" | "learningRate">>
  & Pick<EndRecord, "diverged">;

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
  /** The result of the epoch, where the chunk ends it. */
  readonly summary?: EpochSummary;
  /** The best epoch so far, where it is kept. */
  readonly best?: BestEpoch;
  /** Whether this is a checkpoint. */
  readonly checkpoint?: boolean;
  /** How learning goes on a stream, where a report is due. */
  readonly progress?: Progress;
  /** Why the run ends with it, where it ends early. */
  readonly stopped?: "loss" | "patience" | "diverged";
  /** Where it diverged, where it ends so. */
  readonly divergence?: Divergence;
}
