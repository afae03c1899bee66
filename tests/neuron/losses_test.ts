import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { expMinus } from "../../src/neuron/exp_minus.ts";
import { sigmoid } from "../../src/neuron/forward.ts";
import { squaredError } from "../../src/neuron/squared_error.ts";

const losses = { binaryCrossEntropy, squaredError };

/** The slope of f at x by central differences. */
function slope(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

const label = fc.constantFrom(0, 1);

for (const [name, loss] of Object.entries(losses)) {
  // A central difference with step h is off by h²/6 · f‴ and by ε·|f|/h: with h = 1e-5 and losses
  // up to 10, both are below 1e-9; f‴ of dL/dŷ grows like ŷ⁻⁴, so ŷ stays in [0.1, 0.9] there.
  Deno.test(`${name}: the gradient is the slope of the loss along z`, () => {
    fc.assert(fc.property(fc.double({ min: -10, max: 10, noNaN: true }), label, (z, y) => {
      const expected = slope((z) => loss.value(z, y), z, 1e-5);
      assertAlmostEquals(loss.gradient(z, y), expected, 1e-8);
    }));
  });

  Deno.test(`${name}: dL/dŷ is the slope of the loss along ŷ`, () => {
    fc.assert(fc.property(fc.double({ min: 0.1, max: 0.9, noNaN: true }), label, (p, y) => {
      const logit = (p: number) => Math.log(p / (1 - p));
      const expected = slope((p) => loss.value(logit(p), y), p, 1e-5);
      assertAlmostEquals(loss.dLoss_dPrediction!(p, y), expected, 1e-6);
    }));
  });

  Deno.test(`${name}: loss and gradient are finite for |z| up to 1e4`, () => {
    fc.assert(fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), label, (z, y) => {
      assert(Number.isFinite(loss.value(z, y)));
      assert(loss.value(z, y) >= 0);
      assert(Number.isFinite(loss.gradient(z, y)));
    }));
    for (const z of [-1e4, -746, -710, -37, 0, 37, 710, 746, 1e4]) {
      for (const y of [0, 1]) assert(Number.isFinite(loss.value(z, y)));
    }
  });
}

Deno.test("binary cross-entropy and its gradient are what their parts make of e^−|z|", () => {
  fc.assert(fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), label, (z, y) => {
    const { outside, inside, gradient } = binaryCrossEntropy.parts!;
    const e = expMinus(Math.abs(z));
    assert(inside(e) >= 0 && inside(e) <= 1);
    const sum = outside(z, y) + Math.log1p(inside(e));
    // The same two terms: at most one rounding apart.
    assertAlmostEquals(sum, binaryCrossEntropy.value(z, y), 1e-15 * Math.max(1, sum));
    assertEquals(gradient(z, y, e), binaryCrossEntropy.gradient(z, y));
  }));
});

Deno.test("binary cross-entropy is −ln of the probability given to the label", () => {
  fc.assert(fc.property(fc.double({ min: -20, max: 20, noNaN: true }), label, (z, y) => {
    const p = sigmoid(y === 1 ? z : -z);
    // −ln p loses what 1 − p loses: up to ε / p, relative to a loss of at most 20.
    assertAlmostEquals(binaryCrossEntropy.value(z, y), -Math.log(p), 1e-13 + 1e-15 / p);
  }));
});

Deno.test("binary cross-entropy grows linearly where the prediction is far off", () => {
  assertAlmostEquals(binaryCrossEntropy.value(1e4, 0), 1e4, 1e-9);
  assertAlmostEquals(binaryCrossEntropy.value(-1e4, 1), 1e4, 1e-9);
});

Deno.test("squared error is (ŷ − y)²", () => {
  fc.assert(fc.property(fc.double({ min: -30, max: 30, noNaN: true }), label, (z, y) => {
    // 1 − ŷ is exact to ε/2, and is squared.
    assertAlmostEquals(squaredError.value(z, y), (sigmoid(z) - y) ** 2, 1e-15);
  }));
});

Deno.test("where a prediction is confidently wrong, only cross-entropy keeps its gradient", () => {
  fc.assert(fc.property(fc.double({ min: 10, max: 30, noNaN: true }), (z) => {
    assert(binaryCrossEntropy.gradient(z, 0) > 0.9999);
    assert(squaredError.gradient(z, 0) < 0.0001);
  }));
});
