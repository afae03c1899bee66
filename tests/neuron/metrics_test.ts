import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { sigmoid } from "../../src/neuron/forward.ts";
import { evaluate, rocAuc, rocCurve } from "../../src/neuron/metrics.ts";

/** Rows of a logit, often tied, and a label. */
const rows = fc.array(
  fc.tuple(
    fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -20, max: 20, noNaN: true })),
    fc.constantFrom(0, 1),
  ),
  { minLength: 1, maxLength: 60 },
);

function columns(rows: readonly (readonly [number, number])[]): [Float64Array, Float64Array] {
  return [Float64Array.from(rows, ([z]) => z), Float64Array.from(rows, ([, y]) => y)];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

Deno.test("metrics of five known rows", () => {
  // Predictions σ(−2), σ(−1), σ(0), σ(1), σ(2) for the labels 0, 1, 0, 1, 1.
  const metrics = evaluate(Float64Array.of(-2, -1, 0, 1, 2), Float64Array.of(0, 1, 0, 1, 1));
  assertEquals(metrics.confusionMatrix, {
    truePositives: 2,
    falsePositives: 1,
    trueNegatives: 1,
    falseNegatives: 1,
  });
  assertEquals([metrics.rows, metrics.accuracy], [5, 3 / 5]);
  assertEquals([metrics.precision, metrics.recall, metrics.f1], [2 / 3, 2 / 3, 4 / 6]);
  // Of 6 pairs of a 1 and a 0, only (−1, 0) is in the wrong order.
  assertAlmostEquals(metrics.rocAuc!, 5 / 6, 1e-15);
});

Deno.test("a threshold tells classes apart, and leaves what does not depend on it", () => {
  const threshold = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(fc.property(rows, threshold, (rows, threshold) => {
    const [z, y] = columns(rows);
    const { confusionMatrix, accuracy, ...rest } = evaluate(z, y, { threshold });
    const called = rows.map(([z, y]) => [sigmoid(z) >= threshold, y === 1]);
    const count = (a: boolean, b: boolean) =>
      called.filter(([one, is]) => one === a && is === b).length;
    assertEquals(confusionMatrix, {
      truePositives: count(true, true),
      falsePositives: count(true, false),
      trueNegatives: count(false, false),
      falseNegatives: count(false, true),
    });
    assertAlmostEquals(accuracy, mean(called.map(([one, is]) => one === is ? 1 : 0)), 1e-15);
    const { logLoss, rocAuc, brier, calibration } = evaluate(z, y);
    assertEquals([rest.logLoss, rest.rocAuc, rest.brier], [logLoss, rocAuc, brier]);
    assertEquals([rest.calibration, rest.threshold], [calibration, threshold]);
  }));
});

Deno.test("log-loss and Brier score are the means of the rows' own", () => {
  fc.assert(fc.property(rows, (rows) => {
    const { logLoss, brier } = evaluate(...columns(rows));
    // Means of at most 60 numbers below 21.
    assertAlmostEquals(logLoss, mean(rows.map(([z, y]) => binaryCrossEntropy.value(z, y))), 1e-12);
    assertAlmostEquals(brier, mean(rows.map(([z, y]) => (sigmoid(z) - y) ** 2)), 1e-14);
  }));
});

Deno.test("ROC AUC is the share of pairs in the right order, ties counted half", () => {
  fc.assert(fc.property(rows, (rows) => {
    const pairs = rows.filter(([, y]) => y === 1).flatMap(([one]) =>
      rows.filter(([, y]) => y === 0).map(([zero]) => one > zero ? 1 : one === zero ? 0.5 : 0)
    );
    const area = rocAuc(...columns(rows));
    if (pairs.length === 0) assertEquals(area, null);
    else assertAlmostEquals(area!, mean(pairs), 1e-13);
  }));
});

Deno.test("the ROC curve rises from (0, 0) to (1, 1), and its area is ROC AUC", () => {
  fc.assert(fc.property(rows, (rows) => {
    fc.pre(new Set(rows.map(([, y]) => y)).size === 2);
    const [logits, labels] = columns(rows);
    const points = rocCurve(logits, labels);
    assertEquals(points[0], { falsePositiveRate: 0, truePositiveRate: 0 });
    assertEquals(points.at(-1), { falsePositiveRate: 1, truePositiveRate: 1 });
    let area = 0;
    points.slice(1).forEach((to, i) => {
      const from = points[i];
      const step = to.falsePositiveRate - from.falsePositiveRate;
      assert(step >= 0 && to.truePositiveRate >= from.truePositiveRate);
      area += step * (to.truePositiveRate + from.truePositiveRate) / 2;
    });
    assertAlmostEquals(area, rocAuc(logits, labels)!, 1e-13);
  }));
});

Deno.test("the calibration table has every row once, in the bin of its prediction", () => {
  fc.assert(fc.property(rows, (rows) => {
    const { calibration } = evaluate(...columns(rows));
    assertEquals(calibration.reduce((sum, { count }) => sum + count, 0), rows.length);
    for (const { from, to, count, meanPrediction, observed } of calibration) {
      const own = rows.filter(([z]) => {
        const p = sigmoid(z);
        return Math.min(Math.floor(p * 10), 9) === Math.round(from * 10);
      });
      assertEquals(own.length, count);
      assert(meanPrediction >= from - 1e-12 && meanPrediction <= to + 1e-12);
      assertAlmostEquals(observed, mean(own.map(([, y]) => y)), 1e-15);
    }
  }));
});

Deno.test("ratios whose denominator is 0 are null", () => {
  const none = evaluate(Float64Array.of(-1, -2), Float64Array.of(0, 0));
  assertEquals([none.precision, none.recall, none.f1, none.rocAuc], [null, null, null, null]);
  assertEquals(none.accuracy, 1);
});

Deno.test("rows of one label have no ROC curve", () => {
  for (const y of [0, 1]) {
    assertEquals(rocCurve(Float64Array.of(-1, 0, 2), Float64Array.of(y, y, y)), []);
  }
});

Deno.test("the ROC AUC of logits that are no numbers ends", () => {
  rocAuc(Float64Array.of(NaN, 1, NaN), Float64Array.of(0, 1, 1));
});

Deno.test("the calibration table of known rows: predictions of exactly 0 and 1 are in the first bin and the last", () => {
  // σ(−800) is 0, σ(0) is ½ and σ(800) is 1.
  const { calibration } = evaluate(
    Float64Array.of(-800, 0, 800, 0, 800),
    Float64Array.of(0, 0, 1, 1, 0),
  );
  assertEquals(calibration, [
    { from: 0, to: 0.1, count: 1, meanPrediction: 0, observed: 0 },
    { from: 0.5, to: 0.6, count: 2, meanPrediction: 0.5, observed: 0.5 },
    { from: 0.9, to: 1, count: 2, meanPrediction: 1, observed: 0.5 },
  ]);
});

Deno.test("without a threshold, a row is predicted 1 from ½ on", () => {
  const { threshold, confusionMatrix } = evaluate(
    Float64Array.of(-1e-9, 0, 1e-9),
    Float64Array.of(0, 1, 1),
  );
  assertEquals(threshold, 0.5);
  assertEquals(confusionMatrix, {
    truePositives: 2,
    falsePositives: 0,
    trueNegatives: 1,
    falseNegatives: 0,
  });
});
