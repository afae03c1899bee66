import { byteSource } from "../../src/rows/bytes.ts";
import type { Dataset } from "../../src/rows/dataset.ts";
import { type DelimitedOptions, readDelimited } from "../../src/rows/delimited.ts";
import { readJsonLines } from "../../src/rows/json_lines.ts";
import { UserError } from "../../src/user_error.ts";

/** All that a reader gives for a text or for pieces of bytes. */
export interface Read {
  features: readonly string[];
  classes: readonly [string, string];
  /** Each row's features, then its label. */
  rows: number[][];
  echoes: string[];
  chunks: number;
  skipped: { count: number; first: readonly string[] };
}

type Options = Partial<DelimitedOptions> & { readonly format?: "delimited" | "jsonl" };

/** Reads a text, or pieces of bytes as they come, to its end. */
export async function read(
  content: string | readonly Uint8Array[],
  { format = "delimited", source = "rows", ...options }: Options = {},
): Promise<Read> {
  const pieces = typeof content === "string" ? [new TextEncoder().encode(content)] : content;
  const reader = format === "jsonl" ? readJsonLines : readDelimited;
  return await collect(await reader(byteSource(pieces), { source, ...options }));
}

/** What a reader says of a text that it does not take; anything but a UserError is thrown on. */
export async function problem(
  content: string | readonly Uint8Array[],
  options: Options = {},
): Promise<string> {
  try {
    await read(content, options);
  } catch (error) {
    if (error instanceof UserError && error.exitCode === 2) return error.message;
    throw error;
  }
  return "none";
}

async function collect(dataset: Dataset): Promise<Read> {
  const rows: number[][] = [], echoes: string[] = [];
  let chunks = 0;
  for await (const chunk of dataset.chunks) {
    const width = chunk.features.length / chunk.labels.length;
    chunk.labels.forEach((label, row) =>
      rows.push([...chunk.features.subarray(row * width, (row + 1) * width), label])
    );
    echoes.push(...chunk.echoes);
    chunks++;
  }
  const { features, classes, skipped } = dataset;
  return { features, classes, rows, echoes, chunks, skipped };
}

/** Cuts bytes at the places given. */
export function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length];
  ends.sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}
