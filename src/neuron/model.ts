import type { Chunk } from "../samples/chunk.ts";
import { scale } from "../samples/scaling.ts";
import { logit, sigmoid } from "./forward.ts";

/** How the features of a model were standardized: to (x − μ) / σ. */
export interface Standardization {
  /** Tells this transform from others. */
  readonly kind: "standardize";
  /** The mean μ of each feature. */
  readonly mean: readonly number[];
  /** The standard deviation σ of each feature, above 0. */
  readonly sd: readonly number[];
}

/** A trained neuron, and all that is needed to use it on new rows. */
export interface Model {
  /** The features' names. */
  readonly features: readonly string[];
  /** The name of the label's column, where it learned from rows. */
  readonly label?: string | undefined;
  /** What the labels 0 and 1 are called. */
  readonly classes: readonly [string, string];
  /** The weights w, one per feature. */
  readonly weights: readonly number[];
  /** The bias b. */
  readonly bias: number;
  /** The epoch whose weights they are, 0 the first. */
  readonly epoch?: number | undefined;
  /** What is done to the features first; at most one transform. */
  readonly transforms: readonly Standardization[];
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
      /** The two labels whose rows were kept. */
      readonly only?: readonly [string, string] | undefined;
      /** All other fields. */
      readonly [field: string]: unknown;
    } | undefined;
    /** All other fields. */
    readonly [field: string]: unknown;
  };
}

/**
 * The logits of rows: z = w·x + b, the features standardized as in training.
 *
 * @param chunk features in the model's order; its labels do not matter.
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
  { weights, bias, transforms }: Pick<Model, "weights" | "bias" | "transforms">,
  chunk: Chunk,
): Float64Array {
  const width = weights.length;
  const parameters = new Float64Array(width + 1);
  parameters.set(weights);
  parameters[width] = bias;
  const { features } = transforms.reduce<Chunk>(
    (chunk, { mean, sd }) =>
      scale(chunk, { mean: Float64Array.from(mean), sd: Float64Array.from(sd) }),
    chunk,
  );
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
