import { type MonoTypeOperatorFunction, tap } from "rxjs";
import type { AnyRecord } from "./json_lines.ts";

/** Options of {@linkcode modelFile}. */
export interface ModelFileOptions {
  /** The resolved pipeline that the model comes from. */
  readonly pipeline: unknown;
  /** Takes a file: its name and its text. */
  readonly write: (name: string, text: string) => void;
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
  { pipeline, write }: ModelFileOptions,
): MonoTypeOperatorFunction<T> {
  return tap((record) => {
    if (record.event !== "end") return;
    const { weights, bias } = record as unknown as { weights: number[]; bias: number };
    const model = {
      version: VERSION,
      features: ["x"],
      classes: ["0", "1"],
      weights,
      bias,
      pipeline,
    };
    write("model.json", JSON.stringify(model, null, 2) + "\n");
  });
}
