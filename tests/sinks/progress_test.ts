import { assertEquals, assertMatch } from "@std/assert";
import { from, lastValueFrom } from "rxjs";
import type { Trace } from "../../src/flow/trace.ts";
import { progress } from "../../src/sinks/progress.ts";

/** Traces of an epoch of two chunks each, whose mean loss so far is another than the epoch's. */
const traces = [0, 1, 2].flatMap((epoch) =>
  [0, 1].map((sample) =>
    ({
      chunk: { epoch, sample, begin: sample, end: sample + 1, last: sample === 1 },
      after: { samples: sample + 1, lossOutside: 99, lossInside: 0 },
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

/** What is shown of these traces by a clock whose looks are these. */
async function shownAt(times: readonly number[], samples = 2, epochs = 3): Promise<string[]> {
  const lines: string[] = [];
  const clock = [...times];
  const show = (line: string) => lines.push(line);
  const now = () => clock.shift()!;
  await lastValueFrom(from(traces).pipe(progress({ epochs, samples, show, now })));
  return lines;
}

Deno.test("a line is shown at most every 100 ms, and where none was, none is removed", async () => {
  assertEquals(await shownAt([0, 10, 20, 30, 40, 50, 99]), []);
  const lines = await shownAt([0, 99, 100, 150, 199, 200, 250]);
  assertEquals(lines.map((line) => line.split(" · ")[0]), ["epoch 1/3", "epoch 3/3", ""]);
});

Deno.test("the time that is left is told in seconds below a minute, in minutes below an hour, then in hours", async () => {
  // A sample a second: what is left after the first are all others.
  const left = async (epochs: number) => {
    const times = traces.map((_, i) => 1000 * i);
    return (await shownAt([...times, 6000], 2, epochs))[0].split(" · ").at(-1);
  };
  assertEquals(await left(30), "59 s left");
  assertEquals(await left(30.5), "1 min left");
  assertEquals(await left(1800), "60 min left");
  assertEquals(await left(1800.5), "1.0 h left");
  assertEquals(await left(18000), "10.0 h left");
});
