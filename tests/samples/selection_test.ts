import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { concatenate, slice } from "../../src/samples/chunk.ts";
import { evenSelection } from "../../src/samples/selection.ts";

/** The indices of the samples selected from `count`, which come in chunks of these sizes. */
function selected(count: number, sizes: readonly number[]): number[] {
  const selection = evenSelection(1);
  const features = Float64Array.from({ length: count }, (_, i) => i);
  const all = { width: 1, features, labels: new Float64Array(count) };
  for (let begin = 0, i = 0; begin < count; i++) {
    const end = Math.min(begin + sizes[i % sizes.length], count);
    selection.add(slice(all, begin, end));
    begin = end;
  }
  assertEquals(selection.count(), count);
  return [...selection.samples().features];
}

Deno.test("a selection has all of up to 2000 samples, of more 1000 to 2000, as even as can be", () => {
  assertEquals(selected(2000, [256]), [...Array(2000).keys()]);
  for (const count of [2001, 5000, 100_000]) {
    const indices = selected(count, [999]);
    assert(indices.length >= 1000 && indices.length <= 2000, String(indices.length));
    // The gaps of multiples of one number have at most three lengths, the longest the sum of the
    // others (V. T. Sós, 1958).
    const gaps = indices.slice(1).map((index, i) => index - indices[i]);
    const lengths = [...new Set(gaps)].sort((a, b) => a - b);
    assert(lengths.length <= 3, String(lengths));
    assertEquals(lengths[2] ?? lengths[0] + lengths[1], lengths[0] + lengths[1]);
    assert(indices[0] === 0 && indices.at(-1)! >= count - lengths.at(-1)!);
  }
});

Deno.test("of samples that come in a period, each is selected as often as it comes", () => {
  for (const period of [2, 3, 4, 8, 64]) {
    const counts = new Float64Array(period);
    for (const index of selected(100_000, [256])) counts[index % period]++;
    // In even steps, what falls into a part is what is expected, give or take a few.
    const expected = selected(100_000, [256]).length / period;
    for (const n of counts) assert(Math.abs(n - expected) < 5, `${n} of ${expected}, ${period}`);
  }
});

Deno.test("a selection does not depend on how the samples are cut into chunks", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9000 }), sizes, (count, sizes) => {
      assertEquals(selected(count, sizes), selected(count, [256]));
    }),
    { numRuns: 30 },
  );
});

Deno.test("a selection of wide samples has at most 200,000 features, but at least one sample", () => {
  for (const [width, most] of [[1000, 200], [300_000, 1]]) {
    const selection = evenSelection(width);
    const sample = { width, features: new Float64Array(width), labels: Float64Array.of(1) };
    for (let i = 0; i < 201; i++) selection.add(sample);
    const { labels } = selection.samples();
    assert(labels.length >= most / 2 && labels.length <= most, String(labels.length));
  }
});

Deno.test("a selection has the samples' width, labels and scaling; of none it is empty", () => {
  assertEquals(evenSelection(2).samples().labels.length, 0);
  const scaling = { mean: [0, 0], sd: [1, 1] };
  const chunk = { width: 2, features: Float64Array.of(1, 2), labels: Float64Array.of(1), scaling };
  const selection = evenSelection(2);
  selection.add(chunk);
  selection.add(chunk);
  assertEquals(selection.samples(), concatenate([chunk, chunk]));
});
