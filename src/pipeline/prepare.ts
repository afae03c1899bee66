import {
  type Column,
  countUnseen,
  featureNames,
  learnCategories,
  oneHot,
} from "../samples/categories.ts";
import type { Dataset } from "../rows/dataset.ts";
import type { Chunk } from "../samples/chunk.ts";
import { countMissing, featureMeans, fillMissing } from "../samples/missing.ts";
import { UserError } from "../user_error.ts";
import { isText } from "./stream.ts";
import type { Pipeline } from "./types.ts";

/** What is known of the columns of rows to make features of them. */
export interface Learned {
  /** The columns with their categories, where text is made features of. */
  readonly columns?: readonly Column[] | undefined;
  /** The mean of each feature, where missing values are filled in. */
  readonly fill?: readonly number[] | undefined;
}

/** What was found in samples that were made features of, so far. */
export interface FeatureCounts {
  /** The number of missing values that were filled in. */
  readonly filled: number;
  /** The number of texts that are no category. */
  readonly unseen: number;
}

/** How the columns of samples become features. */
export interface Features extends Learned {
  /** The names of the features. */
  readonly names: readonly string[];
  /** What was found so far. */
  readonly counts: FeatureCounts;
  /** Makes features of columns: a feature of each category, then means in place of missing values. */
  make(chunk: Chunk): Chunk;
}

/** How columns become features by what is known of them. */
export function featuresOf(names: readonly string[], { columns, fill }: Learned = {}): Features {
  const counts = { filled: 0, unseen: 0 };
  return {
    names: columns ? featureNames(columns) : names,
    ...{ columns, fill, counts },
    make(chunk) {
      if (columns) counts.unseen += countUnseen(chunk, columns);
      if (fill) counts.filled += countMissing(chunk);
      const encoded = columns ? oneHot(chunk, columns) : chunk;
      return fill ? fillMissing(encoded, fill) : encoded;
    },
  };
}

/**
 * Learns from the samples to train on how columns become features.
 *
 * @param names the names of the columns; `texts` has the texts of those that are text.
 * @returns also what puts the places of categories in place of the texts' own numbers first.
 * @throws {UserError} where a column has no mean, or there is no feature.
 */
export function learnFeatures(
  { data, transforms }: Pipeline,
  { training, names, texts = [] }: {
    training: Chunk;
    names: readonly string[];
    texts?: Dataset["texts"] | undefined;
  },
): Features & { recode(chunk: Chunk): Chunk } {
  const hasCategories = transforms.some(({ kind }) => kind === "categories");
  const { columns, recode } = hasCategories
    ? learnCategories(training, { names, texts })
    : { recode: (chunk: Chunk) => chunk };
  const encoded = featuresOf(names, { columns });
  if (encoded.names.length === 0) {
    throw new UserError("transforms: expected at least one category, found no text to learn from");
  }
  const fill = isText(data) && data.missing === "mean"
    ? featureMeans(encoded.make(recode(training)), encoded.names)
    : undefined;
  return { ...featuresOf(names, { columns, fill }), recode };
}
