import { assertRejects } from "@std/assert";
import { UserError } from "../../src/user_error.ts";

/** What a command left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The project's folder. */
export const project = new URL("../../", import.meta.url).pathname;

/**
 * How the tasks run the engine: what it keeps of a file with this flag, it throws away without it, and
 * compiles the file anew. The size of the young generation makes no difference to it.
 */
export const V8_FLAGS = "--v8-flags=--no-lazy";

const decoder = new TextDecoder();

/** Runs a task of the project as a user would, with an empty standard input. */
export function task(...args: readonly string[]): Promise<Outcome> {
  return taskIn(project, ...args);
}

/** Runs a task of the project in another folder. */
export async function taskIn(folder: string, ...args: readonly string[]): Promise<Outcome> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "--config", `${project}deno.json`, ...args],
    cwd: folder,
    // A task keeps the folder in which an outer task was started: that of the tests.
    env: { INIT_CWD: folder },
    stdin: "null",
  });
  return decoded(await command.output());
}

/** Runs a script of bash, in which `deno` is the one that runs this. */
export async function shell(script: string): Promise<Outcome> {
  const command = new Deno.Command("bash", {
    args: ["-c", `deno() { '${Deno.execPath()}' "$@"; }\nset -o pipefail\n${script}`],
    cwd: project,
    stdin: "null",
  });
  return decoded(await command.output());
}

/**
 * What a command that is called in this process refuses what it is given with: `runCommand` ends the
 * process with that line and code.
 */
export async function refusal(
  command: () => Promise<unknown>,
): Promise<Pick<Outcome, "code" | "stderr">> {
  const { exitCode, message } = await assertRejects(command, UserError);
  return { code: exitCode, stderr: `${message}\n` };
}

function decoded({ code, stdout, stderr }: Deno.CommandOutput): Outcome {
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Makes a folder for one test, and removes it after. */
export async function withFolder(test: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "dawnstream_" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The records of a text of JSON lines. */
export function parseLines(text: string): Record<string, unknown>[] {
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** The names of the files in a folder, sorted. */
export function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** Every file below a folder, with its text. */
export function tree(folder: string, below = ""): Map<string, string> {
  return new Map(
    filesIn(`${folder}/${below}`).flatMap((name) => {
      const path = `${below}${name}`;
      return Deno.statSync(`${folder}/${path}`).isDirectory
        ? [...tree(folder, `${path}/`)]
        : [[path, Deno.readTextFileSync(`${folder}/${path}`)] as const];
    }),
  );
}

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier?: string };
    readonly isDynamic?: boolean;
  }[];
}

/** The modules that a program loads before its first line runs. */
export async function loadedAtOnce(path: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", path],
    cwd: project,
    stderr: "null",
  }).output();
  const { roots, modules } = JSON.parse(new TextDecoder().decode(stdout));
  const byName = new Map((modules as Module[]).map((module) => [module.specifier, module]));
  const loaded = new Set<string>(roots);
  for (const name of loaded) {
    for (const { code, isDynamic } of byName.get(name)?.dependencies ?? []) {
      if (code?.specifier !== undefined && !isDynamic) loaded.add(code.specifier);
    }
  }
  return [...loaded];
}
