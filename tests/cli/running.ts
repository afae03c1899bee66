import { assert } from "@std/assert";
import { declaredBy } from "../../src/cli/declared.ts";
import { PIPELINE_OPTIONS, readPipelineLine } from "../../src/cli/pipeline_options.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import { runInto } from "../run/runs.ts";
import { filesIn, type Outcome, parseLines, project, V8_FLAGS } from "./command.ts";

const DENIED = ["net", "env", "run", "ffi", "sys"].map((name) => `--deny-${name}`);
/** The command of the task, with all else denied that can be denied. */
export const TRAIN = [
  ...["run", "--cached-only", "--no-prompt", V8_FLAGS, "--allow-read", "--allow-write=out,/"],
  ...[...DENIED, "src/cli/main.ts", "train"],
];
/** The same for a script. */
export const train = `deno ${TRAIN.join(" ")}`;
/** More epochs than anyone waits for. */
export const ENDLESS = ["--epochs", "1000000000"];

const OPTIONS = { ...PIPELINE_OPTIONS, "no-charts": { help: "draw no pictures and no page" } };

/**
 * Trains what a command line declares in this process, many times as fast as in one of its own: for
 * tests of what is trained, or of what is done with it later.
 *
 * @returns the text of its log, and what a person is warned of.
 */
export async function trainHere(
  out: string,
  ...args: readonly string[]
): Promise<{ log: string; warnings: string[] }> {
  const { spec, ...options } = await declaredBy(await readPipelineLine(args, OPTIONS));
  const warnings: string[] = [];
  await runInto(out, resolve(spec, options), { warn: (line) => warnings.push(line) });
  return { log: await Deno.readTextFile(`${out}/metrics.jsonl`), warnings };
}

/** A run whose records are read as they come. */
export function start(...args: readonly string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...TRAIN, ...args],
    cwd: project,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let stdout = "";
  return {
    kill: (signal: Deno.Signal) => child.kill(signal),
    /** Reads until so many records have come. */
    async records(count: number): Promise<void> {
      while (stdout.split("\n").length <= count) {
        const { done, value } = await reader.read();
        assert(!done, `the run has ended: ${stdout}`);
        stdout += value;
      }
    },
    /** Reads the rest. */
    async end(): Promise<Outcome> {
      for (let read; !(read = await reader.read()).done;) stdout += read.value;
      const { code } = await child.status;
      return { code, stdout, stderr: await stderr };
    },
  };
}

/** Waits until something holds; fails where the process ends before. */
export async function until(holds: () => boolean, process: Deno.ChildProcess): Promise<void> {
  let hasEnded = false;
  process.status.then(() => hasEnded = true);
  while (!holds()) {
    assert(!hasEnded, "the run has ended");
    await pause(10);
  }
}

export const pause = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Runs to the end. */
export async function run(...args: readonly string[]): Promise<Outcome> {
  return await start(...args).end();
}

/** Asserts that every file of a run in a folder is whole. */
export function assertWhole(folder: string): void {
  for (const file of filesIn(folder).filter((name) => name !== ".partial")) {
    const text = Deno.readTextFileSync(`${folder}/${file}`);
    assert(!file.endsWith(".new"), file);
    if (file.endsWith(".json")) JSON.parse(text);
    else if (file.endsWith(".jsonl")) parseLines(text);
    else assert(/<\/(svg|html)>\n$/.test(text), file);
  }
}

/** The texts of all files in a folder but the unfinished run's. */
export function texts(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesIn(folder).filter((file) => file !== ".partial")
      .map((file) => [file, Deno.readTextFileSync(`${folder}/${file}`)]),
  );
}

/** The files of an unfinished run; whether there are two snapshots depends on the clock. */
export function unfinishedIn(folder: string): string[] {
  return filesIn(`${folder}/.partial`).filter((name) => name !== "snapshot.previous.json");
}
