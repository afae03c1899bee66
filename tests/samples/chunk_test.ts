import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Chunk, concatenate, gather, inOrder, slice } from "../../src/samples/chunk.ts";

const scaling = { mean: [1, 2], sd: [3, 4] };
const chunk: Chunk = {
  width: 2,
  features: Float64Array.of(1, 2, 3, 4, 5, 6),
  labels: Float64Array.of(0, 1, 1),
  scaling,
};

Deno.test("gather takes samples in the order of their indices, one as often as it is named", () => {
  assertEquals(gather(chunk, Uint32Array.of(2, 0, 2)), {
    width: 2,
    features: Float64Array.of(5, 6, 1, 2, 5, 6),
    labels: Float64Array.of(1, 0, 1),
    scaling,
  });
  assertEquals(gather(chunk, inOrder(3)), chunk);
});

Deno.test("gather copies, slice is a view", () => {
  const source = { ...chunk, features: chunk.features.slice() };
  const copied = gather(source, Uint32Array.of(1));
  const viewed = slice(source, 1, 2);
  assertEquals(viewed, copied);
  source.features[2] = -3;
  assertEquals([...copied.features, ...viewed.features], [3, 4, -3, 4]);
});

Deno.test("the slices of a chunk, concatenated, are the chunk", () => {
  const places = fc.array(fc.nat(3), { maxLength: 5 });
  fc.assert(fc.property(places, (places) => {
    const ends = [...places, 3].sort();
    const slices = ends.map((end, i) => slice(chunk, ends[i - 1] ?? 0, end));
    assertEquals(concatenate(slices), chunk);
  }));
});

Deno.test("no chunks concatenated are an empty chunk, one stays the same", () => {
  const empty = { width: 1, features: new Float64Array(), labels: new Float64Array() };
  assertEquals(concatenate([]), empty);
  assertEquals(concatenate([chunk]) === chunk, true);
});

Deno.test("concatenated chunks have the scaling of the last", () => {
  const { scaling: _, ...unscaled } = chunk;
  assertEquals(concatenate([unscaled, chunk]).scaling, scaling);
  assertEquals(concatenate([chunk, unscaled]).scaling, undefined);
});
