import { assertEquals, assertMatch } from "@std/assert";
import { from, lastValueFrom } from "rxjs";
import type { Trace } from "../../src/flow/trace.ts";
import { progress } from "../../src/sinks/progress.ts";

/** Traces of an epoch of two chunks each, whose mean loss so far is another than the epoch's. */
const traces = [0, 1, 2].flatMap((epoch) =>
  [0, 1].map((sample) =>
    ({
      chunk: { epoch, sample, rows: new Uint32Array(1), last: sample === 1 },
      after: { samples: sample + 1, lossSum: 99 },
      ...(sample === 1 && { summary: { epoch, loss: 0.5 - epoch / 10, accuracy: 1 } }),
    }) as Trace
  )
);

/** What is shown where every trace comes so late that it is shown. */
async function shown(samples?: number): Promise<string[]> {
  const lines: string[] = [];
  let now = 0;
  await lastValueFrom(
    from(traces).pipe(
      progress({ epochs: 3, samples, show: (line) => lines.push(line), now: () => now += 1000 }),
    ),
  );
  return lines;
}

Deno.test("the progress line has the loss of the last whole epoch and a plot of all, and is gone at the end", async () => {
  const lines = await shown(2);
  assertEquals(lines.map((line) => line.replace(/ · [^·]* samples\/s.*/, "")), [
    "epoch 1/3",
    "epoch 1/3 · loss 0.5000",
    "epoch 2/3 · loss 0.5000",
    "epoch 2/3 · loss 0.4000 █▁",
    "epoch 3/3 · loss 0.4000 █▁",
    "epoch 3/3 · loss 0.3000 █▅▁",
    "",
  ]);
  assertMatch(lines[1], / · 1 samples\/s · 4 s left$/);
});

Deno.test("of a stream the line has the samples so far and the loss since the last report", async () => {
  const lines: string[] = [];
  let now = 0;
  const reports = traces.slice(0, 3).map(({ chunk, after }, i) =>
    ({ chunk, after, ...(i === 1 && { progress: { lossSinceLast: 0.25 } }) }) as Trace
  );
  await lastValueFrom(
    from(reports).pipe(
      progress({ epochs: 1, show: (line) => lines.push(line), now: () => now += 1000 }),
    ),
  );
  assertEquals(lines, [
    "1 samples · 1 samples/s",
    "2 samples · loss 0.2500 · 1 samples/s",
    "1 samples · loss 0.2500 · 1 samples/s",
    "",
  ]);
});
