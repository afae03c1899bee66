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
  learningRate(epoch: number): number;
  /** Moves the parameters by one step. */
  update(state: OptimizerState): void;
}
