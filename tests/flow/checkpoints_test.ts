import { assertEquals } from "@std/assert";
import { map } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { checkpoints, type CheckpointsOptions } from "../../src/flow/checkpoints.ts";
import type { Trace } from "../../src/flow/trace.ts";

/** Marks checkpoints in a stream of traces that end epochs 0 to 9; `-m-` is one within an epoch. */
function expectMarks(options: CheckpointsOptions, expected: string): void {
  new TestScheduler((actual, expected) => assertEquals(actual, expected)).run(
    ({ cold, expectObservable }) => {
      const ends = Object.fromEntries(
        [..."0123456789"].map((d) => [
          d,
          { chunk: { epoch: Number(d) }, after: { samples: 100 }, summary: {} } as Trace,
        ]),
      );
      const marks = cold("m0m1m2m3m4m5m6m7m8m9|", {
        ...ends,
        m: { chunk: { epoch: 0 }, after: { samples: 50 } } as Trace,
      }).pipe(
        checkpoints(options),
        map(({ checkpoint }) => (checkpoint ? "c" : "-")),
      );
      const values = { c: "c", x: "-" };
      expectObservable(marks).toBe(expected, values);
    },
  );
}

Deno.test("every n epochs from the first", () => {
  expectMarks({ every: 4 }, "xcxxxxxxxcxxxxxxxcxx|");
});

Deno.test("a list of epochs in place of every", () => {
  expectMarks({ every: 1, epochs: [3, 9, 50] }, "xxxxxxxcxxxxxxxxxxxc|");
  expectMarks({ epochs: [] }, "xxxxxxxxxxxxxxxxxxxx|");
});

Deno.test("within an epoch by samples", () => {
  expectMarks({ every: 100, samples: 25 }, "ccxcxcxcxcxcxcxcxcxc".replaceAll("xc", "cx") + "|");
});

Deno.test("every epoch, unless told", () => {
  expectMarks({}, "xcxcxcxcxcxcxcxcxcxc|");
});
