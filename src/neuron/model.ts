import { type Column, oneHot } from "../samples/categories.ts";
import type { Chunk } from "../samples/chunk.ts";
import { fillMissing } from "../samples/missing.ts";
import { scale } from "../samples/scaling.ts";
import { logit, sigmoid } from "./forward.ts";
import { toParameters } from "./neuron.ts";

/** What the columns of rows become: each category of a text a feature, 1 or 0. */
export interface Encoding {
  /** Tells this transform from others. */
  readonly kind: "categories";
  /** The columns, with the categories of those that are text. */
  readonly columns: readonly Column[];
}

/** What takes the place of missing values. */
export interface Filling {
  /** Tells this transform from others. */
  readonly kind: "missing";
  /** The mean of each feature over the training samples that had it. */
  readonly mean: readonly number[];
}

/** How the features of a model were standardized: to (x − μ) / σ. */
export interface Standardization {
  /** Tells this transform from others. */
  readonly kind: "standardize";
  /** The mean μ of each feature. */
  readonly mean: readonly number[];
  /** The standard deviation σ of each feature, above 0. */
  readonly sd: readonly number[];
}

/** What is done to rows before a neuron sees them. */
export type ModelTransform = Encoding | Filling | Standardization;

/** The threshold of a model that has no other. */
export const DEFAULT_THRESHOLD = 0.5;

/** A trained neuron, and all that is needed to use it on new rows. */
export interface Model {
  /** The features' names. */
  readonly features: readonly string[];
  /** The name of the label's column in training, where the samples were rows of text. */
  readonly label?: string | undefined;
  /** What the labels 0 and 1 are called. */
  readonly classes: readonly [string, string];
  /** The weights w, one per feature. */
  readonly weights: readonly number[];
  /** The bias b. */
  readonly bias: number;
  /** The epoch whose weights they are, 0 the first. */
  readonly epoch?: number | undefined;
  /** The prediction from which on a row is called label 1, above 0 and below 1. Default: 0.5. */
  readonly threshold?: number | undefined;
  /** What is done to the rows first, in this order; at most one transform of each kind. */
  readonly transforms: readonly ModelTransform[];
  /** The number of samples that it learned from, where they were kept. */
  readonly samples?: number | undefined;
  /** The digest of those and the held-out ones, as in the `start` record. */
  readonly digest?: string | undefined;
  /** The resolved pipeline that it comes from. */
  readonly pipeline: {
    /** Where its samples came from. */
    readonly data?: {
      /** The column of the label. */
      readonly label?: string | number | undefined;
      /** What to do where a feature is missing. */
      readonly missing?: string | undefined;
      /** What stood before the decimals of a number. */
      readonly decimal?: string | undefined;
      /** The two labels whose rows were kept. */
      readonly only?: readonly [string, string] | undefined;
      /** All other fields. */
      readonly [field: string]: unknown;
    } | undefined;
    /** All other fields. */
    readonly [field: string]: unknown;
  };
}

/** The columns of the rows that a model reads: its features, or what its features come from. */
export function modelColumns({ features, transforms }: Model): readonly Column[] {
  const encoding = transforms.find((transform) => transform.kind === "categories");
  return encoding?.columns ?? features.map((name) => ({ name }));
}

/** Rows as a model's features, missing ones filled in, not yet standardized. */
export function modelFeatures({ transforms }: Pick<Model, "transforms">, chunk: Chunk): Chunk {
  return transformed(chunk, transforms.filter(({ kind }) => kind !== "standardize"));
}

function transformed(chunk: Chunk, transforms: readonly ModelTransform[]): Chunk {
  return transforms.reduce((chunk, transform) => {
    switch (transform.kind) {
      case "categories":
        return oneHot(chunk, transform.columns);
      case "missing":
        return fillMissing(chunk, transform.mean);
      case "standardize":
        return scale(chunk, transform);
    }
  }, chunk);
}

/**
 * The logits of rows: z = w·x + b, the rows transformed as in training.
 *
 * @param chunk the model's features, or the columns that they come from; its labels do not matter.
 *
 * @example
 * ```ts
 * import { modelLogits, points } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const model = { weights: [2], bias: -5, transforms: [] };
 * const chunk = points([{ x: 0, y: 0 }, { x: 3, y: 1 }]);
 * assertEquals([...modelLogits(model, chunk)], [-5, 1]);
 * ```
 */
export function modelLogits(
  model: Pick<Model, "weights" | "bias" | "transforms">,
  chunk: Chunk,
): Float64Array {
  const parameters = toParameters(model);
  const { width, features } = transformed(chunk, model.transforms);
  return chunk.labels.map((_, row) => logit(parameters, features, row * width));
}

/** What is wrong with a row whose logit is not finite. */
export const OVERFLOW = "the logit w·x + b overflows, are the features in the units of training?";

/** The predictions ŷ of rows: the probabilities that their labels are 1. */
export function modelPredictions(
  model: Pick<Model, "weights" | "bias" | "transforms">,
  chunk: Chunk,
): Float64Array {
  return modelLogits(model, chunk).map(sigmoid);
}
