import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { UserError } from "../../src/user_error.ts";
import { load, loadWritten } from "../../src/pipeline/load.ts";
import { merge } from "../../src/pipeline/merge.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import { withFolder } from "../cli/command.ts";

/** Writes files into a folder of the test's own and loads one. */
async function withFiles(
  files: Record<string, string>,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) {
      const path = `${folder}/${name}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(path, text);
    }
    await test(folder);
  });
}

Deno.test("extends is a chain, each file relative to the one that names it", async () => {
  await withFiles({
    "a.json": '{ "extends": "sub/b.jsonc", "name": "a", "epochs": { "count": 1 } }',
    "sub/b.jsonc": '{ "extends": "../c.ts", "epochs": { "count": 2, "chunk": 2 }, } // b',
    "c.ts": 'export default { name: "c", epochs: { count: 3, chunk: 3, shuffle: false } };',
  }, async (folder) => {
    assertEquals(await load(`${folder}/a.json`), {
      name: "a",
      epochs: { count: 1, chunk: 2, shuffle: false },
    });
  });
});

Deno.test("extends of a list: each file over those before it, and the file itself over all", async () => {
  await withFiles({
    "a.json": '{ "extends": ["sub/b.json", "c.json"], "name": "a", "epochs": { "count": 1 } }',
    "sub/b.json":
      '{ "extends": "d.json", "optimizer": "sgd", "epochs": { "count": 2, "chunk": 2 } }',
    "sub/d.json": '{ "seed": 4, "batch": 4, "optimizer": { "momentum": 0.5 } }',
    "c.json": '{ "batch": 3, "optimizer": "adam", "epochs": { "count": 3, "shuffle": false } }',
  }, async (folder) => {
    const all = {
      name: "a",
      seed: 4,
      batch: 3,
      optimizer: { kind: "adam" },
      epochs: { count: 1, chunk: 2, shuffle: false },
    };
    assertEquals(await load(`${folder}/a.json`), all);
    // A command line that names them is a file that extends them.
    const operands = ["sub/b.json", "c.json", "e.json"].map((name) => `${folder}/${name}`);
    await Deno.writeTextFile(operands[2], '{ "epochs": { "count": 1 } }');
    assertEquals(await load(operands), { ...all, name: "b+c+e" });
  });
});

Deno.test("pipelines of several parts have all their names, but for one of their own", async () => {
  await withFiles({
    "one.json": '{ "name": "uno", "description": "the first" }',
    "two.json": '{ "seed": 2 }',
    "three.json": '{ "extends": "one.json", "description": "a third" }',
    "list.json": '{ "extends": ["two.json", "one.json"] }',
    "named.json": '{ "extends": ["two.json", "one.json"], "name": "own" }',
    "wrong.json": '{ "name": 7 }',
    "of two words.json": "{}",
  }, async (folder) => {
    const labels = async (...names: string[]) => {
      const { name, description } = await load(
        names.map((name) => `${folder}/${name}.json`),
      ) as Record<string, unknown>;
      return [name, description];
    };
    assertEquals(await labels("one", "two"), ["uno+two", "the first"]);
    assertEquals(await labels("two", "three", "one"), ["two+uno+uno", "a third; the first"]);
    assertEquals(await labels("list"), ["two+uno", "the first"]);
    assertEquals(await labels("list", "two"), ["two+uno+two", "the first"]);
    assertEquals(await labels("named"), ["own", "the first"]);
    assertEquals(await labels("one", "of two words"), ["uno+of-two-words", "the first"]);
    assertEquals(await labels("two"), [undefined, undefined]);
    // What is wrong in one of them is wrong in all.
    assertEquals(await labels("wrong", "one"), [7, "the first"]);
  });
});

Deno.test("a key may stand in several objects, in a string and in a comment", async () => {
  const text = '{ "name": "a", "stop": { "loss": 1 }, "loss": "\\"loss\\": {", /* "loss": { */ }';
  await withFiles({ "a.json": text }, async (folder) => {
    assertEquals(await load(`${folder}/a.json`), {
      name: "a",
      stop: { loss: 1 },
      loss: '"loss": {',
    });
  });
});

Deno.test("the schema's name and extends are gone once a file is loaded", async () => {
  await withFiles({ "a.json": '{ "$schema": "schema.json", "name": "a" }' }, async (folder) => {
    assertEquals(await load(`${folder}/a.json`), { name: "a" });
  });
});

const mistakes: [files: Record<string, string>, message: string][] = [
  [{}, "a.json: no such file"],
  [{ "a.json": '{\n  "name": "a"\n  "seed": 1\n}' }, "a.json:3:3: not JSON: comma expected"],
  [{ "a.json": '{ "name": ' }, "a.json:1:11: not JSON: value expected"],
  [{ "a.json": "" }, "a.json:1:1: not JSON: value expected"],
  [{ "a.json": "[".repeat(1_000_000) }, "a.json: nested too deeply"],
  [
    { "a.json": '{ "extends": 7 }' },
    "a.json: extends: expected the path of a pipeline file, or a list of paths, found 7",
  ],
  [
    { "a.json": '{ "extends": [] }' },
    "a.json: extends: expected the path of a pipeline file, or a list of paths, found an empty list",
  ],
  [
    { "a.json": '{ "extends": ["b.json", ""] }', "b.json": "{}" },
    'a.json: extends: expected the path of a pipeline file, or a list of paths, found ""',
  ],
  [
    { "a.json": '{ "extends": ["b.json", "sub/../b.json"] }', "b.json": "{}" },
    'a.json: extends: "FOLDER/b.json" stands twice',
  ],
  [
    { "a.json": '{ "extends": ["b.json", "c.json"] }', "b.json": "{}", "c.json": "[1]" },
    "c.json: expected an object { … }, found a list of 1",
  ],
  [{ "a.json": '{ "extends": "b.json" }' }, 'a.json: extends: no such file: "FOLDER/b.json"'],
  [
    { "a.json": '{ "extends": ["b.json", "c.json"] }', "b.json": "{}" },
    'a.json: extends: no such file: "FOLDER/c.json"',
  ],
  [
    { "a.json": '{ "extends": "b.json" }', "b.json": '{ "extends": "c.ts" }' },
    'b.json: extends: no such file: "FOLDER/c.ts" ' +
    "(FOLDER/a.json → FOLDER/b.json → FOLDER/c.ts)",
  ],
  [
    { "a.json": '{\n  "seed": 1, // "seed": 2\n  "stop": { "seed": 3 },\n  "s\\u0065ed": 4\n}' },
    'a.json:4:3: "seed" stands twice',
  ],
  [{ "a.json": '{ "stop": { "loss": 1, "loss": 2 } }' }, 'a.json:1:24: "loss" stands twice'],
  [
    { "a.json": '{ "extends": "b.csv" }', "b.csv": "" },
    "b.csv: expected a pipeline file, .ts, .json or .jsonc",
  ],
  [
    { "a.json": '{ "extends": "b.json" }', "b.json": '{ "extends": "./a.json" }' },
    "a.json: extends itself: FOLDER/a.json → FOLDER/b.json → FOLDER/a.json",
  ],
  [
    {
      "a.json": '{ "extends": ["c.json", "b.json"] }',
      "b.json": '{ "extends": ["c.json", "b.json"] }',
      "c.json": "{}",
    },
    "b.json: extends itself: FOLDER/a.json → FOLDER/b.json → FOLDER/b.json",
  ],
  [{ "a.json": '{ "extends": "b.ts" }', "b.ts": "export default {;" }, "b.ts: "],
  [{ "a.json": '{ "extends": "b.ts" }', "b.ts": 'throw new Error("no")' }, "b.ts: no"],
];

for (const [files, message] of mistakes) {
  Deno.test(`loading fails with "${message}"`, async () => {
    await withFiles(files, async (folder) => {
      const error = await assertRejects(() => load(`${folder}/a.json`), UserError);
      const expected = `${folder}/${message.replaceAll("FOLDER", folder)}`;
      assertEquals(error.message.slice(0, expected.length), expected);
    });
  });
}

Deno.test("a file that is given twice is refused, however its path is written", async () => {
  await withFiles({ "a.json": '{ "name": "a" }', "b.json": "{}" }, async (folder) => {
    const paths = [`${folder}/a.json`, `${folder}/b.json`, `${folder}/./a.json`];
    const { message } = await assertRejects(() => load(paths), UserError);
    assertEquals(message, `${folder}/./a.json: given twice, leave one out`);
  });
});

Deno.test("what is wrong is said of the file that it stands in, not of those beside it", async () => {
  await withFiles({
    "a.json": '{ "extends": "b.json", "name": "a", "batch": 0, "optimizer": { "beta1": 0.5 } }',
    "b.json": '{ "seed": -1, "data": { "kind": "csv" }, "optimizer": "sgd" }',
    "c.json": '{ "stop": { "on": "validationLoss" } }',
  }, async (folder) => {
    const files = ["a", "c"].map((name) => `${folder}/${name}.json`);
    const { spec, ...origin } = await loadWritten(files);
    const { message } = assertThrows(() => resolve(spec, origin), UserError);
    assertEquals(message.replaceAll(`${folder}/`, "").split("\n"), [
      "a.json: batch: expected an integer ≥ 1, found 0",
      "b.json: data.path: missing, expected a path, or - for standard input",
      "a.json: optimizer.beta1: unknown field, allowed are kind, learningRate, weightDecay, " +
      "momentum, nesterov",
      "b.json: seed: expected an integer from 0 to 4294967295, found -1",
    ]);
    const alone = await loadWritten([`${folder}/c.json`]);
    const missing = assertThrows(() => resolve(alone.spec, alone), UserError);
    assertStringIncludes(missing.message, `${folder}/c.json: name: missing, expected a name`);
  });
});

Deno.test("what the gallery's pipelines leave out is the tutorial's, so that each goes with any data", async () => {
  const tutorial = await load("pipelines/mldawn.ts");
  for (
    const name of [
      ...["adam-cosine", "early-stop", "imbalanced", "large-step", "mini-batch", "momentum"],
      ...["overlap", "squared-error"],
    ]
  ) {
    const variant = await load(`pipelines/${name}.json`);
    const whole = resolve(merge(tutorial, variant), { source: "test" });
    assertEquals(resolve(variant, { source: "test" }), whole, name);
  }
});

Deno.test("the files that a pipeline sweeps are relative to its own file, too", () =>
  withFolder(async (folder) => {
    Deno.writeTextFileSync(
      `${folder}/s.json`,
      JSON.stringify({ name: "s", sweep: { "data.path": ["a.csv", "/b.csv"], seed: [1] } }),
    );
    assertEquals(await load(`${folder}/s.json`), {
      name: "s",
      sweep: { "data.path": [`${folder}/a.csv`, "/b.csv"], seed: [1] },
    });
  }));
