import { assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { readJsonLines } from "../../src/rows/json_lines.ts";
import { cut, reading } from "./read.ts";

const { read, problem } = reading(readJsonLines);

Deno.test("values of objects are found by name; the last key of the first is the label", async () => {
  const { features, rows, classes } = await read(
    '{"a":1,"b":-2.5,"y":0}\r\n\n  {"y":1,"b":1e-3,"extra":{"deep":[]},"a":4}',
  );
  assertEquals(features, ["a", "b"]);
  assertEquals(classes, ["0", "1"]);
  assertEquals(rows, [[1, -2.5, 0], [4, 0.001, 1]]);
});

Deno.test("keys are in the order of their text, integers as well", async () => {
  const text = '{ "x" :1, "deep":{"0":[{"7":1}]}, "a\\"}b":"2\\"", "2": 0}\n{"2":1,"x":3}';
  const { features, rows } = await read(text, { features: ["x"] });
  assertEquals([features, rows], [["x"], [[1, 0], [3, 1]]]);
  assertEquals((await read('{"x":1,"2":0}\n{"2":1,"x":3}')).rows, [[1, 0], [3, 1]]);
  assertEquals((await read('{"x":1,"2":5,"0":0}\n{"x":1,"2":5,"0":1}')).features, ["x", "2"]);
  assertMatch(await problem('{"x":1,"x":2,"y":0}'), /^rows: two columns are named "x"; /);
});

Deno.test("bytes that are not UTF-8 make a bad row, with the place of the first", async () => {
  const lines = [
    '{"x":1,"y":"caf\xe9"}',
    '{"x":2,"y":"no"}',
    ' {"\xef\xbf\xbd":"\xe4"}',
    '{"x":3,"y":"yes"}',
  ];
  const bytes = Uint8Array.from(lines.join("\n"), (letter) => letter.charCodeAt(0));
  const message = (place: string, byte: string) =>
    `rows:${place}: expected UTF-8, found the byte 0x${byte}; ` +
    "convert it, for instance with iconv -f LATIN1 -t UTF-8";
  assertEquals(await problem([bytes]), message("1:16", "E9"));
  const whole = await read([bytes], { positive: "yes", onBadRow: "skip" });
  assertEquals(whole.rows, [[2, 0], [3, 1]]);
  assertEquals(whole.skipped.first, [message("1:16", "E9"), message("3:8", "E4")]);
  for (const place of bytes.keys()) {
    assertEquals(await read(cut(bytes, [place]), { positive: "yes", onBadRow: "skip" }), whole);
  }
});

Deno.test("bad rows that are skipped stay in their place where rows are echoed", async () => {
  const text = 'oops\n{"x":1,"y":"a,b"}\n\n7\n{"x":"a","z":[1]}\n{"x":2}';
  const options = { label: null, features: ["x"], onBadRow: "skip", rows: 2, lines: true } as const;
  const json = await read(text, { ...options, echo: { without: [] } });
  assertEquals(json.rows.map(([x]) => x), [NaN, 1, NaN, NaN, 2]);
  assertEquals(json.lines, [1, 2, 4, 5, 6]);
  assertEquals(json.echoes, ["", '"x":1,"y":"a,b"', "", '"x":"a","z":[1]', '"x":2']);
  const csv = await read(text, { ...options, echo: { without: [], as: "csv" } });
  assertEquals(csv.echoes, [",", '1,"a,b"', ",", "a,", "2,"]);
});

Deno.test("values of arrays are found by index", async () => {
  const { features, rows } = await read("\ufeff[0,1.5,2]\n[1,3,4]\n", { label: 0 });
  assertEquals(features, ["x1", "x2"]);
  assertEquals(rows, [[1.5, 2, 0], [3, 4, 1]]);
});

Deno.test("labels are numbers, booleans or strings", async () => {
  assertEquals((await read('{"x":1,"y":true}\n{"x":2,"y":false}')).rows, [[1, 1], [2, 0]]);
  assertEquals((await read('{"x":1,"y":"1"}\n{"x":2,"y":0.0}')).rows, [[1, 1], [2, 0]]);
  const text = '{"x":1,"y":"a"}\n{"x":2,"y":"b"}';
  assertEquals((await read(text, { positive: "a" })).rows, [[1, 1], [2, 0]]);
  assertEquals((await read(text, { positive: "a" })).classes, ["b", "a"]);
  assertEquals((await read(text + '\n{"x":null,"y":"c"}', { only: ["a", "b"] })).rows.length, 2);
});

Deno.test("a bad row is an error with its place and what is wrong", async () => {
  const cases: [line: string, expected: string | RegExp][] = [
    ['{"x":"1","y":1}', 'rows:2:1: expected a number for x, found "1"'],
    ['{"x":null,"y":1}', "rows:2:1: expected a number for x, found null"],
    ['{"x":[1],"y":1}', "rows:2:1: expected a number for x, found a list of 1"],
    ['{"x":{},"y":1}', "rows:2:1: expected a number for x, found an object"],
    ['{"y":1}', "rows:2:1: expected a number for x, found nothing"],
    ['{"x":1e999,"y":1}', "rows:2:1: expected a finite number for x, found Infinity"],
    ['{"x":1}', "rows:2:1: expected the label 0 or 1, found nothing"],
    [
      `{"x":1,"y":"it's"}`,
      'rows:2:1: expected the label 0 or 1, found "it\'s"; if it is the label that is 1, ' +
      String.raw`add --positive 'it'\''s'`,
    ],
    ['{"x":1,"y":null}', /^rows:2:1: expected the label 0 or 1, found null/],
    ['{"x":1,"y":[1]}', /^rows:2:1: expected the label 0 or 1, found a list of 1/],
    ['{"x":1,"y":2}', /^rows:2:1: expected the label 0 or 1, found 2/],
    ["[1,1]", "rows:2:1: expected an object like the first row, found a list of 2"],
    ["7", "rows:2:1: expected an object or a list, found 7"],
    ['"text"', 'rows:2:1: expected an object or a list, found "text"'],
    ["null", "rows:2:1: expected an object or a list, found null"],
    ['{"x":1,"y":1', /^rows:2:13: not JSON: /],
    ['{"x":1 "y":1}', /^rows:2:8: not JSON: /],
    ["{'x':1}", /^rows:2:2: not JSON: /],
    ["x,y", /^rows:2:1: not JSON: /],
    ['{"x":NaN,"y":1}', /^rows:2:\d+: not JSON: /],
    ['{"__proto__":{"x":1,"y":1}}', /^rows:2:1: expected the label 0 or 1, found nothing/],
  ];
  for (const [line, expected] of cases) {
    const [message] = (await problem(`{"x":1,"y":0}\n${line}\n`)).split(/; if (it is text|values)/);
    if (typeof expected === "string") assertEquals(message, expected);
    else assertMatch(message, expected);
  }
  for (const [line, found] of [["[1,2,1]", "a list of 3"], ["{}", "an object"]]) {
    assertEquals(
      await problem(`[1,0]\n${line}\n`),
      `rows:2:1: expected a list of 2 like the first row, found ${found}`,
    );
  }
});

Deno.test("a source without rows, or with rows of one class, is an error", async () => {
  assertEquals(await problem(""), "rows: expected rows, found none");
  assertEquals(await problem("\n \n"), "rows: expected rows, found none");
  for (const empty of ["{}", "[]"]) {
    assertEquals(
      await problem(empty),
      "rows: expected a label and at least one feature, found no feature",
    );
  }
  assertMatch(await problem("[1,0]\n[2,0]\n"), /every label is "0" and none is "1"$/);
});

Deno.test("names of Object.prototype are names like any others", async () => {
  const { features, rows } = await read(
    '{"__proto__":1,"constructor":2,"y":0}\n{"y":1,"__proto__":3,"constructor":4}',
  );
  assertEquals(features, ["__proto__", "constructor"]);
  assertEquals(rows, [[1, 2, 0], [3, 4, 1]]);
  assertMatch(
    await problem('{"toString":1,"y":0}\n{"y":1}'),
    /^rows:2:1: expected a number for toString, found nothing;/,
  );
});

Deno.test("deep nesting is a bad value, and is echoed", async () => {
  const deep = "[".repeat(1e6) + "]".repeat(1e6);
  const echo = { without: ["x"] };
  assertEquals(
    await problem(`{"x":1,"y":0}\n{"x":${deep},"y":1}`),
    "rows:2:1: expected a number for x, found a list of 1",
  );
  assertMatch(await problem(`{"x":1,"y":0}\n${"[".repeat(1e6)}`), /^rows:2:\d+: not JSON: /);
  const { echoes } = await read(`{"x":1,"z":${deep}}`, { label: null, features: ["x"], echo });
  assertEquals(echoes[0].length, deep.length + '"z":'.length);
});

Deno.test("bad rows can be skipped, even the first", async () => {
  const { rows, skipped } = await read('oops\n{"x":1,"y":0}\n{"x":2}\n{"x":3,"y":1}\n', {
    onBadRow: "skip",
  });
  assertEquals(rows, [[1, 0], [3, 1]]);
  assertEquals(skipped.count, 2);
  assertMatch(skipped.first[0], /^rows:1:1: not JSON/);
});

Deno.test("without a label column the labels are NaN, and rows are echoed without the keys named", async () => {
  const options = { label: null, echo: { without: ["class"] } } as const;
  const objects = await read('{"id":"7","x":1.50}\n{"class":"old","x":2, "more":[1]}', {
    ...options,
    features: ["x"],
  });
  assertEquals(objects.rows, [[1.5, NaN], [2, NaN]]);
  assertEquals(objects.echoes, ['"id":"7","x":1.50', '"x":2,"more":[1]']);
  assertEquals((await read("[1.5,2]", options)).echoes, ['"x0":1.5,"x1":2']);
});

Deno.test("rows do not depend on how the bytes are cut, or on the size of a chunk", async () => {
  const text = '{"ä":1,"y":"é"}\n\n{"ä":2,"y":"e"}\r\nbad\n{"y":"é","ä":-3.5e1}';
  const bytes = new TextEncoder().encode(text);
  const options = { positive: "é", onBadRow: "skip" } as const;
  const whole = await read(text, options);
  assertEquals(whole.rows, [[1, 1], [2, 0], [-35, 1]]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(bytes.length)),
      fc.integer({ min: 1, max: 4 }),
      async (places, rows) => {
        assertEquals(await read(cut(bytes, places), { ...options, rows }), whole);
      },
    ),
  );
});

Deno.test("any JSON, and any JSON cut off anywhere, gives rows or a clear error", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.json(), { maxLength: 4 }), fc.nat(), async (lines, end) => {
      const text = ['{"x":1,"y":0}', ...lines].join("\n");
      for (const content of [text, text.slice(0, end % text.length), lines.join("\n")]) {
        const echo = { without: ["x"] };
        for (const options of [{ onBadRow: "skip" as const }, { label: null, echo }]) {
          assertMatch(await problem(content, options), /^(none$|rows:)/);
        }
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("null and a key that a row lacks are missing values", async () => {
  const text = '{"a":1,"b":null,"y":0}\n{"a":2,"y":1}\n{"a":null,"b":3,"y":1}\n';
  assertMatch(await problem(text), /^rows:1:1: expected a number for b, found null; if values/);
  const mean = await read(text, { missing: "mean", label: "y" });
  assertEquals(mean.rows, [[1, NaN, 0], [2, NaN, 1], [NaN, 3, 1]]);
  const some = text + '{"y":0,"b":4,"a":5}\n{"y":null,"b":4,"a":6}\n{"y":1,"b":4,"a":6}\n';
  const { rows, skipped } = await read(some, { missing: "skip", label: "y" });
  assertEquals(rows, [[5, 4, 0], [6, 4, 1]]);
  assertEquals([skipped.count, skipped.first[0]], [
    4,
    "rows:1:1: expected a number for b, found null",
  ]);
});

Deno.test("a feature that is named may be missing from the first row, too", async () => {
  const options = { features: ["width", "a"], label: "y" };
  const text = '{"a":1,"y":0}\n{"width":2,"a":3,"y":1}\n';
  assertEquals((await read(text, { ...options, missing: "mean" })).rows, [[NaN, 1, 0], [2, 3, 1]]);
  assertEquals(await problem(text, options), 'rows: no column "width", it has "a", "y"');
});

Deno.test("strings, booleans and numbers are texts in a column whose first value is none", async () => {
  const text = '{"c":null,"d":true,"x":1,"y":0}\n{"c":"red","d":false,"x":2,"y":1}\n' +
    '{"c":7,"d":"true","x":3,"y":1}\n{"c":"","d":"NA","x":4,"y":0}\n';
  const { rows, texts } = await read(text, { categories: {}, missing: "mean" });
  // What stands for a missing value in CSV is a text in JSON, which has null.
  assertEquals(texts, [["red", "7", ""], ["true", "false", "NA"], undefined]);
  assertEquals(rows, [[NaN, 0, 1, 0], [0, 1, 2, 1], [1, 0, 3, 1], [2, 2, 4, 0]]);
  assertMatch(
    await problem('{"c":1,"y":0}\n{"c":"red","y":1}\n', { categories: {} }),
    /^rows:2:1: expected a number for c, found "red"; the first value of the column is one;/,
  );
  assertMatch(
    await problem('{"c":"1,5","y":0}\n', { categories: {} }),
    /found "1,5"; if it is text, name it in the columns of categories$/,
  );
  assertMatch(
    await problem('{"c":"red","y":0}\n{"c":[1],"y":1}\n', { categories: {} }),
    /^rows:2:1: expected a number for c, found a list of 1$/,
  );
});

Deno.test("what is in an object is found by its path; a key of that name goes before", async () => {
  const text = '{"id":1,"user":{"age":30,"size":{"cm":170}},"meta":{"y":0}}\n' +
    '{"meta":{"y":1},"user.age":40,"id":2,"user":{"age":9,"size":{"cm":180}}}\n' +
    '{"id":3,"user":{"size.cm":160,"age":50},"meta.y":1}\n';
  const all = await read(text);
  assertEquals(all.features, ["id", "user.age", "user.size.cm"]);
  assertEquals(all.rows, [[1, 30, 170, 0], [2, 40, 180, 1], [3, 50, 160, 1]]);
  const { rows } = await read(text, { features: ["user.size.cm"], label: "meta.y" });
  assertEquals(rows, [[170, 0], [180, 1], [160, 1]]);
  assertMatch(
    await problem('{"a":{"b":1},"a.b":2,"y":0}\n'),
    /^rows: two columns are named "a.b"/,
  );
  assertEquals(
    await problem(text, { features: ["user.aeg"] }),
    'rows: no column "user.aeg", did you mean "user.age"?',
  );
});

Deno.test("a row with objects in it is echoed as it is, as CSV by its paths", async () => {
  const text = '{"a":{"b":1,"c":[1,2]},"n":null}\n';
  const options = { label: null, features: ["a.b"] } as const;
  const json = await read(text, { ...options, echo: { without: [] } });
  assertEquals(json.echoes, ['"a":{"b":1,"c":[1,2]},"n":null']);
  const csv = await read(text, { ...options, echo: { without: [], as: "csv" } });
  assertEquals(csv.echoes, ['1,"[1,2]",']);
});

Deno.test("objects nested too deeply to be columns are bad values", async () => {
  const deep = '{"x":'.repeat(1e5) + "1" + "}".repeat(1e5);
  assertMatch(await problem(`{"a":${deep},"y":0}`), /found an object$/);
  assertMatch(await problem(`{"a":1,"y":0}\n{"a":${deep},"y":1}`), /found an object$/);
});

Deno.test("compressed JSON Lines are named", async () => {
  const bytes = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
  assertMatch(
    await problem([bytes]),
    /^rows: expected text, found gzip; read it from a pipe: zcat/,
  );
});
