import { constant } from "./constant.ts";
import type { Schedule } from "./schedule.ts";

/** What an optimizer reads and writes at a step. Its arrays begin with w₁ … w_d, b. */
export interface OptimizerState {
  /** The weights, then the bias: width + 1 numbers. A move changes one of them. */
  readonly parameters: Float64Array;
  /** What the optimizer remembers between steps: `memory` numbers per parameter, at first 0. */
  readonly memory: Float64Array;
  /** The learning rate η of this step. */
  readonly learningRate: number;
  /** The number of this step, 1 the first of the run. */
  readonly step: number;
}

/**
 * How a gradient moves the weights.
 *
 * @example An optimizer that goes by η along the sign of the gradient
 * ```ts
 * import { constant, type Optimizer } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const signSgd: Optimizer = {
 *   memory: 0,
 *   learningRate: constant(0.5),
 *   move({ parameters: w, learningRate }, j, g) {
 *     w[j] -= learningRate * Math.sign(g);
 *   },
 * };
 * const parameters = Float64Array.of(1, 0);
 * const state = { parameters, memory: new Float64Array(), learningRate: 0.5, step: 1 };
 * signSgd.move(state, 0, -7);
 * assertEquals([...parameters], [1.5, 0]);
 * ```
 */
export interface Optimizer {
  /** How many numbers it remembers per parameter, ≥ 0. */
  readonly memory: number;
  /** The learning rate η of an epoch, 0 the first. */
  readonly learningRate: Schedule;
  /** The weight decay λ, ≥ 0: what is minimised is L + λ/2 · |w|². Default: 0. */
  readonly weightDecay?: number;
  /** Moves parameter j by one step, where the slope of what is minimised along it is g. */
  move(state: OptimizerState, j: number, g: number): void;
}

/** Options of every optimizer. */
export interface OptimizerOptions {
  /** The learning rate η, above 0, or how it changes from epoch to epoch. */
  readonly learningRate: number | Schedule;
  /**
   * The weight decay λ, ≥ 0: the loss is taken as L + λ/2 · |w|², which pulls every weight, but not
   * the bias, towards 0. Default: 0.
   */
  readonly weightDecay?: number;
}

/** A learning rate as a schedule. */
export function toSchedule(learningRate: number | Schedule): Schedule {
  return typeof learningRate === "number" ? constant(learningRate) : learningRate;
}

/**
 * Makes one step: moves the weights by dL/dw = dL/dz · dz/dw, where dz/dw stands at `row[at]`, and
 * the bias by dL/db.
 *
 * The arguments are many and in a row because an object for them would be made for every sample.
 */
export function step(
  state: { -readonly [key in keyof OptimizerState]: OptimizerState[key] },
  optimizer: Optimizer,
  row: Float64Array,
  at: number,
  dLoss_dz: number,
  dLoss_db: number,
): void {
  const { parameters: w } = state;
  const { weightDecay = 0 } = optimizer;
  const width = w.length - 1;
  state.step++;
  for (let j = 0; j < width; j++) {
    optimizer.move(state, j, dLoss_dz * row[at + j] + weightDecay * w[j]);
  }
  optimizer.move(state, width, dLoss_db);
}
