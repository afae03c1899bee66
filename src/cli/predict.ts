import { LONGEST_STRING, readText } from "../files.ts";
import { DEFAULT_THRESHOLD, modelLogits, OVERFLOW } from "../neuron/model.ts";
import { sigmoid } from "../neuron/forward.ts";
import { csvField } from "../rows/echo.ts";
import { openRows, rowKind } from "../rows/rows.ts";
import { parseModel } from "../sinks/model_file.ts";
import { UserError } from "../user_error.ts";
import { tell, writeOut } from "./command.ts";
import { countFilled, linesAbout, modelRows } from "./model_rows.ts";
import { type Options, optionsHelp, readCommandLine } from "./options.ts";

const OPTIONS = {
  format: {
    takes: "KIND",
    help: "kind of the rows: csv, tsv or jsonl; else the file's ending tells",
  },
  csv: { help: "write CSV with a header, in place of JSON" },
  skip: { help: "give a bad row no prediction, and continue; else as in training" },
  help: { short: "h", help: "show this text" },
} as const satisfies Options;

const HELP = `Use a trained model on new rows.

Usage: predict MODEL [FILE]

Writes a line of JSON for each row: its own fields, the prediction (the probability of the second
class) and the class. Columns are found by name. Without FILE, or with -, rows come from standard
input. Rows are written as they come, up to the first bad one; with --skip, a bad row's prediction
and class are null, and standard error says how many there were. Missing values and texts that the
training rows did not have are treated as in training, and counted there, too.

${optionsHelp(OPTIONS)}`;

/** What the rows get beside their own fields. */
const ADDED = ["prediction", "class"];

/** Predicts the class of new rows, as a command line asks. */
export async function predict(args: readonly string[]): Promise<void> {
  const line = readCommandLine(args, OPTIONS);
  if (line.has("help")) return writeOut(`${HELP}\n`);
  const [modelPath, path = "-", ...others] = line.operands;
  if (modelPath === undefined || others.length > 0) {
    throw new UserError("predict: expected a model and at most one file; see --help");
  }
  const isCsv = line.has("csv");
  const model = parseModel(await readText(modelPath, { longest: LONGEST_STRING }), modelPath);
  const skips = line.has("skip") || model.pipeline.data?.onBadRow === "skip";
  const rows = await openRows(path, {
    kind: rowKind(path, { format: line.get("format") }),
    ...modelRows(model),
    label: null,
    onBadRow: skips ? "skip" : "error",
    lines: true,
    echo: { without: ADDED, as: isCsv ? "csv" : "json" },
  });
  const ownColumns = rows.columns.filter((name) => !ADDED.includes(name));
  if (isCsv) writeOut([...ownColumns, ...ADDED].map(csvField).join() + "\n");
  const names = model.classes.map(isCsv ? csvField : (name) => JSON.stringify(name));
  const { threshold = DEFAULT_THRESHOLD } = model;
  let filled = 0;
  for await (const chunk of rows.chunks) {
    const logits = modelLogits(model, chunk);
    const bad = new Set(chunk.bad);
    filled += countFilled(chunk);
    let text = "";
    try {
      chunk.echoes.forEach((echo, row) => {
        const z = logits[row];
        const isBad = bad.has(row);
        const isFinite = !isBad && Number.isFinite(z);
        if (!isFinite && !isBad) rows.report(chunk.lines[row], OVERFLOW);
        const prediction = isFinite ? sigmoid(z) : null;
        const name = prediction === null ? null : names[prediction >= threshold ? 1 : 0];
        text += isCsv
          ? `${ownColumns.length === 0 ? "" : `${echo},`}${prediction ?? ""},${name ?? ""}\n`
          : `{${echo === "" ? "" : `${echo},`}"prediction":${prediction},"class":${name}}\n`;
      });
    } finally {
      writeOut(text);
    }
  }
  for (const line of linesAbout(rows, { filled })) tell(line);
}
