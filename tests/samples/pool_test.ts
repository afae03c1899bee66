import { assertEquals } from "@std/assert";
import { pooledArray, pooledCopy } from "../../src/samples/pool.ts";

Deno.test("pooled arrays are zeroed and do not overlap, whatever their lengths", () => {
  const lengths = [1, 700, 700, 3000, 1, 1024, 0, 2];
  const arrays = lengths.map(pooledArray);
  assertEquals(arrays.map(({ length }) => length), lengths);
  arrays.forEach((array, i) => {
    assertEquals(array.every((x) => x === 0), true);
    array.fill(i + 1);
  });
  arrays.forEach((array, i) => assertEquals(array.every((x) => x === i + 1), true));
});

Deno.test("a pooled copy is equal to its original and independent of it", () => {
  const original = Float64Array.of(1, -0, NaN);
  const copy = pooledCopy(original);
  assertEquals(copy, original);
  original[0] = 2;
  assertEquals([...copy], [1, -0, NaN]);
});
