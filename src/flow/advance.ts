import { logit } from "../neuron/forward.ts";
import { type Optimizer, step } from "../neuron/optimizer.ts";
import { pooledCopy } from "../samples/pool.ts";
import type { EpochChunk, LearnerState, Rule } from "./trace.ts";

/** How many losses share one logarithm: a product of so many factors up to 2 is finite. */
const LOSSES_PER_LOGARITHM = 64;

/** What the sums of an epoch begin with. */
const NOTHING = { samples: 0, lossOutside: 0, lossInside: 0, correct: 0 };

/**
 * Learns from the samples of a chunk, one after the other: the one place where the weights move.
 *
 * @returns the state after them; the one before stays as it is.
 */
export function advance(before: LearnerState, chunk: EpochChunk, rule: Rule): LearnerState {
  const { loss, optimizer, batch = 1 } = rule;
  const { parts } = loss;
  const { data: { width, features, labels }, rows, last } = chunk;
  const begins = chunk.sample === 0;
  const learningRate = begins ? optimizer.learningRate(chunk.epoch) : before.learningRate;
  let { samples, lossOutside, lossInside, correct } = begins ? NOTHING : before;

  const parameters = pooledCopy(before.parameters);
  const memory = pooledCopy(before.memory);
  // Without mini-batches it stays all 0.
  const gradient = batch === 1 ? before.gradient : pooledCopy(before.gradient);
  const state = { parameters, memory, learningRate, step: before.steps };
  let { batched } = before;

  for (let i = 0; i < rows.length; i++) {
    const at = rows[i] * width;
    const y = labels[rows[i]];

    // Forward: z = w·x + b and L(z, y).
    const z = logit(parameters, features, at);
    if (parts === undefined) {
      lossOutside += loss.value(z, y);
    } else {
      lossOutside += parts.outside(z, y);
      lossInside += parts.inside(z) * (1 + lossInside);
    }
    if (++samples % LOSSES_PER_LOGARITHM === 0) {
      lossOutside += Math.log1p(lossInside);
      lossInside = 0;
    }
    if ((z >= 0) === (y === 1)) correct++;

    // Backward: dL/dw = dL/dz · dz/dw with dz/dw = x, dL/db = dL/dz.
    const dLoss_dz = loss.gradient(z, y);
    if (batch === 1) {
      step(state, optimizer, features, at, dLoss_dz, dLoss_dz);
    } else {
      for (let j = 0; j < width; j++) gradient[j] += dLoss_dz * features[at + j];
      gradient[width] += dLoss_dz;
      if (++batched === batch) {
        stepOfBatch(state, optimizer, gradient, batched);
        batched = 0;
      }
    }
  }
  if (last && batched > 0) {
    stepOfBatch(state, optimizer, gradient, batched);
    batched = 0;
  }

  const lossSum = lossOutside + Math.log1p(lossInside);
  const sums = { samples, lossSum, lossOutside, lossInside, correct };
  return { parameters, gradient, batched, memory, steps: state.step, learningRate, ...sums };
}

/** Makes the step of a batch, along its mean gradient, and clears the gradient for the next one. */
function stepOfBatch(
  state: Parameters<typeof step>[0],
  optimizer: Optimizer,
  gradient: Float64Array,
  batched: number,
): void {
  const width = gradient.length - 1;
  for (let j = 0; j <= width; j++) gradient[j] /= batched;
  step(state, optimizer, gradient, 0, 1, gradient[width]);
  gradient.fill(0);
}
