import { assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { map, of } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { concatenate } from "../../src/samples/chunk.ts";
import { epochs } from "../../src/flow/epochs.ts";
import type { EpochChunk } from "../../src/flow/trace.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import { all, chunk, chunks, columns, dataset, pacedBy, samplesOf } from "./flow.ts";

Deno.test("epochs repeats the data, and a chunk ends where its epoch ends", () => {
  const scheduler = new TestScheduler((actual, expected) => assertEquals(actual, expected));
  scheduler.run(
    ({ cold, expectObservable }) => {
      const source = cold("-a-b|", { a: chunk([1, 2], [0, 1]), b: chunk([3], [1]) });
      const data = chunk([1, 2, 3], [0, 1, 1]);
      const order = Uint32Array.of(0, 1, 2);
      const first = { data, order, begin: 0, end: 2, random: undefined };
      const second = { data, order, begin: 2, end: 3, random: undefined };
      expectObservable(source.pipe(epochs({ count: 2, chunk: 2, ...pacedBy(scheduler) }))).toBe(
        "----(abcd|)",
        {
          a: { ...first, epoch: 0, sample: 0, last: false },
          b: { ...second, epoch: 0, sample: 2, last: true },
          c: { ...first, epoch: 1, sample: 0, last: false },
          d: { ...second, epoch: 1, sample: 2, last: true },
        },
      );
    },
  );
});

Deno.test("epochs passes its source's failure on", () => {
  const scheduler = new TestScheduler((actual, expected) => assertEquals(actual, expected));
  scheduler.run(
    ({ cold, expectObservable }) => {
      const source = cold("-a-#", { a: chunk([1], [0]) });
      expectObservable(source.pipe(epochs({ count: 2, ...pacedBy(scheduler) }))).toBe("---#");
    },
  );
});

Deno.test("every epoch is the data in another order, the same for every subscriber", async () => {
  const x = Array.from({ length: 50 }, (_, i) => i);
  const shuffled = chunks(chunk(x, x.map((i) => i % 2))).pipe(
    epochs({ count: 2, shuffle: numpyRandom(1), chunk: 1000 }),
    map((part) => columns(samplesOf(part))),
  );
  const [first, second] = await all(shuffled);
  assertNotEquals(first.x, x);
  assertNotEquals(first.x, second.x);
  for (const epoch of [first, second]) {
    assertEquals(epoch.x.toSorted((a, b) => a - b), x);
    assertEquals(epoch.y, epoch.x.map((i) => i % 2));
  }
  assertEquals(await all(shuffled), [first, second]);
});

Deno.test("an epoch keeps its order, and the generator before it, while later ones are made", async () => {
  const samples = 5000;
  const x = Array.from({ length: samples }, (_, i) => i);
  const kept = await all(
    chunks(chunk(x, x.map((i) => i % 2))).pipe(
      epochs({ count: 8, shuffle: numpyRandom(1), chunk: samples }),
    ),
  );
  const random = numpyRandom(1);
  for (const { order, random: before } of kept) {
    assertEquals(before?.().state(), random.state());
    const expected = Uint32Array.from(x);
    random.shuffle(expected);
    assertEquals(order, expected);
  }
});

Deno.test("the chunk size changes nothing but the chunks", async () => {
  const property = fc.asyncProperty(
    dataset,
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 1, max: 3 }),
    async (data, size, count) => {
      const flat = async (chunk: number) => {
        const parts = await all(
          of(data).pipe(epochs({ count, shuffle: numpyRandom(3), chunk })),
        );
        return {
          ...columns(concatenate(parts.map(samplesOf))),
          ends: parts.filter(({ last }) => last).map(({ epoch }) => epoch),
        };
      };
      assertEquals(await flat(size), await flat(1000));
    },
  );
  await fc.assert(property, { numRuns: 50 });
});

Deno.test("epochs begins in the middle of one, where it is told, and the next ones are whole", async () => {
  const data = chunk([1, 2, 3, 4, 5], [0, 1, 0, 1, 0]);
  const options = { count: 3, chunk: 2, shuffle: numpyRandom(1) };
  const whole = await all(chunks(data).pipe(epochs(options)));
  const { epoch, sample, random } = whole[4];
  assertEquals([epoch, sample], [1, 2]);
  const rest = await all(
    chunks(data).pipe(epochs({ ...options, from: { epoch, sample, random } })),
  );
  const shown = (parts: readonly EpochChunk[]) =>
    parts.map(({ data: _, order, random, ...rest }) => ({
      ...rest,
      order: [...order],
      random: random?.().state(),
    }));
  assertEquals(shown(rest), shown(whole.slice(4)));
});
