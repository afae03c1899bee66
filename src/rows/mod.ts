/**
 * Rows of text as samples: CSV, TSV and JSON Lines, read in constant memory.
 *
 * @module
 */
export { type ByteSource, byteSource, openBytes } from "./bytes.ts";
export type { CategoryOptions, CellOptions, UnseenTexts } from "./cells.ts";
export type { Dataset, EchoOptions, RowChunk, RowOptions, SkippedRows } from "./dataset.ts";
export { type DelimitedOptions, readDelimited } from "./delimited.ts";
export { readJsonLines } from "./json_lines.ts";
export type { LabelOptions, Labels } from "./labels.ts";
export { openRows, type OpenRowsOptions, type RowKind } from "./rows.ts";
export type { Chunk, Scaling } from "../samples/chunk.ts";
export { UserError, type UserErrorOptions } from "../user_error.ts";
