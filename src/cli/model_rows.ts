import { type Model, modelColumns } from "../neuron/model.ts";
import { type Dataset, type RowChunk, skippedLines } from "../rows/dataset.ts";
import type { OpenRowsOptions } from "../rows/rows.ts";
import { countMissing } from "../samples/missing.ts";
import type { Chunk } from "../samples/chunk.ts";
import { counted } from "../values.ts";

/** How the rows that a model is used on are read: as those of its training. */
export function modelRows(model: Model): Omit<OpenRowsOptions, "kind"> {
  const { missing, decimal, delimiter, header } = model.pipeline.data ?? {};
  const columns = modelColumns(model);
  const isFilled = model.transforms.some(({ kind }) => kind === "missing");
  return {
    features: columns.map(({ name }) => name),
    categories: { known: columns.map(({ categories }) => categories) },
    missing: isFilled ? "mean" : missing === "skip" ? "skip" : "error",
    decimal: decimal === "," ? "," : ".",
    ...(typeof delimiter === "string" && { delimiter }),
    ...(typeof header === "boolean" && { header }),
  };
}

/** What a person should know about the rows that a model was used on, in a line each. */
export function linesAbout(
  { notes, skipped, unseen }: Dataset,
  { filled }: { filled: number },
): string[] {
  return [
    ...notes,
    ...skippedLines(skipped),
    ...(filled > 0
      ? [`${counted(filled, "missing value")} filled in with the mean of the training rows`]
      : []),
    ...(unseen.count > 0
      ? [
        `${counted(unseen.count, "text")} of no category that the training rows have, such as ${
          unseen.first.join(", ")
        }`,
      ]
      : []),
  ];
}

/** The number of missing values in rows, those of bad rows left out. */
export function countFilled(chunk: Chunk & Partial<Pick<RowChunk, "bad">>): number {
  const { bad = [], width } = chunk;
  return countMissing(chunk) - bad.length * width;
}
