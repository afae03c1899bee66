import {
  type Column,
  countUnseen,
  featureNames,
  learnCategories,
  oneHot,
} from "../samples/categories.ts";
import type { Chunk } from "../samples/chunk.ts";
import { countMissing, featureMeans, fillMissing } from "../samples/missing.ts";
import { UserError } from "../user_error.ts";
import { isText } from "./stream.ts";
import { type HeldOut, readHeldOut, type Source } from "./source.ts";
import type { Pipeline } from "./types.ts";

/** Kept samples as features, and what was learned from those to train on to make them. */
export interface Features {
  /** The names of the features. */
  readonly names: readonly string[];
  /** The samples to train on. */
  readonly training: Chunk;
  /** The samples held out. */
  readonly heldOut?: Chunk | undefined;
  /** The file of held-out rows, if they are of a file. */
  readonly file?: HeldOut | undefined;
  /** The columns with their categories, where text is made features of. */
  readonly columns?: readonly Column[] | undefined;
  /** The mean of each feature, where missing values are filled in. */
  readonly fill?: Float64Array | undefined;
  /** The number of missing values. */
  readonly filled: number;
  /** The number of held-out texts that are no category. */
  readonly unseen: number;
}

/**
 * Makes features of the columns of samples: a feature of each category, then means in place of missing
 * values, both learned from the samples to train on.
 *
 * @throws {UserError} where the held-out rows cannot be read, or a column has no mean.
 */
export async function prepareFeatures(
  spec: Pipeline,
  { source, training, heldOut }: { source: Source; training: Chunk; heldOut?: Chunk },
): Promise<Features> {
  const hasCategories = spec.transforms.some(({ kind }) => kind === "categories");
  const { columns, recode } = hasCategories
    ? learnCategories(training, { names: source.features, texts: source.texts ?? [] })
    : { recode: (chunk: Chunk) => chunk };
  const own = recode(training);
  // A file of held-out rows is read with the categories in their places.
  const texts = columns?.map(({ categories }) => categories) ?? [];
  const file = await readHeldOut(spec, { ...source, texts });
  const other = file?.samples ?? (heldOut && recode(heldOut));
  const both = other === undefined ? [own] : [own, other];

  const names = columns ? featureNames(columns) : source.features;
  if (names.length === 0) {
    throw new UserError("transforms: expected at least one category, found no text to learn from");
  }
  const encoded = (chunk: Chunk) => columns ? oneHot(chunk, columns) : chunk;
  const isFilled = isText(spec.data) && spec.data.missing === "mean";
  const fill = isFilled ? featureMeans(encoded(own), names) : undefined;
  const features = (chunk: Chunk) => fill ? fillMissing(encoded(chunk), fill) : encoded(chunk);
  return {
    ...{ names, file, columns, fill },
    training: features(own),
    heldOut: other && features(other),
    filled: isFilled ? sum(both.map(countMissing)) : 0,
    unseen: columns ? sum(both.map((chunk) => countUnseen(chunk, columns))) : 0,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
