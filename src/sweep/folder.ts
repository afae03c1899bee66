import { attempt, exists } from "../files.ts";
import { lockFolder, makeAside, unlock } from "../run/folder.ts";
import { changes, epochsOf, refuseChange, startOf } from "../run/resume.ts";
import { logOf } from "./collect.ts";
import type { Plan } from "./expand.ts";
import { readSweepFile, writeSweepFile } from "./sweep_file.ts";

/** The folder of a sweep, locked until it is disposed of or the process ends. */
export interface SweepFolder extends Disposable {
  /**
   * Makes room for the sweep, and says in the folder which its runs are: a previous sweep moves aside,
   * unless all its runs are runs of this one.
   *
   * @returns where the previous one is now, if it has moved.
   */
  begin(): string | undefined;
}

/** Options of {@linkcode openSweepFolder}. */
export interface OpenOptions {
  /** Whether the runs that are in the folder stay there, to be continued. */
  readonly resume: boolean;
}

/**
 * Opens the folder of a sweep for its runs, and changes nothing in it yet.
 *
 * @throws {UserError} where runs are to be resumed whose pipeline has changed, where it cannot be written
 * to, and where another sweep is running in it.
 */
export async function openSweepFolder(
  path: string,
  plan: Plan,
  { resume }: OpenOptions,
): Promise<SweepFolder> {
  const failing = "no sweep can be written here";
  const existed = exists(path);
  let lock = attempt(path, failing, () => lockFolder(path));
  function dispose(): void {
    if (lock !== undefined) unlock(lock);
  }
  try {
    if (resume) await refuseOthers(path, plan);
    const stays = resume || await isContained(path, plan);
    // What failed before and is not trained now has failed still.
    const reasons = new Map(
      resume ? readSweepFile(path)?.runs.map(({ name, failed }) => [name, failed]) : [],
    );
    return {
      begin() {
        const aside = stays ? undefined : attempt(path, failing, () => {
          const aside = makeAside(path);
          Deno.renameSync(path, aside);
          dispose();
          lock = lockFolder(path);
          return aside;
        });
        const runs = plan.runs.map((run) => ({ ...run, failed: reasons.get(run.name) }));
        writeSweepFile(path, { ...plan, runs });
        return aside;
      },
      [Symbol.dispose]: dispose,
    };
  } catch (error) {
    dispose();
    if (!existed) Deno.removeSync(path);
    throw error;
  }
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
