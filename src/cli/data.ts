import { openSource } from "../pipeline/source.ts";
import { readStartModel, refuseOthers } from "../pipeline/start_model.ts";
import type { Pipeline } from "../pipeline/types.ts";
import { numpyRandom } from "../random/numpy_random.ts";
import { skippedLines } from "../rows/dataset.ts";
import { csvField } from "../rows/echo.ts";
import { UserError } from "../user_error.ts";
import { describe } from "../values.ts";
import { tell, writeOut } from "./command.ts";

/**
 * Writes the samples of a pipeline as rows, as they come: the features in the data's own units, then
 * the label by the name of its class.
 *
 * @throws {UserError} where the data cannot be read, or the format is neither csv nor jsonl.
 */
export async function printData(spec: Pipeline, format = "csv"): Promise<void> {
  if (format !== "csv" && format !== "jsonl") {
    throw new UserError(`--format: expected csv or jsonl, found ${describe(format)}`);
  }
  const isCsv = format === "csv";
  const random = numpyRandom(spec.data.seed ?? spec.seed);
  const start = await readStartModel(spec);
  // Texts are written as they are, whether the model has them or not.
  const source = await openSource(spec, {
    random,
    start: start && { ...start, columns: undefined },
  });
  if (start !== undefined) refuseOthers(start, source);
  const { features, label = "y" } = source;
  const quote = isCsv ? csvField : (text: string) => JSON.stringify(text);
  const names = [...features, label].map(quote);
  if (isCsv) writeOut(names.join() + "\n");
  for await (const chunk of source.chunks) {
    // The rows that were read show what the classes are called.
    const isNumeric = source.classes.join() === "0,1";
    const classes = source.classes.map((name) => isNumeric ? name : quote(name));
    const texts = source.texts?.map((texts) => texts?.map(quote));
    const missing = isCsv ? "" : "null";
    let text = "";
    chunk.labels.forEach((y, row) => {
      const x = chunk.features.subarray(row * chunk.width, (row + 1) * chunk.width);
      const values = Array.from(x, (x, j) => Number.isNaN(x) ? missing : texts?.[j]?.[x] ?? x);
      const fields = [...values, classes[y]];
      text += isCsv
        ? `${fields.join()}\n`
        : `{${fields.map((field, j) => `${names[j]}:${field}`).join()}}\n`;
    });
    writeOut(text);
  }
  for (const line of [...source.notes, ...skippedLines(source.skipped)]) tell(line);
}
