import {
  dataChart,
  logitsChart,
  lossChart,
  type PanelCheckpoint,
  panelsChart,
  planeChart,
  scatterChart,
  weightsChart,
} from "../charts/mod.ts";
import type { Chunk } from "../data/chunk.ts";
import type { CheckpointRecord, EpochRecord } from "../flow/records.ts";

/** All that the pictures of a run show. */
export interface Scene {
  /** The samples, in the data's own units. */
  readonly samples: Chunk;
  /** The features' names. */
  readonly features: readonly string[];
  /** The classes as a legend names them. */
  readonly classes: readonly [string, string];
  /** The epochs. */
  readonly epochs: readonly EpochRecord[];
  /** The checkpoints. */
  readonly checkpoints: readonly CheckpointRecord[];
}

/** A picture: its file name and the SVG. */
export type Picture = readonly [name: string, svg: string];

/** The pictures of a run: which ones depends on how many features there are. */
export function draw({ samples, features, classes, ...run }: Scene): Picture[] {
  const checkpoints = run.checkpoints.map(inOwnUnits);
  const last = run.checkpoints.at(-1);
  const pictures: Picture[] = [];
  if (features.length === 1) {
    const scene = { samples, feature: features[0], classes };
    pictures.push(["data.svg", dataChart(scene)]);
    if (last) pictures.push(["panels.svg", panelsChart({ ...scene, checkpoints })]);
  } else if (features.length === 2) {
    const scene = { samples, features: [features[0], features[1]] as const, classes };
    pictures.push(["data.svg", scatterChart(scene)]);
    if (last) pictures.push(["panels.svg", planeChart({ ...scene, checkpoints })]);
  } else if (last) {
    pictures.push(["panels.svg", logitsChart({ samples, classes, checkpoints })]);
    const { weights, mean } = last;
    const standardized = mean !== undefined;
    pictures.push(["weights.svg", weightsChart({ features, weights, standardized })]);
  }
  if (run.epochs.length > 0) {
    const marked = run.checkpoints.map(({ epoch }) => epoch);
    pictures.push(["loss.svg", lossChart({ epochs: run.epochs, checkpoints: marked })]);
  }
  return pictures;
}

/** The same neuron for features that are not standardized: w/σ, and b − Σ w μ/σ. */
function inOwnUnits({ epoch, loss, weights, bias, mean, sd }: CheckpointRecord): PanelCheckpoint {
  if (mean === undefined || sd === undefined) return { epoch, loss, weights, bias };
  return {
    epoch,
    loss,
    weights: weights.map((w, j) => w / sd[j]),
    bias: weights.reduce((bias, w, j) => bias - w * mean[j] / sd[j], bias),
  };
}
