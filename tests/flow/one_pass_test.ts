import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { EMPTY, from, type Observable, of } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { type Chunk, concatenate, gather, inOrder } from "../../src/samples/chunk.ts";
import { learn } from "../../src/flow/learn.ts";
import { checkpoints } from "../../src/flow/checkpoints.ts";
import { cutAtMarks } from "../../src/flow/cut_at_marks.ts";
import { onePass } from "../../src/flow/one_pass.ts";
import { records } from "../../src/flow/records.ts";
import { progressive } from "../../src/flow/progressive.ts";
import { shuffleBuffer } from "../../src/flow/shuffle_buffer.ts";
import { standardize } from "../../src/flow/standardize.ts";
import { samples } from "../../src/flow/samples.ts";
import type { Trace } from "../../src/flow/trace.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import { all, chunk, columns, dataset, plainRule } from "./flow.ts";

/** A dataset as a stream of chunks of these sizes, again and again. */
function inChunks(data: Chunk, sizes: readonly number[]): Observable<Chunk> {
  const rows = data.labels.length;
  const chunks: Chunk[] = [];
  for (let row = 0, i = 0; row < rows; i++) {
    const length = Math.min(sizes[i % sizes.length], rows - row);
    chunks.push(gather(data, Uint32Array.from({ length }, (_, j) => row + j)));
    row += length;
  }
  return from(chunks);
}

const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });

Deno.test("onePass passes chunks as they come, and an empty one ends the epoch", () => {
  new TestScheduler((actual, expected) => assertEquals(actual, expected)).run(
    ({ cold, expectObservable }) => {
      const [a, b] = [chunk([1, 2, 3], [0, 1, 0]), chunk([4], [1])];
      const source = cold("-a----b-|", { a, b });
      const part = (data: Chunk, begin: number, sample: number) => {
        const end = data.labels.length;
        return { data, order: inOrder(end), begin, end, epoch: 0, sample, last: false };
      };
      const end = { data: b, order: inOrder(0), begin: 0, end: 0, epoch: 0, sample: 4, last: true };
      expectObservable(source.pipe(onePass())).toBe("-p----q-(e|)", {
        p: part(a, 0, 0),
        q: part(b, 0, 3),
        e: end,
      });
      expectObservable(source.pipe(onePass({ from: 2 }))).toBe("-p----q-(e|)", {
        p: part(a, 2, 2),
        q: part(b, 0, 3),
        e: end,
      });
    },
  );
});

Deno.test("cutAtMarks cuts at 1, 2, 4, 8, …", () => {
  new TestScheduler((actual, expected) => assertEquals(actual, expected)).run(
    ({ cold, expectObservable }) => {
      const source = cold("-a----b-|", { a: chunk([1, 2, 3], [0, 1, 0]), b: chunk([4], [1]) });
      expectObservable(source.pipe(cutAtMarks())).toBe("-(pqr)s-|", {
        p: chunk([1], [0]),
        q: chunk([2], [1]),
        r: chunk([3], [0]),
        s: chunk([4], [1]),
      });
    },
  );
});

Deno.test("cutAtMarks cuts at multiples of a number of samples too, and loses nothing", async () => {
  const property = fc.asyncProperty(dataset, sizes, fc.nat(9), async (data, sizes, less) => {
    const every = less + 1;
    const parts = await all(inChunks(data, sizes).pipe(cutAtMarks({ every })));
    assertEquals(columns(concatenate(parts)), columns(data));
    let end = 0;
    const ends = new Set(parts.map(({ labels }) => end += labels.length));
    for (let mark = 1; mark < data.labels.length; mark *= 2) assert(ends.has(mark));
    for (let mark = every; mark < data.labels.length; mark += every) assert(ends.has(mark));
  });
  await fc.assert(property);
});

Deno.test("a stream gives the same numbers however it is cut", async () => {
  const property = fc.asyncProperty(dataset, sizes, sizes, async (data, one, other) => {
    const { width } = data;
    const outcome = async (sizes: readonly number[]) => {
      const traces = await all(
        inChunks(data, sizes).pipe(
          shuffleBuffer({ random: numpyRandom(3), buffer: 5 }),
          cutAtMarks({ every: 6 }),
          standardize(),
          onePass(),
          learn({
            neuron: { weights: new Array<number>(width).fill(0), bias: 0 },
            ...plainRule,
            batch: 3,
          }),
          progressive({ every: 6 }),
          checkpoints({ samples: 6 }),
        ),
      );
      return {
        checkpoints: await all(from(traces).pipe(records())),
        state: traces.at(-1)!.after,
        summary: traces.at(-1)!.summary,
        progress: traces.flatMap(({ progress }) => progress ?? []),
      };
    };
    assertEquals(await outcome(one), await outcome(other));
  });
  await fc.assert(property);
});

Deno.test("shuffleBuffer hands out every sample once, none before its buffer is full", async () => {
  const x = Array.from({ length: 40 }, (_, i) => i);
  const data = chunk(x, x.map((i) => i % 2));
  for (const buffer of [1, 7, 40, 100]) {
    const parts = await all(
      inChunks(data, [3]).pipe(shuffleBuffer({ random: numpyRandom(1), buffer })),
    );
    const out = columns(concatenate(parts));
    assertEquals(out.x.toSorted((a, b) => a - b), x);
    assertEquals(out.y, out.x.map((i) => i % 2));
    // A sample cannot overtake more than a buffer of others.
    out.x.forEach((sample, place) => assert(sample <= place + buffer));
    if (buffer === 1) assertEquals(out.x, x);
  }
});

Deno.test("progressive reports at 1, 2, 4, 8, …, multiples and the end: so far, and since the last", async () => {
  const property = fc.asyncProperty(dataset, sizes, async (data, sizes) => {
    const { width } = data;
    const neuron = { weights: new Array<number>(width).fill(0), bias: 0 };
    const traces = await all(
      inChunks(data, sizes).pipe(
        cutAtMarks({ every: 6 }),
        onePass(),
        learn({ neuron, ...plainRule }),
        progressive({ every: 6 }),
      ),
    );
    const seen = await all(from(traces).pipe(samples()));
    const reports = traces.flatMap(({ progress }) => progress ?? []);
    const rows = data.labels.length;
    const marks = [1, 2, 4, 6, 8, 12, 16, 18, 24, 30, 32, 36].filter((mark) => mark < rows);
    assertEquals(reports.map(({ samples }) => samples), [...marks, rows]);
    reports.forEach(({ samples, loss, lossSinceLast, accuracy, accuracySinceLast }, i) => {
      const since = i === 0 ? 0 : reports[i - 1].samples;
      const close = (actual: number, from: number, value: (sample: typeof seen[0]) => number) => {
        const part = seen.slice(from, samples);
        const mean = part.reduce((sum, sample) => sum + value(sample), 0) / part.length;
        // At most 40 losses below 20, and a difference of two such sums.
        assert(Math.abs(actual - mean) <= 1e-12);
      };
      const right = ({ z, y }: typeof seen[0]) => ((z >= 0) === (y === 1) ? 1 : 0);
      close(loss, 0, (sample) => sample.loss);
      close(lossSinceLast, since, (sample) => sample.loss);
      close(accuracy, 0, right);
      close(accuracySinceLast, since, right);
    });
  });
  await fc.assert(property, { numRuns: 50 });
});

Deno.test("the samples of a stream are numbered through, from where it continues", async () => {
  const data = [chunk([1, 2, 3], [0, 1, 0]), chunk([4, 5], [1, 0])];
  const neuron = { weights: [0], bias: 0 };
  for (const first of [0, 1, 4]) {
    const seen = await all(
      from(data).pipe(onePass({ from: first }), learn({ neuron, ...plainRule }), samples()),
    );
    assertEquals(
      seen.map(({ sample, x }) => [sample, x[0]]),
      [0, 1, 2, 3, 4].slice(first).map((i) => [i, i + 1]),
    );
  }
});

Deno.test("onePass gives nothing of chunks that were learned from before", async () => {
  const data = [chunk([1, 2, 3], [0, 1, 0]), chunk([4], [1])];
  const parts = await all(from(data).pipe(onePass({ from: 3 })));
  assertEquals(parts.map(({ begin, end, sample, last }) => [end - begin, sample, last]), [
    [1, 3, false],
    [0, 4, true],
  ]);
});

Deno.test("shuffleBuffer gives each subscriber the same order, of what its buffer holds at the end, too", async () => {
  const x = Array.from({ length: 20 }, (_, i) => i);
  const shuffled = of(chunk(x, x.map((i) => i % 2))).pipe(
    shuffleBuffer({ random: numpyRandom(1), buffer: 20 }),
  );
  const [first, second] = [await all(shuffled), await all(shuffled)];
  const { x: out } = columns(concatenate(first));
  assertNotEquals(out, x);
  assertEquals(out.toSorted((a, b) => a - b), x);
  assertEquals(second, first);
});

Deno.test("shuffleBuffer of nothing is nothing", async () => {
  assertEquals(await all(EMPTY.pipe(shuffleBuffer({ random: numpyRandom(1), buffer: 3 }))), []);
});

Deno.test("the share predicted correctly since the last report is exact", async () => {
  // 1 of 49 is a share that is not 1 once it is multiplied by 49 again.
  assertNotEquals(1 / 49 * 49, 1);
  const after = (samples: number) => ({
    chunk: { begin: 0, end: 1, last: false },
    after: { samples, lossOutside: samples, lossInside: 0, correct: 1 },
  } as unknown as Trace);
  const [, since] = await all(from([after(49), after(98)]).pipe(progressive({ every: 49 })));
  assertEquals(since.progress?.accuracySinceLast, 0);
});
