import { assert, assertEquals } from "@std/assert";
import { loadedAtOnce } from "./cli/command.ts";

/** The rooms of the house, from the top down: imports point downwards, or stay in their room. */
const ROOMS = [
  ["cli"],
  ["sweep"],
  ["run"],
  ["pipeline"],
  ["sinks"],
  ["page"],
  ["charts"],
  ["flow"],
  ["neuron"],
  ["rows"],
  ["samples"],
  ["random"],
  // Files that stand in src/ itself are below all rooms.
  [""],
];

const root = new URL("../src/", import.meta.url).pathname;

/** All files of src/ with the files that they import, types included. */
function imports(folder = ""): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const { name, isDirectory } of Deno.readDirSync(root + folder)) {
    const path = folder + name;
    // The stand-in is a package of its own.
    if (path === "std") continue;
    if (isDirectory) {
      for (const [file, targets] of imports(`${path}/`)) files.set(file, targets);
    } else if (name.endsWith(".ts")) {
      const code = Deno.readTextFileSync(root + path).replaceAll(/^ *(\*|\/\/).*$/gm, "");
      const specifiers = [...code.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)];
      files.set(
        path,
        specifiers.map(([, specifier]) => new URL(specifier, `file:///${path}`).pathname.slice(1)),
      );
    }
  }
  return files;
}

function floorOf(file: string): number {
  const room = file.includes("/") ? file.slice(0, file.indexOf("/")) : "";
  return ROOMS.findIndex((rooms) => rooms.includes(room));
}

Deno.test("imports of src/ point one way: downwards", () => {
  const files = imports();
  assert(files.size > 50, String(files.size));
  for (const [file, targets] of files) {
    assert(floorOf(file) >= 0, `${file} stands in no room`);
    for (const target of targets) {
      // The command line reads its version.
      if (target === "deno.json") continue;
      const isDown = floorOf(target) > floorOf(file) ||
        file.split("/").slice(0, -1).join() === target.split("/").slice(0, -1).join();
      assert(isDown, `${file} imports ${target}`);
    }
  }
});

Deno.test("no file of src/ imports itself by way of others, not even its types", () => {
  const files = imports();
  const done = new Set<string>();
  function visit(file: string, path: readonly string[]): void {
    assert(!path.includes(file), [...path, file].join(" → "));
    if (done.has(file)) return;
    for (const target of files.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  }
  for (const file of files.keys()) visit(file, []);
});

Deno.test("the mathematics and the charts know nothing of RxJS, files or the command line", () => {
  for (const file of imports().keys()) {
    if (!/^(neuron|charts)\//.test(file)) continue;
    const code = Deno.readTextFileSync(root + file);
    assert(!/from "rxjs"|Deno\.|from ".*\/files\.ts"/.test(code), file);
  }
});

/** The packages that an entry point loads. */
async function packagesOf(entry: string): Promise<string[]> {
  const names = (await loadedAtOnce(entry)).flatMap((name) =>
    /^npm:\/?((?:@[^/]+\/)?[^@/]+)/.exec(name)?.[1] ?? []
  );
  return [...new Set(names)].sort();
}

Deno.test("an entry point loads the packages that it is for, and no others", async () => {
  assertEquals(await packagesOf("mod.ts"), ["pure-rand", "rxjs"]);
  assertEquals(await packagesOf("src/rows/mod.ts"), ["fastest-levenshtein"]);
  assertEquals(await packagesOf("src/charts/mod.ts"), ["@observablehq/plot", "linkedom"]);
  assertEquals(await packagesOf("src/page/mod.ts"), ["@observablehq/plot"]);
});

Deno.test("importing the flow loads at most 50 files of src/ and RxJS's modules in use", async () => {
  const loaded = await loadedAtOnce("mod.ts");
  const own = loaded.filter((name) => name.startsWith("file:"));
  // Some 45 files of the flow, the mathematics and the log; charts, rows or a pipeline would add
  // ten or more each.
  assert(own.length <= 50, own.join("\n"));
  assert(!own.some((name) => /\/src\/(rows|charts|pipeline|run|cli)\//.test(name)), own.join("\n"));
});
