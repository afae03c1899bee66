import { expMinus } from "../neuron/exp_minus.ts";
import { decayed, type Optimizer, type OptimizerState, step } from "../neuron/optimizer.ts";
import type { EpochChunk, LearnerState, Rule } from "./trace.ts";

/** How many losses share one logarithm: a product of so many factors up to 2 is finite. */
const LOSSES_PER_LOGARITHM = 64;

/**
 * Learns from the samples of a chunk, one after the other: the one place where the weights move.
 *
 * The first weight and the bias are variables, which stay in registers: of one feature, nothing else
 * moves.
 *
 * @returns the state after them; the one before stays as it is.
 */
export function advance(before: LearnerState, chunk: EpochChunk, rule: Rule): LearnerState {
  const { loss, optimizer, batch = 1 } = rule;
  const { parts } = loss;
  const { data: { width, features, labels }, order, begin, end, last } = chunk;
  const isFirst = chunk.sample === 0;
  const learningRate = isFirst ? optimizer.learningRate(chunk.epoch) : before.learningRate;
  const { weightDecay = 0 } = optimizer;
  let samples = isFirst ? 0 : before.samples;
  let correct = isFirst ? 0 : before.correct;
  // The + tells the engine that these are numbers, so that it need not allocate them for every sample.
  let lossOutside = isFirst ? 0 : +before.lossOutside;
  let lossInside = isFirst ? 0 : +before.lossInside;

  const parameters = before.parameters.slice();
  const memory = before.memory.slice();
  // Where no batch is open, and none will be, the gradient stays all 0.
  const isPlain = batch === 1 && before.batched === 0;
  const sums = isPlain ? [] : before.gradient.slice();
  const state = { memory, learningRate, step: before.steps };
  let { batched } = before;
  let w0 = parameters[0];
  let b = parameters[width];

  for (let i = begin; i < end; i++) {
    const at = order[i] * width;
    const x0 = features[at];
    const y = labels[order[i]];

    // Forward: z = w·x + b, in the order of logit().
    let z = b + w0 * x0;
    let odd = 0;
    for (let j = 2; j < width; j += 2) {
      odd += parameters[j - 1] * features[at + j - 1];
      z += parameters[j] * features[at + j];
    }
    if (width % 2 === 0) odd += parameters[width - 1] * features[at + width - 1];
    z += odd;
    if ((z >= 0) === (y === 1)) correct++;

    // L(z, y) and dL/dz.
    let dLoss_dz: number;
    if (parts === undefined) {
      lossOutside += loss.value(z, y);
      dLoss_dz = loss.gradient(z, y);
    } else {
      const e = expMinus(Math.abs(z));
      lossOutside += parts.outside(z, y);
      lossInside += parts.inside(e) * (1 + lossInside);
      dLoss_dz = parts.gradient(z, y, e);
    }
    if (++samples % LOSSES_PER_LOGARITHM === 0) {
      lossOutside += Math.log1p(lossInside);
      lossInside = 0;
    }

    // Backward: dL/dw = dL/dz · dz/dw with dz/dw = x, dL/db = dL/dz.
    if (batch === 1) {
      state.step++;
      const g0 = dLoss_dz * x0;
      w0 = optimizer.move(w0, decayed(g0, w0, weightDecay), state, 0);
      for (let j = 1; j < width; j++) {
        const w = parameters[j];
        const g = dLoss_dz * features[at + j];
        parameters[j] = optimizer.move(w, decayed(g, w, weightDecay), state, j);
      }
      b = optimizer.move(b, dLoss_dz, state, width);
    } else {
      for (let j = 0; j < width; j++) sums[j] += dLoss_dz * features[at + j];
      sums[width] += dLoss_dz;
      if (++batched === batch) {
        stepOfBatch(parameters, sums, { batched, optimizer, state });
        batched = 0;
        w0 = parameters[0];
        b = parameters[width];
      }
    }
  }
  parameters[0] = w0;
  parameters[width] = b;
  if (last && batched > 0) {
    stepOfBatch(parameters, sums, { batched, optimizer, state });
    batched = 0;
  }

  return {
    parameters,
    gradient: isPlain ? before.gradient : sums,
    batched,
    memory,
    steps: state.step,
    learningRate,
    samples,
    lossOutside,
    lossInside,
    correct,
  };
}

/** Makes the step of a batch, along its mean gradient, and clears the gradient for the next one. */
function stepOfBatch(
  parameters: number[],
  gradient: number[],
  { batched, optimizer, state }: {
    batched: number;
    optimizer: Optimizer;
    state: { step: number } & OptimizerState;
  },
): void {
  for (let j = 0; j < gradient.length; j++) gradient[j] /= batched;
  state.step++;
  step(parameters, gradient, { optimizer, state });
  gradient.fill(0);
}
