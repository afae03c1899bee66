import { expMinus } from "../../src/neuron/exp_minus.ts";
import type { Chunk } from "../../src/samples/chunk.ts";
import type { Random } from "../../src/random/random.ts";

/** What the bare loop is given: the same as the flow. */
export interface Job {
  readonly data: Chunk;
  readonly epochs: number;
  readonly learningRate: number;
  readonly random: Random;
}

/** What an epoch comes to. */
export interface Outcome {
  readonly loss: number;
  readonly accuracy: number;
}

/**
 * The tutorial's training as one loop, without a stream: shuffle, forward, backward, update.
 *
 * It is what one would write who wants nothing but the speed: the same exponential as in the flow,
 * computed once for the sigmoid and the loss, and rows read where they are.
 */
export function bareLoop({ data, epochs, learningRate, random }: Job): Outcome[] {
  const { width, features, labels } = data;
  const rows = labels.length;
  const weights = new Float64Array(width);
  let bias = 0;
  const order = new Uint32Array(rows);
  const outcomes: Outcome[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let row = 0; row < rows; row++) order[row] = row;
    random.shuffle(order);
    let lossSum = 0;
    let correct = 0;
    for (let i = 0; i < rows; i++) {
      const at = order[i] * width;
      const y = labels[order[i]];
      let z = bias;
      for (let j = 0; j < width; j++) z += weights[j] * features[at + j];
      const e = expMinus(Math.abs(z));
      const prediction = (z >= 0 ? 1 : e) / (1 + e);
      lossSum += Math.max(z, 0) - z * y + Math.log1p(e);
      if ((z >= 0) === (y === 1)) correct++;
      const move = learningRate * (prediction - y);
      for (let j = 0; j < width; j++) weights[j] -= move * features[at + j];
      bias -= move;
    }
    outcomes.push({ loss: lossSum / rows, accuracy: correct / rows });
  }
  return outcomes;
}
