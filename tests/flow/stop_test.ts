import { assertEquals } from "@std/assert";
import { from, map } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { stop, type StopOptions } from "../../src/flow/stop.ts";
import type { Trace } from "../../src/flow/trace.ts";
import { all } from "./flow.ts";

/** A trace that ends an epoch with a loss; nothing else of it matters here. */
function ending(loss: number): Trace {
  return { summary: { epoch: 0, loss, accuracy: 1, learningRate: 1 } } as Trace;
}

/** Runs `stop` over epochs with the losses 0.1 · digit; `-` is a trace within an epoch. */
function expectStop(options: StopOptions, source: string, expected: string): void {
  new TestScheduler((actual, expected) => assertEquals(actual, expected)).run(
    ({ cold, expectObservable }) => {
      const values = Object.fromEntries([..."0123456789"].map((d) => [d, ending(Number(d) / 10)]));
      const seen = cold(source, { ...values, m: {} as Trace }).pipe(
        stop(options),
        map(({ summary, stopped }) => `${summary ? summary.loss * 10 : "m"}${stopped ?? ""}`),
      );
      const stopping = source[expected.indexOf("(")];
      const passing = Object.fromEntries([..."0123456789m"].map((letter) => [letter, letter]));
      expectObservable(seen).toBe(expected, {
        ...passing,
        L: `${stopping}loss`,
        P: `${stopping}patience`,
      });
    },
  );
}

Deno.test("without a condition all passes", () => {
  expectStop({}, "m9m8m9|", "m9m8m9|");
});

Deno.test("stops with the epoch whose loss is good enough", () => {
  expectStop({ loss: 0.4 }, "9-m-6-4-2|", "9-m-6-(L|)");
});

Deno.test("stops when the loss has not fallen below its best for so many epochs", () => {
  expectStop({ patience: 2 }, "9-5-m-5-6-5|", "9-5-m-5-(P|)");
  expectStop({ patience: 3 }, "95654|", "95654|");
});

Deno.test("an improvement of less than delta does not count", () => {
  expectStop({ patience: 2, delta: 0.25 }, "9-8-7-6|", "9-8-(P|)");
  expectStop({ patience: 2, delta: 0.25 }, "9-6-3-0|", "9-6-3-0|");
});

Deno.test("a failure passes", () => {
  expectStop({ patience: 1 }, "9-#", "9-#");
});

Deno.test("a loss that is exactly the limit is good enough", () => {
  expectStop({ loss: 0.4 }, "9-5-4-1|", "9-5-(L|)");
});

Deno.test("the loss of the held-out samples counts where it should, and traces without one pass", async () => {
  const traces = [[1, 9], [2, 8], [3, undefined], [4, 8], [5, 7]].map(([loss, validationLoss]) =>
    ({
      summary: { epoch: 0, loss, accuracy: 1, learningRate: 1, validationLoss },
    }) as Trace
  );
  const stopped = (options: StopOptions) =>
    all(from(traces).pipe(stop(options), map(({ stopped }) => stopped)));
  const on = "validationLoss";
  assertEquals(await stopped({ on, patience: 1 }), [undefined, undefined, undefined, "patience"]);
  assertEquals(await stopped({ on, loss: 8 }), [undefined, "loss"]);
});

Deno.test("the epochs before count where a run continues", () => {
  const past = [{ loss: 0.3 }, { loss: 0.4 }];
  expectStop({ patience: 3, past }, "5-4-2|", "5-(P|)");
  expectStop({ patience: 3, past }, "5-2-5-5-5|", "5-2-5-5-(P|)");
});

Deno.test("what has ended a run before stays the reason", async () => {
  const diverged = { ...ending(0.1), stopped: "diverged" } as Trace;
  const seen = await all(from([ending(0.9), diverged, ending(0.1)]).pipe(stop({ loss: 0.5 })));
  assertEquals(seen.map(({ stopped }) => stopped), [undefined, "diverged"]);
});
