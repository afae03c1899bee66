import { binaryCrossEntropy } from "../neuron/binary_cross_entropy.ts";
import type { Loss } from "../neuron/loss.ts";
import { squaredError } from "../neuron/squared_error.ts";
import { weighted } from "../neuron/weighted.ts";
import type { EpochRecord, NeuronFields, StartRecord } from "../records.ts";
import type { Scene } from "./scene.ts";

/** The losses by their names in a pipeline. */
const LOSSES: Readonly<Record<string, Loss>> = {
  "binary-cross-entropy": binaryCrossEntropy,
  "squared-error": squaredError,
};

/** The loss of a run, where it is one of ours. */
export function lossOf({ pipeline, classWeights }: StartRecord): Loss | undefined {
  const loss = LOSSES[pipeline.loss];
  return loss && classWeights ? weighted(loss, classWeights) : loss;
}

/** The epoch that the model is of, where that is not the last. */
export function keptEpoch({ end }: Pick<Scene, "end">): number | undefined {
  return end && end.modelEpoch + 1 < end.epochs ? end.modelEpoch : undefined;
}

/** The epochs up to that of the model. */
export function epochsToModel(scene: Pick<Scene, "epochs" | "end">): readonly EpochRecord[] {
  const kept = keptEpoch(scene);
  return kept === undefined ? scene.epochs : scene.epochs.filter(({ epoch }) => epoch <= kept);
}

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
