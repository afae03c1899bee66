import { isStream, isText } from "./stream.ts";
import type { Pipeline } from "./types.ts";

/** A field's path and what is wrong with it beside the others; false if nothing is. */
type Conflict = readonly [path: string, problem: string | false];

/** What does not go together in a pipeline whose fields are each right, by path. */
export function conflicts(pipeline: Pipeline): [path: string, problem: string][] {
  const { data, validation: { fraction, path }, stop, neuron: { init, weights, from } } = pipeline;
  const found: Conflict[] = [
    ...(isStream(data) ? ofStream(pipeline) : ofKept(pipeline)),
    [
      "validation",
      fraction !== undefined && path !== undefined && "expected fraction or path, found both",
    ],
    [
      "validation.path",
      path !== undefined && !isText(data) &&
      `held-out rows of a file need data of a file, found data of kind ${
        JSON.stringify(data.kind)
      }`,
    ],
    [
      "data.exclude",
      isText(data) && data.exclude !== undefined && data.features !== undefined &&
      "expected features or exclude, found both",
    ],
    [
      "neuron.init",
      init.low > init.high &&
      `expected low ≤ high, found low ${init.low} and high ${init.high}`,
    ],
    [
      "neuron.from",
      from !== undefined && weights !== undefined && "expected weights or from, found both",
    ],
    [
      "stop.on",
      stop.on === "validationLoss" && fraction === undefined && path === undefined &&
      "there is no validationLoss without validation",
    ],
  ];
  return found.flatMap(([path, problem]) => problem === false ? [] : [[path, problem]]);
}

function ofKept({ epochs: { shuffle }, checkpoints }: Pipeline): Conflict[] {
  return [
    [
      "epochs.shuffle",
      typeof shuffle === "object" &&
      "only a stream is shuffled in a buffer: expected true or false, found an object",
    ],
    [
      "checkpoints.samples",
      checkpoints.samples !== undefined &&
      "only a stream has checkpoints between samples: leave it out, or set checkpoints.every",
    ],
  ];
}

function ofStream({ epochs, validation, stop }: Pipeline): Conflict[] {
  const oneEpoch = "a stream is one epoch, with no other to compare: leave it out";
  return [
    [
      "epochs.count",
      epochs.count !== 1 && `a stream is one epoch: expected 1, found ${epochs.count}`,
    ],
    [
      "epochs.shuffle",
      epochs.shuffle === true &&
      'a stream cannot be shuffled as a whole: expected false or { "buffer": samples }, found true',
    ],
    [
      "validation.fraction",
      validation.fraction !== undefined &&
      "the length of a stream is not known: leave it out, or set validation.path",
    ],
    ["stop.loss", stop.loss !== undefined && oneEpoch],
    ["stop.patience", stop.patience !== undefined && oneEpoch],
    ["stop.delta", stop.delta !== 0 && oneEpoch],
    ["stop.on", stop.on !== "loss" && oneEpoch],
    ["stop.keep", stop.keep === "best" && stop.on === "loss" && oneEpoch],
  ];
}
