import config from "../../deno.json" with { type: "json" };
import { run } from "./measure.ts";

/** The folder of the benches. */
export const here: string = new URL(".", import.meta.url).pathname;

/** The commands of two tasks, as a shell takes them. */
export const [TRAIN, SWEEP]: string[] = [config.tasks.train, config.tasks.sweep].map(
  ({ command }) => command.replace(/^deno/, Deno.execPath()),
);

/** Runs a script of the shell to its end. */
export async function shell(script: string): Promise<void> {
  await run("sh", "-c", script);
}

/** The first of some programs that runs with some arguments, if one does. */
export async function firstThatRuns(
  programs: readonly string[],
  ...args: readonly string[]
): Promise<string | undefined> {
  for (const program of programs) {
    try {
      await run(program, ...args);
      return program;
    } catch {
      // The next one may.
    }
  }
  return undefined;
}

/** A Python that has some modules, if there is one. */
export function pythonWith(modules: string): Promise<string | undefined> {
  return firstThatRuns(["python3", "/usr/bin/python3"], "-c", `import ${modules}`);
}
