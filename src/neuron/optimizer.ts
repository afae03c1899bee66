import { constant } from "./constant.ts";
import type { Schedule } from "./schedule.ts";

/** What an optimizer reads and writes at a step. All arrays are w₁ … w_d, b: width + 1 numbers. */
export interface OptimizerState {
  /** The weights, then the bias. A move changes one of them. */
  readonly parameters: Float64Array;
  /** What the optimizer remembers between steps: `memory` numbers per parameter. */
  readonly memory: Float64Array;
  /** The learning rate of this step. */
  readonly learningRate: number;
  /** How many steps were made, this one included: 1 at the first. */
  readonly step: number;
}

/** A rule by which a gradient moves the weights. */
export interface Optimizer {
  /** How many numbers it remembers per parameter. */
  readonly memory: number;
  /** The learning rate η of an epoch, 0 the first. */
  readonly learningRate: Schedule;
  /** The weight decay λ: what is minimised is L + λ/2 · |w|². */
  readonly weightDecay: number;
  /** Moves parameter j by one step, where the slope of what is minimised along it is g. */
  move(state: OptimizerState, j: number, g: number): void;
}

/** Options that every optimizer has. */
export interface OptimizerOptions {
  /** The learning rate η, above 0, or how it changes from epoch to epoch. */
  readonly learningRate: number | Schedule;
  /**
   * The weight decay λ, 0 or above: the loss is taken as L + λ/2 · |w|², which pulls every weight,
   * but not the bias, towards 0. Default: 0.
   */
  readonly weightDecay?: number;
}

/**
 * A learning rate as a schedule.
 *
 * @internal
 */
export function toSchedule(learningRate: number | Schedule): Schedule {
  return typeof learningRate === "number" ? constant(learningRate) : learningRate;
}
