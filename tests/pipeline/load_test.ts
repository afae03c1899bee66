import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../src/user_error.ts";
import { load } from "../../src/pipeline/load.ts";
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
  [{ "a.json": '{ "extends": 7 }' }, "a.json: extends: expected the path of a pipeline file"],
  [{ "a.json": '{ "extends": "b.json" }' }, 'a.json: extends: no such file: "FOLDER/b.json"'],
  [
    { "a.json": '{ "extends": "b.json" }', "b.json": '{ "extends": "c.ts" }' },
    'b.json: extends: no such file: "FOLDER/c.ts"',
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
