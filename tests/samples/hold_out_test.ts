import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import { holdOut } from "../../src/samples/hold_out.ts";
import { UserError } from "../../src/user_error.ts";

/** Samples that are their own numbers. */
function numbered(count: number) {
  const features = Float64Array.from({ length: count }, (_, i) => i);
  return { width: 1, features, labels: features.map((i) => i % 2) };
}

Deno.test("a share of the samples is held out, rounded down, and the others are trained on, both in order", () => {
  const { training, heldOut } = holdOut(numbered(11), { fraction: 0.5, random: numpyRandom(1) });
  assertEquals([training.features.length, heldOut.features.length], [6, 5]);
  for (const { features, labels } of [training, heldOut]) {
    assertEquals(features, features.toSorted());
    assertEquals(labels, features.map((i) => i % 2));
  }
  const all = [...training.features, ...heldOut.features].sort((a, b) => a - b);
  assertEquals(all, [...numbered(11).features]);
  // They are drawn, not the first ones.
  assertNotEquals([...heldOut.features], [0, 1, 2, 3, 4]);
});

Deno.test("a share that is less than one sample is refused, with the least that is not", () => {
  assertThrows(
    () => holdOut(numbered(8), { fraction: 0.1, random: numpyRandom(1) }),
    UserError,
    "validation.fraction: 0.1 of 8 samples holds out none; expected more than 0.125, or leave it out",
  );
});
