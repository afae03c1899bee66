import { binaryCrossEntropy } from "../neuron/binary_cross_entropy.ts";
import type { Loss } from "../neuron/loss.ts";
import { squaredError } from "../neuron/squared_error.ts";
import type { NeuronFields } from "../records.ts";

/** The losses by their names in a pipeline. */
export const LOSSES: Readonly<Record<string, Loss>> = {
  "binary-cross-entropy": binaryCrossEntropy,
  "squared-error": squaredError,
};

/** A neuron of standardized samples in the data's own units: w/σ, and b − Σ w μ/σ. */
export function inDataUnits(
  { weights, bias, mean = weights.map(() => 0), sd = weights.map(() => 1) }: NeuronFields,
): { weights: number[]; bias: number } {
  return {
    weights: weights.map((w, j) => w / sd[j]),
    bias: weights.reduce((b, w, j) => b - w * mean[j] / sd[j], bias),
  };
}

/** A class as a picture names it. */
export function className(name: string): string {
  return /^[01]$/.test(name) ? `class ${name}` : name;
}
