import { isObject } from "../values.ts";
import type { Pipeline } from "./types.ts";

type Data = Pipeline["data"];

/** Data that is rows of text. */
export type TextData = Extract<Data, { path: string }>;

const TEXT_KINDS: readonly unknown[] = ["csv", "tsv", "jsonl"] satisfies TextData["kind"][];

/** Whether data is rows of text. */
export function isText(data: Data): data is TextData {
  return TEXT_KINDS.includes(data.kind);
}

/** Whether data is a stream: rows that flow by once, in constant memory. */
export function isStream(data: Data): data is TextData & { stream: true } {
  return isText(data) && data.stream;
}

/** The defaults of a stream that are not those of kept data. */
export const STREAM_DEFAULTS = {
  epochs: { count: 1, shuffle: false },
  checkpoints: { every: 1, samples: 100_000 },
} as const;

/** The number of checkpoints that are spread over the epochs, unless a pipeline says when they are. */
const CHECKPOINTS = 6;

/**
 * The defaults that follow from a pipeline as it is written: those of a stream, the distance of the
 * checkpoints, which is a sixth of the epochs, and which epoch is kept.
 */
export function defaultsThatFollow(spec: unknown): object {
  const { data, epochs, stop } = isObject(spec) ? spec : {};
  const chosen = {
    checkpoints: {},
    ...(isObject(data) && data.stream === true && TEXT_KINDS.includes(data.kind) &&
      STREAM_DEFAULTS),
    // Where held-out samples decide, the last epochs are those that they spoke against.
    ...(isObject(stop) && stop.on === "validationLoss" && { stop: { keep: "best" } }),
  };
  const count = isObject(epochs) ? epochs.count : undefined;
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 1) return chosen;
  const every = Math.ceil(count / CHECKPOINTS);
  return { ...chosen, checkpoints: { ...chosen.checkpoints, every } };
}
