import { concatenate } from "../data/chunk.ts";
import { openRows, rowKind } from "../data/rows.ts";
import { readText } from "../data/text_file.ts";
import { UserError } from "../data/user_error.ts";
import { judge, rocCurve } from "../neuron/metrics.ts";
import { type Model, modelLogits, parseModel } from "../neuron/model.ts";
import { attempt, replaceFile } from "../sinks/files.ts";
import { runCommand } from "./command.ts";
import { describe, type Options, readCommandLine } from "./options.ts";

const OPTIONS = {
  format: {
    takes: "KIND",
    help: "kind of the rows: csv, tsv or jsonl; else the file's ending tells",
  },
  label: { takes: "COLUMN", help: "column of the label; else as in training" },
  charts: { takes: "DIR", help: "draw roc.svg and calibration.svg there" },
  help: { short: "h", help: "show this text" },
} as const satisfies Options;

const HELP = `Judge a trained model by rows whose labels are known.

Usage: deno task evaluate MODEL FILE

Writes JSON: log-loss, accuracy, precision, recall, F1, ROC AUC, Brier score, the confusion matrix and
a calibration table. Rows of other classes than the model's are left out. FILE may be - for standard
input.

${describe(OPTIONS)}`;

await runCommand(async () => {
  const line = readCommandLine(Deno.args, OPTIONS);
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
  const logits: Float64Array[] = [];
  const labels: Float64Array[] = [];
  for await (const chunk of rows.chunks) {
    logits.push(modelLogits(model, chunk));
    labels.push(chunk.labels);
  }
  const { features: z, labels: y } = concatenate(
    logits.map((features, i) => ({ features, labels: labels[i] })),
  );
  console.log(JSON.stringify(judge(z, y), null, 2));
  const folder = line.get("charts");
  if (folder !== undefined) await drawCharts(folder, { z, y });
});

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
  const { rocAuc, calibration } = judge(z, y);
  attempt(folder, "cannot be written", () => Deno.mkdirSync(folder, { recursive: true }));
  replaceFile(`${folder}/roc.svg`, rocChart({ points: rocCurve(z, y), area: rocAuc }));
  replaceFile(`${folder}/calibration.svg`, calibrationChart({ bins: calibration }));
}
