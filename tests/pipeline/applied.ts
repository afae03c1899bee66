/**
 * Runs the resolved pipelines of standard input, one a line, and writes for each what was applied. It
 * is started with an import map that puts `noting` in place of the operators' modules.
 *
 * @module
 */
import { run } from "../../src/run/run.ts";
import { openRunFolder } from "../../src/run/folder.ts";
import type { Pipeline } from "../../src/pipeline/types.ts";
import { UserError } from "../../src/user_error.ts";
import { withFolder } from "../cli/command.ts";

/** What was applied: an operator, and the options that are plain data. */
export type Applied = readonly [name: string, options: Record<string, unknown>];

declare global {
  /** What has been applied so far. */
  var applied: Applied[];
}

/** The source of a module that is another one, but notes when an operator of it is applied. */
export function noting(module: string, name: string): string {
  return `
export * from "${module}";
import { ${name} as original } from "${module}";
export function ${name}(...args) {
  const isPlain = ([, value]) => typeof value !== "object" && typeof value !== "function" ||
    Array.isArray(value);
  globalThis.applied.push([
    "${name}",
    Object.fromEntries(Object.entries(args[0] ?? {}).filter(isPlain)),
  ]);
  return original(...args);
}
`;
}

if (import.meta.main) {
  const lines = (await new Response(Deno.stdin.readable).text()).trimEnd().split("\n");
  await withFolder(async (temp) => {
    for (const [i, line] of lines.entries()) {
      globalThis.applied = [];
      const folder = openRunFolder(`${temp}/${i}`);
      await run(JSON.parse(line) as Pipeline, { folder, terminal() {} }).catch((error) => {
        // A run that diverges has applied what it applies.
        if (!(error instanceof UserError) || error.exitCode !== 1) throw error;
      });
      console.log(JSON.stringify(globalThis.applied));
    }
  });
}
