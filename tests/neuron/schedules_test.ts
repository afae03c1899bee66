import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { constant } from "../../src/neuron/constant.ts";
import { cosine } from "../../src/neuron/cosine.ts";
import { exponential } from "../../src/neuron/exponential.ts";
import { inverseTime } from "../../src/neuron/inverse_time.ts";

const rate = fc.double({ min: 1e-4, max: 10, noNaN: true });
const epoch = fc.nat(1000);

Deno.test("constant: every epoch has the first one's rate", () => {
  fc.assert(fc.property(rate, epoch, (rate, epoch) => assertEquals(constant(rate)(epoch), rate)));
});

Deno.test("exponential: each epoch's rate is the last one's, times the factor", () => {
  const factor = fc.double({ min: 0.9, max: 1, noNaN: true });
  fc.assert(fc.property(rate, factor, fc.nat(200), (rate, decay, epoch) => {
    const at = exponential(rate, { decay });
    assertEquals(at(0), rate);
    // Powers are exact to some ulp.
    assertAlmostEquals(at(epoch + 1) / at(epoch), decay, 1e-14);
  }));
});

Deno.test("cosine: from the first rate to the last, steepest in the middle, symmetric about it", () => {
  fc.assert(fc.property(rate, fc.integer({ min: 1, max: 500 }), epoch, (rate, half, epoch) => {
    const final = rate / 10;
    const epochs = 2 * half;
    const at = cosine(rate, { epochs, final });
    const tolerance = 1e-14 * rate;
    assertAlmostEquals(at(0), rate, tolerance);
    assertAlmostEquals(at(half), (rate + final) / 2, tolerance);
    assertAlmostEquals(at(epochs + epoch), final, tolerance);
    const early = epoch % (half + 1);
    assertAlmostEquals(at(early) + at(epochs - early), rate + final, tolerance);
    assert(at(early) - at(early + 1) <= Math.PI * (rate - final) / (2 * epochs) + tolerance);
  }));
});

Deno.test("inverse time: the inverse of the rate grows by the same amount each epoch", () => {
  fc.assert(
    fc.property(rate, fc.double({ min: 0, max: 5, noNaN: true }), epoch, (rate, k, epoch) => {
      const at = inverseTime(rate, { decay: k });
      assertEquals(at(0), rate);
      // 1/η reaches 5e7 at the most: a few ulp of it.
      assertAlmostEquals(1 / at(epoch + 1) - 1 / at(epoch), k / rate, 1e-14 / at(epoch + 1));
    }),
  );
});

Deno.test("a cosine falls to 0 unless told", () => {
  const at = cosine(0.5, { epochs: 4 });
  assertEquals([at(0), at(4), at(9)], [0.5, 0, 0]);
});
