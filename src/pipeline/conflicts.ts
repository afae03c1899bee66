import { isStream, isText, type TextData } from "./stream.ts";
import type { Pipeline } from "./types.ts";

/** A field's path and what is wrong with it beside the others; false if nothing is. */
type Conflict = readonly [path: string, problem: string | false];

/** What does not go together in a pipeline whose fields are each right, by path. */
export function conflicts(pipeline: Pipeline): [path: string, problem: string][] {
  const { data, validation: { fraction, path }, stop, neuron: { init, weights, from } } = pipeline;
  const found: Conflict[] = [
    ...(isStream(data) ? ofStream({ ...pipeline, data }) : ofKept(pipeline)),
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
    ["transforms", misplaced(pipeline)],
    [
      "data.decimal",
      data.kind === "csv" && data.decimal === "," && data.delimiter === "," &&
      "a comma cannot be both the delimiter and before the decimals",
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

/** What is wrong with the order of the transforms. */
function misplaced({ transforms }: Pipeline): string | false {
  const kinds = transforms.map(({ kind }) => kind).join(", ");
  return !["", "categories", "standardize", "categories, standardize"].includes(kinds) &&
    `expected categories, then standardize, each at most once, found ${kinds}`;
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

function ofStream(
  { data, transforms, neuron: { from }, classWeights, epochs, validation, stop }: Pipeline & {
    data: TextData;
  },
): Conflict[] {
  const goneBy = "is known only when a stream has gone by, too late to learn from its first row";
  const oneEpoch = "a stream is one epoch, with no other to compare: leave it out";
  return [
    [
      "data.missing",
      data.missing === "mean" && from === undefined &&
      `a mean ${goneBy}: expected "error" or "skip"`,
    ],
    [
      "transforms",
      from === undefined && transforms.some(({ kind }) => kind === "categories") &&
      `which categories there are ${goneBy}: leave "categories" out`,
    ],
    [
      "classWeights",
      classWeights === "balanced" &&
      `how many samples a class has ${goneBy}: expected two numbers, found "balanced"`,
    ],
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
