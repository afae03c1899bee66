import { type MonoTypeOperatorFunction, tap } from "rxjs";
import { type Model, modelText } from "../neuron/model.ts";
import type { AnyRecord } from "./json_lines.ts";

/** Options of {@linkcode modelFile}. */
export interface ModelFileOptions {
  /** The resolved pipeline that the model comes from. */
  readonly pipeline: Model["pipeline"];
  /** The features' names. */
  readonly features: readonly string[];
  /** Takes a file: its name and its text. */
  readonly write: (name: string, text: string) => void;
}

/** What the model file takes from the `end` record. */
type ModelRecord = Pick<Model, "classes" | "weights" | "bias"> & { mean?: number[]; sd: number[] };

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
    const transforms = mean === undefined ? [] : [{ kind: "standardize" as const, mean, sd }];
    write(
      "model.json",
      modelText({ features: [...features], classes, weights, bias, transforms, pipeline }),
    );
  });
}
