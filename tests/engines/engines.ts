import { assert, assertEquals } from "@std/assert";
import { project, shell } from "../cli/command.ts";

/** Whether the tests of engines run: they take long, and need programs that are not everywhere. */
export const isAsked = Deno.args.includes("--engines");

/** Says why tests are skipped, if they are: they are not asked for, or a program is not installed. */
export async function areSkipped(file: string, programs: readonly string[]): Promise<boolean> {
  const missing: string[] = [];
  for (const name of programs) {
    if ((await shell(`command -v ${name} > /dev/null`)).code !== 0) missing.push(name);
  }
  if (isAsked && missing.length === 0) return false;
  console.error(
    missing.length > 0
      ? `tests/engines/${file}: skipped, there is no ${missing.join(", no ")}`
      : `tests/engines/${file}: skipped here; deno task test:engines runs them`,
  );
  return true;
}

/** The commands of a document after a heading, up to the next one. */
export function commandsOf(document: string, heading: string): string[] {
  const text = Deno.readTextFileSync(project + document);
  const part = text.split(new RegExp(`^#+ ${heading}$`, "m"))[1].split(/^#/m)[0];
  return [...part.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, script]) =>
    script.trimEnd().replaceAll("\\\n", "").split("\n")
  );
}

/** What a script of bash prints, in which `deno task` is the project's, run where a person would be. */
export async function runIn(folder: string, script: string): Promise<string> {
  const task = `${Deno.execPath()} task --quiet --config ${project}deno.json`;
  const { code, stdout, stderr } = await shell(
    `export INIT_CWD='${folder}'\ncd '${folder}'\n${script.replaceAll("deno task", task)}`,
  );
  assertEquals(code, 0, `${script}\n${stderr}`);
  return stdout;
}

const PAUSE = 100;

/** Waits until something holds, for a minute at most. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert(tries < 600, `never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** A port that is free just now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
