import { assert } from "@std/assert";
import type { Writer } from "../../src/files.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import type { Pipeline, PipelineSpec } from "../../src/pipeline/types.ts";
import { openRunFolder } from "../../src/run/folder.ts";
import { type Outcome, run, type RunOptions } from "../../src/run/run.ts";
import { UserError } from "../../src/user_error.ts";
import { filesIn } from "../cli/command.ts";

/** Two classes of a few samples. */
export const classes = [{ mean: 0, sd: 1, count: 13 }, { mean: 2, sd: 0.5, count: 10 }] as const;

/** A small pipeline that draws nothing, with some fields of its own. */
export function pipeline(spec: Partial<PipelineSpec> = {}): Pipeline {
  const small = {
    name: "small",
    data: { kind: "gaussians", classes },
    epochs: { count: 6 },
    checkpoints: { every: 20 },
  };
  const outputs = { charts: false, ...spec.outputs };
  return resolve({ ...small, ...spec, outputs }, { source: "test" });
}

/** Runs a pipeline into a folder. */
export function runInto(
  path: string,
  spec: Pipeline,
  options: Partial<RunOptions> = {},
): Promise<Outcome> {
  return run(spec, { folder: openRunFolder(path), ...options });
}

/** Makes a second pass at every look at the clock, so that a snapshot precedes every trace. */
export function withFastClock<T>(action: () => Promise<T>): Promise<T> {
  return withFast(performance, action);
}

/** Makes a second pass at every look at that other clock, so that each chunk has a turn of its own. */
export function withShortTurns<T>(action: () => Promise<T>): Promise<T> {
  return withFast(Date, action);
}

async function withFast<T>(clock: { now(): number }, action: () => Promise<T>): Promise<T> {
  const { now } = clock;
  let time = 0;
  clock.now = () => time += 1000;
  try {
    return await action();
  } finally {
    clock.now = now;
  }
}

/** Opens a copy that writes at once. */
export function opening(writer: Writer): RunOptions["openCopy"] {
  return () => Promise.resolve({ ...writer, written: () => Promise.resolve() });
}

/** Runs a pipeline, but breaks it off when a record of its log is written. */
export async function breakOff(path: string, spec: Pipeline, record: number): Promise<boolean> {
  const LINE_FEED = 10;
  let written = 0;
  const copy = {
    writeSync(bytes: Uint8Array) {
      written += bytes.filter((byte) => byte === LINE_FEED).length;
      if (written > record) throw new UserError("broken off", { exitCode: 1 });
      return bytes.length;
    },
    close() {},
  };
  try {
    await withFastClock(() => runInto(path, spec, { openCopy: opening(copy) }));
    return false;
  } catch (error) {
    assert(error instanceof UserError && error.message === "broken off", String(error));
    return true;
  }
}

/** The texts of all files in a folder; not those of an unfinished run. */
export function texts(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesIn(folder).filter((file) => file !== ".partial").map((
      file,
    ) => [file, Deno.readTextFileSync(`${folder}/${file}`)]),
  );
}

/** The same without its snapshot, which depends on the clock. */
export function results(folder: string): Record<string, string> {
  const { "snapshot.json": _, ...files } = texts(folder);
  return files;
}
