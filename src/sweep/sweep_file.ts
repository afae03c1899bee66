import * as v from "valibot";
import { attempt, exists, replaceFile } from "../files.ts";
import { UserError } from "../user_error.ts";
import type { Plan } from "./expand.ts";

/** The version of the file's fields. */
const VERSION = 1;

const SweepFileSchema = v.object({
  version: v.literal(VERSION),
  name: v.string(),
  fields: v.array(v.string()),
  runs: v.array(v.object({
    name: v.pipe(v.string(), v.regex(/^\w[\w.+=,~-]*$/)),
    values: v.array(v.unknown()),
    failed: v.optional(v.string()),
  })),
});

/** A run of a sweep, as its folder says what is in it. */
export interface ListedRun {
  /** Its name, and that of its folder. */
  readonly name: string;
  /** The values of the swept fields. */
  readonly values: readonly unknown[];
  /** Why it failed, if it failed without having diverged. */
  readonly failed?: string | undefined;
}

/** What the folder of a sweep says of it: `sweep.json`. */
export interface SweepFile {
  /** Its name. */
  readonly name: string;
  /** The paths of the swept fields. */
  readonly fields: readonly string[];
  /** Its runs, in order. */
  readonly runs: readonly ListedRun[];
}

function pathOf(folder: string): string {
  return `${folder}/sweep.json`;
}

/**
 * Reads what the folder of a sweep says of it, if it is one.
 *
 * @throws {UserError} where the file is not as it was written.
 */
export function readSweepFile(folder: string): SweepFile | undefined {
  const path = pathOf(folder);
  if (!exists(path)) return undefined;
  const text = attempt(path, "cannot be read", () => Deno.readTextFileSync(path));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError(`${path}: damaged, it is not JSON`);
  }
  const { success, output } = v.safeParse(SweepFileSchema, value);
  if (!success) throw new UserError(`${path}: damaged, or of another version of dawnstream`);
  return output;
}

/** Writes what a sweep is into its folder, with the runs that have failed, and why. */
export function writeSweepFile(
  folder: string,
  { name, fields, runs }: Pick<Plan, "name" | "fields"> & { readonly runs: readonly ListedRun[] },
): void {
  const lines = runs.map(({ name, values, failed }) =>
    `    ${JSON.stringify({ name, values, failed })}`
  );
  replaceFile(
    pathOf(folder),
    `{\n  "version": ${VERSION},\n  "name": ${JSON.stringify(name)},\n` +
      `  "fields": ${JSON.stringify(fields)},\n  "runs": [\n${lines.join(",\n")}\n  ]\n}\n`,
  );
}
