import { assert, assertEquals } from "@std/assert";
import { loadedAtOnce, task } from "./command.ts";

Deno.test("--help of train waits for a few modules only, and for no large package", async () => {
  const parts = await Promise.all(
    ["main", "train"].map((name) => loadedAtOnce(`src/cli/${name}.ts`)),
  );
  const loaded = [...new Set(parts.flat())];
  const packages = loaded.filter((name) => name.startsWith("npm:"));
  assert(loaded.length <= 14, loaded.join("\n"));
  assertEquals(packages.map((name) => name.replace(/^npm:\/?(.*?)@.*$/, "$1")), [
    "fastest-levenshtein",
  ]);
  // The first module of Node adds a quarter to the run of an empty program.
  assert(!loaded.some((name) => name.startsWith("node:")), loaded.join("\n"));
  // Nor for Deno, which reads what is imported later before it runs anything, where it can read the name.
  for (const url of loaded.filter((name) => name.endsWith(".ts"))) {
    const names = (await Deno.readTextFile(new URL(url))).match(/(?<!typeof )import\(\s*"\..*/g) ??
      [];
    assertEquals(names.filter((name) => !name.includes(" as string")), [], url);
  }
});

Deno.test("training waits for no chart", async () => {
  const loaded = await loadedAtOnce("src/cli/training.ts");
  assert(loaded.some((name) => name.includes("rxjs")));
  for (const late of ["plot", "linkedom", "jsonc-parser"]) {
    assert(!loaded.some((name) => name.includes(late)), late);
  }
  // What pictures need of the records is collected before anything is drawn.
  const ofCharts = loaded.filter((name) => name.includes("/src/charts/"));
  assertEquals(ofCharts.map((name) => name.replace(/.*\//, "")), ["scene.ts", "thinning.ts"]);
});

Deno.test("--help of every command names it alone, however it was started", async () => {
  for (const name of ["train", "predict", "evaluate", "chart", "pipeline"]) {
    const { stdout } = await task(name, "--help");
    assert(new RegExp(`\\n\\nUsage: ${name} [A-Z[]`).test(stdout), stdout);
    assert(!stdout.includes("deno task"), stdout);
  }
});
