/**
 * Dawnstream trains the simplest neural network there is, one sigmoid neuron, as a stream.
 *
 * @module
 */

// Where samples come from.
export { type Chunk, concatenate, gather } from "./src/data/chunk.ts";
export { fitScaling, scale, type Scaling } from "./src/data/scaling.ts";
export { type ByteSource, byteSource, openBytes } from "./src/data/bytes.ts";
export type { Dataset, RowChunk, RowOptions, SkippedRows } from "./src/data/dataset.ts";
export type { LabelOptions } from "./src/data/labels.ts";
export { openRows, type OpenRowsOptions, type RowKind, rowKind } from "./src/data/rows.ts";
export { readText } from "./src/data/text_file.ts";
export { type DelimitedOptions, readDelimited } from "./src/data/delimited.ts";
export { readJsonLines } from "./src/data/json_lines.ts";
export { type Gaussian, gaussians, type GaussiansOptions } from "./src/data/gaussians.ts";
export { type Point, points } from "./src/data/points.ts";
export { UserError, type UserErrorOptions } from "./src/data/user_error.ts";

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
export { logit, predict, sigmoid } from "./src/neuron/forward.ts";
export { backward, type Pass, type Sample } from "./src/neuron/backward.ts";
export type { Loss } from "./src/neuron/loss.ts";
export { binaryCrossEntropy } from "./src/neuron/binary_cross_entropy.ts";
export { squaredError } from "./src/neuron/squared_error.ts";
export {
  type Model,
  modelLogits,
  modelPredictions,
  modelText,
  parseModel,
} from "./src/neuron/model.ts";
export {
  type CalibrationBin,
  type ConfusionMatrix,
  judge,
  type Metrics,
  rocAuc,
  rocCurve,
  type RocPoint,
} from "./src/neuron/metrics.ts";
export type { Optimizer, OptimizerOptions, OptimizerState } from "./src/neuron/optimizer.ts";
export { sgd, type SgdOptions } from "./src/neuron/sgd.ts";
export { adam, type AdamOptions } from "./src/neuron/adam.ts";
export type { Schedule } from "./src/neuron/schedule.ts";
export { constant } from "./src/neuron/constant.ts";
export { exponential, type ExponentialOptions } from "./src/neuron/exponential.ts";
export { cosine, type CosineOptions } from "./src/neuron/cosine.ts";
export { inverseTime, type InverseTimeOptions } from "./src/neuron/inverse_time.ts";

// The flow, in its order.
export { paced, type PacedOptions } from "./src/flow/paced.ts";
export { type EpochChunk, epochs, type EpochsOptions, type Place } from "./src/flow/epochs.ts";
export {
  type EpochSummary,
  learn,
  type LearnerState,
  type LearnOptions,
  type Rule,
  type Trace,
} from "./src/flow/learn.ts";
export { type Divergence, finite, type FiniteOptions } from "./src/flow/finite.ts";
export { onePass, type OnePassOptions } from "./src/flow/one_pass.ts";
export { shuffleBuffer, type ShuffleBufferOptions } from "./src/flow/shuffle_buffer.ts";
export { standardize } from "./src/flow/standardize.ts";
export { validate, type ValidateOptions } from "./src/flow/validate.ts";
export { type Progress, progressive } from "./src/flow/progressive.ts";
export { checkpoints, type CheckpointsOptions } from "./src/flow/checkpoints.ts";
export { stop, type StopOptions, type StopReason } from "./src/flow/stop.ts";
export { type Step, steps } from "./src/flow/steps.ts";
export {
  type CheckpointRecord,
  type EpochRecord,
  type PlainModel,
  type ProgressRecord,
  records,
  type RecordsOptions,
  type StepRecord,
  type TraceRecord,
} from "./src/flow/records.ts";

// Declared pipelines.
export { type Pipeline, PipelineSchema, type PipelineSpec } from "./src/pipeline/schema.ts";
export { pipeline } from "./src/pipeline/pipeline.ts";
export { load } from "./src/pipeline/load.ts";
export { merge } from "./src/pipeline/merge.ts";
export { resolve, type ResolveOptions } from "./src/pipeline/resolve.ts";
export type { Override } from "./src/pipeline/override.ts";
export { compile, type Compiled } from "./src/pipeline/compile.ts";
export {
  type EndRecord,
  type Outcome,
  run,
  type RunOptions,
  type RunRecord,
  type StartRecord,
} from "./src/pipeline/run.ts";

// Subscribers.
export {
  type AnyRecord,
  jsonLines,
  type JsonLinesOptions,
  type Writer,
} from "./src/sinks/json_lines.ts";
export { charts, type ChartsOptions } from "./src/sinks/charts.ts";
export { Sketch } from "./src/sinks/sketch.ts";
export { modelFile, type ModelFileOptions } from "./src/sinks/model_file.ts";
export { progress, type ProgressOptions } from "./src/sinks/progress.ts";
export {
  type Checkpoint,
  checkpointText,
  parseCheckpoint,
  saved,
  type SavedOptions,
} from "./src/sinks/checkpoint_file.ts";
export { openRunFolder, type RunFolder } from "./src/sinks/run_folder.ts";

// Pictures: records in, an SVG out.
export { dataChart, type DataChartOptions } from "./src/charts/data_chart.ts";
export type { PanelCheckpoint } from "./src/charts/panel_grid.ts";
export { panelsChart, type PanelsChartOptions } from "./src/charts/panels_chart.ts";
export {
  planeChart,
  type PlaneChartOptions,
  scatterChart,
  type ScatterChartOptions,
} from "./src/charts/plane_chart.ts";
export { logitsChart, type LogitsChartOptions } from "./src/charts/logits_chart.ts";
export { calibrationChart, type CalibrationChartOptions } from "./src/charts/calibration_chart.ts";
export { rocChart, type RocChartOptions } from "./src/charts/roc_chart.ts";
export { weightsChart, type WeightsChartOptions } from "./src/charts/weights_chart.ts";
export { lossChart, type LossChartOptions, type LossPoint } from "./src/charts/loss_chart.ts";
