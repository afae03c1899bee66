import { extname } from "node:path";
import { openBytes } from "./bytes.ts";
import type { Dataset } from "./dataset.ts";
import { type DelimitedOptions, readDelimited } from "./delimited.ts";
import { readJsonLines } from "./json_lines.ts";
import { UserError } from "../user_error.ts";

/** The kinds of rows of text. */
export const ROW_KINDS = ["csv", "tsv", "jsonl"] as const;

/** A kind of rows of text. */
export type RowKind = typeof ROW_KINDS[number];

const KINDS_BY_ENDING: Readonly<Record<string, RowKind>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
};

/**
 * The kind of a file's rows: the one that is named, or else the one that its ending tells.
 *
 * @throws {UserError} where neither is known.
 */
export function rowKind(
  path: string,
  { format, otherwise }: { format?: string | undefined; otherwise?: unknown } = {},
): RowKind {
  const kind = format ?? KINDS_BY_ENDING[extname(path)] ?? otherwise;
  const known = ROW_KINDS.find((other) => other === kind);
  if (known !== undefined) return known;
  throw new UserError(
    format === undefined
      ? `${path}: name the kind of its rows: --format csv, tsv or jsonl`
      : `--format: expected csv, tsv or jsonl, found ${JSON.stringify(format)}`,
  );
}

/** Options of {@linkcode openRows}. */
export interface OpenRowsOptions extends Omit<DelimitedOptions, "source"> {
  /** The kind of the rows. */
  readonly kind: RowKind;
}

/**
 * Opens the rows of a file, or of standard input for `-`.
 *
 * @throws {UserError} where they cannot be read.
 */
export async function openRows(
  path: string,
  { kind, ...options }: OpenRowsOptions,
): Promise<Dataset> {
  const bytes = await openBytes(path);
  const named = { ...options, source: path === "-" ? "<stdin>" : path };
  switch (kind) {
    case "csv":
      return await readDelimited(bytes, named);
    case "tsv":
      return await readDelimited(bytes, { ...named, delimiter: "\t" });
    case "jsonl":
      return await readJsonLines(bytes, named);
  }
}
