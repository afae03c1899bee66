import { binaryCrossEntropy } from "../neuron/binary_cross_entropy.ts";
import { dPrediction_dz, logit } from "../neuron/forward.ts";
import { type Neuron, toNeuron } from "../neuron/neuron.ts";
import type { Chunk } from "../samples/chunk.ts";
import { column, ofLabel } from "./samples.ts";

/** The boundary of one feature that gets the fewest samples wrong. */
export interface Threshold {
  /** The number of samples that it gets wrong. */
  readonly wrong: number;
  /** The largest x below it; −∞ where it is below all samples. */
  readonly from: number;
  /** The smallest x above it; ∞ where it is above all samples. */
  readonly to: number;
  /** The class beyond it. */
  readonly above: 0 | 1;
  /** The rows that it gets wrong. */
  readonly rows: readonly number[];
}

/** The boundary that gets the fewest samples of one feature wrong; of several such, the middle one. */
export function fewestWrong(samples: Chunk): Threshold {
  const x = column(samples, 0);
  const { labels } = samples;
  const order = Uint32Array.from(x.keys()).sort((a, b) => x[a] - x[b]);
  const ones = labels.reduce((sum, y) => sum + y, 0);
  const zeros = labels.length - ones;
  let below = [0, 0];
  let best: Omit<Threshold, "rows">[] = [];
  for (let i = 0; i <= order.length; i++) {
    const [from, to] = [x[order[i - 1]] ?? -Infinity, x[order[i]] ?? Infinity];
    if (from !== to) {
      // Class 1 above, or class 0 above.
      const both = [below[1] + zeros - below[0], below[0] + ones - below[1]];
      both.forEach((wrong, k) => {
        const least = best[0]?.wrong ?? Infinity;
        if (wrong < least) best = [];
        if (wrong <= least) best.push({ wrong, from, to, above: k === 0 ? 1 : 0 });
      });
    }
    if (i < order.length) {
      below = labels[order[i]] === 1 ? [below[0], below[1] + 1] : [below[0] + 1, below[1]];
    }
  }
  const middle = best[Math.floor((best.length - 1) / 2)];
  const rows = [...x.keys()].filter((row) =>
    (labels[row] === middle.above) !== (x[row] >= middle.to)
  );
  return { ...middle, rows };
}

/** The least mean cross-entropy that any neuron has on some samples, and the neuron that has it. */
export interface LeastLoss extends Neuron {
  /** The loss. */
  readonly loss: number;
}

/** More features than these take longer than a picture may. */
const MOST_FEATURES = 20;
const MOST_STEPS = 25;

/**
 * The neuron with the least mean cross-entropy, by Newton's method.
 *
 * Source: T. Hastie, R. Tibshirani and J. Friedman, The Elements of Statistical Learning, 2009, §4.4.1.
 *
 * @returns "separable" where a neuron gets all samples right: then the loss falls towards 0 for ever,
 * and has no least. Undefined where neither is known.
 *
 * @example
 * ```ts
 * import { points } from "@dawnstream/dawnstream";
 * import { leastLoss } from "@dawnstream/dawnstream/charts";
 * import { assertEquals } from "@std/assert";
 *
 * const apart = points([{ x: 0, y: 0 }, { x: 1, y: 1 }]);
 * assertEquals(leastLoss(apart), "separable");
 *
 * const alike = points([{ x: 0, y: 0 }, { x: 0, y: 1 }, { x: 1, y: 0 }, { x: 1, y: 1 }]);
 * const least = leastLoss(alike);
 * assertEquals(least, { weights: [0], bias: 0, loss: Math.log(2) });
 * ```
 */
export function leastLoss(samples: Chunk): LeastLoss | "separable" | undefined {
  const { width, labels } = samples;
  if (labels.length === 0 || width > MOST_FEATURES) return undefined;
  if (width === 1) {
    const x = column(samples, 0);
    const [zeros, ones] = [0, 1].map((label) => range(ofLabel(x, labels, label)));
    if (zeros.high < ones.low || ones.high < zeros.low) return "separable";
    // Where classes only touch, the loss has no least either, and nobody gets all of them right.
    if (zeros.high === ones.low || ones.high === zeros.low) return undefined;
  }
  const scaled = standardized(samples);
  const size = width + 1;
  const parameters = new Array<number>(size).fill(0);
  let loss = Infinity;
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = new Float64Array(size);
    const hessian = Array.from({ length: size }, () => new Float64Array(size));
    loss = 0;
    let right = 0;
    labels.forEach((y, row) => {
      const z = logit(parameters, scaled.features, row * width);
      loss += binaryCrossEntropy.value(z, y);
      if (z !== 0 && (z > 0) === (y === 1)) right++;
      const error = binaryCrossEntropy.gradient(z, y);
      const slope = dPrediction_dz(z);
      for (let j = 0; j < size; j++) {
        const xj = j < width ? scaled.features[row * width + j] : 1;
        gradient[j] += error * xj;
        for (let k = 0; k <= j; k++) {
          hessian[j][k] += slope * xj * (k < width ? scaled.features[row * width + k] : 1);
        }
      }
    });
    if (right === labels.length) return "separable";
    const move = solve(hessian, gradient);
    if (move === undefined) return undefined;
    const decrement = move.reduce((sum, m, j) => sum + m * gradient[j], 0) / labels.length;
    for (let j = 0; j < size; j++) {
      parameters[j] -= move[j] / (1 + Math.sqrt(Math.max(decrement, 0)));
    }
    // Steps towards a least loss soon become squares of one another; steps to infinity never do.
    if (decrement < 1e-20) {
      const { weights, bias } = toNeuron(parameters);
      return {
        weights: weights.map((w, j) => w / scaled.sd[j]),
        bias: weights.reduce((b, w, j) => b - w * scaled.mean[j] / scaled.sd[j], bias),
        loss: loss / labels.length,
      };
    }
  }
  return undefined;
}

function range(values: Float64Array): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const x of values) {
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  return { low, high };
}

/** Samples with mean 0 and standard deviation 1, for which Newton's method is exact enough. */
function standardized({ width, features, labels }: Chunk) {
  const mean = new Float64Array(width);
  const sd = new Float64Array(width);
  features.forEach((x, i) => mean[i % width] += x / labels.length);
  features.forEach((x, i) => sd[i % width] += (x - mean[i % width]) ** 2 / labels.length);
  sd.forEach((variance, j) => sd[j] = Math.sqrt(variance) || 1);
  return { mean, sd, features: features.map((x, i) => (x - mean[i % width]) / sd[i % width]) };
}

/** Solves A x = b for a symmetric positive definite A, of which the lower half is given (Cholesky). */
function solve(a: readonly Float64Array[], b: Float64Array): Float64Array | undefined {
  const n = b.length;
  const l = a.map((row) => row.slice());
  const x = b.slice();
  for (let j = 0; j < n; j++) {
    for (let k = 0; k <= j; k++) {
      let sum = a[j][k];
      for (let i = 0; i < k; i++) sum -= l[j][i] * l[k][i];
      if (j === k && !(sum > 1e-14 * a[j][j])) return undefined;
      l[j][k] = j === k ? Math.sqrt(sum) : sum / l[k][k];
    }
    for (let i = 0; i < j; i++) x[j] -= l[j][i] * x[i];
    x[j] /= l[j][j];
  }
  for (let j = n - 1; j >= 0; j--) {
    for (let i = j + 1; i < n; i++) x[j] -= l[i][j] * x[i];
    x[j] /= l[j][j];
  }
  return x;
}
