import { assert, assertEquals } from "@std/assert";
import { table } from "../../src/cli/table.ts";

const long = "out/a-longer-name-for-a-sweep/learningRate=0.001,momentum=0.5,batch=";
const rows = [
  ["run", "mean cross-entropy", "batch", "accuracy", "boundary"],
  [`${long}1`, "0.123456", "1", "99.50 %", ""],
  [`${long}16`, "0.234567", "16", "98.00 %", ""],
  ["out/run", "diverged", "4", "", ""],
];

Deno.test("a table has whole names where they have room, and no empty columns", () => {
  for (const lines of [table(rows), table(rows, 110)]) {
    assertEquals(lines[0].split(/ {2,}/), rows[0].slice(0, 4));
    assert(lines[1].startsWith(`${long}1 `), lines[1]);
  }
});

Deno.test("long names are shortened in the middle, so that the other columns have room", () => {
  assertEquals(table(rows, 60), [
    "run                      mean cross-entropy  batch  accuracy",
    "out/a-longe…0.5,batch=1  0.123456                1   99.50 %",
    "out/a-longe….5,batch=16  0.234567               16   98.00 %",
    "out/run                  diverged                4",
  ]);
});

Deno.test("12 characters of a name stay; columns that then have no room are left out", () => {
  assertEquals(table(rows, 40), [
    "run           mean cross-entropy  batch",
    "out/a…atch=1  0.123456                1",
    "out/a…tch=16  0.234567               16",
    "out/run       diverged                4",
  ]);
  assertEquals(table(rows, 10), ["run", "out/a…atch=1", "out/a…tch=16", "out/run"]);
});
