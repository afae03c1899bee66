import { from, lastValueFrom, type Observable, toArray } from "rxjs";
import { type Chunk, concatenate } from "../data/chunk.ts";
import type { SkippedRows } from "../data/dataset.ts";
import { gaussians } from "../data/gaussians.ts";
import { points } from "../data/points.ts";
import { openRows } from "../data/rows.ts";
import type { Random } from "../random/random.ts";
import type { Pipeline } from "./schema.ts";

/** Where the samples of a pipeline come from. */
export interface Source {
  /** The features' names. */
  readonly features: readonly string[];
  /** What the labels 0 and 1 are called, as far as the rows that were read tell. */
  classes(): readonly [string, string];
  /** The dataset stream. */
  readonly chunks: Observable<Chunk>;
  /** The rows that were left out so far. */
  readonly skipped: SkippedRows;
}

type Data = Pipeline["data"];
type TextData = Extract<Data, { path: string }>;

const NOTHING_SKIPPED: SkippedRows = { count: 0, first: [] };

/**
 * Opens the data of a pipeline: as soon as its features are known.
 *
 * @throws {UserError} where it cannot be read.
 */
export async function openSource(data: Data, random: Random): Promise<Source> {
  switch (data.kind) {
    case "gaussians":
      return known(gaussians({ random, classes: data.classes }), 1);
    case "points": {
      const [{ x }] = data.points;
      return known(points(data.points), typeof x === "number" ? 1 : x.length);
    }
    default: {
      const dataset = await openRows(data.path, data);
      return {
        features: dataset.features,
        classes: () => dataset.classes,
        chunks: from(dataset.chunks),
        skipped: dataset.skipped,
      };
    }
  }
}

function known(chunks: Observable<Chunk>, width: number): Source {
  const features = width === 1 ? ["x"] : Array.from({ length: width }, (_, j) => `x${j}`);
  return { features, classes: () => ["0", "1"], chunks, skipped: NOTHING_SKIPPED };
}

/** All samples of a stream. */
export async function readAll(chunks: Observable<Chunk>): Promise<Chunk> {
  return concatenate(await lastValueFrom(chunks.pipe(toArray())));
}

/**
 * The held-out samples of a file of the same columns and labels as the data.
 *
 * @throws {UserError} where it cannot be read.
 */
export async function readHeldOut(data: TextData, path: string, source: Source): Promise<Chunk> {
  const classes = source.classes();
  const dataset = await openRows(path, { ...data, features: source.features, classes });
  return await readAll(from(dataset.chunks));
}

/** Whether data is rows of text. */
export function isText(data: Data): data is TextData {
  return "path" in data;
}
