import { isObject } from "../values.ts";
import { merge } from "./merge.ts";
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
  checkpoints: { samples: 100_000 },
} as const;

/** A pipeline as it is written; where its data is a stream, with the defaults that follow from it. */
export function withStreamDefaults(spec: unknown): unknown {
  const data = isObject(spec) && isObject(spec.data) ? spec.data : {};
  const isStream = data.stream === true && TEXT_KINDS.includes(data.kind);
  return isStream ? merge(STREAM_DEFAULTS, spec) : spec;
}
