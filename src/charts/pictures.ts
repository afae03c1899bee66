import type { CheckpointRecord, DataRecord, StartRecord } from "../records.ts";
import type { Chunk } from "../samples/chunk.ts";
import { dataChart } from "./data_chart.ts";
import { logitsChart } from "./logits_chart.ts";
import { lossChart } from "./loss_chart.ts";
import type { PanelCheckpoint } from "./panel_grid.ts";
import { panelsChart } from "./panels_chart.ts";
import { planeChart, scatterChart } from "./plane_chart.ts";
import type { Scene } from "./scene.ts";
import { streamLossChart } from "./stream_loss_chart.ts";
import { weightsChart } from "./weights_chart.ts";

/** A picture: its file name and the SVG. */
export interface Picture {
  /** The file's name, such as `loss.svg`. */
  readonly name: string;
  /** The text of the SVG. */
  readonly svg: string;
}

/**
 * The pictures of a run, one after the other: those for which the scene has the records.
 *
 * With one or two features: data.svg, panels.svg, loss.svg; with more: panels.svg, weights.svg,
 * loss.svg.
 *
 * @example
 * ```ts
 * import type { LogRecord } from "@dawnstream/dawnstream";
 * import { newScene, pictures } from "@dawnstream/dawnstream/charts";
 * import { assertEquals } from "@std/assert";
 *
 * const log = `{"event":"start","pipeline":{"loss":"squared-error"},"samples":2,"features":["x"]}
 * {"event":"epoch","epoch":0,"loss":0.5}
 * {"event":"epoch","epoch":1,"loss":0.25}`;
 *
 * const scene = newScene();
 * for (const line of log.split("\n")) scene.add(JSON.parse(line) as LogRecord);
 * assertEquals([...pictures(scene)].map(({ name }) => name), ["loss.svg"]);
 * ```
 */
export function* pictures(scene: Scene): Iterable<Picture> {
  const { start, data } = scene;
  if (start === undefined) return;
  if (data) yield* neuronPictures(scene, { start, data });
  const loss = lossPicture(scene, start);
  if (loss !== undefined) yield { name: "loss.svg", svg: loss };
}

function* neuronPictures(
  { checkpoints }: Scene,
  { start, data }: { start: StartRecord; data: DataRecord },
): Iterable<Picture> {
  const { features } = start;
  const samples: Chunk = {
    width: features.length,
    features: Float64Array.from(data.x.flat()),
    labels: Float64Array.from(data.y),
  };
  const classes = [className(data.classes[0]), className(data.classes[1])] as const;
  const panels = checkpoints.map((checkpoint) => panelOf(checkpoint, start));
  const last = checkpoints.at(-1);
  if (features.length === 1) {
    const shown = { samples, feature: features[0], classes };
    yield { name: "data.svg", svg: dataChart(shown) };
    if (last) yield { name: "panels.svg", svg: panelsChart({ ...shown, checkpoints: panels }) };
  } else if (features.length === 2) {
    const shown = { samples, features: [features[0], features[1]] as const, classes };
    yield { name: "data.svg", svg: scatterChart(shown) };
    if (last) yield { name: "panels.svg", svg: planeChart({ ...shown, checkpoints: panels }) };
  } else if (last) {
    yield { name: "panels.svg", svg: logitsChart({ samples, classes, checkpoints: panels }) };
    const standardized = last.mean !== undefined;
    const weights = weightsChart({ features, weights: last.weights, standardized });
    yield { name: "weights.svg", svg: weights };
  }
}

function lossPicture(
  { epochs, progress, checkpoints, end }: Scene,
  { pipeline, samples }: StartRecord,
): string | undefined {
  const label = lossLabel(pipeline.loss);
  if (samples !== null) {
    const marked = checkpoints.map(({ epoch }) => epoch);
    return epochs.length > 0 ? lossChart({ label, epochs, checkpoints: marked }) : undefined;
  }
  const last = progress.at(-1);
  if (last === undefined) return undefined;
  // Between two reports the progressive loss is known at checkpoints and at the end.
  const { samples: seen, loss } = end ?? checkpoints.at(-1) ?? last;
  const rest = loss !== null && seen > last.samples ? [{ samples: seen, loss }] : [];
  return streamLossChart({ label, progress: [...progress, ...rest], checkpoints });
}

/** What a mean of losses is called. */
function lossLabel(loss: string): string {
  if (loss === "binary-cross-entropy") return "mean cross-entropy";
  return loss === "squared-error" ? "mean squared error" : `mean ${loss}`;
}

/** A class as a legend names it. */
function className(name: string): string {
  return /^[01]$/.test(name) ? `class ${name}` : name;
}

/** The neuron in the data's own units: w/σ, and b − Σ w μ/σ; of a stream with the samples so far. */
function panelOf(
  { weights, mean = weights.map(() => 0), sd = weights.map(() => 1), ...at }: CheckpointRecord,
  start: StartRecord,
): PanelCheckpoint {
  return {
    epoch: at.epoch,
    loss: at.loss,
    weights: weights.map((w, j) => w / sd[j]),
    bias: weights.reduce((bias, w, j) => bias - w * mean[j] / sd[j], at.bias),
    ...(start.samples === null && { samples: at.samples }),
  };
}
