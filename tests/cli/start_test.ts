import { assert, assertEquals } from "@std/assert";
import { project } from "./command.ts";

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier?: string };
    readonly isDynamic?: boolean;
  }[];
}

/** The modules that a program loads before its first line runs. */
async function loadedAtOnce(path: string): Promise<string[]> {
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

Deno.test("--help of train waits for a few modules only, and for no large package", async () => {
  const loaded = await loadedAtOnce("src/cli/train.ts");
  const packages = loaded.filter((name) => name.startsWith("npm:"));
  assert(loaded.length <= 12, loaded.join("\n"));
  assertEquals(packages.map((name) => name.replace(/^npm:\/?(.*?)@.*$/, "$1")), [
    "fastest-levenshtein",
  ]);
  // The first module of Node adds a quarter to the run of an empty program.
  assert(!loaded.some((name) => name.startsWith("node:")), loaded.join("\n"));
});

Deno.test("training waits for no chart", async () => {
  const loaded = await loadedAtOnce("src/cli/training.ts");
  assert(loaded.some((name) => name.includes("rxjs")));
  for (const late of ["plot", "linkedom", "jsonc-parser", "src/charts"]) {
    assert(!loaded.some((name) => name.includes(late)), late);
  }
});
