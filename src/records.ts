/**
 * Every record of a run's log, `metrics.jsonl`: one JSON object a line, told apart by `event`.
 *
 * Numbers are finite and have full precision; losses are in nats. A later version may add fields
 * and events, which a reader passes over.
 *
 * @module
 */

/** The version of the log's fields, which stands in its `start` record. */
export const LOG_VERSION = 2;

/** An integer ≥ 0. */
export type Count = number;

/** A number from 0 to 1. */
export type Share = number;

/** A resolved pipeline: every default filled in. */
export type PipelineFields = {
  /** The run's name. */
  readonly name: string;
  /** The name of the loss. */
  readonly loss: string;
  /** All other fields. */
  readonly [field: string]: unknown;
};

/** A column of rows, with the categories that were found in it where it is text. */
export type ColumnFields = {
  /** The column's name. */
  readonly name: string;
  /** Its categories, each of which is a feature. */
  readonly categories?: readonly string[] | undefined;
};

/** First. */
export interface StartRecord {
  /** Tells this record from others. */
  readonly event: "start";
  /** The version of these fields, 2. */
  readonly version: Count;
  /** The pipeline, every default filled in. */
  readonly pipeline: PipelineFields;
  /** The seed of everything random; parts may have their own in the pipeline. */
  readonly seed: Count;
  /** The number of samples of an epoch; null for a stream, whose length is unknown. */
  readonly samples: Count | null;
  /** The number of features. */
  readonly width: Count;
  /** The names of the features. */
  readonly features: readonly string[];
  /** The name of the label's column, where the samples are rows of text. */
  readonly label?: string;
  /** Where text is made features of: the columns that the features come from. */
  readonly columns?: readonly ColumnFields[];
  /** Where missing values are filled in: the mean of each feature, which takes their place. */
  readonly fill?: readonly number[];
  /** Where classes are weighted: the factors of the losses of labels 0 and 1, here and below. */
  readonly classWeights?: readonly [number, number];
  /** SHA-256 of the samples; of a stream's file, of its first 4 KiB and the held-out samples; null for standard input. */
  readonly digest: string | null;
  /** SHA-256 of the model that the neuron starts from, where it starts from one. */
  readonly from?: string;
  /** The weights w before the first step, one per feature. */
  readonly weights: readonly number[];
  /** The bias b before the first step. */
  readonly bias: number;
}

/** Second; on a stream, once it has been read: before `end`. */
export interface DataRecord {
  /** Tells this record from others. */
  readonly event: "data";
  /** The number of samples that the run learns from. */
  readonly samples: Count;
  /** What the labels 0 and 1 are called. */
  readonly classes: readonly [string, string];
  /** The features of the samples that pictures show, in the data's own units: all, or a selection as even as can be. */
  readonly x: readonly (readonly number[])[];
  /** Their labels, 0 or 1. */
  readonly y: readonly number[];
}

/** Each sample, with `--samples`. */
export interface SampleRecord {
  /** Tells this record from others. */
  readonly event: "sample";
  /** The epoch, 0 the first. */
  readonly epoch: Count;
  /** The sample's place in the epoch, 0 the first. */
  readonly sample: Count;
  /** The features x, standardized where the run standardizes them. */
  readonly x: readonly number[];
  /** The label y, 0 or 1. */
  readonly y: number;
  /** The logit z = w·x + b. */
  readonly z: number;
  /** The prediction ŷ = σ(z). */
  readonly prediction: Share;
  /** The loss L. */
  readonly loss: number;
  /** dL/dŷ, the first factor of the chain rule; null where infinite. */
  readonly dLoss_dPrediction: number | null;
  /** dŷ/dz = ŷ(1 − ŷ), the second factor. */
  readonly dPrediction_dz: number;
  /** dz/dw = x, the third factor. */
  readonly dz_dw: readonly number[];
  /** The gradient dL/dw. */
  readonly dLoss_dw: readonly number[];
  /** The gradient dL/db. */
  readonly dLoss_db: number;
  /** The weights with which the sample was predicted. */
  readonly weightsBefore: readonly number[];
  /** The bias with which it was predicted. */
  readonly biasBefore: number;
  /** The weights after it; as before while its batch is open. */
  readonly weightsAfter: readonly number[];
  /** The bias after it. */
  readonly biasAfter: number;
}

/** On a stream, after 1, 2, 4, 8, … samples, every `checkpoints.samples`, and at the end. */
export interface ProgressRecord {
  /** Tells this record from others. */
  readonly event: "progress";
  /** The number of samples so far. */
  readonly samples: Count;
  /** The mean of their losses, each before its own step (progressive loss). */
  readonly loss: number;
  /** The mean of the losses since the last such record. */
  readonly lossSinceLast: number;
  /** The share predicted correctly, each before its own step. */
  readonly accuracy: Share;
  /** The share predicted correctly since the last such record. */
  readonly accuracySinceLast: Share;
}

/** An epoch ends. */
export interface EpochRecord {
  /** Tells this record from others. */
  readonly event: "epoch";
  /** The epoch, 0 the first. */
  readonly epoch: Count;
  /** The mean of the samples' losses, each before its own step (progressive loss). */
  readonly loss: number;
  /** The share predicted correctly, each before its own step. */
  readonly accuracy: Share;
  /** The weights after the epoch. */
  readonly weights: readonly number[];
  /** The bias after the epoch. */
  readonly bias: number;
  /** The learning rate η of the epoch. */
  readonly learningRate: number;
  /** The mean loss of the held-out samples after the epoch. */
  readonly validationLoss?: number;
  /** The share of the held-out samples predicted correctly after the epoch. */
  readonly validationAccuracy?: Share;
}

/** A neuron as plain data, with what was done to its features. */
export interface NeuronFields {
  /** The weights w. */
  readonly weights: readonly number[];
  /** The bias b. */
  readonly bias: number;
  /** For one feature, the x where ŷ = ½, −b/w in the data's own units; null where there is none. */
  readonly boundary?: number | null;
  /** The mean μ of each feature, where features are standardized to (x − μ) / σ. */
  readonly mean?: readonly number[];
  /** The standard deviation σ of each feature, where features are standardized. */
  readonly sd?: readonly number[];
}

/** As `checkpoints` says, after the `epoch` record of its epoch; the last is the trained model. */
export interface CheckpointRecord extends NeuronFields {
  /** Tells this record from others. */
  readonly event: "checkpoint";
  /** The epoch, 0 the first. */
  readonly epoch: Count;
  /** The number of samples of the epoch so far. */
  readonly samples: Count;
  /** The mean of their losses, each before its own step. */
  readonly loss: number;
  /** The share predicted correctly, each before its own step. */
  readonly accuracy: Share;
}

/** Why a run ended. */
export type StopReason = "completed" | "loss" | "patience" | "diverged" | "signal";

/** Last. */
export interface EndRecord extends NeuronFields {
  /** Tells this record from others. */
  readonly event: "end";
  /** The number of epochs that have ended. */
  readonly epochs: Count;
  /** The number of steps, updates of the weights. */
  readonly steps: Count;
  /** The epoch whose weights are the trained model: the best where `stop.keep` says so, else the last. */
  readonly modelEpoch: Count;
  /** The number of samples of the last epoch, as far as it went. */
  readonly samples: Count;
  /** The mean of their losses, each before its own step; null where there are none. */
  readonly loss: number | null;
  /** The share predicted correctly, each before its own step; null where there are none. */
  readonly accuracy: Share | null;
  /** The trained model's mean loss on the samples that it learned from; not on a stream. */
  readonly modelLoss?: number;
  /** The share of them that the trained model predicts correctly; not on a stream. */
  readonly modelAccuracy?: Share;
  /** The trained model's mean loss on the held-out samples, where it is that of a whole epoch. */
  readonly validationLoss?: number;
  /** The share of them that the trained model predicts correctly. */
  readonly validationAccuracy?: Share;
  /** What the labels 0 and 1 are called. */
  readonly classes: readonly [string, string];
  /** The number of bad rows that were skipped, and of those with a missing value that were. */
  readonly skipped?: Count;
  /** The number of missing values that were filled in, those of held-out samples included. */
  readonly filled?: Count;
  /** The number of texts that are no category, as no sample that the categories were learned from has them. */
  readonly unseen?: Count;
  /** Why the run ended; where it diverged, the fields below say where. */
  readonly stopped: StopReason;
  /** What diverged, where it is not the loss or a weight: the loss of the held-out samples. */
  readonly diverged?: "validationLoss";
  /** The epoch in which it diverged. */
  readonly epoch?: Count;
  /** The step that diverged, 1 the first of the run. */
  readonly step?: Count;
  /** The place of its sample in the epoch, 0 the first. */
  readonly sample?: Count;
  /** The learning rate η there. */
  readonly learningRate?: number;
}

/** Any record of a log. */
export type LogRecord =
  | StartRecord
  | DataRecord
  | SampleRecord
  | ProgressRecord
  | EpochRecord
  | CheckpointRecord
  | EndRecord;
