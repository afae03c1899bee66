import { extname } from "node:path";
import { type ByteSource, openBytes, sourceOf } from "./bytes.ts";
import type { Dataset } from "./dataset.ts";
import { type DelimitedOptions, readDelimited } from "./delimited.ts";
import { readJsonLines } from "./json_lines.ts";
import { UserError } from "../user_error.ts";
import { describe } from "../values.ts";

/** A kind of rows of text: comma-separated or otherwise delimited, tab-separated, JSON Lines. */
export type RowKind = "csv" | "tsv" | "jsonl";

const KINDS_BY_EXTENSION: Readonly<Record<string, RowKind>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
};

/**
 * The kind of a file's rows: the `format` named, or that of the file's extension, or `otherwise`.
 *
 * @throws {UserError} if the kind is unknown.
 * @internal
 */
export function rowKind(
  path: string,
  { format, otherwise }: { format?: string | undefined; otherwise?: unknown } = {},
): RowKind {
  // What is compressed or packed has a pipe that reads it, which opening it tells.
  const packed = /\.(gz|zst|xz|zip|xlsx|parquet)$/;
  const kind = format ?? KINDS_BY_EXTENSION[extname(path.replace(packed, ""))] ?? otherwise ??
    (packed.test(path) ? "csv" : undefined);
  if (kind === "csv" || kind === "tsv" || kind === "jsonl") return kind;
  throw new UserError(
    format === undefined
      ? `${sourceOf(path)}: unknown kind of rows, add --format csv, tsv or jsonl`
      : `--format: expected csv, tsv or jsonl, found ${describe(format)}`,
  );
}

/** Options of {@linkcode openRows}. */
export interface OpenRowsOptions extends Omit<DelimitedOptions, "source"> {
  /** The kind of rows. For tsv `delimiter` is ignored, for jsonl `header`, too. */
  readonly kind: RowKind;
  /** Sees the bytes of the file as they are read. */
  readonly onRead?: ((bytes: Uint8Array) => void) | undefined;
}

/**
 * Opens the rows of a file, or of standard input for `-`.
 *
 * @returns the dataset, as soon as the names of its columns are known.
 * @throws {UserError} if the file cannot be read or a column is missing; while reading, as
 * {@linkcode readDelimited} and {@linkcode readJsonLines} do.
 *
 * @example
 * ```ts
 * import { openRows } from "@dawnstream/dawnstream/rows";
 * import { assertEquals } from "@std/assert";
 *
 * const iris = await openRows("pipelines/iris.csv", {
 *   kind: "csv",
 *   features: ["petal_length"],
 *   only: ["setosa", "versicolor"],
 * });
 * let samples = 0;
 * for await (const { labels } of iris.chunks) samples += labels.length;
 * assertEquals(samples, 100);
 * assertEquals(iris.classes, ["setosa", "versicolor"]);
 * ```
 */
export async function openRows(
  path: string,
  { kind, onRead, ...options }: OpenRowsOptions,
): Promise<Dataset> {
  const opened = await openBytes(path);
  const bytes = onRead === undefined ? opened : watched(opened, onRead);
  const named = { ...options, source: sourceOf(path) };
  switch (kind) {
    case "csv":
      return await readDelimited(bytes, named);
    case "tsv":
      return await readDelimited(bytes, { ...named, delimiter: "\t" });
    case "jsonl":
      return await readJsonLines(bytes, named);
  }
}

/** A source that lets someone see its bytes as they are read. */
function watched(source: ByteSource, onRead: (bytes: Uint8Array) => void): ByteSource {
  return {
    async read(into) {
      const count = await source.read(into);
      if (count !== null) onRead(into.subarray(0, count));
      return count;
    },
    close: () => source.close(),
  };
}
