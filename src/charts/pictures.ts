import type { CheckpointRecord } from "../records.ts";
import type { Chunk } from "../samples/chunk.ts";
import {
  dataChart,
  logitsChart,
  lossChart,
  type PanelCheckpoint,
  panelsChart,
  planeChart,
  scatterChart,
  weightsChart,
} from "./mod.ts";
import type { Scene } from "./scene.ts";

/** A picture: its file name and the SVG. */
export interface Picture {
  /** The file's name. */
  readonly name: string;
  /** The text of the SVG. */
  readonly svg: string;
}

/** The pictures of a run, one after the other: which ones depends on the number of features. */
export function* pictures(scene: Scene): Iterable<Picture> {
  const { start, data } = scene;
  if (start === undefined || data === undefined) return;
  const { features } = start;
  const samples = samplesOf(data);
  const classes = data.classes.map(className) as [string, string];
  const checkpoints = scene.checkpoints.map(inDataUnits);
  const last = scene.checkpoints.at(-1);
  if (features.length === 1) {
    const shown = { samples, feature: features[0], classes };
    yield { name: "data.svg", svg: dataChart(shown) };
    if (last) yield { name: "panels.svg", svg: panelsChart({ ...shown, checkpoints }) };
  } else if (features.length === 2) {
    const shown = { samples, features: [features[0], features[1]] as const, classes };
    yield { name: "data.svg", svg: scatterChart(shown) };
    if (last) yield { name: "panels.svg", svg: planeChart({ ...shown, checkpoints }) };
  } else if (last) {
    yield { name: "panels.svg", svg: logitsChart({ samples, classes, checkpoints }) };
    const { weights, mean } = last;
    const standardized = mean !== undefined;
    yield { name: "weights.svg", svg: weightsChart({ features, weights, standardized }) };
  }
  if (scene.epochs.length > 0) {
    const marked = scene.checkpoints.map(({ epoch }) => epoch);
    yield { name: "loss.svg", svg: lossChart({ epochs: scene.epochs, checkpoints: marked }) };
  }
}

function samplesOf({ x, y }: { x: readonly (readonly number[])[]; y: readonly number[] }): Chunk {
  const width = x[0]?.length ?? 1;
  return { width, features: Float64Array.from(x.flat()), labels: Float64Array.from(y) };
}

/** A class as a legend names it. */
function className(name: string): string {
  return /^[01]$/.test(name) ? `class ${name}` : name;
}

/** The same neuron for features that are not standardized: w/σ, and b − Σ w μ/σ. */
function inDataUnits({ epoch, loss, weights, bias, mean, sd }: CheckpointRecord): PanelCheckpoint {
  if (mean === undefined || sd === undefined) return { epoch, loss, weights, bias };
  return {
    epoch,
    loss,
    weights: weights.map((w, j) => w / sd[j]),
    bias: weights.reduce((bias, w, j) => bias - w * mean[j] / sd[j], bias),
  };
}
