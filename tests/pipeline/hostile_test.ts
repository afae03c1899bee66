import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { dirname } from "node:path";
import fc from "fast-check";
import { UserError } from "../../src/user_error.ts";
import { load } from "../../src/pipeline/load.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import { withFolder } from "../cli/command.ts";

/** Loads and checks a pipeline file of any text; only a clear error may come of it. */
async function survives(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text);
  try {
    resolve(await load(path), { source: path });
  } catch (error) {
    assert(error instanceof UserError, String(error));
    assert(error.message.startsWith(`${dirname(path)}/`), error.message);
    assert(error.exitCode === 2);
  }
}

const whole = JSON.stringify(
  resolve({ name: "whole", data: { points: [{ x: [1, -2.5e3], y: 1 }], kind: "points" } }, {
    source: "test",
  }),
  null,
  2,
);

Deno.test("a pipeline file cut off at any byte gives a clear error", async () => {
  await withFolder(async (temp) => {
    for (let length = 0; length < whole.length; length++) {
      await survives(`${temp}/x.json`, whole.slice(0, length));
    }
  });
});

/** The text of a value of JSON, 10⁶ deep. */
function deepText(open: string, close: string): string {
  return open.repeat(1e6) + "1" + close.repeat(1e6);
}

function deep(open: string, close: string): unknown {
  return JSON.parse(deepText(open, close));
}

const objects = deep('{"a":', "}");
const hostile: Record<string, [spec: unknown, overrides: [path: string, value: unknown][]]> = {
  "lists 10⁶ deep": [deep("[", "]"), []],
  "objects 10⁶ deep": [objects, []],
  "every field 10⁶ deep": [
    Object.fromEntries(["name", "data", "epochs", "stop"].map((name) => [name, objects])),
    [],
  ],
  "a stream's kind 10⁶ deep": [{ name: "x", data: { kind: deep("[", "]"), stream: true } }, []],
  "a value set in objects 10⁶ deep": [{ name: "x", data: objects }, [["data.a.b", 1]]],
  "objects 10⁶ deep set over others": [{ name: "x", data: objects }, [["data", objects]]],
  "a path of 60,000 names": [{ name: "x" }, [[`a${".a".repeat(60_000)}`, 1]]],
  "a name of 10⁶ letters": [{ name: "x", ["k".repeat(1e6)]: 1 }, []],
};

for (const [what, [spec, fields]] of Object.entries(hostile)) {
  Deno.test(`resolving ${what}: a short and clear error`, () => {
    const overrides = fields.map(([path, value]) => ({ path, value, origin: "--set" }));
    const error = assertThrows(() => resolve(spec, { source: "x.json", overrides }), UserError);
    assert(error.message.length < 1000);
  });
}

const files: Record<string, [text: string, line: RegExp]> = {
  "lists 10⁶ deep": [deepText("[", "]"), /: expected an object .*, found a list of 1/],
  "objects 10⁶ deep": [deepText('{"a":', "}"), /: a: unknown field/],
  "a field 10⁶ deep": [`{"name":"x","data":${deepText('{"kind":', "}")}}`, /: data\.kind: /],
  "lists that never end": ["[".repeat(1e6), /: nested too deeply/],
  "a line of 100 MB": [`{"name":"${"x".repeat(1e8)}"}`, /: longer than 16777216 bytes/],
  "15 MB of rubbish": ["x, ".repeat(5e6), /:1:1: not JSON/],
  "prototype keys": [
    '{"name":"x","__proto__":{"seed":1},"constructor":{"prototype":{}},"epochs":{"toString":1}}',
    /: epochs\.toString: unknown field/,
  ],
  "20,000 unknown fields": [
    `{"name":"x"${Array.from({ length: 20_000 }, (_, i) => `,"k${i}":1`).join("")}}`,
    /… and more/,
  ],
  "a huge number": ['{"name":"x","seed":1e400}', /: seed: expected .*, found Infinity/],
  "a name of a kilobyte": [
    `{"name":"${"x".repeat(1024)}"}`,
    /: name: expected a name of up to 100/,
  ],
  "bytes that are no text": ['{"name":"\udc00\u0000"}', /:1:9: not JSON: invalid character/],
};

for (const [what, [text, line]] of Object.entries(files)) {
  Deno.test(`a pipeline file with ${what}: a clear error`, async () => {
    await withFolder(async (temp) => {
      const path = `${temp}/x.json`;
      await Deno.writeTextFile(path, text);
      const loaded = async () => resolve(await load(path), { source: path });
      const { message } = await assertRejects(loaded, UserError);
      assertMatch(message, line);
      assert(message.length < 20_000, message.slice(0, 1000));
    });
  });
}

Deno.test("of 20,000 unknown fields 50 are reported, in linear time", () => {
  function shortestTime(fields: number): number {
    const entries = Array.from({ length: fields }, (_, i) => [`k${i}`, 1]);
    const spec = { name: "x", ...Object.fromEntries(entries) };
    const times = Array.from({ length: 5 }, () => {
      const begin = performance.now();
      const error = assertThrows(() => resolve(spec, { source: "x.json" }), UserError);
      assertEquals(error.message.split("\n").length, 51);
      return performance.now() - begin;
    });
    return Math.min(...times);
  }
  // Ten times the fields take 10 times as long in linear time, 100 times in quadratic time.
  assert(shortestTime(20_000) < 40 * shortestTime(2_000));
});

Deno.test("two files 10⁶ deep, one of which extends the other, give a clear error", async () => {
  await withFolder(async (temp) => {
    const data = '{"a":'.repeat(1e6) + "1" + "}".repeat(1e6);
    await Deno.writeTextFile(`${temp}/base.json`, `{"name":"x","data":${data}}`);
    await survives(`${temp}/x.json`, `{"extends":"base.json","data":${data}}`);
  });
});

const names = [...whole.matchAll(/"([$\w-]+)"/g)].map(([, name]) => name);
const key = fc.oneof(
  fc.constantFrom(...names),
  fc.constantFrom("__proto__", "constructor", "toString", "extends", "$schema", "length", "0"),
  fc.string(),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, false, 0, -0, 1, -1, 1e308, 0.5, "", "x", "csv", "points", "sgd"),
    fc.double(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 5, noNullPrototype: false }),
  ),
}));

Deno.test("a pipeline of any fields and values gives a clear error at most", async () => {
  await withFolder(async (temp) => {
    const property = fc.asyncProperty(
      fc.oneof(
        value,
        fc.record({ name: fc.constant("x") }).chain((name) =>
          fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 6 })
            .map((fields) => ({ ...fields, ...name }))
        ),
      ),
      (spec) => survives(`${temp}/x.json`, JSON.stringify(spec) ?? ""),
    );
    await fc.assert(property, { numRuns: 2000 });
  });
});

Deno.test("a whole pipeline with any one value in place of another gives a clear error at most", async () => {
  await withFolder(async (temp) => {
    const property = fc.asyncProperty(fc.nat(), value, async (at, value) => {
      const places = [...whole.matchAll(/(?<=: |^ +)(?:-?[\d.e]+|"[^"]*"|true|false)(?=,?$)/gm)];
      const place = places[at % places.length];
      const before = whole.slice(0, place.index);
      const after = whole.slice(place.index + place[0].length);
      await survives(`${temp}/x.json`, before + JSON.stringify(value) + after);
    });
    await fc.assert(property, { numRuns: 1000 });
  });
});
