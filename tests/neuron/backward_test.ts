import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { backward } from "../../src/neuron/backward.ts";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { logit, predict, sigmoid } from "../../src/neuron/forward.ts";
import { boundary, toNeuron, toParameters } from "../../src/neuron/neuron.ts";

const small = fc.double({ min: -3, max: 3, noNaN: true });
const label = fc.constantFrom(0, 1);

/** A neuron of 1 to 5 features, and a sample for it. */
const neuronAndSample = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.record({
    parameters: fc.array(small, { minLength: width + 1, maxLength: width + 1 }),
    x: fc.array(small, { minLength: width, maxLength: width }),
    y: label,
  })
);

Deno.test("the gradient is the slope of the loss along each weight and the bias", () => {
  fc.assert(fc.property(neuronAndSample, ({ parameters, x, y }) => {
    const { gradient } = backward(toNeuron(parameters), { x, y }, { loss: binaryCrossEntropy });
    assertEquals(gradient.length, parameters.length);
    const lossAt = (parameters: number[]) => binaryCrossEntropy.value(logit(parameters, x), y);
    const h = 1e-5;
    parameters.forEach((_, j) => {
      const nudged = (by: number) => lossAt(parameters.with(j, parameters[j] + by));
      // h²/6 · f‴ with |f‴| ≤ |x|³ ≤ 27 is below 1e-9, and ε·|f|/h with |f| ≤ 50 below 2e-9.
      assertAlmostEquals(gradient[j], (nudged(h) - nudged(-h)) / (2 * h), 1e-8);
    });
  }));
});

Deno.test("the chain rule's product is the gradient wherever it is finite", () => {
  const anyLogit = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  fc.assert(fc.property(anyLogit, small, label, (bias, x, y) => {
    const pass = backward({ weights: [0], bias }, { x: [x], y }, { loss: binaryCrossEntropy });
    const product = pass.dLoss_dPrediction * pass.dPrediction_dz * pass.dz_dw[0];
    assert(Number.isFinite(pass.gradient[0]));
    if (!Number.isFinite(product)) return;
    // 1 − ŷ has an absolute error of ε/2, so the slope −1/(1 − ŷ) is off by that much, relatively.
    const relative = 1e-15 + 1e-16 / Math.min(pass.prediction || 1, 1 - pass.prediction || 1);
    assertAlmostEquals(product, pass.gradient[0], Math.abs(x) * relative + 1e-300);
  }));
});

Deno.test("the gradient is right where the chain rule's product is ∞ · 0", () => {
  const saturated = { weights: [100], bias: 0 };
  const pass = backward(saturated, { x: [100], y: 0 }, { loss: binaryCrossEntropy });
  assertEquals(pass.dLoss_dPrediction, Infinity);
  assert(Number.isFinite(pass.loss));
  assertEquals(pass.gradient, [100, 1]);
});

Deno.test("dŷ/dz is the slope of the sigmoid", () => {
  fc.assert(fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (z) => {
    const { dPrediction_dz } = backward(
      { weights: [0], bias: z },
      { x: [0], y: 0 },
      { loss: binaryCrossEntropy },
    );
    const h = 1e-5;
    // σ‴ ≤ 1/8 gives h²/48, and ε/h is 2e-11.
    assertAlmostEquals(dPrediction_dz, (sigmoid(z + h) - sigmoid(z - h)) / (2 * h), 1e-10);
  }));
});

Deno.test("the sigmoid is between 0 and 1, symmetric, and never NaN", () => {
  fc.assert(fc.property(fc.double({ noNaN: true }), (z) => {
    const p = sigmoid(z);
    assert(p >= 0 && p <= 1);
    assertAlmostEquals(p + sigmoid(-z), 1, 1e-15);
  }));
});

Deno.test("the logit reads a sample where it begins in a row-major table", () => {
  const table = Float64Array.of(1, 2, 3, 4, 5, 6);
  assertEquals(logit([10, 1, 0.5], table, 2), 34.5);
});

Deno.test("ŷ is ½ at the boundary", () => {
  fc.assert(fc.property(small.filter((w) => Math.abs(w) > 1e-3), small, (w, b) => {
    const neuron = { weights: [w], bias: b };
    assertAlmostEquals(predict(neuron, [boundary(neuron)]), 0.5, 1e-14);
  }));
});

Deno.test("a neuron and its parameters are the same thing", () => {
  fc.assert(fc.property(fc.array(fc.double(), { minLength: 1 }), (parameters) => {
    assertEquals(toParameters(toNeuron(parameters)), parameters);
  }));
});
