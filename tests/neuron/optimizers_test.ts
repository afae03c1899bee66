import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { adam } from "../../src/neuron/adam.ts";
import { type Optimizer, step } from "../../src/neuron/optimizer.ts";
import { sgd } from "../../src/neuron/sgd.ts";

const number = fc.double({ min: -2, max: 2, noNaN: true });
const rate = fc.double({ min: 0.001, max: 0.5, noNaN: true });
const share = fc.double({ min: 0, max: 0.95, noNaN: true });
/** One weight and one bias, and the gradients of 1 to 8 steps. */
const job = fc.record({
  start: fc.tuple(number, number),
  gradients: fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 8 }),
});

/** The weight and the bias before each step and after the last. */
function trajectory(
  optimizer: Optimizer,
  { start, gradients }: { start: number[]; gradients: number[][] },
): number[][] {
  const parameters = [...start];
  const memory = new Array<number>(parameters.length * optimizer.memory).fill(0);
  return [
    start,
    ...gradients.map((gradient, t) => {
      const learningRate = optimizer.learningRate(0);
      const state = { memory, learningRate, step: t + 1 };
      gradient.forEach((g, j) => parameters[j] = optimizer.move(parameters[j], g, state, j));
      return [...parameters];
    }),
  ];
}

function sum(count: number, term: (k: number) => number): number {
  return Array.from({ length: count }, (_, k) => term(k)).reduce((a, b) => a + b, 0);
}

/**
 * Compares the moves of a trajectory with what a formula says of them.
 *
 * The formulas are sums over all gradients so far, not recursions, so they share nothing with the
 * code. Numbers are of order 1 to 100, sums of at most 8 terms: 1e-11 is a hundred roundings.
 */
function assertMoves(
  points: number[][],
  move: (t: number, j: number) => number,
): void {
  for (let t = 1; t < points.length; t++) {
    for (const j of [0, 1]) {
      assertAlmostEquals(points[t][j] - points[t - 1][j], move(t - 1, j), 1e-11);
    }
  }
}

Deno.test("sgd goes down the gradient, times the learning rate", () => {
  fc.assert(fc.property(job, rate, (job, learningRate) => {
    const points = trajectory(sgd({ learningRate }), job);
    assertMoves(points, (t, j) => -learningRate * job.gradients[t][j]);
  }));
});

Deno.test("momentum adds up all gradients so far, each step fading by μ", () => {
  fc.assert(fc.property(job, rate, share, (job, learningRate, momentum) => {
    const points = trajectory(sgd({ learningRate, momentum }), job);
    assertMoves(
      points,
      (t, j) => -learningRate * sum(t + 1, (k) => momentum ** (t - k) * job.gradients[k][j]),
    );
  }));
});

Deno.test("Nesterov's momentum counts the newest gradient once more, and all fade once more", () => {
  fc.assert(fc.property(job, rate, share, (job, learningRate, momentum) => {
    const points = trajectory(sgd({ learningRate, momentum, nesterov: true }), job);
    assertMoves(points, (t, j) => {
      const faded = sum(t + 1, (k) => momentum ** (t - k + 1) * job.gradients[k][j]);
      return -learningRate * (job.gradients[t][j] + faded);
    });
  }));
});

Deno.test("adam divides the mean gradient by the root of its mean square, both corrected", () => {
  const beta = fc.double({ min: 0.5, max: 0.999, noNaN: true });
  fc.assert(fc.property(job, rate, beta, beta, (job, learningRate, beta1, beta2) => {
    const epsilon = 1e-3;
    const points = trajectory(adam({ learningRate, beta1, beta2, epsilon }), job);
    assertMoves(points, (t, j) => {
      // An exponential mean, corrected, is a weighted mean: the weights add up to 1.
      const weightedMean = (beta: number, value: (k: number) => number) =>
        sum(t + 1, (k) => beta ** (t - k) * value(k)) / sum(t + 1, (k) => beta ** (t - k));
      const mean = weightedMean(beta1, (k) => job.gradients[k][j]);
      const square = weightedMean(beta2, (k) => job.gradients[k][j] ** 2);
      return -learningRate * mean / (Math.sqrt(square) + epsilon);
    });
  }));
});

Deno.test("without weight decay a weight's size does not matter", () => {
  fc.assert(fc.property(job, rate, (job, learningRate) => {
    const far = { ...job, start: [job.start[0] + 1000, job.start[1]] };
    const move = ([[w0], ...points]: number[][]) => points.map(([w]) => w - w0);
    const here = move(trajectory(sgd({ learningRate }), job));
    const there = move(trajectory(sgd({ learningRate }), far));
    // 1000 has 3 digits more before the point, so the moves are exact to 1e-13 only.
    here.forEach((moved, t) => assertAlmostEquals(there[t], moved, 1e-11));
  }));
});

Deno.test("a learning rate may be a schedule", () => {
  const { learningRate } = adam({ learningRate: (epoch) => 1 / (epoch + 1) });
  assertEquals([0, 1, 3].map(learningRate), [1, 0.5, 0.25]);
});

Deno.test("adam's ε is 1e-8 unless told: a first slope as large as it makes half a step", () => {
  const [[w], [moved]] = trajectory(adam({ learningRate: 1 }), {
    start: [0, 0],
    gradients: [[1e-8, 0]],
  });
  assertAlmostEquals(moved - w, -0.5, 1e-12);
});

Deno.test("a step moves the weights and the bias once each, and only weights decay", () => {
  const parameters = [1, 2, 3];
  const optimizer = sgd({ learningRate: 0.5, weightDecay: 0.25 });
  const state = { memory: [], learningRate: 0.5, step: 1 };
  step(parameters, [8, 16, 32], { optimizer, state });
  assertEquals(parameters, [
    1 - 0.5 * (8 + 0.25 * 1),
    2 - 0.5 * (16 + 0.25 * 2),
    3 - 0.5 * 32,
  ]);
});
