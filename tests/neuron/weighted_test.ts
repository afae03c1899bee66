import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { squaredError } from "../../src/neuron/squared_error.ts";
import { balancedWeights, weighted } from "../../src/neuron/weighted.ts";
import { sigmoid } from "../../src/neuron/forward.ts";

const weight = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const sample = fc.tuple(fc.double({ min: -15, max: 15, noNaN: true }), fc.constantFrom(0, 1));

for (const [name, loss] of Object.entries({ binaryCrossEntropy, squaredError })) {
  Deno.test(`weighted ${name}: the gradient is the slope of the loss, by central differences`, () => {
    fc.assert(fc.property(weight, weight, sample, (w0, w1, [z, y]) => {
      const { value, gradient } = weighted(loss, [w0, w1]);
      const h = 1e-5;
      const slope = (value(z + h, y) - value(z - h, y)) / (2 * h);
      // The differences err by h² of the third derivative, below 1, and by rounding over h.
      const scale = y === 1 ? w1 : w0;
      assertAlmostEquals(gradient(z, y) / scale, slope / scale, 1e-8);
    }));
  });

  Deno.test(`weighted ${name}: dL/dŷ times dŷ/dz is the gradient`, () => {
    fc.assert(fc.property(weight, weight, sample, (w0, w1, [z, y]) => {
      const loss1 = weighted(loss, [w0, w1]);
      const p = sigmoid(z);
      // 1 − ŷ has lost up to 7 digits at |z| = 15.
      const product = loss1.dLoss_dPrediction!(p, y) * p * sigmoid(-z);
      const scale = y === 1 ? w1 : w0;
      assertAlmostEquals(product / scale, loss1.gradient(z, y) / scale, 1e-9);
    }));
  });

  Deno.test(`weighted ${name}: a weight of 3 counts like three samples`, () => {
    fc.assert(fc.property(sample, ([z, y]) => {
      const { value, gradient } = weighted(loss, y === 1 ? [1, 3] : [3, 1]);
      assertEquals(value(z, y), 3 * loss.value(z, y));
      assertEquals(gradient(z, y), 3 * loss.gradient(z, y));
    }));
  });
}

Deno.test("balanced weights: each class weighs half of the samples, whatever their numbers", () => {
  const counts = fc.integer({ min: 1, max: 1000 });
  fc.assert(fc.property(counts, counts, (zeros, ones) => {
    const labels = new Float64Array(zeros + ones).fill(1, zeros);
    const [w0, w1] = balancedWeights(labels);
    assertAlmostEquals(w0 * zeros, labels.length / 2, 1e-9);
    assertAlmostEquals(w1 * ones, labels.length / 2, 1e-9);
  }));
  // numpy and sklearn.utils.class_weight.compute_class_weight("balanced", …) of these labels.
  assertEquals(balancedWeights(Float64Array.of(0, 0, 0, 0, 1)), [0.625, 2.5]);
});
