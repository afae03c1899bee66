import { type Chunk, concatenate } from "../samples/chunk.ts";
import { openRows, rowKind } from "../rows/rows.ts";
import { UserError } from "../user_error.ts";
import { evaluate, rocCurve } from "../neuron/metrics.ts";
import { attempt, readText, replaceFile } from "../files.ts";
import { type Model, modelLogits } from "../neuron/model.ts";
import { parseModel } from "../sinks/model_file.ts";
import { type Options, optionsHelp, readCommandLine } from "./options.ts";

const OPTIONS = {
  format: {
    takes: "KIND",
    help: "kind of the rows: csv, tsv or jsonl; else the file's ending tells",
  },
  label: { takes: "COLUMN", help: "column of the label; else as in training" },
  charts: { takes: "DIR", help: "draw roc.svg and calibration.svg there" },
  help: { short: "h", help: "show this text" },
} as const satisfies Options;

const HELP = `Evaluate a trained model on labelled rows.

Usage: deno task evaluate MODEL FILE

Writes JSON: log-loss, accuracy, precision, recall, F1, ROC AUC, Brier score, the confusion matrix and
a calibration table. Rows of other classes than the model's are left out. FILE may be - for standard
input.

${optionsHelp(OPTIONS)}`;

/** Evaluates a model on labelled rows, as a command line asks. */
export async function evaluateModel(args: readonly string[]): Promise<void> {
  const line = readCommandLine(args, OPTIONS);
  if (line.has("help")) return console.log(HELP);
  const [modelPath, path, ...others] = line.operands;
  if (path === undefined || others.length > 0) {
    throw new UserError("evaluate: expected a model and a file; see --help");
  }
  const model = parseModel(await readText(modelPath), modelPath);
  const rows = await openRows(path, {
    kind: rowKind(path, { format: line.get("format") }),
    features: model.features,
    ...labelOf(model, line.get("label")),
  });
  const evaluated: Chunk[] = [];
  for await (const { labels, ...chunk } of rows.chunks) {
    evaluated.push({ width: 1, features: modelLogits(model, { ...chunk, labels }), labels });
  }
  const { features: z, labels: y } = concatenate(evaluated);
  console.log(JSON.stringify(evaluate(z, y), null, 2));
  const folder = line.get("charts");
  if (folder !== undefined) await drawCharts(folder, { z, y });
}

/** Where the label is and what it means, as in training. */
function labelOf({ classes, pipeline }: Model, column: string | undefined) {
  const { label, only } = pipeline.data ?? {};
  return { label: column ?? label, classes, only };
}

async function drawCharts(
  folder: string,
  { z, y }: { z: Float64Array; y: Float64Array },
): Promise<void> {
  const { calibrationChart, rocChart } = await import("../charts/mod.ts");
  const { rocAuc, calibration } = evaluate(z, y);
  attempt(folder, "cannot be written", () => Deno.mkdirSync(folder, { recursive: true }));
  replaceFile(`${folder}/roc.svg`, rocChart({ points: rocCurve(z, y), area: rocAuc }));
  replaceFile(`${folder}/calibration.svg`, calibrationChart({ bins: calibration }));
}
