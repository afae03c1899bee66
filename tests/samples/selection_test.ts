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

Deno.test("a selection has all of up to 2000 samples, of more 1000 to 2000 evenly spaced", () => {
  assertEquals(selected(2000, [256]), [...Array(2000).keys()]);
  for (const count of [2001, 5000, 100_000]) {
    const indices = selected(count, [999]);
    assert(indices.length >= 1000 && indices.length <= 2000, String(indices.length));
    const every = indices[1] - indices[0];
    assertEquals(indices, indices.map((_, i) => i * every));
    assert(indices.at(-1)! > count - 1 - every);
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
  const scaling = { mean: Float64Array.of(0, 0), sd: Float64Array.of(1, 1) };
  const chunk = { width: 2, features: Float64Array.of(1, 2), labels: Float64Array.of(1), scaling };
  const selection = evenSelection(2);
  selection.add(chunk);
  selection.add(chunk);
  assertEquals(selection.samples(), concatenate([chunk, chunk]));
});
