import type { Sweep, SweepRun } from "../charts/sweep.ts";
import { exists } from "../files.ts";
import { UserError } from "../user_error.ts";
import { differences, isObject } from "../values.ts";
import { collectRun } from "./collect.ts";
import { readSweepFile } from "./sweep_file.ts";

/** The fields that are not compared: what a run is called. */
const NAMES = ["name", "description"];

/**
 * Reads runs, and finds the fields in which their pipelines differ.
 *
 * @param paths the folders of runs, their logs, and the folders of sweeps, which stand for all their runs.
 * @throws {UserError} where one is nothing of these.
 */
export async function readRuns(paths: readonly string[]): Promise<Sweep> {
  const runs: SweepRun[] = [];
  for (const path of new Set(paths.flatMap(runsIn))) {
    runs.push(await collectRun(path, { name: path, values: [] }));
  }
  const pipelines = runs.map(({ start }) => start?.pipeline ?? {});
  const fields = new Set(
    pipelines.flatMap((pipeline) => differences(pipelines[0], pipeline).map(({ path }) => path)),
  );
  const compared = [...fields].filter((field) => !NAMES.includes(field));
  return {
    name: "runs",
    fields: compared,
    runs: runs.map((run, i) => ({
      ...run,
      values: compared.map((field) => valueAt(pipelines[i], field)),
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
