import { exists } from "../files.ts";
import { type Beginning, crc32 } from "../rows/crc32.ts";
import { openRows, type OpenRowsOptions } from "../rows/rows.ts";
import type { Dataset, SkippedRows } from "../rows/dataset.ts";
import type { Random } from "../random/random.ts";
import { type Chunk, concatenate } from "../samples/chunk.ts";
import { gaussians } from "../samples/gaussians.ts";
import { points } from "../samples/points.ts";
import type { StartModel } from "./start_model.ts";
import { isStream, isText, type TextData } from "./stream.ts";
import type { Pipeline } from "./types.ts";

/** Where the samples of a pipeline come from. */
export interface Source {
  /** The features' names. */
  readonly features: readonly string[];
  /** The name of the label's column, where the samples are rows of text. */
  readonly label?: string | undefined;
  /** What the labels 0 and 1 are called, as far as the rows that were read tell. */
  readonly classes: readonly [string, string];
  /** The meaning of the labels, where the samples are rows of text. */
  readonly labels?: Dataset["labels"];
  /** The texts of each feature that is text, once all samples have been read. */
  readonly texts?: Dataset["texts"];
  /** The samples, to be read once. */
  readonly chunks: AsyncIterable<Chunk> | Iterable<Chunk>;
  /** The bad rows that were skipped so far. */
  readonly skipped: SkippedRows;
  /** What has been read of a stream's file so far; nothing tells of a pipe. */
  readonly read?: () => Beginning;
  /** What was assumed of the rows where they left it open. */
  readonly notes: readonly string[];
}

/** Options of {@linkcode openSource}. */
export interface OpenSourceOptions {
  /** The generator that draws the samples, where they are drawn. */
  readonly random: Random;
  /** The model that a run starts from, whose columns, categories and classes rows have. */
  readonly start?: StartModel | undefined;
}

/**
 * Opens the data of a pipeline: as soon as its features are known.
 *
 * @throws {UserError} where it cannot be read.
 */
export async function openSource(
  { data, transforms }: Pick<Pipeline, "data" | "transforms">,
  { random, start }: OpenSourceOptions,
): Promise<Source> {
  if (isText(data)) {
    const declared = transforms.find((transform) => transform.kind === "categories");
    const known = start?.columns?.map(({ categories }) => categories);
    const rows = {
      ...{ ...data, ...(start && rowsOf(start, data)) },
      categories: declared && { ...declared, known },
    };
    return isStream(data) ? await openStream(rows) : await openRows(data.path, rows);
  }
  const samples = data.kind === "gaussians"
    ? gaussians({ random, classes: data.classes })
    : points(data.points);
  const { width } = samples;
  return {
    features: width === 1 ? ["x"] : Array.from({ length: width }, (_, j) => `x${j}`),
    classes: ["0", "1"],
    chunks: [samples],
    skipped: { count: 0, first: [] },
    notes: [],
  };
}

/** What rows are as those of a model's training were, unless a pipeline says which columns they have. */
function rowsOf(
  { names, label, classes, pipeline }: StartModel,
  data: TextData,
): Pick<OpenRowsOptions, "features" | "label" | "only" | "classes"> {
  return {
    features: data.features ?? (data.exclude === undefined ? names : undefined),
    label: data.label ?? label ?? pipeline.data?.label,
    only: data.only ?? pipeline.data?.only,
    classes,
  };
}

/** Opens a stream; of a file, it is known what has been read. */
async function openStream(
  options: OpenRowsOptions & { readonly path: string },
): Promise<Source> {
  const data = { ...options, live: true };
  if (data.path === "-" || !isRegularFile(data.path)) return await openRows(data.path, data);
  let read: Beginning = { bytes: 0, checksum: 0 };
  const rows = await openRows(data.path, {
    ...data,
    onRead(bytes) {
      read = { bytes: read.bytes + bytes.length, checksum: crc32(bytes, read.checksum) };
    },
  });
  // The number of skipped rows and the classes change while they are read.
  return Object.assign(rows, { read: () => read });
}

function isRegularFile(path: string): boolean {
  return exists(path) && Deno.statSync(path).isFile;
}

/** All samples of a source. */
export async function readAll(chunks: Source["chunks"]): Promise<Chunk> {
  return concatenate(await Array.fromAsync(chunks));
}

/** Held-out rows of a file. */
export interface HeldOut extends Pick<Source, "skipped" | "notes"> {
  /** The samples. */
  readonly samples: Chunk;
}

/**
 * The samples of the file of held-out rows, where a pipeline has one: its columns and labels are
 * those of the data, whichever of the two files first shows what label 0 is called. A text that is
 * not among those of its column is -1.
 *
 * @throws {UserError} where it cannot be read.
 */
export async function readHeldOut(
  { data, validation: { path } }: Pipeline,
  { features, label, labels, texts: known }: Pick<
    Source,
    "features" | "label" | "labels" | "texts"
  >,
): Promise<HeldOut | undefined> {
  if (!isText(data) || path === undefined) return undefined;
  // Of the held-out rows, the features are named, and whatever else there is does not matter.
  const rows = { ...data, features, label, labels, categories: { known }, exclude: undefined };
  const { chunks, skipped, notes } = await openRows(path, rows);
  return { samples: await readAll(chunks), skipped, notes };
}
