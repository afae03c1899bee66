import type { Sweep, SweepRun } from "../charts/sweep.ts";
import { exists } from "../files.ts";
import { UserError } from "../user_error.ts";
import { differences, isObject } from "../values.ts";
import { collectRun } from "./collect.ts";
import { readSweepFile } from "./sweep_file.ts";

/** What changes none of a run's numbers is not compared: its name, its files, its speed. */
const NOT_COMPARED = /^(name|description|outputs\..*|epochs\.chunk)$/;

/**
 * Reads runs, and finds the fields in which their pipelines differ.
 *
 * @param paths the folders of runs, their logs, and the folders of sweeps, which stand for all their runs.
 * @throws {UserError} where one is nothing of these.
 */
export async function readRuns(paths: readonly string[]): Promise<Sweep> {
  const runs: SweepRun[] = [];
  for (const path of new Set(paths.flatMap(runsIn))) {
    const run = await collectRun(path, { name: path, values: [] });
    if (run.start === undefined && run.state !== "missing") {
      throw new UserError(`${path}: expected a log, found no start record`);
    }
    runs.push(run);
  }
  const begun = runs.flatMap(({ start }) => start ? [start.pipeline] : []);
  const fields = new Set(
    begun.flatMap((pipeline) => differences(begun[0], pipeline).map(({ path }) => path)),
  );
  const compared = [...fields].filter((field) => !NOT_COMPARED.test(field));
  return {
    name: "runs",
    fields: compared,
    runs: runs.map((run) => ({
      ...run,
      values: compared.map((field) => valueAt(run.start?.pipeline, field)),
    })),
  };
}

/** The runs that a path stands for. */
function runsIn(given: string): string[] {
  const path = given.replace(/(.)\/+$/, "$1");
  if (!exists(path)) throw new UserError(`${path}: no such run`);
  if (!Deno.statSync(path).isDirectory) return [path];
  const sweep = readSweepFile(path);
  if (sweep !== undefined) return sweep.runs.map(({ name }) => `${path}/${name}`);
  if (["metrics.jsonl", ".partial/metrics.jsonl"].some((log) => exists(`${path}/${log}`))) {
    return [path];
  }
  throw new UserError(`${path}: expected the folder of a run or of a sweep, or a log`);
}

function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>(
    (value, key) => isObject(value) || Array.isArray(value) ? Object(value)[key] : undefined,
    value,
  );
}
