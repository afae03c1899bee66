import { type MonoTypeOperatorFunction, tap } from "rxjs";
import type { PlainModel } from "../flow/records.ts";
import type { AnyRecord } from "./json_lines.ts";

/** Options of {@linkcode modelFile}. */
export interface ModelFileOptions {
  /** The resolved pipeline that the model comes from. */
  readonly pipeline: unknown;
  /** The features' names. */
  readonly features: readonly string[];
  /** Takes a file: its name and its text. */
  readonly write: (name: string, text: string) => void;
}

/** What the model file takes from the `end` record. */
interface ModelRecord extends PlainModel {
  readonly classes: readonly [string, string];
}

/** The version of the model file's fields. */
const VERSION = 1;

/**
 * Writes the trained neuron to `model.json`, from the `end` record.
 *
 *     source          ──epoch──end|
 *     modelFile({…})  ──epoch──end|
 *                              ▲ model.json
 */
export function modelFile<T extends AnyRecord>(
  { pipeline, features, write }: ModelFileOptions,
): MonoTypeOperatorFunction<T> {
  return tap((record) => {
    if (record.event !== "end") return;
    const { classes, weights, bias, mean, sd } = record as unknown as ModelRecord;
    const transforms = mean === undefined ? [] : [{ kind: "standardize", mean, sd }];
    const model = { version: VERSION, features, classes, weights, bias, transforms, pipeline };
    write("model.json", JSON.stringify(model, null, 2) + "\n");
  });
}
