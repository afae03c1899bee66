import { attempt, exists } from "../files.ts";
import { lockFolder, makeAside, unlock } from "../run/folder.ts";
import { changes, epochsOf, refuseChange, startOf } from "../run/resume.ts";
import { logOf } from "./collect.ts";
import type { Plan } from "./expand.ts";
import { readSweepFile, writeSweepFile } from "./sweep_file.ts";

/** Options of {@linkcode openSweepFolder}. */
export interface OpenOptions {
  /** Whether the runs that are in the folder stay there, to be continued. */
  readonly resume: boolean;
  /** Takes a line about what a person should know. */
  readonly warn: (line: string) => void;
}

/**
 * Opens the folder of a sweep for its runs, and says in it which they are. It is locked until it is
 * disposed of or the process ends.
 *
 * A previous sweep there moves aside, unless all its runs are runs of this one, finished or to be resumed.
 *
 * @throws {UserError} where runs are to be resumed whose pipeline has changed, where it cannot be written
 * to, and where another sweep is running in it.
 */
export async function openSweepFolder(
  path: string,
  plan: Plan,
  { resume, warn }: OpenOptions,
): Promise<Disposable> {
  const failing = "no sweep can be written here";
  let lock = attempt(path, failing, () => lockFolder(path));
  try {
    if (resume) await refuseOthers(path, plan);
    else if (!await isContained(path, plan)) {
      const aside = attempt(path, failing, () => {
        const aside = makeAside(path);
        Deno.renameSync(path, aside);
        return aside;
      });
      if (lock !== undefined) unlock(lock);
      lock = lockFolder(path);
      warn(`${path}: previous sweep moved to ${aside}`);
    }
    writeSweepFile(path, plan);
  } catch (error) {
    if (lock !== undefined) unlock(lock);
    throw error;
  }
  return {
    [Symbol.dispose]() {
      if (lock !== undefined) unlock(lock);
    },
  };
}

/** Refuses to resume runs whose pipeline is another now. */
async function refuseOthers(path: string, { runs }: Plan): Promise<void> {
  for (const { name, pipeline } of runs) {
    const start = await startIn(`${path}/${name}`);
    if (start === undefined) continue;
    const [now, then] = [epochsOf({ pipeline }), epochsOf(start)];
    refuseChange(`${path}/${name}`, [
      ...changes(pipeline, start.pipeline),
      ...(then > now ? [{ path: "epochs.count", value: now, other: then }] : []),
    ]);
  }
}

/** Whether nothing is in a folder that the runs of a plan would not give again. */
async function isContained(path: string, { runs }: Plan): Promise<boolean> {
  if ([...Deno.readDirSync(path)].length === 0) return true;
  const earlier = readSweepFile(path);
  if (earlier === undefined) return false;
  const now = new Map(runs.map((run) => [run.name, run]));
  for (const { name } of earlier.runs) {
    const start = await startIn(`${path}/${name}`);
    if (start === undefined) continue;
    const pipeline = now.get(name)?.pipeline;
    const isSame = pipeline !== undefined && !exists(`${path}/${name}/.partial/snapshot.json`) &&
      changes(pipeline, start.pipeline).length === 0 && epochsOf(start) <= epochsOf({ pipeline });
    if (!isSame) return false;
  }
  return true;
}

async function startIn(folder: string) {
  const log = logOf(folder);
  return log === undefined ? undefined : await startOf(log);
}
