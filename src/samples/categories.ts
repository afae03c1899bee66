import type { Chunk } from "./chunk.ts";

/** A column of rows: a feature of numbers, or a text of which each category becomes a feature. */
export interface Column {
  /** The name of the column. */
  readonly name: string;
  /** The categories, in the order of their features. */
  readonly categories?: readonly string[] | undefined;
}

/** Columns whose categories have been learned. */
export interface LearnedColumns {
  /** The columns. */
  readonly columns: readonly Column[];
  /** Puts the places of categories, −1 for any other text, in place of the texts' own numbers. */
  recode(chunk: Chunk): Chunk;
}

/**
 * Learns the categories of columns from the texts that occur in a chunk, in the order of their
 * characters' codes; texts that occur only elsewhere are unseen.
 *
 * @param chunk the columns' values; of a column of text, the index of each value among its texts, and
 * NaN for a missing one.
 */
export function learnCategories(
  { width, features }: Chunk,
  { names, texts }: {
    names: readonly string[];
    texts: readonly (readonly string[] | undefined)[];
  },
): LearnedColumns {
  const seen = texts.map((texts) => texts && new Uint8Array(texts.length));
  features.forEach((code, i) => {
    const column = seen[i % width];
    if (column && !Number.isNaN(code)) column[code] = 1;
  });
  const columns = names.map((name, j): Column => {
    const own = texts[j];
    return own ? { name, categories: own.filter((_, code) => seen[j]![code]).sort() } : { name };
  });
  const places = columns.map(({ categories }, j) =>
    categories && texts[j]!.map((text) => categories.indexOf(text))
  );
  return {
    columns,
    recode: (chunk) => ({
      ...chunk,
      features: chunk.features.map((value, i) => places[i % width]?.[value] ?? value),
    }),
  };
}

/** The names of the features that columns become, such as `age` and `colour=red`. */
export function featureNames(columns: readonly Column[]): string[] {
  return columns.flatMap(({ name, categories }) =>
    categories ? categories.map((category) => `${name}=${category}`) : [name]
  );
}

/**
 * Makes a feature of each category: 1 for the samples that are of it, 0 for all others (one-hot). A
 * text that is no category is 0 in all of them, a missing one NaN.
 *
 * @param chunk the columns' values; of a column with categories, the index of each value among them.
 *
 * @example
 * ```ts
 * import { oneHot } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const columns = [{ name: "age" }, { name: "colour", categories: ["blue", "red"] }];
 * const chunk = { width: 2, features: Float64Array.of(30, 1, 40, -1), labels: Float64Array.of(0, 1) };
 * assertEquals([...oneHot(chunk, columns).features], [30, 0, 1, 40, 0, 0]);
 * ```
 */
export function oneHot(chunk: Chunk, columns: readonly Column[]): Chunk {
  const sizes = columns.map(({ categories }) => categories?.length);
  const width = sizes.reduce<number>((sum, size) => sum + (size ?? 1), 0);
  const rows = chunk.labels.length;
  const features = new Float64Array(rows * width);
  for (let row = 0, from = 0, to = 0; row < rows; row++) {
    for (const size of sizes) {
      const value = chunk.features[from++];
      if (size === undefined) features[to] = value;
      else if (Number.isNaN(value)) features.fill(NaN, to, to + size);
      else if (value >= 0) features[to + value] = 1;
      to += size ?? 1;
    }
  }
  return { ...chunk, width, features };
}

/** The number of texts that are no category. */
export function countUnseen({ width, features }: Chunk, columns: readonly Column[]): number {
  return features.reduce(
    (count, value, i) => count + (columns[i % width].categories && value === -1 ? 1 : 0),
    0,
  );
}
