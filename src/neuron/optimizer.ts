import type { Schedule } from "./schedule.ts";

/** What an optimizer reads and writes at a step. All arrays are w₁ … w_d, b: width + 1 numbers. */
export interface OptimizerState {
  /** The weights, then the bias. An update moves them. */
  readonly parameters: Float64Array;
  /** The gradient of the mean loss of the batch. */
  readonly gradient: Float64Array;
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
  /** Moves the parameters by one step. */
  update(state: OptimizerState): void;
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
 * The slope of the loss along parameter j, weight decay included: dL/dw + λ w, and dL/db.
 *
 * @internal
 */
export function slope(
  { parameters, gradient }: OptimizerState,
  j: number,
  weightDecay: number,
): number {
  const isBias = j === parameters.length - 1;
  return isBias || weightDecay === 0 ? gradient[j] : gradient[j] + weightDecay * parameters[j];
}

/**
 * A learning rate as a schedule.
 *
 * @internal
 */
export function toSchedule(learningRate: number | Schedule): Schedule {
  return typeof learningRate === "number" ? () => learningRate : learningRate;
}
