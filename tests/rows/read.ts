import { type ByteSource, byteSource } from "../../src/rows/bytes.ts";
import type { Dataset } from "../../src/rows/dataset.ts";
import type { DelimitedOptions } from "../../src/rows/delimited.ts";
import { UserError } from "../../src/user_error.ts";

/** Everything that a reader returns. */
export interface Read {
  features: readonly string[];
  classes: readonly [string, string];
  /** Each row's features, then its label. */
  rows: number[][];
  echoes: string[];
  lines: number[];
  notes: readonly string[];
  /** The texts of the features that are text. */
  texts: readonly (readonly string[] | undefined)[];
  unseen: { count: number; first: readonly string[] };
  /** The bad rows among the rows, by index. */
  bad: number[];
  skipped: { count: number; first: readonly string[] };
}

/** A string, or bytes in pieces. */
type Content = string | readonly Uint8Array[];
type Options = Partial<DelimitedOptions>;
type Reader = (source: ByteSource, options: DelimitedOptions) => Promise<Dataset>;

/** Reads content to the end with a reader, under the name "rows". */
export function reading(reader: Reader) {
  async function read(content: Content, options: Options = {}): Promise<Read> {
    const pieces = typeof content === "string" ? [new TextEncoder().encode(content)] : content;
    return await collect(await reader(byteSource(pieces), { source: "rows", ...options }));
  }

  /** The message with which content is rejected; any error but a UserError is thrown on. */
  async function problem(content: Content, options?: Options): Promise<string> {
    try {
      await read(content, options);
    } catch (error) {
      if (error instanceof UserError && error.exitCode === 2) return error.message;
      throw error;
    }
    return "none";
  }

  return { read, problem };
}

async function collect(dataset: Dataset): Promise<Read> {
  const rows: number[][] = [], echoes: string[] = [], lines: number[] = [], bad: number[] = [];
  for await (const chunk of dataset.chunks) {
    const { width, features, labels } = chunk;
    bad.push(...chunk.bad.map((row) => rows.length + row));
    labels.forEach((label, row) =>
      rows.push([...features.subarray(row * width, (row + 1) * width), label])
    );
    echoes.push(...chunk.echoes);
    lines.push(...chunk.lines);
  }
  const { features, classes, notes, texts, skipped: { count, first } } = dataset;
  const unseen = { ...dataset.unseen };
  return {
    ...{ features, classes, rows, echoes, lines, notes, texts, unseen, bad },
    skipped: { count, first },
  };
}

/** Cuts bytes at these places, modulo their length. */
export function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length];
  ends.sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}
