import { attempt, exists } from "../files.ts";
import { compile } from "../pipeline/compile.ts";
import { isStream, isText } from "../pipeline/stream.ts";
import type { Pipeline } from "../pipeline/types.ts";
import { lockFolder, makeAside, unlock } from "../run/folder.ts";
import {
  changes,
  digestOf,
  digestOfText,
  epochsOf,
  type Given,
  refuseChange,
  repeats,
  startOf,
} from "../run/resume.ts";
import { UserError } from "../user_error.ts";
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
  /** Whether the runs are trained elsewhere, perhaps only some of them. Default: false. */
  readonly elsewhere?: boolean;
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
  { resume, elsewhere = false }: OpenOptions,
): Promise<SweepFolder> {
  const failing = "no sweep can be written here";
  const existed = exists(path);
  let lock = attempt(path, failing, () => lockFolder(path));
  function dispose(): void {
    if (lock !== undefined) unlock(lock);
  }
  try {
    if (resume) await refuseOthers(path, plan);
    const stays = resume || await isContained(path, plan, { elsewhere });
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
async function isContained(
  path: string,
  { runs }: Plan,
  { elsewhere }: { elsewhere: boolean },
): Promise<boolean> {
  if ([...Deno.readDirSync(path)].length === 0) return true;
  const earlier = readSweepFile(path);
  if (earlier === undefined) return false;
  const now = new Map(runs.map((run) => [run.name, run]));
  const given = givenOnce();
  for (const { name } of earlier.runs) {
    const start = await startIn(`${path}/${name}`);
    if (start === undefined) continue;
    const pipeline = now.get(name)?.pipeline;
    const isSame = pipeline !== undefined && !exists(`${path}/${name}/.partial/snapshot.json`) &&
      // Before any data is read.
      changes(pipeline, start.pipeline).length === 0 &&
      // Elsewhere, a run of a stream that has finished may not be trained again.
      (elsewhere && isStream(pipeline.data) ||
        repeats({ ...start, pipeline, ...await given(pipeline) }, start));
    if (!isSame) return false;
  }
  return true;
}

/** What a run is given beside its pipeline. */
type Samples = Omit<Given, "pipeline">;

/** Finds what runs are given by files, and reads what is the same for many of them once. */
function givenOnce(): (pipeline: Pipeline) => Promise<Partial<Samples>> {
  const found = new Map<string, Promise<Samples>>();
  return async (pipeline) => {
    const { data, transforms, validation, neuron: { from }, seed } = pipeline;
    // What is drawn, or declared, is the same where the pipeline is.
    if (!isText(data) && from === undefined) return {};
    const isDrawn = !isText(data) || validation.fraction !== undefined;
    const key = JSON.stringify([data, transforms, validation, from, isDrawn && seed]);
    const given = found.get(key) ?? givenOf(pipeline);
    found.set(key, given);
    return await given;
  };
}

async function givenOf(pipeline: Pipeline): Promise<Samples> {
  const unknown = { samples: null, digest: null };
  if (isStream(pipeline.data)) return unknown;
  try {
    const compiled = await compile(pipeline);
    const { samples = null, from } = compiled;
    return {
      ...{ samples, digest: await digestOf(pipeline, compiled) },
      ...(from !== undefined && { from: await digestOfText(from) }),
    };
  } catch (error) {
    // A run of the sweep will say what is wrong.
    if (error instanceof UserError) return unknown;
    throw error;
  }
}

async function startIn(folder: string) {
  const log = logOf(folder);
  return log === undefined ? undefined : await startOf(log);
}
