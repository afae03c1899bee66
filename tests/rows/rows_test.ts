import { assertEquals, assertThrows } from "@std/assert";
import { openRows, type RowKind, rowKind } from "../../src/rows/rows.ts";
import { UserError } from "../../src/user_error.ts";

Deno.test("the kind of rows is that named, else that of the file's extension, else another", () => {
  assertEquals(rowKind("rows.csv"), "csv");
  assertEquals(rowKind("folder.csv/rows.tsv", { otherwise: "csv" }), "tsv");
  assertEquals([rowKind("rows.jsonl"), rowKind("rows.ndjson")], ["jsonl", "jsonl"]);
  assertEquals(rowKind("rows.csv", { format: "jsonl" }), "jsonl");
  assertEquals(rowKind("-", { otherwise: "tsv" }), "tsv");
});

Deno.test("a compressed file has the kind of what is in it, for its opening to tell", () => {
  assertEquals(["a.jsonl.gz", "a.csv.zst", "a.gz", "a.xlsx"].map((path) => rowKind(path)), [
    ...["jsonl", "csv", "csv", "csv"],
  ]);
});

Deno.test("an unknown kind of rows is an error that names the kinds", () => {
  for (const otherwise of [undefined, "gaussians", 7]) {
    assertThrows(
      () => rowKind("rows.txt", { otherwise }),
      UserError,
      "rows.txt: unknown kind of rows, add --format csv, tsv or jsonl",
    );
  }
  assertThrows(() => rowKind("-"), UserError, "<stdin>: unknown kind of rows, add --format");
  assertThrows(
    () => rowKind("rows.csv", { format: "xml" }),
    UserError,
    '--format: expected csv, tsv or jsonl, found "xml"',
  );
});

Deno.test("a file of each kind is read", async () => {
  const contents: [RowKind, string][] = [
    ["csv", "x,y\n1,0\n2,1\n"],
    ["tsv", "x\ty, not z\n1\t0\n2\t1\n"], // as csv, the comma would be the delimiter
    ["jsonl", '{"x":1,"y":0}\n{"x":2,"y":1}\n'],
  ];
  const path = await Deno.makeTempFile();
  try {
    for (const [kind, content] of contents) {
      await Deno.writeTextFile(path, content);
      const { features, chunks } = await openRows(path, { kind });
      assertEquals(features, ["x"]);
      assertEquals((await Array.fromAsync(chunks)).map((chunk) => chunk.features.join()), ["1,2"]);
    }
  } finally {
    await Deno.remove(path);
  }
});
