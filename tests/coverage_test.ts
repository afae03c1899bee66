import { assertEquals } from "@std/assert";
import { ranges, readLcov, share } from "./coverage.ts";

/** A report of two files; the second has no branches. */
const REPORT = [
  ...["SF:/root/src/flow/a.ts", "FN:1,f", "FNDA:0,f", "FNF:1", "FNH:0"],
  ...["BRDA:2,1,0,5", "BRDA:2,1,1,0", "BRDA:7,2,0,-", "BRF:3", "BRH:1"],
  ...["DA:1,10", "DA:2,0", "DA:3,0", "DA:7,1", "LH:2", "LF:4", "end_of_record"],
  ...["SF:/root/src/b.ts", "DA:1,1", "DA:2,100", "LH:2", "LF:2", "end_of_record", ""],
].join("\n");

Deno.test("a report tells of each file which lines and branches were not reached", () => {
  assertEquals(readLcov(REPORT, "/root/src/"), [
    {
      path: "flow/a.ts",
      lines: { count: 4, missed: [2, 3] },
      branches: { count: 3, missed: [2, 7] },
    },
    { path: "b.ts", lines: { count: 2, missed: [] }, branches: { count: 0, missed: [] } },
  ]);
});

Deno.test("the share that is reached is that of all places, not the mean of the files' shares", () => {
  const files = readLcov(REPORT, "/root/src/");
  assertEquals(share(files.map(({ lines }) => lines)), 100 * (1 - 2 / 6));
  assertEquals(share(files.map(({ branches }) => branches)), 100 * (1 - 2 / 3));
});

Deno.test("lines are told as ranges, from the least, each once", () => {
  assertEquals(ranges([]), "");
  assertEquals(ranges([9, 3, 4, 4, 5, 11]), "3-5, 9, 11");
});
