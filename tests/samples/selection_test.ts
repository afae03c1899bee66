import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Sketch } from "../../src/samples/selection.ts";
import { chunk } from "../flow/flow.ts";

/** The places of the samples that a sketch keeps of so many, in chunks of these sizes. */
function kept(count: number, sizes: readonly number[]): number[] {
  const sketch = new Sketch(1);
  for (let at = 0, i = 0; at < count; i++) {
    const length = Math.min(sizes[i % sizes.length], count - at);
    const x = Array.from({ length }, (_, j) => at + j);
    sketch.add(chunk(x, x.map(() => 0)));
    at += length;
  }
  return [...sketch.samples().features];
}

Deno.test("a sketch keeps all of few samples, and of many 1000 to 2000, evenly spaced", () => {
  assertEquals(kept(2000, [256]).length, 2000);
  for (const count of [2001, 5000, 100_000]) {
    const places = kept(count, [999]);
    assert(places.length > 1000 - 1 && places.length <= 2000, String(places.length));
    const every = places[1] - places[0];
    assertEquals(places, places.map((_, i) => i * every));
  }
});

Deno.test("what a sketch keeps does not depend on the chunks", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9000 }), sizes, (count, sizes) => {
      assertEquals(kept(count, sizes), kept(count, [256]));
    }),
    { numRuns: 30 },
  );
});
