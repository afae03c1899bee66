import * as v from "valibot";
import type { Chunk } from "../data/chunk.ts";
import { scale } from "../data/scaling.ts";
import { UserError } from "../data/user_error.ts";
import { logit, sigmoid } from "./forward.ts";

/** The version of the model file's fields. */
const VERSION = 1;

const numbers = v.array(v.pipe(v.number(), v.finite()), "a list of finite numbers");

const ModelSchema = v.pipe(
  v.object({
    version: v.literal(VERSION, `version ${VERSION}, written by this version of Dawnstream`),
    features: v.pipe(
      v.array(v.string(), "a list of names"),
      v.minLength(1, "at least one feature"),
    ),
    classes: v.tuple([v.string(), v.string()], "a list of two names"),
    weights: numbers,
    bias: v.pipe(v.number("a finite number"), v.finite("a finite number")),
    transforms: v.pipe(
      v.array(
        v.object({ kind: v.literal("standardize", '"standardize"'), mean: numbers, sd: numbers }),
        "a list",
      ),
      v.maxLength(1, "at most one transform"),
    ),
    pipeline: v.looseObject({
      data: v.optional(v.looseObject({
        label: v.optional(v.union([v.string(), v.number()], "a column")),
        only: v.optional(v.tuple([v.string(), v.string()], "a list of two names")),
      }, "an object { … }")),
    }, "an object { … }"),
  }, "an object { … }"),
  v.check(
    ({ features, weights, transforms }) =>
      [weights, ...transforms.flatMap(({ mean, sd }) => [mean, sd])]
        .every(({ length }) => length === features.length),
    "as many weights, means and deviations as features",
  ),
  v.check(
    ({ transforms }) => transforms.every(({ sd }) => sd.every((value) => value > 0)),
    "deviations above 0",
  ),
);

/** A trained neuron and all that is needed to use it on new rows. */
export type Model = v.InferOutput<typeof ModelSchema>;

/** The text of a model's file. */
export function modelText(model: Omit<Model, "version">): string {
  return JSON.stringify({ version: VERSION, ...model }, null, 2) + "\n";
}

/**
 * Reads the text of a model's file.
 *
 * @param source the file's name, for messages.
 * @throws {UserError} for a file that is damaged, of another version, or no model.
 *
 * @example
 * ```ts
 * import { modelText, parseModel } from "dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const model = {
 *   features: ["x"],
 *   classes: ["0", "1"] as [string, string],
 *   weights: [2],
 *   bias: -5,
 *   transforms: [],
 *   pipeline: { name: "mldawn" },
 * };
 * assertEquals(parseModel(modelText(model), "model.json"), { version: 1, ...model });
 * ```
 */
export function parseModel(text: string, source: string): Model {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError(`${source}: is not a model: it is damaged, or not JSON at all`);
  }
  const result = v.safeParse(ModelSchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new UserError(
    `${source}: is not a model: ${path === null ? "" : `${path}: `}expected ${
      issue.message.startsWith("Invalid") ? issue.expected : issue.message
    }`,
  );
}

/**
 * The logits of rows: z = w·x + b, the features standardized as in training.
 *
 * @param chunk features in the model's order; its labels do not matter.
 *
 * @example
 * ```ts
 * import { modelLogits } from "dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const model = { weights: [2], bias: -5, transforms: [] };
 * const chunk = { features: Float64Array.of(0, 3), labels: new Float64Array(2) };
 * assertEquals([...modelLogits(model, chunk)], [-5, 1]);
 * ```
 */
export function modelLogits(
  { weights, bias, transforms }: Pick<Model, "weights" | "bias" | "transforms">,
  chunk: Chunk,
): Float64Array {
  const parameters = Float64Array.of(...weights, bias);
  const width = weights.length;
  const { features } = transforms.reduce<Chunk>(
    (chunk, { mean, sd }) =>
      scale(chunk, { mean: Float64Array.from(mean), sd: Float64Array.from(sd) }),
    chunk,
  );
  return chunk.labels.map((_, row) => logit(parameters, features, row * width));
}

/** The predictions ŷ of rows: the probabilities that their labels are 1. */
export function modelPredictions(
  model: Pick<Model, "weights" | "bias" | "transforms">,
  chunk: Chunk,
): Float64Array {
  return modelLogits(model, chunk).map(sigmoid);
}
