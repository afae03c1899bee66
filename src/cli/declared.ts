import { parse } from "node:path";
import { type Override, parseOverride, typedOverride } from "../pipeline/override.ts";
import { type Written, written } from "../pipeline/written.ts";
import { rowKind } from "../rows/rows.ts";
import { isObject } from "../values.ts";
import { DEFAULT_PIPELINE, loadPipelines } from "./gallery.ts";
import type { CommandLine } from "./options.ts";

/** A pipeline as it is written, and the fields that a command line sets over its own. */
export interface Declared extends Written {
  /** Those fields, in order. */
  readonly overrides: readonly Override[];
}

/** The pipeline that a command line declares. */
export async function declaredBy(line: CommandLine): Promise<Declared> {
  const pipeline = await writtenPipeline(line);
  return { ...pipeline, overrides: overrides(line, pipeline.spec) };
}

/** The pipeline that a command line names; for rows of one's own, one that has nothing but a name. */
async function writtenPipeline(line: CommandLine): Promise<Written> {
  const path = line.get("data");
  if (line.operands.length === 0 && path !== undefined) {
    const name = /^\w[\w.-]{0,99}$/.exec(parse(path).name)?.[0] ?? "rows";
    return written({ name }, "--data");
  }
  return await loadPipelines(line.operands.length === 0 ? [DEFAULT_PIPELINE] : line.operands);
}

function overrides(line: CommandLine, written: unknown): Override[] {
  const number = (name: string, path: string): Override[] => {
    const text = line.get(name);
    return text === undefined ? [] : [typedOverride(path, text, `--${name}`)];
  };
  const string = (name: string, path: string): Override[] => {
    const value = line.get(name);
    return value === undefined ? [] : [{ path, value, origin: `--${name}` }];
  };
  const flag = (name: string, path: string, value: unknown): Override[] =>
    line.has(name) ? [{ path, value, origin: `--${name}` }] : [];
  return [
    ...dataOverride(line, written),
    ...line.all("set").map(parseOverride),
    ...string("label", "data.label"),
    ...string("positive", "data.positive"),
    ...(line.all("exclude").length > 0
      ? [{ path: "data.exclude", value: line.all("exclude"), origin: "--exclude" }]
      : []),
    ...string("missing", "data.missing"),
    ...transforms(line, written),
    ...flag("stream", "data.stream", true),
    ...number("learning-rate", "optimizer.learningRate"),
    ...number("batch", "batch"),
    ...number("seed", "seed"),
    ...number("epochs", "epochs.count"),
    ...number("chunk", "epochs.chunk"),
    ...flag("samples", "outputs.samples", true),
    ...flag("no-charts", "outputs.charts", false),
  ];
}

/** The transforms that flags name, beside those of the pipeline. */
function transforms(line: CommandLine, written: unknown): Override[] {
  const flags = ["categories", "standardize"].filter((kind) => line.has(kind));
  if (flags.length === 0) return [];
  const { transforms } = isObject(written) ? written : {};
  const declared: unknown[] = Array.isArray(transforms) ? transforms : [];
  const isOf = (kind: string) => (value: unknown) =>
    value === kind || (isObject(value) && value.kind === kind);
  const added = (kind: string) => flags.includes(kind) && !declared.some(isOf(kind)) ? [kind] : [];
  const value = [...added("categories"), ...declared, ...added("standardize")];
  return [{ path: "transforms", value, origin: `--${flags[0]}` }];
}

/** The data that `--data` and `--format` name, with what the pipeline says of its own rows. */
function dataOverride(line: CommandLine, written: unknown): Override[] {
  const path = line.get("data");
  const format = line.get("format");
  if (path === undefined && format === undefined) return [];
  const declared = isObject(written) && isObject(written.data) ? written.data : {};
  const { path: declaredPath, ...rows } = "path" in declared ? declared : {};
  const kind = rowKind(path ?? "", { format, otherwise: rows.kind });
  const value = { ...rows, kind, path: path ?? declaredPath };
  return [{ path: "data", value, origin: "--data" }];
}
