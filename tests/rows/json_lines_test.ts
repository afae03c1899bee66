import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { cut, problem as problemOf, read as readRows } from "./read.ts";

const jsonl = { format: "jsonl", source: "rows" } as const;
const read = (
  content: Parameters<typeof readRows>[0],
  options: Parameters<typeof readRows>[1] = {},
) => readRows(content, { ...jsonl, ...options });
const problem = (
  content: Parameters<typeof readRows>[0],
  options: Parameters<typeof readRows>[1] = {},
) => problemOf(content, { ...jsonl, ...options });

Deno.test("objects give their values by name, the last key of the first is the label", async () => {
  const { features, rows, classes } = await read(
    '{"a":1,"b":-2.5,"y":0}\r\n\n  {"y":1,"b":1e-3,"extra":{"deep":[]},"a":4}',
  );
  assertEquals(features, ["a", "b"]);
  assertEquals(classes, ["0", "1"]);
  assertEquals(rows, [[1, -2.5, 0], [4, 0.001, 1]]);
});

Deno.test("arrays give their values by place", async () => {
  const { features, rows } = await read("\ufeff[0,1.5,2]\n[1,3,4]\n", { label: 0 });
  assertEquals(features, ["x1", "x2"]);
  assertEquals(rows, [[1.5, 2, 0], [3, 4, 1]]);
});

Deno.test("labels are numbers, booleans or texts", async () => {
  assertEquals((await read('{"x":1,"y":true}\n{"x":2,"y":false}')).rows, [[1, 1], [2, 0]]);
  assertEquals((await read('{"x":1,"y":"1"}\n{"x":2,"y":0.0}')).rows, [[1, 1], [2, 0]]);
  const text = '{"x":1,"y":"a"}\n{"x":2,"y":"b"}';
  assertEquals((await read(text, { positive: "a" })).rows, [[1, 1], [2, 0]]);
  assertEquals((await read(text, { positive: "a" })).classes, ["b", "a"]);
  assertEquals((await read(text + '\n{"x":null,"y":"c"}', { only: ["a", "b"] })).rows.length, 2);
});

Deno.test("a bad row ends it with its place and what is wrong", async () => {
  const cases: [line: string, expected: string | RegExp][] = [
    ['{"x":"1","y":1}', 'rows:2:1: expected a number for x, found "1"'],
    ['{"x":null,"y":1}', "rows:2:1: expected a number for x, found null"],
    ['{"x":[1],"y":1}', "rows:2:1: expected a number for x, found an array"],
    ['{"x":{},"y":1}', "rows:2:1: expected a number for x, found an object"],
    ['{"y":1}', "rows:2:1: expected a number for x, found nothing"],
    ['{"x":1e999,"y":1}', "rows:2:1: expected a finite number for x, found Infinity"],
    [
      '{"x":1}',
      'rows:2:1: expected the label 0 or 1, found nothing; "positive" names the label that is 1',
    ],
    ['{"x":1,"y":null}', /^rows:2:1: expected the label 0 or 1, found null/],
    ['{"x":1,"y":[1]}', /^rows:2:1: expected the label 0 or 1, found an array/],
    ['{"x":1,"y":2}', /^rows:2:1: expected the label 0 or 1, found 2/],
    ["[1,1]", "rows:2:1: expected an object like the first row, found an array"],
    ["7", "rows:2:1: expected an object or an array, found 7"],
    ['"text"', 'rows:2:1: expected an object or an array, found "text"'],
    ["null", "rows:2:1: expected an object or an array, found null"],
    ['{"x":1,"y":1', /^rows:2:13: not JSON: /],
    ['{"x":1 "y":1}', /^rows:2:8: not JSON: /],
    ["{'x':1}", /^rows:2:2: not JSON: /],
    ["x,y", /^rows:2:1: not JSON: /],
    ['{"x":NaN,"y":1}', /^rows:2:\d+: not JSON: /],
    ['{"__proto__":{"x":1,"y":1}}', /^rows:2:1: expected the label 0 or 1, found nothing/],
  ];
  for (const [line, expected] of cases) {
    const message = await problem(`{"x":1,"y":0}\n${line}\n`);
    if (typeof expected === "string") assertEquals(message, expected);
    else assertMatch(message, expected);
  }
  assertEquals(await problem("[1,0]\n[1,2,1]\n"), "rows:2:1: expected 2 values, found 3");
  assertMatch(await problem("[1,0]\n{}\n"), /expected an array like the first row/);
});

Deno.test("a source without rows or with one class is no data", async () => {
  assertEquals(await problem(""), "rows: expected rows, it is empty");
  assertEquals(await problem("\n \n"), "rows: expected rows, it is empty");
  assertMatch(await problem("{}"), /^rows: /);
  assertMatch(await problem("[]"), /^rows: /);
  assertMatch(await problem("[1,0]\n[2,0]\n"), /every label is "0" and none is "1"$/);
});

Deno.test("a name that Object.prototype has is a name like any other", async () => {
  const { features, rows } = await read(
    '{"__proto__":1,"constructor":2,"y":0}\n{"y":1,"__proto__":3,"constructor":4}',
  );
  assertEquals(features, ["__proto__", "constructor"]);
  assertEquals(rows, [[1, 2, 0], [3, 4, 1]]);
  assertEquals(
    await problem('{"toString":1,"y":0}\n{"y":1}'),
    "rows:2:1: expected a number for toString, found nothing",
  );
});

Deno.test("deep nesting is a bad value like any other", async () => {
  const deep = "[".repeat(1e6) + "]".repeat(1e6);
  const echo = { without: ["x"] };
  assertEquals(
    await problem(`{"x":1,"y":0}\n{"x":${deep},"y":1}`),
    "rows:2:1: expected a number for x, found an array",
  );
  assertMatch(await problem(`{"x":1,"y":0}\n${"[".repeat(1e6)}`), /^rows:2:\d+: not JSON: /);
  const { echoes } = await read(`{"x":1,"z":${deep}}`, { label: null, features: ["x"], echo });
  assertEquals(echoes[0].length, deep.length + '"z":'.length);
});

Deno.test("bad rows can be skipped, the first row among them", async () => {
  const { rows, skipped } = await read('oops\n{"x":1,"y":0}\n{"x":2}\n{"x":3,"y":1}\n', {
    onBadRow: "skip",
  });
  assertEquals(rows, [[1, 0], [3, 1]]);
  assertEquals(skipped.count, 2);
  assertMatch(skipped.first[0], /^rows:1:1: not JSON/);
});

Deno.test("without a label the label is NaN, and rows come with their own fields", async () => {
  const options = { label: null, echo: { without: ["class"] } } as const;
  const objects = await read('{"id":"7","x":1.50}\n{"class":"old","x":2, "more":[1]}', {
    ...options,
    features: ["x"],
  });
  assertEquals(objects.rows, [[1.5, NaN], [2, NaN]]);
  assertEquals(objects.echoes, ['"id":"7","x":1.50', '"x":2,"more":[1]']);
  assertEquals((await read("[1.5,2]", options)).echoes, ['"x0":1.5,"x1":2']);
});

Deno.test("how the bytes are cut does not change the rows", async () => {
  const text = '{"ä":1,"y":"é"}\n\n{"ä":2,"y":"e"}\r\nbad\n{"y":"é","ä":-3.5e1}';
  const bytes = new TextEncoder().encode(text);
  const options = { positive: "é", onBadRow: "skip" } as const;
  const { chunks: _, ...whole } = await read(text, options);
  assertEquals(whole.rows, [[1, 1], [2, 0], [-35, 1]]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(bytes.length)),
      fc.integer({ min: 1, max: 4 }),
      async (places, rows) => {
        const { chunks: _, ...parts } = await read(cut(bytes, places), { ...options, rows });
        assertEquals(parts, whole);
      },
    ),
  );
});

Deno.test("any JSON, and any JSON cut off anywhere, gives rows or a clear error", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.json(), { maxLength: 4 }), fc.nat(), async (lines, end) => {
      const text = ['{"x":1,"y":0}', ...lines].join("\n");
      for (const content of [text, text.slice(0, end % text.length), lines.join("\n")]) {
        // Throws for anything but a UserError.
        assert((await problem(content, { onBadRow: "skip" })).length > 0);
        assert((await problem(content, { label: null, echo: { without: ["x"] } })).length > 0);
      }
    }),
    { numRuns: 500 },
  );
});
