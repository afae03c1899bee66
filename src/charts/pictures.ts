import { logit } from "../neuron/forward.ts";
import type { Loss } from "../neuron/loss.ts";
import { toParameters } from "../neuron/neuron.ts";
import type {
  DataRecord,
  EndRecord,
  NeuronFields,
  ProgressRecord,
  StartRecord,
} from "../records.ts";
import type { Chunk } from "../samples/chunk.ts";
import { fewestWrong, type LeastLoss, leastLoss } from "./best.ts";
import { dataChart } from "./data_chart.ts";
import { driftChart, type DriftReport } from "./drift_chart.ts";
import { whyNoNeurons, whyNoSamples } from "./drawable.ts";
import type { FigureOptions } from "./figure.ts";
import { logitsChart } from "./logits_chart.ts";
import { lossChart, type LossContext } from "./loss_chart.ts";
import { count } from "./numbers.ts";
import type { NeuronAt, Training } from "./panels.ts";
import { type BoundaryAt, panelsChart } from "./panels_chart.ts";
import { planeChart, scatterChart } from "./plane_chart.ts";
import { className, epochsToModel, inDataUnits, keptEpoch, lossOf } from "./run.ts";
import type { Scene } from "./scene.ts";
import { streamLossChart } from "./stream_loss_chart.ts";
import { surfaceChart } from "./surface_chart.ts";
import { unseen } from "./unseen.ts";
import { weightsChart } from "./weights_chart.ts";

/** A picture: its file name and the SVG. */
export interface Picture {
  /** The file's name, such as `loss.svg`. */
  readonly name: string;
  /** The text of the SVG; drawn when it is first read. */
  readonly svg: string;
}

/**
 * The pictures of a run for which the scene has the records, each drawn when its `svg` is read.
 *
 * With one feature: data.svg, panels.svg, loss.svg, surface.svg; with two: data.svg, panels.svg,
 * loss.svg; with more: panels.svg, weights.svg, loss.svg. Of a stream drift.svg, too.
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
export function pictures(scene: Scene, options: FigureOptions = {}): Picture[] {
  const { start, data } = scene;
  if (start === undefined) return [];
  const run = runOf(scene, start);
  const drawings = [
    ...(data ? neuronPictures(run, data).map(ifItCan(run)) : []),
    ...lossPicture(run),
    ...(data ? surfacePicture(run).map(ifItCan(run)) : []),
    ...driftPicture(run).map(ifItCan(run)),
  ];
  return drawings.map(([name, draw]) => {
    const svg = once(() => draw(options));
    return {
      name,
      get svg() {
        return svg();
      },
    };
  });
}

/** A picture's name, and how it is drawn. */
type Drawing = readonly [name: string, draw: (options: FigureOptions) => string];

/** Draws a picture of samples and neurons where their numbers can be drawn, else one that says why not. */
function ifItCan({ why }: Run): (drawing: Drawing) => Drawing {
  return ([name, draw]) => [name, (options) => {
    const { samples, neurons } = why();
    const reason = (name === "drift.svg" ? undefined : samples) ??
      (name === "data.svg" ? undefined : neurons);
    return reason === undefined ? draw(options) : unseen(name.replace(/\..*/, ""), reason, options);
  }];
}

/** A run as its pictures need it, each part computed when it is first asked for. */
interface Run {
  readonly scene: Scene;
  readonly start: StartRecord;
  /** The loss, where it is one of ours. */
  readonly loss: Loss | undefined;
  /** The samples shown. */
  readonly samples: () => Chunk;
  /** Whether those are all there are. */
  readonly whole: boolean;
  /** The least cross-entropy on them, where they are all there are. */
  readonly least: () => LeastLoss | "separable" | undefined;
  /** Why its samples, and its neurons, cannot be drawn, if they cannot. */
  readonly why: () => { samples: string | undefined; neurons: string | undefined };
}

function runOf(scene: Scene, start: StartRecord): Run {
  const { data } = scene;
  const whole = data !== undefined && data.y.length === data.samples && start.samples !== null;
  const samples = once((): Chunk => ({
    width: start.features.length,
    features: Float64Array.from(data?.x.flat() ?? []),
    labels: Float64Array.from(data?.y ?? []),
  }));
  const isCrossEntropy = start.pipeline.loss === "binary-cross-entropy" && !start.classWeights;
  return {
    scene,
    start,
    loss: lossOf(start),
    samples,
    whole,
    least: once(() => whole && isCrossEntropy ? leastLoss(samples()) : undefined),
    why: once(() => ({
      samples: whyNoSamples(samples(), start.features),
      neurons: whyNoNeurons(scene),
    })),
  };
}

/** A function that computes its value when it is first called. */
function once<Value>(compute: () => Value): () => Value {
  let value: { readonly of: Value } | undefined;
  return () => (value ??= { of: compute() }).of;
}

/** The pictures of the samples and of the neuron. */
function neuronPictures(run: Run, data: DataRecord): Drawing[] {
  const { scene, start, samples } = run;
  const { features } = start;
  const classes = [className(data.classes[0]), className(data.classes[1])] as const;
  const shown = () => ({ samples: samples(), classes, all: data.samples });
  const last = scene.checkpoints.at(-1);
  const drawings: Record<string, Drawing[1]> = {};
  if (features.length === 1) {
    const feature = features[0];
    drawings["data.svg"] = (options) => dataChart({ ...shown(), feature }, options);
    drawings["panels.svg"] = (options) =>
      panelsChart({
        ...shown(),
        feature,
        ...training(run),
        boundaries: boundaries(run),
        ...optimum(run),
      }, options);
  } else if (features.length === 2) {
    const both = [features[0], features[1]] as const;
    drawings["data.svg"] = (options) => {
      const least = run.least();
      return scatterChart({ ...shown(), features: both, ...(least && { least }) }, options);
    };
    drawings["panels.svg"] = (options) =>
      planeChart({ ...shown(), features: both, ...training(run) }, options);
  } else if (last) {
    drawings["panels.svg"] = (options) => logitsChart({ ...shown(), ...training(run) }, options);
    drawings["weights.svg"] = (options) =>
      weightsChart({
        features,
        classes,
        weights: (scene.end ?? last).weights,
        standardized: last.mean !== undefined,
      }, options);
  }
  return Object.entries(drawings).filter(([name]) => last || name === "data.svg");
}

/** The neuron with the least loss, where there is one. */
function optimum({ least }: Run): { least?: LeastLoss } {
  const found = least();
  return typeof found === "object" ? { least: found } : {};
}

/** The neurons of a training, in the data's own units. */
function training(run: Run): Training {
  const { scene: { checkpointCount, end }, start } = run;
  const last = run.scene.checkpoints[run.scene.checkpoints.length - 1];
  const kept = keptEpoch(run.scene);
  // The last checkpoint is then the model, which is shown as the end.
  const checkpoints = kept === undefined
    ? run.scene.checkpoints
    : run.scene.checkpoints.slice(0, -1);
  const scaling = last.mean && last.sd ? { mean: last.mean, sd: last.sd } : {};
  const isStream = start.samples === null;
  const ended = end && kept !== undefined
    ? neuronAt(run, `epoch ${count(kept)}, kept`, end)
    : end && (end.epochs > last.epoch + 1 || !sameNeuron(end, last))
    ? neuronAt(run, isStream ? "the end" : `epoch ${count(Math.max(end.epochs - 1, 0))}`, end)
    : undefined;
  const n = isStream ? (end ?? last).samples : lengthOf(run);
  // A stream may end at a checkpoint, which is then there twice.
  const shown = checkpoints.filter(({ epoch, samples }, i) =>
    epoch !== checkpoints[i + 1]?.epoch || samples !== checkpoints[i + 1].samples
  );
  return {
    checkpointCount: checkpointCount - (run.scene.checkpoints.length - shown.length),
    checkpoints: shown.map((checkpoint) => {
      const { epoch, samples } = checkpoint;
      return neuronAt(
        run,
        isStream ? `${count(samples)} samples` : `epoch ${count(epoch)}`,
        checkpoint,
      );
    }),
    ...(start.weights && { start: neuronAt(run, "start", { ...scaling, ...start }) }),
    ...(ended && { end: ended }),
    ...(n > 0 &&
      { length: isStream ? `${count(n)} samples` : n === 1 ? "one epoch" : `${count(n)} epochs` }),
  };
}

/** The number of epochs up to that of the model; a scene may not have all of them. */
function lengthOf(run: Run): number {
  return (keptEpoch(run.scene) ?? run.scene.epochs.at(-1)?.epoch ?? -1) + 1;
}

function sameNeuron(a: NeuronFields, b: NeuronFields): boolean {
  return a.bias === b.bias && a.weights.every((w, j) => w === b.weights[j]);
}

/** A neuron in the data's own units, with its mean loss on the samples shown. */
function neuronAt({ samples, loss }: Run, name: string, neuron: NeuronFields): NeuronAt {
  const own = inDataUnits(neuron);
  if (loss === undefined) return { name, ...own };
  const { labels, features, width } = samples();
  const parameters = toParameters(own);
  const sum = labels.reduce(
    (sum, y, row) => sum + loss.value(logit(parameters, features, row * width), y),
    0,
  );
  return { name, ...own, loss: sum / labels.length };
}

/** The boundary after each epoch; of a stream, at its checkpoints and its end. */
function boundaries(run: Run): { by: string; points: BoundaryAt[] } {
  const { scene: { checkpoints, end }, start } = run;
  const isStream = start.samples === null;
  const { mean, sd } = checkpoints[checkpoints.length - 1];
  const scaling = mean && sd ? { mean, sd } : {};
  const neurons = isStream
    ? [...checkpoints, ...(end && end.samples > checkpoints.at(-1)!.samples ? [end] : [])]
      .map((neuron) => ({ at: neuron.samples, neuron }))
    : epochsToModel(run.scene).map(({ epoch, weights, bias }) => ({
      at: epoch,
      neuron: { weights, bias, ...scaling },
    }));
  const points = neurons.map(({ at, neuron }) => {
    const { weights: [w], bias } = inDataUnits(neuron);
    return { at, boundary: -bias / w };
  });
  return { by: isStream ? "samples" : "epoch", points };
}

/** The picture of the loss. */
function lossPicture(run: Run): Drawing[] {
  const { scene: { epochs, progress, checkpoints, end, data }, start } = run;
  const context: LossContext = {
    label: lossLabel(start.pipeline.loss) + (start.classWeights ? ", classes weighted" : ""),
    // What a coin’s toss costs depends on the class where they are weighted.
    ...(run.loss && !start.classWeights && { coin: coin(run.loss) }),
    ...ended(run),
  };
  if (start.samples !== null) {
    if (epochs.length === 0) return [];
    return [["loss.svg", (options) =>
      lossChart({
        ...context,
        epochs,
        ...(keptEpoch(run.scene) !== undefined && { kept: keptEpoch(run.scene)! }),
        checkpoints: checkpoints.map(({ epoch }) => epoch),
        samples: start.samples!,
        ...(run.least() && { least: run.least()! }),
        ...(data && run.whole && start.features.length === 1 &&
          { fewest: fewestWrong(run.samples()).wrong }),
      }, options)]];
  }
  const last = progress.at(-1);
  if (last === undefined) return [];
  // Between two reports the progressive loss is known at checkpoints and at the end.
  const { samples: seen, loss } = end ?? checkpoints.at(-1) ?? last;
  const rest = loss !== null && seen > last.samples ? [{ samples: seen, loss }] : [];
  return [[
    "loss.svg",
    (options) =>
      streamLossChart({ ...context, progress: [...progress, ...rest], checkpoints }, options),
  ]];
}

/** The picture of a stream as it flowed by. */
function driftPicture({ scene, start, loss }: Run): Drawing[] {
  const { progress, checkpoints, end } = scene;
  const reports = [...progress, ...restOf(progress, end)];
  const { features } = start;
  if (start.samples !== null || reports.length < 2 || checkpoints.length === 0) return [];
  const standardized = checkpoints[checkpoints.length - 1].mean !== undefined;
  return [["drift.svg", (options) =>
    driftChart({
      label: lossLabel(start.pipeline.loss),
      ...{ features, standardized, reports },
      neurons: [...(start.weights ? [{ ...start, samples: 0 }] : []), ...checkpoints],
      ...(loss && { coin: coin(loss) }),
    }, options)]];
}

/** What came after the last report of a stream, where a signal has ended it. */
function restOf(progress: readonly ProgressRecord[], end: EndRecord | undefined): DriftReport[] {
  const last = progress.at(-1);
  if (!last || !end || end.loss === null || end.accuracy === null) return [];
  const { samples } = end;
  const since = (all: number, before: number) =>
    (all * samples - before * last.samples) / (samples - last.samples);
  return samples <= last.samples ? [] : [{
    samples,
    lossSinceLast: since(end.loss, last.loss),
    accuracySinceLast: since(end.accuracy, last.accuracy),
  }];
}

/** What a mean of losses is called. */
function lossLabel(loss: string): string {
  if (loss === "binary-cross-entropy") return "mean cross-entropy";
  return loss === "squared-error" ? "mean squared error" : `mean ${loss}`;
}

/** The loss of a neuron that says ½ to all samples. */
function coin(loss: Loss): { loss: number; name: string } {
  const value = loss.value(0, 1);
  const isLn2 = Math.abs(value - Math.LN2) < 1e-12;
  return { loss: value, name: `${isLn2 ? "0.693 = ln 2" : "0.25 = (½)²"}: a coin’s toss` };
}

/** Why a run ended, where it did not go as planned. */
function ended(run: Run): Pick<LossContext, "ended"> {
  const { scene: { end }, start } = run;
  const stop = start.pipeline.stop as { patience?: number; loss?: number } | undefined;
  const words = {
    completed: undefined,
    loss: stop?.loss === undefined ? "stopped: low enough" : `stopped: ${stop.loss} reached`,
    patience: `stopped early: no better for ${stop?.patience ?? "some"} epochs`,
    diverged: `diverged in epoch ${count(end?.epoch ?? lengthOf(run))}` +
      (end?.step === undefined ? "" : `, at step ${count(end.step)}`),
    signal: "stopped by a signal",
  }[end?.stopped ?? "completed"];
  return words === undefined ? {} : { ended: { words, diverged: end?.stopped === "diverged" } };
}

/** The picture of the loss over the weight and the bias, of one feature whose samples are all known. */
function surfacePicture(run: Run): Drawing[] {
  const { scene, start, samples, whole, loss, least } = run;
  const { epochs, checkpoints, steps, end } = scene;
  if (start.features.length !== 1 || !whole || loss === undefined || !start.weights) return [];
  if (epochs.length === 0) return [];
  return [["surface.svg", (options) => {
    // The neuron moves where it sees its samples: standardized, if they are.
    const { mean: [mean] = [0], sd: [sd] = [1] } = end ?? checkpoints.at(-1) ?? {};
    const seen = { ...samples(), features: samples().features.map((x) => (x - mean) / sd) };
    const found = least();
    const optimum = typeof found === "object"
      ? {
        loss: found.loss,
        weights: found.weights.map((w) => w * sd),
        bias: found.bias + found.weights[0] * mean,
      }
      : found;
    const marked = new Set(checkpoints.map(({ epoch }) => epoch));
    const kept = keptEpoch(run.scene);
    const path = [
      { name: "start", w: start.weights[0], b: start.bias, marked: true },
      ...epochsToModel(run.scene).map(({ epoch, weights, bias }) => ({
        name: `epoch ${count(epoch)}${epoch === kept ? ", kept" : ""}`,
        w: weights[0],
        b: bias,
        marked: marked.has(epoch),
      })),
    ];
    return surfaceChart({
      samples: seen,
      loss,
      path,
      epochs: lengthOf(run),
      steps: steps.map(({ weightsAfter: [w], biasAfter }) => ({ w, b: biasAfter })),
      ...(optimum && { least: optimum }),
      toData: (boundary) => mean + sd * boundary,
    }, options);
  }]];
}
