import { assert, assertEquals, assertRejects } from "@std/assert";
import { load } from "../../src/pipeline/load.ts";
import { UserError } from "../../src/user_error.ts";
import { exists } from "../../src/files.ts";
import { shell, withFolder } from "../cli/command.ts";

/**
 * Loads modules without permissions, all at once: what each exports, or the error's message. That is
 * done by a program of its own, as the one that tests would check the types of every one.
 */
async function isolated(
  folder: string,
  texts: readonly string[],
  longest = 30_000,
): Promise<unknown[]> {
  const paths = texts.map((_, i) => `${folder}/${i}.ts`);
  for (const [i, text] of texts.entries()) await Deno.writeTextFile(paths[i], text);
  const program = `
    import { importDefault } from "${MODULE.replace("mod.ts", "module.ts")}";
    const { paths, longest } = JSON.parse(Deno.args[0]);
    const loaded = paths.map((path) =>
      importDefault(path, { isolated: true, longest }).catch(({ name, message }) => ({ name, message }))
    );
    console.log(JSON.stringify(await Promise.all(loaded)));
    // A worker that is busy would be waited for.
    Deno.exit();`;
  await Deno.writeTextFile(`${folder}/program.ts`, program);
  const { stdout } = await shell(
    `deno run --cached-only --no-prompt --allow-read --allow-write --config deno.json ` +
      `'${folder}/program.ts' '${JSON.stringify({ paths, longest })}'`,
  );
  return JSON.parse(stdout);
}

/** The error of a module that cannot be loaded. */
function errorOf(folder: string, i: number, line: string) {
  return { name: "UserError", message: `${folder}/${i}.ts: ${line}` };
}

const MODULE = new URL("../../src/pipeline/mod.ts", import.meta.url).href;

Deno.test("an isolated pipeline imports modules, and is the data that it exports", async () => {
  await withFolder(async (temp) => {
    await Deno.writeTextFile(`${temp}/lr.ts`, "export const learningRate: number = 0.5;");
    const [spec] = await isolated(temp, [
      `import { pipeline } from "${MODULE}"; import { learningRate } from "./lr.ts";
       const { seed } = await import("./seed.json", { with: { type: "json" } }).catch(() => ({ seed: 7 }));
       export default pipeline({ name: "x", seed, optimizer: { learningRate }, stop: { limit: 9 } });`,
    ]);
    assertEquals(spec, {
      name: "x",
      seed: 7,
      optimizer: { learningRate: 0.5 },
      stop: { limit: 9 },
    });
  });
});

Deno.test("an isolated pipeline can neither read a file, nor write one, nor run, nor ask for anything", async () => {
  await withFolder(async (temp) => {
    await Deno.writeTextFile(`${temp}/secret.txt`, "secret");
    await Deno.writeTextFile(`${temp}/x.json`, "{}");
    const tries = [
      "Deno.readTextFileSync(`${here}/secret.txt`)",
      "Deno.writeTextFileSync(`${here}/new.txt`, 'x')",
      "Deno.removeSync(`${here}/secret.txt`)",
      "Deno.env.get('HOME')",
      "new Deno.Command('true').outputSync()",
      "await fetch('http://127.0.0.1:8000')",
      "await import(`file://${here}/x.json`, { with: { type: 'json' } })",
      "await Deno.permissions.request({ name: 'read' }).then(({ state }) => { if (state !== 'granted') throw new Deno.errors.NotCapable(state) })",
      "new Worker('data:,', { type: 'module', deno: { permissions: { read: true } } })",
    ];
    const [spec] = await isolated(temp, [
      `const here = "${temp}"; const caught = [];
       ${
        tries.map((code) =>
          `try { ${code}; caught.push("done"); } catch (e) { caught.push(/NotCapable|Requires/.test(e)); }`
        ).join("\n")
      }
       export default caught;`,
    ]);
    assertEquals(spec, tries.map(() => true));
    assertEquals([exists(`${temp}/secret.txt`), exists(`${temp}/new.txt`)], [true, false]);
  });
});

const faults: [code: string, line: string][] = [
  ["throw null;", "throws null"],
  ['throw "a text";', "throws a text"],
  ["throw Object.create(null);", "throws object"],
  ['throw new Error("no");', "no"],
  ["export default { get seed() { throw new Error('no seed'); } };", "no seed"],
  [
    "export default new Proxy({}, { ownKeys() { throw 1; } });",
    "expected plain data as its default export: #<Object> could not be cloned.",
  ],
  [
    "export default Promise.resolve({});",
    "expected plain data as its default export: #<Promise> could not be cloned.",
  ],
  [
    "export default { seed() {} };",
    "expected plain data as its default export: seed () {} could not be cloned.",
  ],
];

for (const [code, line] of faults) {
  Deno.test(`a pipeline with the program's permissions: ${code}: one line`, async () => {
    await withFolder(async (temp) => {
      await Deno.writeTextFile(`${temp}/0.ts`, code);
      const { name, message } = await assertRejects(() => load(`${temp}/0.ts`), UserError);
      assertEquals({ name, message }, errorOf(temp, 0, line));
    });
  });
}

Deno.test("what an isolated pipeline throws, now or later, or exports wrongly: one line each", async () => {
  await withFolder(async (temp) => {
    const wait = "await new Promise(() => {});";
    const all = [
      ...faults,
      [`setTimeout(() => { throw new Error("late"); }); ${wait}`, "late"],
      [`Promise.reject(Error("late")); ${wait}`, "late"],
    ];
    const found = await isolated(temp, all.map(([code]) => code));
    assertEquals(found, all.map(([, line], i) => errorOf(temp, i, line)));
  });
});

Deno.test("an isolated pipeline that does not end is not waited for", async () => {
  await withFolder(async (temp) => {
    const texts = ["await new Promise(() => {});", "while (true);"];
    const found = await isolated(temp, texts, 500);
    assertEquals(found, texts.map((_, i) => errorOf(temp, i, "does not end within 0.5 s")));
  });
});

Deno.test("a pipeline that a JSON file extends is isolated, too", async () => {
  await withFolder(async (temp) => {
    await Deno.writeTextFile(`${temp}/a.json`, '{ "extends": "b.ts", "name": "a" }');
    await Deno.writeTextFile(`${temp}/b.ts`, `Deno.removeSync("${temp}/a.json");`);
    const { code, stdout, stderr } = await shell(`deno task --quiet train '${temp}/a.json'`);
    assertEquals([code, stdout], [2, ""]);
    assert(stderr.startsWith(`${temp}/b.ts: Requires write access to "${temp}/a.json"`), stderr);
    assert(exists(`${temp}/a.json`));
  });
});

Deno.test("what a pipeline prints is not among the records", async () => {
  await withFolder(async (temp) => {
    await Deno.writeTextFile(
      `${temp}/x.ts`,
      'console.log("here"); export default { name: "x", epochs: { count: 1 } };',
    );
    const { code, stdout, stderr } = await shell(
      `deno task --quiet train '${temp}/x.ts' -q --out '${temp}/run' | head -c 8`,
    );
    assertEquals([code === 0 || code === 141, stdout, stderr], [true, '{"event"', "here\n"]);
  });
});
