import { defer, type MonoTypeOperatorFunction, tap } from "rxjs";
import * as v from "valibot";
import { DEFAULT_THRESHOLD, type Model, type ModelTransform } from "../neuron/model.ts";
import type { EndRecord, LogRecord, StartRecord } from "../records.ts";
import { featureNames } from "../samples/categories.ts";
import { UserError } from "../user_error.ts";

/** The version of the model file's fields. */
const VERSION = 1;

const numbers = v.array(v.pipe(v.number(), v.finite()), "a list of finite numbers");

/** What becomes of rows before a neuron sees them, each kind at most once and in this order. */
const KINDS = ["categories", "missing", "standardize"];

const Transform = v.variant("kind", [
  v.object({
    kind: v.literal("categories"),
    columns: v.array(
      v.object({
        name: v.string("a name"),
        categories: v.optional(v.array(v.string(), "a list of texts")),
      }, "a column"),
      "a list of columns",
    ),
  }),
  v.object({ kind: v.literal("missing"), mean: numbers }),
  v.object({ kind: v.literal("standardize"), mean: numbers, sd: numbers }),
], `one of ${KINDS.map((kind) => JSON.stringify(kind)).join(", ")}`);

const ModelSchema = v.pipe(
  v.object({
    version: v.literal(VERSION, `version ${VERSION}, written by this version of Dawnstream`),
    features: v.pipe(
      v.array(v.string(), "a list of names"),
      v.minLength(1, "at least one feature"),
    ),
    label: v.optional(v.string("a column's name")),
    classes: v.tuple([v.string(), v.string()], "a list of two names"),
    weights: numbers,
    bias: v.pipe(v.number("a finite number"), v.finite("a finite number")),
    epoch: v.optional(v.number("an epoch")),
    threshold: v.optional(
      v.message(
        v.pipe(v.number(), v.gtValue(0), v.ltValue(1)),
        "a number above 0 and below 1",
      ),
    ),
    transforms: v.pipe(
      v.array(Transform, "a list"),
      v.check(
        (transforms) =>
          transforms.every(({ kind }, i) =>
            i === 0 || KINDS.indexOf(kind) > KINDS.indexOf(transforms[i - 1].kind)
          ),
        `each transform at most once, in the order ${KINDS.join(", ")}`,
      ),
    ),
    samples: v.optional(v.number("a number of samples")),
    digest: v.optional(v.string("a digest")),
    pipeline: v.looseObject({
      data: v.optional(v.looseObject({
        label: v.optional(v.union([v.string(), v.number()], "a column")),
        missing: v.optional(v.string("a string")),
        decimal: v.optional(v.string("a string")),
        only: v.optional(v.tuple([v.string(), v.string()], "a list of two names")),
      }, "an object { … }")),
    }, "an object { … }"),
  }, "an object { … }"),
  v.check(
    ({ features, weights, transforms }) =>
      [weights, ...transforms.flatMap(numbersPerFeature)]
        .every(({ length }) => length === features.length),
    "as many weights, categories, means and deviations as features",
  ),
  v.check(
    ({ transforms }) =>
      transforms.every((transform) =>
        transform.kind !== "standardize" || transform.sd.every((value) => value > 0)
      ),
    "deviations above 0",
  ),
);

/** Lists that have one item for each feature. */
function numbersPerFeature(transform: ModelTransform): readonly { readonly length: number }[] {
  switch (transform.kind) {
    case "categories":
      return [featureNames(transform.columns)];
    case "missing":
      return [transform.mean];
    case "standardize":
      return [transform.mean, transform.sd];
  }
}

/** The text of a model's file. */
export function modelText(model: Model): string {
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
 * import { modelText, parseModel } from "@dawnstream/dawnstream/pipeline";
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
 * assertEquals(parseModel(modelText(model), "model.json"), model);
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
  if (result.success) {
    const { version: _, ...model } = result.output;
    return model;
  }
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new UserError(
    `${source}: is not a model: ${path === null ? "" : `${path}: `}expected ${
      issue.message.startsWith("Invalid") ? issue.expected : issue.message
    }`,
  );
}

/** Options of {@linkcode modelFile}. */
export interface ModelFileOptions {
  /** Takes a file: its name and its text. */
  readonly write: (name: string, text: string) => void;
}

/**
 * Writes the trained neuron to `model.json`, from the `start` and the `end` record.
 *
 *     source       ──start──epoch──end|
 *     modelFile()  ──start──epoch──end|
 *                                   ▲ model.json
 */
export function modelFile({ write }: ModelFileOptions): MonoTypeOperatorFunction<LogRecord> {
  return (records) =>
    defer(() => {
      let start: StartRecord | undefined;
      return records.pipe(tap((record) => {
        if (record.event === "start") start = record;
        if (record.event === "end" && start) write("model.json", modelText(modelOf(start, record)));
      }));
    });
}

function modelOf({ features, label, columns, fill, ...start }: StartRecord, end: EndRecord): Model {
  const pipeline = start.pipeline as Model["pipeline"];
  const { classes, weights, bias, mean, sd, modelEpoch: epoch } = end;
  const transforms: ModelTransform[] = [
    ...(columns ? [{ kind: "categories", columns } as const] : []),
    ...(fill ? [{ kind: "missing", mean: fill } as const] : []),
    ...(mean && sd ? [{ kind: "standardize", mean, sd } as const] : []),
  ];
  const { samples, digest } = start;
  const trainedOn = samples !== null && digest !== null ? { samples, digest } : {};
  return {
    features,
    ...(label !== undefined && { label }),
    ...{ classes, weights, bias, epoch, threshold: DEFAULT_THRESHOLD, transforms },
    ...trainedOn,
    pipeline,
  };
}
