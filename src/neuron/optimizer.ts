import { constant } from "./constant.ts";
import type { Schedule } from "./schedule.ts";

/** What an optimizer knows at a step. */
export interface OptimizerState {
  /** What it remembers between steps: `memory` numbers per parameter, at first 0. A move may change them. */
  readonly memory: number[];
  /** The learning rate η of this step. */
  readonly learningRate: number;
  /** The number of this step, 1 the first of the run. */
  readonly step: number;
}

/**
 * How a gradient moves the weights.
 *
 * @example An optimizer that moves each weight by η, against the sign of its gradient
 * ```ts
 * import { constant, type Optimizer } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const signSgd: Optimizer = {
 *   memory: 0,
 *   learningRate: constant(0.5),
 *   move: (w, g, { learningRate }) => w - learningRate * Math.sign(g),
 * };
 * const state = { memory: [], learningRate: 0.5, step: 1 };
 * assertEquals(signSgd.move(1, -7, state, 0), 1.5);
 * ```
 */
export interface Optimizer {
  /** The number of values that it remembers per parameter, ≥ 0. */
  readonly memory: number;
  /** The learning rate η of an epoch, 0 the first. */
  readonly learningRate: Schedule;
  /** The weight decay λ, ≥ 0: what is minimised is L + λ/2 · |w|². Default: 0. */
  readonly weightDecay?: number;
  /**
   * Where a step takes a parameter: its new value.
   *
   * @param w the parameter: a weight, or the bias.
   * @param g the slope of what is minimised along it.
   * @param j its index: the weights from 0 on, then the bias.
   */
  move(w: number, g: number, state: OptimizerState, j: number): number;
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

/** Makes one step: moves the weights and the bias along their gradient. */
export function step(
  parameters: number[],
  gradient: readonly number[],
  { optimizer, state }: {
    readonly optimizer: Pick<Optimizer, "move" | "weightDecay">;
    readonly state: OptimizerState;
  },
): void {
  const { weightDecay = 0 } = optimizer;
  const width = parameters.length - 1;
  for (let j = 0; j < width; j++) {
    const w = parameters[j];
    parameters[j] = optimizer.move(w, decayed(gradient[j], w, weightDecay), state, j);
  }
  parameters[width] = optimizer.move(parameters[width], gradient[width], state, width);
}

/** The slope along a weight of what is minimised: dL/dw + λw. */
export function decayed(dLoss_dw: number, w: number, weightDecay: number): number {
  return weightDecay === 0 ? dLoss_dw : dLoss_dw + weightDecay * w;
}
