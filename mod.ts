/**
 * Dawnstream trains the simplest neural network there is, one sigmoid neuron, as a stream: the flow
 * and the mathematics that a pipe is written with.
 *
 * Rows of text, pictures and declared pipelines have entry points of their own: `./rows`, `./charts`
 * and `./pipeline`.
 *
 * @module
 */

// Samples.
export { type Chunk, concatenate, gather, type Scaling } from "./src/samples/chunk.ts";
export { type Column, oneHot } from "./src/samples/categories.ts";
export { featureMeans, fillMissing } from "./src/samples/missing.ts";
export { type Gaussian, gaussians, type GaussiansOptions } from "./src/samples/gaussians.ts";
export { type Point, points } from "./src/samples/points.ts";
export { fitScaling, type FitScalingOptions, scale } from "./src/samples/scaling.ts";
export { UserError, type UserErrorOptions } from "./src/user_error.ts";

// Randomness that can be repeated.
export type { Random, RandomState } from "./src/random/random.ts";
export { numpyRandom, restoreRandom } from "./src/random/numpy_random.ts";

// The mathematics: no streams.
export {
  boundary,
  type Neuron,
  toNeuron,
  toParameters,
  uniformNeuron,
  type UniformNeuronOptions,
} from "./src/neuron/neuron.ts";
export { dPrediction_dz, logit, predict, sigmoid } from "./src/neuron/forward.ts";
export { backward, type Pass, type Sample } from "./src/neuron/backward.ts";
export type { Loss } from "./src/neuron/loss.ts";
export { binaryCrossEntropy } from "./src/neuron/binary_cross_entropy.ts";
export { squaredError } from "./src/neuron/squared_error.ts";
export { balancedWeights, type ClassWeights, weighted } from "./src/neuron/weighted.ts";
export type { Optimizer, OptimizerOptions, OptimizerState } from "./src/neuron/optimizer.ts";
export { sgd, type SgdOptions } from "./src/neuron/sgd.ts";
export { adam, type AdamOptions } from "./src/neuron/adam.ts";
export type { Schedule } from "./src/neuron/schedule.ts";
export { constant } from "./src/neuron/constant.ts";
export { exponential, type ExponentialOptions } from "./src/neuron/exponential.ts";
export { cosine, type CosineOptions } from "./src/neuron/cosine.ts";
export { inverseTime, type InverseTimeOptions } from "./src/neuron/inverse_time.ts";
export {
  type Encoding,
  type Filling,
  type Model,
  modelLogits,
  modelPredictions,
  type ModelTransform,
  type Standardization,
} from "./src/neuron/model.ts";
export {
  type CalibrationBin,
  type ConfusionMatrix,
  evaluate,
  type EvaluateOptions,
  type Metrics,
  rocAuc,
  rocCurve,
  type RocPoint,
} from "./src/neuron/metrics.ts";

// The flow, in its order.
export { paced, type PacedOptions, read } from "./src/flow/paced.ts";
export {
  type BestEpoch,
  type Divergence,
  type EpochChunk,
  type EpochSummary,
  type LearnerState,
  lossSum,
  type Position,
  type Progress,
  type Rule,
  type Trace,
} from "./src/flow/trace.ts";
export { epochs, type EpochsOptions } from "./src/flow/epochs.ts";
export { shuffleBuffer, type ShuffleBufferOptions } from "./src/flow/shuffle_buffer.ts";
export { cutAtMarks, type CutAtMarksOptions } from "./src/flow/cut_at_marks.ts";
export { standardize } from "./src/flow/standardize.ts";
export { onePass, type OnePassOptions } from "./src/flow/one_pass.ts";
export { learn, type LearnOptions } from "./src/flow/learn.ts";
export { finite, type FiniteOptions } from "./src/flow/finite.ts";
export { validate, type ValidateOptions } from "./src/flow/validate.ts";
export { progressive, type ProgressiveOptions } from "./src/flow/progressive.ts";
export { stop, type StopOptions } from "./src/flow/stop.ts";
export { keepBest, type KeepBestOptions } from "./src/flow/keep_best.ts";
export { checkpoints, type CheckpointsOptions } from "./src/flow/checkpoints.ts";
export { untilAborted } from "./src/flow/until_aborted.ts";
export { samples } from "./src/flow/samples.ts";

// The log.
export { records, type RecordsOptions, type TraceRecord } from "./src/flow/records.ts";
export * from "./src/records.ts";
export { jsonLines, type LineLog, lineLog } from "./src/sinks/json_lines.ts";
export { toAsyncIterable } from "./src/flow/to_async_iterable.ts";
export type { Writer } from "./src/files.ts";
