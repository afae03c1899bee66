import { count } from "../charts/numbers.ts";
import { className, epochsToModel, inDataUnits, keptEpoch, lossOf } from "../charts/run.ts";
import { columnExtent, evenlySpaced, extent } from "../charts/samples.ts";
import type { Scene } from "../charts/scene.ts";
import { logit, sigmoid } from "../neuron/forward.ts";
import type { Loss } from "../neuron/loss.ts";
import { toNeuron, toParameters } from "../neuron/neuron.ts";
import type { EpochRecord, NeuronFields, ProgressRecord, StartRecord } from "../records.ts";
import type { Chunk, Scaling } from "../samples/chunk.ts";
import { scale } from "../samples/scaling.ts";

/** The neuron at some moment of its training. */
export interface Moment {
  /** When: "start", "epoch 20", "1,024 samples". */
  readonly name: string;
  /** Where it stands on the axis of the training: its epoch, −1 at the start; of a stream, its samples. */
  readonly at: number;
  /** Its weights, then its bias. */
  readonly parameters: readonly number[];
  /** How it sees its samples, where they are standardized. */
  readonly scaling?: Scaling;
  /** Whether it is a checkpoint, the start or the end. */
  readonly marked: boolean;
  /** The learning rate η of the next step. */
  readonly learningRate?: number;
  /** What was measured while learning up to it. */
  readonly measured?: Pick<EpochRecord, "loss" | "accuracy" | "validationLoss">;
}

/** All samples at some moment. */
export interface State {
  /** Their features, as the neuron sees them. */
  readonly seen: Chunk;
  /** Their logits z. */
  readonly z: Float64Array;
  /** Their predictions ŷ. */
  readonly predictions: Float64Array;
  /** What each contributes to the gradient: dL/dz. */
  readonly pulls: Float64Array;
  /** The rows that are predicted wrong. */
  readonly wrong: ReadonlySet<number>;
  /** The mean loss. */
  readonly loss: number;
}

/** Where a reader is. */
export interface Place {
  /** The moment, 0 the start. */
  readonly moment: number;
  /** The row of the sample. */
  readonly row: number;
  /** The prediction from which a sample is called 1. */
  readonly threshold: number;
  /** Where the reader bets that the boundary will be, and whether the end is revealed. */
  readonly bet?: { readonly boundary: number; readonly isRevealed: boolean };
}

/** A run as the page shows it. */
export interface Run {
  /** Its first record. */
  readonly start: StartRecord;
  /** What counts its training: "epoch" or "samples". */
  readonly by: "epoch" | "samples";
  /** What the labels 0 and 1 are called. */
  readonly classes: readonly [string, string];
  /** How many samples there are in all. */
  readonly all: number;
  /** The samples shown, in the data's own units. */
  readonly samples: Chunk;
  /** The rows in the order in which a reader walks through them. */
  readonly order: readonly number[];
  /** The loss. */
  readonly loss: Loss;
  /** The moments, in time. */
  readonly moments: readonly Moment[];
  /** The reports of a stream: its samples so far, and what was measured on them. */
  readonly progress: readonly ProgressRecord[];
  /** Where the samples stand in the picture of the sigmoid: at their x, or of more features at their z. */
  readonly domain: readonly [number, number];
  /** All samples at a moment. */
  at(moment: number): State;
}

/** The most epochs, and the most numbers of a kind, that a page carries. */
const MOST_EPOCHS = 1000;
const MOST_NUMBERS = 30_000;

/** What a page shows of a scene. */
export type Shown = Pick<Scene, "start" | "data" | "epochs" | "progress" | "checkpoints" | "end">;

/** What a page carries of a scene: all that it shows. Of a long run or of wide samples, evenly spaced ones. */
export function shownPart(scene: Scene): Shown {
  const { start, data, end, epochs, checkpoints, progress } = scene;
  const most = Math.max(2, Math.floor(MOST_NUMBERS / (start?.features.length ?? 1)));
  const few = evenlySpaced(checkpoints, Math.min(100, most));
  const kept = new Set(evenlySpaced(epochs, Math.min(MOST_EPOCHS, most)));
  const marked = new Set(few.map(({ epoch }) => epoch));
  const rows = data && evenlySpaced([...data.y.keys()], most);
  return {
    ...(start && { start }),
    ...(data && rows &&
      { data: { ...data, x: rows.map((row) => data.x[row]), y: rows.map((row) => data.y[row]) } }),
    epochs: epochs.filter((epoch) => kept.has(epoch) || marked.has(epoch.epoch)),
    progress,
    checkpoints: few,
    ...(end && { end }),
  };
}

/** The run of a scene; undefined where it has no samples, no neuron, or a loss of somebody's own. */
export function runOf(scene: Shown): Run | undefined {
  const { start, data } = scene;
  if (start?.weights === undefined || !data || data.y.length === 0) return undefined;
  const loss = lossOf(start);
  if (loss === undefined) return undefined;
  const samples: Chunk = {
    width: start.features.length,
    features: Float64Array.from(data.x.flat()),
    labels: Float64Array.from(data.y),
  };
  const moments = momentsOf(scene, start);
  let known: { moment: number; state: State } | undefined;
  const at = (moment: number): State => {
    if (known?.moment !== moment) {
      known = { moment, state: stateOf(moments[moment], { samples, loss }) };
    }
    return known.state;
  };
  const isOne = samples.width === 1;
  const last = at(moments.length - 1).z;
  const key = isOne ? samples.features : last;
  return {
    start,
    by: start.samples === null ? "samples" : "epoch",
    classes: [className(data.classes[0]), className(data.classes[1])],
    all: data.samples,
    samples,
    order: [...key.keys()].sort((a, b) => key[a] - key[b] || a - b),
    loss,
    moments,
    progress: scene.progress,
    domain: isOne ? columnExtent(samples, 0) : logitExtent(moments, { samples, loss }),
    at,
  };
}

/** The start, every epoch up to that of the model, and the end; of a stream, its checkpoints. */
function momentsOf(
  scene: Shown,
  { weights, bias, samples }: StartRecord,
): Moment[] {
  const { checkpoints, end } = scene;
  const epochs = epochsToModel(scene);
  const kept = keptEpoch(scene);
  const last = end ?? checkpoints.at(-1);
  const scaling = scalingOf(last);
  const moment = (neuron: NeuronFields, options: Pick<Moment, "name" | "at" | "marked">) => ({
    ...options,
    parameters: toParameters(neuron),
    ...(scalingOf(neuron) ?? scaling ? { scaling: scalingOf(neuron) ?? scaling! } : {}),
  });
  const isStream = samples === null;
  const marked = new Set(checkpoints.map(({ epoch }) => epoch));
  const moments: Moment[] = [
    moment({ weights, bias }, { name: "start", at: isStream ? 0 : -1, marked: true }),
    ...(isStream
      ? checkpoints.filter(({ samples }, i) => samples !== checkpoints[i + 1]?.samples)
        .map((checkpoint) => ({
          ...moment(checkpoint, {
            name: `${count(checkpoint.samples)} samples`,
            at: checkpoint.samples,
            marked: true,
          }),
          measured: checkpoint,
        }))
      : epochs.map((epoch) => ({
        ...moment(epoch, {
          name: `epoch ${count(epoch.epoch)}${epoch.epoch === kept ? ", kept" : ""}`,
          at: epoch.epoch,
          marked: marked.has(epoch.epoch) || epoch === epochs.at(-1),
        }),
        measured: epoch,
      }))),
  ];
  const final = moments.at(-1)!;
  const differs = (neuron: NeuronFields) =>
    neuron.bias !== final.parameters.at(-1) ||
    neuron.weights.some((w, j) => w !== final.parameters[j]);
  if (end && differs(end)) {
    const at = isStream ? end.samples : final.at + 1;
    moments.push(moment(end, { name: "the end", at, marked: true }));
  }
  // The epoch after a moment is the one of its next step.
  const rates = isStream ? epochs.slice(0, 1) : epochs;
  return moments.map((moment, i) => {
    const rate = rates[Math.min(i, rates.length - 1)]?.learningRate;
    return rate === undefined ? moment : { ...moment, learningRate: rate };
  });
}

function scalingOf(neuron?: NeuronFields): Scaling | undefined {
  return neuron?.mean && neuron.sd ? { mean: neuron.mean, sd: neuron.sd } : undefined;
}

/** A neuron in the data's own units. */
export function ownUnits({ parameters, scaling }: Moment): { weights: number[]; bias: number } {
  return inDataUnits({ ...toNeuron(parameters), ...scaling });
}

/** Samples as a neuron sees them. */
function seenBy({ scaling }: Moment, samples: Chunk): Chunk {
  return scaling ? scale(samples, scaling) : samples;
}

function stateOf(moment: Moment, { samples, loss }: Pick<Run, "samples" | "loss">): State {
  const seen = seenBy(moment, samples);
  const { labels, features, width } = seen;
  const z = labels.map((_, row) => logit(moment.parameters, features, row * width));
  let sum = 0;
  const wrong = new Set<number>();
  labels.forEach((y, row) => {
    sum += loss.value(z[row], y);
    if ((z[row] >= 0) !== (y === 1)) wrong.add(row);
  });
  return {
    seen,
    z,
    predictions: z.map(sigmoid),
    pulls: z.map((z, row) => loss.gradient(z, labels[row])),
    wrong,
    loss: sum / labels.length,
  };
}

/** How many moments of a run are asked for what changes little between two of them. */
const MOST_ASKED = 40;

/** Some moments of a run, evenly spaced, each with its number. */
export function someMoments(moments: readonly Moment[]): readonly (readonly [number, Moment])[] {
  return evenlySpaced([...moments.entries()], MOST_ASKED);
}

/** From the least to the greatest logit of all moments. */
function logitExtent(
  moments: readonly Moment[],
  { samples, loss }: Pick<Run, "samples" | "loss">,
): [number, number] {
  let [low, high] = [-1, 1];
  for (const [, moment] of someMoments(moments)) {
    const { z } = stateOf(moment, { samples, loss });
    for (const value of z) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return extent(Float64Array.of(low, high));
}

/** The length of the mean gradient at a moment. */
export function gradientLength(moment: Moment, { samples, loss }: Run): number {
  const { features, labels, width } = seenBy(moment, samples);
  const gradient = new Array<number>(width + 1).fill(0);
  for (let row = 0; row < labels.length; row++) {
    const at = row * width;
    const pull = loss.gradient(logit(moment.parameters, features, at), labels[row]);
    for (let j = 0; j < width; j++) gradient[j] += pull * features[at + j];
    gradient[width] += pull;
  }
  return gradient.reduce((length, g) => Math.hypot(length, g), 0) / labels.length;
}
