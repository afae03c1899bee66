import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import fc from "fast-check";
import { byteSource } from "../../src/rows/bytes.ts";
import { readDelimited } from "../../src/rows/delimited.ts";
import { UserError } from "../../src/user_error.ts";
import { cut, reading } from "./read.ts";

const { read, problem } = reading(readDelimited);

const bytesOf = (text: string) => new TextEncoder().encode(text);

Deno.test("by default the last column is the label, all others are features", async () => {
  const { features, classes, rows } = await read("a,b,y\n1,-2.5,0\n1e-3,+4,1\n");
  assertEquals(features, ["a", "b"]);
  assertEquals(classes, ["0", "1"]);
  assertEquals(rows, [[1, -2.5, 0], [0.001, 4, 1]]);
});

Deno.test("columns are chosen and ordered by name or by index", async () => {
  const text = "y,name,a,b\n1,x,2,3\n0,z,4,5\n";
  for (const label of ["y", 0]) {
    for (const features of [["b", "a"], [3, 2], ["b", 2]]) {
      const { rows, features: names } = await read(text, { label, features });
      assertEquals(rows, [[3, 2, 1], [5, 4, 0]]);
      assertEquals(names, ["b", "a"]);
    }
  }
});

Deno.test("excluded columns are not features, and may hold anything", async () => {
  const text = "id,a,y,b\nx1,2,0,3\nx2,4,1,5\n";
  for (const exclude of [["id", "b"], [3, 0]]) {
    const { rows, features } = await read(text, { label: "y", exclude });
    assertEquals([features, rows], [["a"], [[2, 0], [4, 1]]]);
  }
  assertEquals((await read(text, { exclude: ["y", "id"], label: "y" })).features, ["a", "b"]);
  assertEquals(
    await problem(text, { label: "y", exclude: ["ib"] }),
    'rows: no column "ib", did you mean "id"?',
  );
  assertMatch(await problem(text, { label: "y", exclude: [0, 1, 3] }), /found no feature$/);
});

Deno.test("the first row is a header if none of it is a number, or if told so", async () => {
  assertEquals((await read("1,0\n2,1\n")).features, ["x0"]);
  assertEquals((await read("1,0\n2,1\n")).rows.length, 2);
  const told = await read("1,2\n5,0\n6,1\n", { header: true });
  assertEquals(told.features, ["1"]);
  assertEquals(told.rows, [[5, 0], [6, 1]]);
  assertEquals(await problem("a,y\n1,0\n", { header: false }), labelProblem("rows:1:3", "y"));
});

Deno.test("variants of CSV: quotes, CRLF, byte order mark, spaces, blank lines, other delimiters", async () => {
  const plain = await read("a,b,y\n1,2,0\n3,4,1\n");
  for (
    const text of [
      "a,b,y\r\n1,2,0\r\n3,4,1\r\n",
      "\ufeffa,b,y\n1,2,0\n3,4,1",
      '"a","b","y"\n"1","2","0"\n"3","4","1"\n',
      'a, b, y\n 1 , 2 , 0 \n3,\t4, "1" \n',
      "\n  \na,b,y\n\n1,2,0\n\r\n \t \n3,4,1\n\n\n",
      "a\tb\ty\n1\t2\t0\n3\t4\t1\n",
      "a;b;y\n1;2;0\n3;4;1\n",
      "a|b|y\n1|2|0\n3|4|1\n",
      "a b y\n 1  2 0 \n3 4   1\n",
      "a,b,y\n1.0e0,2.,0.0\n3,4,1.000e+00\n",
      "a,b,y\n1,2,False\n3,4,true\n",
    ]
  ) {
    const { features, rows } = await read(text);
    assertEquals([text, features, rows], [text, plain.features, plain.rows]);
  }
  assertEquals((await read("a:b:y\n1:2:0\n3:4:1\n", { delimiter: ":" })).rows, plain.rows);
});

Deno.test("names and labels may contain delimiters, line ends, quotes and any letters", async () => {
  const { features, classes, rows } = await read(
    '"länge, ""mm""","b\nc",Art\n1,2,"ro,t"\n3,4,\'grün\'\n5,6,"ro,t"\n',
    { positive: "ro,t" },
  );
  assertEquals(features, ['länge, "mm"', "b\nc"]);
  assertEquals(classes, ["'grün'", "ro,t"]);
  assertEquals(rows.map((row) => row[2]), [1, 0, 1]);
});

Deno.test("of two strings, positive is label 1, and the first other one is label 0", async () => {
  const text = "x,y\n1,ab\n2,ab\n3,a\n4,ab\n";
  assertEquals((await read(text, { positive: "a" })).classes, ["ab", "a"]);
  assertEquals((await read(text, { positive: "a" })).rows.map(([, y]) => y), [0, 0, 1, 0]);
  assertEquals((await read(text, { positive: "ab" })).rows.map(([, y]) => y), [1, 1, 0, 1]);
  assertEquals(
    await problem(text + "5,c\n", { positive: "a" }),
    'rows:6:3: expected the label "ab" or "a", found "c"; to keep the rows of these two alone, ' +
      `add --set 'data.only=["ab","a"]'`,
  );
  assertMatch(await problem("x,y\n1,ab\n2,\n", { positive: "ab" }), /^rows:3:3: .* found ""/);
});

Deno.test("labels 0 and 1 as strings can be swapped", async () => {
  assertEquals((await read("1,0\n2,1\n", { positive: "0" })).rows, [[1, 1], [2, 0]]);
});

Deno.test("only keeps the rows of two labels, and silently drops all others", async () => {
  const text = "x,y\n1,a\nnot a number,b\n3,c\n4,a\n";
  const { rows, classes, skipped } = await read(text, { only: ["c", "a"] });
  assertEquals(rows, [[1, 1], [3, 0], [4, 1]]);
  assertEquals(classes, ["c", "a"]);
  assertEquals(skipped.count, 0);
  assertEquals((await read(text, { only: ["c", "a"], positive: "c" })).classes, ["a", "c"]);
  assertMatch(await problem(text + "5,\n", { only: ["c", "a"] }), /^rows:6:3: .* found ""/);
});

Deno.test("if both classes are known, rows of one are enough", async () => {
  const known = await read("x,y\n1,a\n", { classes: ["b", "a"] });
  assertEquals(known.rows, [[1, 1]]);
  assertEquals((await read("x,y\n1,1\n", { classes: ["0", "1"] })).rows, [[1, 1]]);
  // What a model's labels mean is settled: no option changes it.
  assertMatch(await problem("x,y\n1,c\n", { classes: ["b", "a"] }), /"b" or "a", found "c"$/);
});

function labelProblem(place: string, found: string): string {
  return `${place}: expected the label 0 or 1, found "${found}"; ` +
    `if it is the label that is 1, add --positive ${found}`;
}

Deno.test("a label that is a measure: another column may have the labels", async () => {
  assertEquals(
    await problem("y,x\n0,1.5\n1,2.5\n"),
    'rows:2:3: expected the label 0 or 1, found "1.5"; ' +
      "if another column has the labels, add --label with its name",
  );
});

Deno.test("a quoted delimiter does not end a field, not even in an unused column", async () => {
  const options = { features: ["x"] };
  const good = 'note,more,x,y\n"a,b",,1,0\n5" disk,c,2,1\n';
  assertEquals((await read(good, options)).rows, [[1, 0], [2, 1]]);
  assertEquals(
    await problem(good + '"a,b",3,1\n', options),
    "rows:4:9: expected 4 fields, found 3",
  );
});

Deno.test("a bad row is an error with its place and what is wrong", async () => {
  const header = "petal_length,width,y\n1,2,0\n";
  const cases: [text: string, expected: string][] = [
    ["abc,2,1\n", 'iris.csv:3:1: expected a number for petal_length, found "abc"'],
    ["1,,1\n", 'iris.csv:3:3: expected a number for width, found ""'],
    ["1, 2x ,1\n", 'iris.csv:3:4: expected a number for width, found "2x"'],
    ["1,NaN,1\n", 'iris.csv:3:3: expected a number for width, found "NaN"'],
    ["1,-inf,1\n", 'iris.csv:3:3: expected a finite number for width, found "-inf"'],
    ["1,Infinity,1\n", 'iris.csv:3:3: expected a finite number for width, found "Infinity"'],
    ["1e999,2,1\n", 'iris.csv:3:1: expected a finite number for petal_length, found "1e999"'],
    ["0x10,2,1\n", 'iris.csv:3:1: expected a number for petal_length, found "0x10"'],
    ["1,2\n", "iris.csv:3:3: expected 3 fields, found 2"],
    ["1,2,1,9\n", "iris.csv:3:7: expected 3 fields, found 4"],
    ["1,2,2\n", labelProblem("iris.csv:3:5", "2")],
    ["1,2,\n", 'iris.csv:3:5: expected the label 0 or 1, found ""'],
    ["\n\n1,2,yes\n", labelProblem("iris.csv:5:5", "yes")],
    ['"1","2","yes"\n', labelProblem("iris.csv:3:9", "yes")],
    ['"é€𝕏",2,1\n', 'iris.csv:3:1: expected a number for petal_length, found "é€𝕏"'],
    [
      '1,"é€𝕏","1\n",x\n',
      "iris.csv:4:3: expected 3 fields, found 4; the row takes 2 lines, is a quote missing?",
    ],
    ['1,"2"3,1\n', "iris.csv:3:6: expected a delimiter after the closing quote"],
    ['1,"2,1\n3,4,1\n', "iris.csv:3:3: this quote is never closed"],
    ["1,\ufffd2,1\n", 'iris.csv:3:3: expected a number for width, found "\ufffd2"'],
    ["1,\0,1\n", 'iris.csv:3:3: expected a number for width, found "\\u0000"'],
  ];
  for (const [text, expected] of cases) {
    // Rows that a model reads get no advice for a training.
    const options = { source: "iris.csv", classes: ["0", "1"] } as const;
    const [told] = expected.split("; if it is the label");
    assertEquals(await problem(header + text, options), told);
  }
});

Deno.test("a value that is no number comes with the option that mends it", async () => {
  const text = "; if it is text, add --categories or --exclude 'a b'";
  const missing = "; if values may be missing, add --missing mean or --missing skip";
  const comma = "; if the comma is a decimal comma, add --set data.decimal=,";
  const cases = [["abc", text], ["", missing], ["na", missing], ["1e999", ""], ['"1,5"', comma]];
  for (const [field, mend] of cases) {
    const message = await problem(`a b,y\n1,0\n${field},1\n`);
    assertEquals(message.replace(/^.*found "[^"]*"/, ""), mend);
  }
});

Deno.test("missing values end the reading, skip the row, or are NaN, as told", async () => {
  const missing = ["", '""', "NA", "n/a", "#N/A", "nan", "NULL", "?", "-"];
  for (const field of missing) {
    const text = `a,b,y\n1,2,0\n3,${field},1\n5,6,1\n`;
    assertMatch(await problem(text), /^rows:3:3: expected a number for b, found ".*"; if values/);
    const mean = await read(text, { missing: "mean" });
    assertEquals([field, mean.rows], [field, [[1, 2, 0], [3, NaN, 1], [5, 6, 1]]]);
    const { rows, skipped } = await read(text, { missing: "skip" });
    assertEquals(rows, [[1, 2, 0], [5, 6, 1]]);
    assertEquals(skipped.count, 1);
    assertMatch(skipped.first[0], /^rows:3:3: expected a number for b, found "[^"]*"$/);
  }
});

Deno.test("with missing values skipped, what is wrong otherwise is still an error", async () => {
  const options = { missing: "skip" } as const;
  assertMatch(await problem("a,b,y\n1,2,0\n,x,1\n", options), /^rows:3:2: .* found "x"/);
  assertMatch(await problem("a,b,y\n1,2,0\n1,2\n", options), /^rows:3:3: expected 3 fields/);
  // A label cannot be filled in, but its row can be left out.
  const { rows } = await read("a,y\n1,0\n2,NA\n3,1\n", options);
  assertEquals(rows, [[1, 0], [3, 1]]);
  assertMatch(await problem("a,y\n1,0\n2,NA\n3,1\n", { missing: "mean" }), /^rows:3:3: .* label/);
});

Deno.test("a blank line is no row, even where values may be missing", async () => {
  const options = { missing: "mean", label: null } as const;
  assertEquals((await read('a\n1\n\n""\n2\n', options)).rows, [[1, NaN], [NaN, NaN], [2, NaN]]);
  assertEquals((await read("a,b\n1,\n\n,2\n", options)).rows, [[1, NaN, NaN], [NaN, 2, NaN]]);
  assertEquals((await read("a b y\n1  2  0\n3 4  1\n", { ...options, label: "y" })).features, [
    "a",
    "b",
  ]);
});

Deno.test("a column is text if its first value is not a number", async () => {
  const text = "age,colour,y\n,?,0\n30,red,1\n40,7,0\n50,red,1\n,blue,0\n";
  const { rows, texts } = await read(text, { missing: "mean", categories: {} });
  assertEquals(texts, [undefined, ["red", "7", "blue"]]);
  assertEquals(rows, [[NaN, NaN, 0], [30, 0, 1], [40, 1, 0], [50, 0, 1], [NaN, 2, 0]]);
  assertMatch(
    await problem("age,y\n30,0\nold,1\n", { categories: {} }),
    /^rows:3:1: expected a number for age, found "old"; the first value of the column is one;/,
  );
});

Deno.test("a number that is written in another way makes no column of text", async () => {
  const cases: [field: string, decimal: "." | ",", mend: string][] = [
    ["1,5", ".", "if the comma is a decimal comma, add --set data.decimal=,"],
    ["1.234,5", ",", "if it has separators of thousands, take them out"],
    ["1.234.567", ".", "if it has separators of thousands, take them out"],
    ["12%", ".", "a number has no unit, take it out"],
    ["$1,200", ",", "a number has no unit, take it out"],
    ["9.50 €", ".", "a number has no unit, take it out"],
    ["1 234", ".", "if it has separators of thousands, take them out"],
    ["1,234.5", ".", "if it has separators of thousands, take them out"],
  ];
  for (const [field, decimal, mend] of cases) {
    const text = `x;y\n${field};0\n2;1\n`;
    const expected = `rows:2:1: expected a number for x, found "${field}"; ${mend}`;
    assertEquals(await problem(text, { decimal }), expected);
    assertEquals(await problem(text, { decimal, categories: {} }), expected);
    const { texts } = await read(text, { decimal, categories: { columns: ["x"] } });
    assertEquals(texts, [[field, "2"]]);
  }
});

Deno.test("columns of rows without a header are named by their index as well", async () => {
  const text = "1,2,0\n3,4,1\n";
  assertEquals((await read(text, { label: "2", exclude: ["0"] })).features, ["x1"]);
  // A name goes before an index.
  assertEquals((await read("1,0,y\n5,6,0\n7,8,1\n", { header: true, exclude: ["0"] })).features, [
    "1",
  ]);
  assertMatch(await problem(text, { label: "3" }), /no column 3, expected an index from 0 to 2$/);
});

Deno.test("a first row among rows of texts alone: a note says what was assumed", async () => {
  const options = { positive: "p", label: 0, categories: {} } as const;
  const { rows, notes } = await read("p,x,s\ne,y,s\np,x,s\n", options);
  assertEquals([rows.length, notes], [2, [
    'rows: took the first row ("p", "x", "s") for the names of columns; ' +
    "if not, set data.header to false",
  ]]);
  const told = await read("p,x,s\ne,y,s\np,x,s\n", { ...options, header: false });
  assertEquals([told.rows.length, told.notes], [3, []]);
  assertEquals((await read("y,a,b\ne,y,5\np,x,6\n", options)).notes, []);
  assertEquals(
    (await read('y,a\n"e,y"x,1\ne,1\np,2\n', { ...options, onBadRow: "skip" })).notes,
    [],
  );
});

Deno.test("a column of numbers is text if told so, digit for digit", async () => {
  const text = "zip,x,y\n01234,1,0\n1234,2,1\n01234,3,1\n";
  for (const columns of [["zip"], [0]]) {
    const { rows, texts } = await read(text, { categories: { columns } });
    assertEquals(texts, [["01234", "1234"], undefined]);
    assertEquals(rows, [[0, 1, 0], [1, 2, 1], [0, 3, 1]]);
  }
  assertEquals(
    await problem(text, { categories: { columns: ["zp"] } }),
    'rows: no column "zp", did you mean "zip"?',
  );
  assertEquals(
    await problem(text, { categories: { columns: ["y"] } }),
    'rows: column "y" is to have categories, but is not a feature',
  );
});

Deno.test("a column of too many texts is an error that names it, even where bad rows are skipped", async () => {
  const text = "customer id,x,y\n" +
    Array.from({ length: 6 }, (_, i) => `c${i},${i},${i % 2}\n`).join("");
  assertEquals((await read(text, { categories: { limit: 6 } })).rows.length, 6);
  assertEquals(
    await problem(text, { categories: { limit: 5 }, onBadRow: "skip" }),
    'rows:7: column "customer id" has more than 5 different texts, too many for categories; ' +
      "add --exclude 'customer id', or raise the limit of the transform",
  );
});

Deno.test("texts that are known keep their numbers, others are -1 and counted", async () => {
  const known = [undefined, ["blue", "red"]];
  const text = "x,colour,y\n1,red,0\n2,mauve,1\n3,blue,1\nbad,pink,1\n4,5,0\n5,mauve,0\n";
  const { rows, unseen, texts } = await read(text, { categories: { known }, onBadRow: "skip" });
  assertEquals(rows, [[1, 1, 0], [2, -1, 1], [3, 0, 1], [4, -1, 0], [5, -1, 0]]);
  assertEquals(unseen, { count: 3, first: ['colour "mauve"', 'colour "5"'] });
  assertEquals(texts, known);
});

Deno.test("numbers with a decimal comma, where told so", async () => {
  const options = { decimal: "," } as const;
  const plain = [[1.5, -200, 0], [0.25, 3, 1]];
  assertEquals((await read("a;b;y\n1,5;-2e2;0\n,25;3,;1\n", options)).rows, plain);
  assertEquals((await read('a\tb\ty\n"1,5"\t-2e2\t0,0\n,25\t3\t1,0\n', options)).rows, plain);
  assertEquals((await read("1,5;-2e2;0\n,25;3;1\n", options)).features, ["x0", "x1"]);
  assertMatch(await problem("a;b;y\n1.5;2;0\n", options), /^rows:2:1: .* found "1.5"/);
  assertMatch(
    await problem("a;b;y\n1.234,5;2;0\n", options),
    /found "1.234,5"; if it has separators of thousands, take them out$/,
  );
  assertMatch(await problem("a,b,y\n1,5,0\n", { ...options, delimiter: "," }), /are the same$/);
  const digits = "1234567890123456789,5";
  assertEquals((await read(`a;y\n${digits};0\n2;1\n`, options)).rows[0][0], 1234567890123456789.5);
});

Deno.test("all that is wrong with a row of training is told at once", async () => {
  const text = "id,when,x,y\na1,2024-01-05,,0\n";
  assertEquals((await problem(text)).split("\n").map((line) => line.slice(0, 9)), [
    "rows:2:1:",
    "rows:2:4:",
    "rows:2:15",
  ]);
  const many = Array.from({ length: 12 }, () => "oops").join();
  assertEquals((await problem(`${many},0\n`, { header: false })).split("\n").length, 10);
  const { skipped } = await read(`${text}1,2,3,0\n4,5,6,1\n`, { onBadRow: "skip" });
  assertEquals(skipped, {
    count: 1,
    first: ['rows:2:1: expected a number for id, found "a1"'],
  });
});

Deno.test("a name that two columns have can be excluded", async () => {
  const text = "a,b,a,y\n1,2,x,0\n3,4,x,1\n";
  assertEquals((await read(text, { exclude: ["a"] })).rows, [[2, 0], [4, 1]]);
  // By its name, which is how other rows are read, the other one would not be found.
  assertMatch(await problem(text, { exclude: [2] }), /two columns are named "a"/);
});

Deno.test("a column without a name is neither a feature nor the label, and a note says so", async () => {
  const index = await read(",a,y\n0,5,0\n1,6,1\n");
  assertEquals([index.features, index.rows], [["a"], [[5, 0], [6, 1]]]);
  assertEquals(index.notes, ["rows: the first column has no name, and is left out"]);
  const trailing = await read("a,y,\n5,0,\n6,1,\n");
  assertEquals([trailing.rows, trailing.notes.length], [[[5, 0], [6, 1]], 2]);
  assertEquals((await read(",a,y\n0,5,0\n1,6,1\n", { features: [0, "a"] })).rows[1], [1, 6, 1]);
});

Deno.test("a first line that tells the delimiter, as spreadsheets write it, is no row", async () => {
  const rows = [[1.5, 2, 0], [3, 4, 1]];
  assertEquals((await read("\ufeffsep=;\r\na;b;y\r\n1.5;2;0\r\n3;4;1\r\n")).rows, rows);
  assertEquals((await read('"sep=|"\na,1|b|y\n1.5|2|0\n3|4|1\n')).features, ["a,1", "b"]);
  assertEquals(await problem("sep=;\n"), "rows: expected rows, found none");
  assertEquals((await read("sep=,y\n1,0\n2,1\n")).features, ["sep="]);
});

Deno.test("what is compressed or packed is named, with the pipe that reads it", async () => {
  const begins: [name: string, bytes: number[], pipe: string][] = [
    ["gzip", [0x1f, 0x8b, 8, 0], "zcat rows"],
    ["zstd", [0x28, 0xb5, 0x2f, 0xfd], "zstdcat rows"],
    ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "xzcat rows"],
    ["a zip file", [0x50, 0x4b, 3, 4], "unzip -p rows"],
    ["Parquet", [0x50, 0x41, 0x52, 0x31, 0x15], "duckdb"],
  ];
  for (const [name, bytes, pipe] of begins) {
    const pieces = [Uint8Array.from(bytes.slice(0, 1)), Uint8Array.from([...bytes.slice(1), 0, 9])];
    const message = await problem(pieces);
    assert(message.startsWith(`rows: expected text, found ${name}`), message);
    assert(message.includes(`: ${pipe}`), message);
  }
  assertEquals((await read("PAR1,y\n1,0\n2,1\n")).features, ["PAR1"]);
});

/** Text in which each letter is one byte: Latin-1, which is not UTF-8 beyond ASCII. */
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const notUtf8 = (place: string, byte: string) =>
  `${place}: expected UTF-8, found the byte 0x${byte}; ` +
  "convert it, for instance with iconv -f LATIN1 -t UTF-8";

Deno.test("bytes that are not UTF-8 are refused wherever they are read, UTF-16 is named", async () => {
  const cases = [
    ["x,y\n1,a\n2,b\n\xff\xc3,a\n", notUtf8("rows:4:1", "FF")],
    ["x,y\n1,caf\xe9\n2,caf\xe8\n", notUtf8("rows:2:6", "E9")],
    ["caf\xe9,y\n1,0\n2,1\n", notUtf8("rows:1:4", "E9")],
    // A replacement character of the text's own, and what follows it, are found as they are.
    ['x,y\n1,"\xef\xbf\xbd \xe4"\n', notUtf8("rows:2:6", "E4")],
  ];
  for (const [text, message] of cases) {
    assertEquals(await problem([latin1(text)], { positive: "b" }), message);
  }
  const replacement = "x,y\n1,\ufffd\n2,b\n";
  assertEquals((await read(replacement, { positive: "b" })).classes, ["\ufffd", "b"]);
  const { rows, skipped } = await read([latin1("x,y\n0,no\n1,caf\xe9\n2,yes\n")], {
    positive: "yes",
    onBadRow: "skip",
  });
  assertEquals(rows, [[0, 0], [2, 1]]);
  assertEquals(skipped.first, [notUtf8("rows:3:6", "E9")]);
  const echo = { label: null, features: ["x"], echo: { without: [] } };
  assertEquals(await problem([latin1("x,y\n0,caf\xe9\n")], echo), notUtf8("rows:2:6", "E9"));
  const utf16 = Uint8Array.of(0xff, 0xfe, ...[..."x,y\n"].flatMap((c) => [c.charCodeAt(0), 0]));
  assertEquals(
    await problem([utf16]),
    "rows: expected text, found UTF-16; read it from a pipe: " +
      "iconv -f UTF-16 -t UTF-8 rows | …, with - as the file and --format csv",
  );
});

Deno.test("a source without rows, or with rows of one class, is an error", async () => {
  assertEquals(await problem(""), "rows: expected rows, found none");
  assertEquals(await problem("\n\r\n \n"), "rows: expected rows, found none");
  assertEquals(await problem("\ufeff"), "rows: expected rows, found none");
  assertEquals(await problem("x,y\n"), "rows: expected rows, found none");
  assertEquals(await problem("x,y"), "rows: expected rows, found none");
  assertEquals(
    await problem("x,y\n1,1\n2,1\n"),
    'rows: expected two classes, but every label is "1" and none is "0"',
  );
  assertEquals(
    await problem("x,y\n1,a\n2,a\n", { positive: "b" }),
    'rows: expected two classes, but every label is "a" and none is "b"',
  );
  assertEquals(
    await problem("a:b:y\n1:2:0\n"),
    "rows: expected a label and at least one feature, found one column; is the delimiter right?",
  );
});

Deno.test("a missing column is an error with the nearest name or all names", async () => {
  const text = "petal_length,petal_width,species\n1,2,0\n";
  assertEquals(
    await problem(text, { features: ["petal_lenght"] }),
    'rows: no column "petal_lenght", did you mean "petal_length"?',
  );
  assertEquals(
    await problem(text, { label: "q" }),
    'rows: no column "q", it has "petal_length", "petal_width", "species"',
  );
  assertEquals(
    await problem(text, { label: 3 }),
    "rows: no column 3, expected an index from 0 to 2",
  );
  assertEquals(
    await problem(text, { features: ["species"] }),
    'rows: column "species" cannot be a feature and the label; ' +
      "say with --label which column has the labels",
  );
  assertEquals(
    await problem(text, { features: [0, "petal_length"] }),
    'rows: column "petal_length" is used twice',
  );
  const twice = "a,a,y\n1,2,0\n3,4,1\n";
  assertEquals(
    await problem(twice),
    'rows: two columns are named "a"; add --exclude a, or rename one\n' +
      'rows: took the first row ("a", "a", "y") for the names of columns; ' +
      "if not, set data.header to false",
  );
  assertEquals(
    (await read(`b,${twice.replaceAll("\n", "\n5,")}`.slice(0, -2), { exclude: ["a"] })).features,
    ["b"],
  );
  assertEquals(
    await problem(text, { delimiter: "::" }),
    'rows: expected one character such as , ; | or a tab as the delimiter, found "::"',
  );
});

Deno.test("names of Object.prototype are names like any others", async () => {
  const { features, rows } = await read("__proto__,constructor,toString\n1,2,0\n3,4,1\n");
  assertEquals(features, ["__proto__", "constructor"]);
  assertEquals(rows, [[1, 2, 0], [3, 4, 1]]);
});

Deno.test("skipped bad rows are counted, and the first ten described", async () => {
  const bad = Array.from({ length: 12 }, (_, i) => `bad${i},1\n`).join("");
  const { rows, skipped } = await read(`x,y\n1,0\n${bad}2,1\n3\n4,1\n`, { onBadRow: "skip" });
  assertEquals(rows, [[1, 0], [2, 1], [4, 1]]);
  assertEquals(skipped.count, 13);
  assertEquals(skipped.first.length, 10);
  assertEquals(skipped.first[9], 'rows:12:1: expected a number for x, found "bad9"');
  assertEquals(
    await problem("x,y\n1,a\n", { onBadRow: "skip" }),
    "rows: expected rows, found only bad ones (1), the first at " +
      labelProblem("rows:2:3", "a"),
  );
});

Deno.test("a quote that is never closed costs only its own line", async () => {
  const text = 'x,y\n1,0\n"2,1\n3,1\n4,0\n';
  const { rows, skipped } = await read(text, { onBadRow: "skip" });
  assertEquals(rows, [[1, 0], [3, 1], [4, 0]]);
  assertEquals(skipped.first, ["rows:3:1: this quote is never closed"]);
});

Deno.test("a stray quote takes only its own line; what is in quotes is at most 64 KiB", async () => {
  const many = Array.from({ length: 9000 }, (_, i) => `${i},${i % 2},note\n`).join("");
  const options = { features: ["x"], label: "y", onBadRow: "skip" } as const;
  for (
    const [stray, end, line] of [
      ['"1,0,note\n', "", "rows:2:1: this quote is not closed within 64 KiB"],
      ['"1,0,note\n', '7,1,"other"\n', "rows:2:1: this quote is not closed within 64 KiB"],
      ['1,0,"note\n', '7,1,"other"\n', "rows:2:5: this quote is not closed within 64 KiB"],
    ]
  ) {
    const { rows, skipped } = await read("x,y,note\n" + stray + many + end, options);
    assertEquals(rows.length, end === "" ? 9000 : 9001);
    assertEquals(skipped, { count: 1, first: [line] });
  }
  const { rows, skipped } = await read(
    'x,y,note\n1,0,"stray\n2,1,a\n3,1,"other"\n4,0,a\n',
    options,
  );
  assertEquals(rows, [[2, 1], [3, 1], [4, 0]]);
  assertEquals(skipped.count, 1);
  const long = `x,y,note\n1,0,"${"a\n".repeat(2 ** 15 - 1)}"\n2,1,b\n`;
  assertEquals((await read(long, options)).rows, [[1, 0], [2, 1]]);
});

Deno.test("a bad row of several lines counts as so many, which quotes may have taken", async () => {
  const { rows, skipped } = await read('x,y\n1,0\n"2,1\n3,0\n4",1\n5,1\n', { onBadRow: "skip" });
  assertEquals(rows, [[1, 0], [5, 1]]);
  assertEquals(skipped, {
    count: 3,
    first: [
      'rows:3:1: expected a number for x, found "2,1\\n3,0\\n4"; ' +
      "the row takes 3 lines, is a quote missing?",
    ],
  });
});

Deno.test("the good rows before a bad one are handed out", async () => {
  const { chunks } = await readDelimited(byteSource([bytesOf("x,y\n1,0\n2,1\nbad,1\n")]), {
    source: "rows",
  });
  const iterator = chunks[Symbol.asyncIterator]();
  assertEquals([...(await iterator.next()).value.features], [1, 2]);
  await assertRejects(() => iterator.next(), UserError, "rows:4:1: ");
});

Deno.test("a first row that may or may not be a header: a note says what was assumed", async () => {
  const note = (row: string, as: string, value: boolean) =>
    `rows: took the first row (${row}) for ${as}; if not, set data.header to ${value}`;
  const rows = "1,2,no\n2,3,yes\n";
  const cases: [first: string, notes: string[]][] = [
    ["NaN,?,no", [note('"NaN", "?", "no"', "the names of columns", false)]],
    ["5,7,no", [note('"5", "7", "no"', "a sample", true)]],
    ["a,b,y", []],
    [",a,y", ["rows: the first column has no name, and is left out"]],
    ["5.5,7,no", []],
    ["7,7,no", []],
  ];
  for (const [first, notes] of cases) {
    assertEquals([first, (await read(`${first}\n${rows}`, { positive: "yes" })).notes], [
      first,
      notes,
    ]);
    assertEquals((await read(`a,b,y\n${rows}`, { header: true, positive: "yes" })).notes, []);
  }
  const numbers = `2019,2020,species\n${rows}`;
  const sample = note('"2019", "2020", "species"', "a sample", true);
  assertEquals(
    await problem(numbers, { positive: "yes" }),
    'rows:2:5: expected the label "species" or "yes", found "no"; ' +
      `to keep the rows of these two alone, add --set 'data.only=["species","yes"]'\n${sample}`,
  );
  assertEquals(
    await problem(numbers, { label: "species" }),
    `rows: no column "species", it has "x0", "x1", "x2"\n${sample}`,
  );
});

Deno.test("a first row with the names of all features is a header", async () => {
  const { features, notes } = await read("2019,2020,species\n1,2,0\n2,3,1\n", {
    features: ["2019"],
  });
  assertEquals([features, notes], [["2019"], []]);
});

Deno.test("bad rows that are skipped stay in their place where rows are echoed", async () => {
  const text = 'x,y\n1,0\noops,"a,b"\n3\n4,1,7\n"x\n5,1';
  const options = { label: null, features: ["x"], onBadRow: "skip", rows: 2, lines: true } as const;
  const json = await read(text, { ...options, echo: { without: [] } });
  assertEquals(json.rows.map(([x]) => x), [1, NaN, NaN, NaN, NaN, 5]);
  assertEquals(json.lines, [2, 3, 4, 5, 6, 7]);
  assertEquals(json.echoes, [
    '"x":1,"y":0',
    '"x":"oops","y":"a,b"',
    '"x":3',
    '"x":4,"y":1',
    "",
    '"x":5,"y":1',
  ]);
  const csv = await read(text, { ...options, echo: { without: [], as: "csv" } });
  assertEquals(csv.echoes, ["1,0", 'oops,"a,b"', "3,", "4,1", ",", "5,1"]);
});

Deno.test("rows know the lines that they begin in", async () => {
  const text = 'x,note,y\n\n1,a,0\n2,"b\nc",1\n\n3,d,1\nbad,e,0\n"4",f,0\n';
  const options = { features: ["x"], onBadRow: "skip", lines: true } as const;
  assertEquals((await read(text, options)).lines, [3, 4, 7, 9]);
});

Deno.test("without a label column the labels are NaN, and rows are echoed without the fields named", async () => {
  const { rows, echoes } = await read(
    'id,x,note,prediction\n007,1.50,"a ""b"", c",0.1\n8,2e0,ü,0.2\n',
    { label: null, features: ["x"], echo: { without: ["prediction"] } },
  );
  assertEquals(rows, [[1.5, NaN], [2, NaN]]);
  assertEquals(echoes, [
    '"id":"007","x":1.50,"note":"a \\"b\\", c"',
    '"id":8,"x":2e0,"note":"ü"',
  ]);
  assertEquals((await read("x\n", { label: null })).rows, []);
  assertEquals((await read("x\n1\n\n2\n", { label: null })).rows, [[1, NaN], [2, NaN]]);
});

Deno.test("rows of 10,000 features are read", async () => {
  const names = Array.from({ length: 10_000 }, (_, j) => `feature number ${j}`);
  const row = (label: number) => names.map((_, j) => -(j + 1) / 7).join() + `,${label}\n`;
  const text = `${names.join()},y\n${row(0)}${row(1)}${row(1)}`;
  const { rows } = await read(text, { rows: 4096 });
  assertEquals(rows.map((row) => [row.length, row[9999], row[10_000]]), [
    [10_001, -10_000 / 7, 0],
    [10_001, -10_000 / 7, 1],
    [10_001, -10_000 / 7, 1],
  ]);
});

Deno.test("a row longer than 16 MiB is an error, in bounded memory", async () => {
  for (const begin of ["x,y\n1,0\n", 'x,y\n1,0\n"']) {
    let sent = 0;
    const block = new Uint8Array(2 ** 20).fill(49);
    const endless = function* () {
      yield bytesOf(begin);
      for (;; sent += block.length) yield block;
    };
    const dataset = await readDelimited(byteSource(endless()), { source: "rows" });
    let message = "";
    try {
      for await (const _ of dataset.chunks);
    } catch (error) {
      assert(error instanceof UserError);
      message = error.message;
    }
    assertMatch(message, /^rows:3:1: the row is longer than 16 MiB; /);
    assert(sent <= 2 ** 24);
  }
});

Deno.test("rows that have arrived are handed out before more are awaited", async () => {
  const pieces = new TransformStream<Uint8Array, Uint8Array>();
  const writer = pieces.writable.getWriter();
  writer.write(bytesOf("x,y\n1,0\n2,1\n3,"));
  const { chunks } = await readDelimited(byteSource(pieces.readable), { source: "rows" });
  const iterator = chunks[Symbol.asyncIterator]();
  assertEquals([...(await iterator.next()).value.features], [1, 2]);
  writer.write(bytesOf("0\n"));
  assertEquals([...(await iterator.next()).value.features], [3]);
  writer.write(bytesOf("4,1"));
  writer.close();
  assertEquals([...(await iterator.next()).value.features], [4]);
  assertEquals((await iterator.next()).done, true);
});

Deno.test("the source is closed once: at the end, on an error, and when no more is wanted", async () => {
  const closings = async (text: string, take: number) => {
    let closed = 0;
    const source = { ...byteSource([bytesOf(text)]), close: () => void closed++ };
    try {
      const { chunks } = await readDelimited(source, { source: "rows", rows: 1 });
      for await (const _ of chunks) if (--take === 0) break;
    } catch (error) {
      assert(error instanceof UserError);
    }
    return closed;
  };
  const text = "x,y\n1,0\n2,1\n3,1\n";
  assertEquals(await closings(text, Infinity), 1);
  assertEquals(await closings(text, 1), 1);
  assertEquals(await closings(text + "bad,1\n", Infinity), 1);
  assertEquals(await closings("", Infinity), 1);
});

Deno.test("rows do not depend on how the bytes are cut, or on the size of a chunk", async () => {
  const text = '\ufeffx,näme,y\r\n1,2,a\n\n"3",4,"b"\r\n5,"bad\nrow",a\n-0.1,1e2,b\n7,8,a';
  const bytes = bytesOf(text);
  const options = { positive: "b", onBadRow: "skip" } as const;
  const whole = await read(text, options);
  assertEquals(whole.rows.length, 4);
  assertEquals(whole.skipped, {
    count: 2,
    first: [
      'rows:5:3: expected a number for näme, found "bad\\nrow"; ' +
      "the row takes 2 lines, is a quote missing?",
    ],
  });
  const places = fc.array(fc.nat(bytes.length), { maxLength: bytes.length });
  await fc.assert(
    fc.asyncProperty(places, fc.integer({ min: 1, max: 5 }), async (places, rows) => {
      assertEquals(await read(cut(bytes, places), { ...options, rows }), whole);
    }),
  );
});

Deno.test("texts and missing values do not depend on how the bytes are cut either", async () => {
  const text = 'x,c,y\n1,ré d,a\n,"b,\nlue",b\n3,,b\n"?",ré d,a\n5,bad\n7,green,a';
  const bytes = bytesOf(text);
  const options = { positive: "b", onBadRow: "skip", missing: "mean", categories: {} } as const;
  const whole = await read(text, options);
  assertEquals(whole.texts, [undefined, ["ré d", "b,\nlue", "green"]]);
  assertEquals(whole.rows, [[1, 0, 0], [NaN, 1, 1], [3, NaN, 1], [NaN, 0, 0], [7, 2, 0]]);
  const places = fc.array(fc.nat(bytes.length), { maxLength: bytes.length });
  await fc.assert(
    fc.asyncProperty(places, fc.integer({ min: 1, max: 5 }), async (places, rows) => {
      assertEquals(await read(cut(bytes, places), { ...options, rows }), whole);
    }),
  );
});

Deno.test("any string, quoted, is read back as a name", async () => {
  const name = fc.string({ unit: "binary", minLength: 1, maxLength: 8 });
  // A name of digits would make the header look like data.
  await fc.assert(
    fc.asyncProperty(name, fc.constantFrom(",", ";", "\t"), async (name, delimiter) => {
      fc.pre(name.isWellFormed());
      const quoted = `"${name.replaceAll('"', '""')}"`;
      const text = [`${quoted}${delimiter}"y ${delimiter}"`, `1${delimiter}0`, `2${delimiter}1`];
      const { features } = await read(text.join("\n"), { header: true, delimiter });
      assertEquals(features, [name]);
    }),
  );
});

Deno.test("numbers are read as Number reads them", async () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(value, value), { minLength: 2 }), async (pairs) => {
      const lines = pairs.map(([a, b], i) => `${a},${b.toPrecision(18)},${i % 2}`);
      const { rows } = await read(lines.join("\r\n"));
      assertEquals(rows, pairs.map(([a, b], i) => [a, Number(b.toPrecision(18)), i % 2]));
    }),
  );
});

Deno.test("a row is the same with quotes as without", async () => {
  const field = fc.oneof(
    fc.constantFrom("0", "1", "1.0", "1.", "-0.5e1", "+7", "1e999", "nan", "", "x", "1 2", "true"),
    fc.constantFrom("1,5", "NA", "-"),
    fc.double().map(String),
  );
  const rows = fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 8 });
  const reading = fc.record({
    missing: fc.constantFrom("error", "skip", "mean"),
    categories: fc.constantFrom(undefined, {}, { columns: [1] }),
    decimal: fc.constantFrom(".", ","),
  });
  await fc.assert(
    fc.asyncProperty(rows, reading, async (rows, reading) => {
      const options = {
        classes: ["0", "1"],
        onBadRow: "skip",
        ...reading,
        delimiter: ";",
      } as const;
      const text = (quote: string) =>
        "a;b;y\n" +
        rows.map((row) => row.map((field) => quote + field + quote).join(";")).join("\n");
      const result = async (text: string) => {
        try {
          const { rows, texts, skipped: { count } } = await read(text, options);
          return { rows, texts, count };
        } catch (error) {
          assert(error instanceof UserError);
          return "no rows";
        }
      };
      assertEquals(await result(text("")), await result(text('"')));
    }),
    { numRuns: 500 },
  );
});

Deno.test("any bytes give rows or a clear error", async () => {
  const fragment = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.constantFrom("1", ",", "\n", '"', "\r\n", "0", "x", " ", "e", "-", ".", ";", "\ufeff")
      .map(bytesOf),
  );
  const pieces = fc.array(fragment, { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(pieces, fc.constantFrom("error", "skip"), async (pieces, onBadRow) => {
      const other = { missing: "mean", categories: {}, decimal: "," } as const;
      for (const options of [{}, other, { ...other, label: null, echo: { without: [] } }]) {
        assertMatch(await problem(pieces, { onBadRow, ...options }), /^(none$|rows:)/);
      }
    }),
    { numRuns: 1000 },
  );
});
