/**
 * Ends runs at every change that they make to the disk, one after the other: each write, half of which
 * is done, each rename, each removal, of a folder only some of the files, each new file and folder.
 * Each run is then resumed, ended once more at random, and resumed until it finishes; every file is
 * compared with those of the uninterrupted run. Arguments: the number of random pipelines, and a seed.
 *
 * A process that is dead changes nothing more: from the change on at which it ends, every change
 * fails.
 */
import { assert, assertEquals } from "@std/assert";
import { exists } from "../../src/files.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import type { Pipeline } from "../../src/pipeline/types.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import { openRunFolder } from "../../src/run/folder.ts";
import { run } from "../../src/run/run.ts";
import { UserError } from "../../src/user_error.ts";
import { filesIn } from "../cli/command.ts";

class Killed extends Error {}

/** The number of changes so far, and the one at which the process ends. */
let changes = 0;
let last = Infinity;

/** Counts a change; `half` does a part of the last one. */
function change(half: () => void = () => {}): void {
  if (changes === last) half();
  if (changes++ >= last) throw new Killed();
}

/** Counts the changes that are made through an object's functions. */
function watch<T extends object>(object: T, names: readonly (keyof T & string)[]): void {
  for (const name of names) {
    const original = object[name] as (...args: unknown[]) => unknown;
    Object.defineProperty(object, name, {
      value(this: unknown, ...args: unknown[]) {
        const isRead = name === "openSync" &&
          !/write|append/.test(Object.keys(args[1] ?? {}).join());
        if (isRead) return original.apply(this, args);
        change(() => {
          if (name === "writeSync") {
            const [bytes] = args as [Uint8Array];
            original.call(this, bytes.subarray(0, bytes.length / 2));
          }
          if (name === "removeSync") {
            const [folder, options] = args as [string, Deno.RemoveOptions?];
            for (const file of options?.recursive ? filesIn(folder) : []) {
              if (below(2) === 0) original.call(this, `${folder}/${file}`, options);
            }
          }
        });
        // Nothing is lost here that the disk has not got: that would take a loss of power.
        if (name.startsWith("sync")) return;
        return original.apply(this, args);
      },
    });
  }
}

watch(Deno, ["openSync", "renameSync", "removeSync", "mkdirSync", "truncateSync"]);
watch(Deno.FsFile.prototype, ["writeSync", "truncateSync", "syncSync", "syncDataSync", "syncData"]);

// A snapshot before every trace: a second has gone by at every look at the clock.
let time = 0;
performance.now = () => time += 1000;

const [most = "300", seed = "1"] = Deno.args;
const random = numpyRandom(Number(seed));
const below = (n: number) => Math.floor(random.uniform(0, n));
const oneOf = <T>(values: readonly T[]): T => values[below(values.length)];

const temp = await Deno.makeTempDir({ prefix: "dawnstream_faults_" });
const rows = `${temp}/rows.csv`;
const heldOut = `${temp}/held-out.csv`;

function randomPipeline(): Pipeline {
  const isStream = below(3) === 0;
  const text = { kind: "csv", path: rows, positive: "yes", onBadRow: "skip" };
  const data = isStream ? { ...text, stream: true } : oneOf([text, {
    kind: "gaussians",
    classes: [{ mean: 0, sd: 1, count: 5 + below(8) }, { mean: 2, sd: 0.5, count: 5 + below(8) }],
  }]);
  return resolve({
    name: "random",
    seed: below(1000),
    data,
    epochs: isStream
      ? { shuffle: oneOf([false, { buffer: 9 }]) }
      : { count: 1 + below(4), chunk: 1 + below(20), shuffle: oneOf([true, false]) },
    optimizer: oneOf([
      { kind: "sgd", learningRate: 0.1 },
      { kind: "sgd", momentum: 0.9, nesterov: true },
      { kind: "adam", learningRate: 0.05 },
    ]),
    schedule: isStream ? {} : oneOf([{}, { kind: "cosine" }, { kind: "exponential", decay: 0.5 }]),
    batch: 1 + below(9),
    transforms: oneOf([[], [{ kind: "standardize" }]]),
    validation: oneOf([{}, isStream ? { path: heldOut } : { fraction: 0.2 }]),
    stop: oneOf([{}, isStream ? {} : { patience: 1, delta: 0.05 }]),
    checkpoints: isStream ? { samples: 20 } : { every: 1 + below(3) },
    outputs: { samples: below(4) === 0, charts: below(20) === 0, model: below(4) > 0 },
  }, { source: "random" });
}

/** Runs until it ends, or until a change to the disk. */
async function runInto(
  path: string,
  spec: Pipeline,
  { resume = false, end = Infinity } = {},
): Promise<"finished" | "killed"> {
  changes = 0;
  last = end;
  try {
    await run(spec, { folder: openRunFolder(path), resume });
    return "finished";
  } catch (error) {
    if (changes > last) return "killed";
    throw error;
  } finally {
    last = Infinity;
  }
}

/** Resumes a run; one that has left nothing of its own begins. */
async function goOn(path: string, spec: Pipeline, end?: number): Promise<"finished" | "killed"> {
  try {
    return await runInto(path, spec, { resume: true, ...end !== undefined && { end } });
  } catch (error) {
    // The run that has finished in the folder is another one.
    if (!(error instanceof UserError && error.message.includes("cannot be resumed"))) throw error;
    return await runInto(path, spec, end === undefined ? {} : { end });
  }
}

/** The texts of a run's files but for the snapshot, which depends on where it was resumed. */
function resultsIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesIn(folder).filter((file) => file !== "snapshot.json")
      .map((file) => [file, Deno.readTextFileSync(`${folder}/${file}`)]),
  );
}

/** Rows of two classes, of which every ninth is bad. */
function textOf(count: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const x = i % 9 === 8 ? "?" : random.normal(i % 2, 1);
    return `${x},${i % 2 ? "yes" : "no"}`;
  });
  return ["x,y", ...lines].join("\n") + "\n";
}

await Deno.writeTextFile(rows, textOf(60));
await Deno.writeTextFile(heldOut, textOf(20));

let kills = 0;
try {
  for (let number = 0; number < Number(most); number++) {
    const spec = randomPipeline();
    // Every third run is in a new folder.
    const earlier = number % 3 === 0 ? undefined : { ...spec, seed: spec.seed + 1 };
    const path = `${temp}/run`;
    const restart = async () => {
      for (const { name } of [...Deno.readDirSync(temp)]) {
        if (name.startsWith("run")) await Deno.remove(`${temp}/${name}`, { recursive: true });
      }
      if (earlier !== undefined) await runInto(path, earlier);
    };
    await restart();
    const before = earlier === undefined ? [] : [resultsIn(path)];
    await runInto(path, spec);
    const all = changes;
    const whole = resultsIn(path);
    // Every change of each tenth pipeline, some of the others.
    const ends = number % 10 === 0
      ? Array.from({ length: all }, (_, i) => i)
      : Array.from({ length: 8 }, () => below(all));
    for (const end of ends) {
      const where = `pipeline ${number}, change ${end} of ${all}: ${JSON.stringify(spec)}`;
      await restart();
      assertEquals(await runInto(path, spec, { end }), "killed", where);
      kills++;
      if (await goOn(path, spec, below(all)) === "killed") kills++;
      assertEquals(await goOn(path, spec), "finished", where);
      assertEquals(resultsIn(path), whole, where);
      // The earlier run is whole, and nothing else is there; a folder that was made for it twice is empty.
      const asides = filesIn(temp).filter((name) => /^run\.\d+$/.test(name));
      const filled = asides.filter((name) => filesIn(`${temp}/${name}`).length > 0);
      assertEquals(filled.map((name) => resultsIn(`${temp}/${name}`)), before, where);
      assert(!exists(`${path}/.partial`), where);
    }
    if (number % 10 === 9) console.log(`${number + 1} pipelines, ${kills} kills: all equal`);
  }
  console.log(`${most} pipelines, ${kills} kills: all equal`);
} finally {
  await Deno.remove(temp, { recursive: true });
}
