import { newScene, type Scene } from "../charts/scene.ts";
import type { RunState, Sweep, SweepRun } from "../charts/sweep.ts";
import { thinning } from "../charts/thinning.ts";
import { exists } from "../files.ts";
import type { EndRecord, EpochRecord, StartRecord } from "../records.ts";
import { readWhole } from "../run/log.ts";
import type { ListedRun, SweepFile } from "./sweep_file.ts";

/** So many epochs of a run are kept, or a few more. */
const MOST_EPOCHS = 200;

/** Reads what has come of the runs of a sweep. */
export async function collect(folder: string, { name, fields, runs }: SweepFile): Promise<Sweep> {
  const collected: SweepRun[] = [];
  for (const run of runs) collected.push(await collectRun(`${folder}/${run.name}`, run));
  return { name, fields, runs: collected };
}

/** Reads what has come of one run, from its log or the one in its folder. */
export async function collectRun(folder: string, run: ListedRun): Promise<SweepRun> {
  const { name, values, failed } = run;
  const log = logOf(folder);
  const nothing = { name, values, epochs: [] };
  if (log === undefined) return { ...nothing, state: failed === undefined ? "missing" : "failed" };
  const { start, epochs, end, leastLoss } = await readCourse(log);
  const state = failed === undefined ? stateOf(end) : "failed";
  return { name, values, state, start, epochs, end, leastLoss };
}

/** The log of the latest run in a folder, if there is one: one that is unfinished is later. A log is its own. */
export function logOf(run: string): string | undefined {
  return [`${run}/.partial/metrics.jsonl`, `${run}/metrics.jsonl`, run].find((path) =>
    exists(path) && Deno.statSync(path).isFile
  );
}

/** What tells how a run went. */
export interface Course {
  /** Its first record, once there is one. */
  readonly start?: StartRecord | undefined;
  /** Its epochs; of very many, those that tell most. */
  readonly epochs: readonly EpochRecord[];
  /** The least loss of all epochs. */
  readonly leastLoss?: number | undefined;
  /** Its last record, once it has ended. */
  readonly end?: EndRecord | undefined;
}

const COURSE = ["start", "epoch", "end"] as const;

/** Reads how a run went, from its log; up to a line that is damaged, or not yet whole. */
export async function readCourse(log: string): Promise<Course> {
  let start: StartRecord | undefined;
  let end: EndRecord | undefined;
  let leastLoss: number | undefined;
  const epochs = thinning<EpochRecord>(() => MOST_EPOCHS, [
    ({ loss }) => loss,
    ({ validationLoss }) => validationLoss,
  ]);
  for await (const record of readWhole(log, { events: COURSE })) {
    if (record.event === "start") start = record;
    else if (record.event === "end") end = record;
    else if (record.event === "epoch") {
      epochs.add(record);
      leastLoss = Math.min(leastLoss ?? Infinity, record.loss);
    }
  }
  return { start, epochs: epochs.kept(), end, leastLoss };
}

function stateOf(end: EndRecord | undefined): RunState {
  switch (end?.stopped) {
    case undefined:
    case "signal":
      return "stopped";
    case "diverged":
      return "diverged";
    default:
      return "finished";
  }
}

/** Reads all that pictures and the page need of a run, up to a line that is damaged, or not yet whole. */
export async function readScene(log: string): Promise<Scene> {
  const scene = newScene();
  for await (const record of readWhole(log)) scene.add(record);
  return scene;
}
