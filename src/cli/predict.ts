import { openRows, rowKind } from "../rows/rows.ts";
import { UserError } from "../user_error.ts";
import { readText, writeAll } from "../files.ts";
import { modelPredictions } from "../neuron/model.ts";
import { parseModel } from "../sinks/model_file.ts";
import { type Options, optionsHelp, readCommandLine } from "./options.ts";

const OPTIONS = {
  format: {
    takes: "KIND",
    help: "kind of the rows: csv, tsv or jsonl; else the file's ending tells",
  },
  help: { short: "h", help: "show this text" },
} as const satisfies Options;

const HELP = `Use a trained model on new rows.

Usage: deno task predict MODEL [FILE]

Writes a line of JSON for each row: its own fields, the prediction (the probability of the second
class) and the class. Columns are found by name. Without FILE, or with -, rows come from standard
input.

${optionsHelp(OPTIONS)}`;

/** What the rows get beside their own fields. */
const ADDED = ["prediction", "class"];

/** Predicts the class of new rows, as a command line asks. */
export async function predict(args: readonly string[]): Promise<void> {
  const line = readCommandLine(args, OPTIONS);
  if (line.has("help")) return console.log(HELP);
  const [modelPath, path = "-", ...others] = line.operands;
  if (modelPath === undefined || others.length > 0) {
    throw new UserError("predict: expected a model and at most one file; see --help");
  }
  const model = parseModel(await readText(modelPath), modelPath);
  const rows = await openRows(path, {
    kind: rowKind(path, { format: line.get("format") }),
    features: model.features,
    label: null,
    echo: { without: ADDED },
  });
  const classes = model.classes.map((name) => JSON.stringify(name));
  const encoder = new TextEncoder();
  for await (const chunk of rows.chunks) {
    const predictions = modelPredictions(model, chunk);
    let text = "";
    chunk.echoes.forEach((echo, row) => {
      const prediction = predictions[row];
      const fields = echo === "" ? "" : `${echo},`;
      const name = classes[prediction >= 0.5 ? 1 : 0];
      text += `{${fields}"prediction":${prediction},"class":${name}}\n`;
    });
    writeAll(Deno.stdout, encoder.encode(text));
  }
}
