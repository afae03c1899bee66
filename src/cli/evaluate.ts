import { attempt, LONGEST_STRING, readText, replaceFile } from "../files.ts";
import { evaluate, rocCurve } from "../neuron/metrics.ts";
import { type Model, modelFeatures, modelLogits, OVERFLOW } from "../neuron/model.ts";
import { resolve } from "../pipeline/resolve.ts";
import type { Pipeline } from "../pipeline/types.ts";
import { numpyRandom } from "../random/numpy_random.ts";
import type { Dataset } from "../rows/dataset.ts";
import { openRows, rowKind } from "../rows/rows.ts";
import { type Chunk, concatenate, gather, inOrder } from "../samples/chunk.ts";
import { holdOut } from "../samples/hold_out.ts";
import { modelText, parseModel } from "../sinks/model_file.ts";
import { UserError } from "../user_error.ts";
import { describe } from "../values.ts";
import { tell, writeOut } from "./command.ts";
import { metricsTable } from "./metrics_table.ts";
import { writeOnlyTo } from "./folders.ts";
import { countFilled, linesAbout, modelRows } from "./model_rows.ts";
import { type CommandLine, type Options, optionsHelp, readCommandLine } from "./options.ts";

const OPTIONS = {
  format: {
    takes: "KIND",
    help: "kind of the rows: csv, tsv or jsonl; else the file's ending tells",
  },
  label: { takes: "COLUMN", help: "column of the label; else as in training" },
  "held-out": { help: "of the file trained on, only the rows that validation.fraction held out" },
  skip: { help: "leave out bad rows; else as in training" },
  threshold: { takes: "P", help: "prediction from which on a row is called the second class" },
  save: { help: "keep the threshold in the model, for predict and evaluate" },
  charts: { takes: "DIR", help: "draw roc.svg and calibration.svg there" },
  help: { short: "h", help: "show this text" },
} as const satisfies Options;

const HELP = `Evaluate a trained model on labelled rows.

Usage: evaluate MODEL FILE

Writes log-loss, accuracy, precision, recall, F1, ROC AUC, Brier score and the confusion matrix: as a
table in a terminal, else as JSON, with a calibration table. Where the training left rows of other
classes out (data.only), so does this. FILE may be - for standard input. With --threshold, the classes
are told apart at another prediction than the model's; --save keeps it in the model. Where the model
was trained on these rows, standard error says so.

${optionsHelp(OPTIONS)}`;

/** Evaluates a model on labelled rows, as a command line asks. */
export async function evaluateModel(args: readonly string[]): Promise<void> {
  const line = readCommandLine(args, OPTIONS);
  if (line.has("help")) return writeOut(`${HELP}\n`);
  const [modelPath, path, ...others] = line.operands;
  if (path === undefined || others.length > 0) {
    throw new UserError("evaluate: expected a model and a file; see --help");
  }
  const folder = line.get("charts");
  await writeOnlyTo([...(line.has("save") ? [modelPath] : []), ...(folder ? [folder] : [])]);
  const model = parseModel(await readText(modelPath, { longest: LONGEST_STRING }), modelPath);
  const { label, only, onBadRow } = model.pipeline.data ?? {};
  const rows = await openRows(path, {
    kind: rowKind(path, { format: line.get("format") }),
    ...modelRows(model),
    label: line.get("label") ?? model.label ?? label,
    ...{ classes: model.classes, only, lines: true },
    onBadRow: line.has("skip") || onBadRow === "skip" ? "skip" : "error",
  });
  const threshold = thresholdOf(line) ?? model.threshold;
  const training = trainingOf(model, modelPath);
  const { evaluated, kept, filled } = await evaluateRows(rows, { model, training });
  const known = training && kept && await trainedOn(kept, { model, training });
  const isHeldOut = line.has("held-out");
  if (isHeldOut && known?.heldOut === undefined) {
    throw new UserError(
      `--held-out: ${path}: ` +
        (training?.spec.validation.fraction === undefined
          ? "the model was trained without validation.fraction"
          : "these are not the rows that the model was trained with"),
    );
  }
  if (known && !isHeldOut) tell(`${path}: ${told(known)}`);
  const heldOut = isHeldOut ? known?.heldOut : undefined;
  const { features: z, labels: y } = heldOut ? withLogits(model, heldOut) : evaluated;
  const metrics = evaluate(z, y, { threshold });
  writeOut(
    (Deno.stdout.isTerminal()
      ? metricsTable(metrics, model.classes)
      : JSON.stringify(metrics, null, 2)) + "\n",
  );
  if (folder !== undefined) await drawCharts(folder, { z, y });
  if (line.has("save")) replaceFile(modelPath, modelText({ ...model, threshold }));
  const about = { filled: heldOut ? countFilled(heldOut) : filled };
  for (const line of linesAbout(rows, about)) tell(line);
}

/** The threshold that a command line names. */
function thresholdOf(line: CommandLine): number | undefined {
  const text = line.get("threshold");
  if (text === undefined) {
    if (line.has("save")) throw new UserError("--save: expected a --threshold to keep");
    return undefined;
  }
  const threshold = Number(text);
  if (text.trim() !== "" && threshold > 0 && threshold < 1) return threshold;
  throw new UserError(
    `--threshold: expected a number above 0 and below 1, found ${describe(text)}`,
  );
}

/** The logits of rows in place of their features. */
function withLogits(model: Model, chunk: Chunk): Chunk {
  return { width: 1, features: modelLogits(model, chunk), labels: chunk.labels };
}

/** The logits of all rows; the rows themselves as well, as long as they may be those trained on. */
async function evaluateRows(
  rows: Dataset,
  { model, training }: { model: Model; training: Training | undefined },
): Promise<{ evaluated: Chunk; kept: Chunk | undefined; filled: number }> {
  const most = training === undefined ? 0 : mostRows(training.samples, training.spec);
  const evaluated: Chunk[] = [];
  let kept: Chunk[] = [];
  let count = 0;
  let filled = 0;
  for await (const { width, features, labels, lines } of rows.chunks) {
    const chunk = withLogits(model, { width, features, labels });
    const z = chunk.features;
    if (z.every(Number.isFinite)) evaluated.push(chunk);
    else {
      const finite = inOrder(z.length).filter((row) => Number.isFinite(z[row]));
      z.forEach((z, row) => Number.isFinite(z) || rows.report(lines[row], OVERFLOW));
      evaluated.push(gather(chunk, finite));
    }
    count += labels.length;
    filled += countFilled({ width, features, labels });
    if (count <= most) kept.push({ width, features, labels });
    else kept = [];
  }
  return {
    filled,
    evaluated: concatenate(evaluated),
    kept: count > 0 && count <= most ? concatenate(kept) : undefined,
  };
}

/** The most rows that a model was trained on, the held-out ones included; 0 where it is not known. */
function mostRows(samples: number, { validation: { fraction = 0 } }: Pipeline): number {
  return Math.floor(samples / (1 - fraction)) + 1;
}

/** Which of these rows a model learned from, if they are those that it was trained with. */
async function trainedOn(
  all: Chunk,
  { model, training: { samples, digest, spec } }: { model: Model; training: Training },
): Promise<TrainedOn | undefined> {
  const { validation: { fraction }, data: { seed = spec.seed } } = spec;
  const parts = fraction === undefined
    ? { training: all }
    : holdOut(all, { fraction, random: numpyRandom(seed) });
  if (parts.training.labels.length !== samples) return undefined;
  const { digestOf } = await import("../run/resume.ts");
  const kept = Object.values(parts).map((chunk) => modelFeatures(model, chunk));
  return await digestOf(spec, { kept, replayable: true }) === digest ? parts : undefined;
}

/** What is known of a model's training. */
interface Training {
  readonly samples: number;
  readonly digest: string;
  readonly spec: Pipeline;
}

/** The parts of the rows that a model was trained with. */
interface TrainedOn {
  readonly training: Chunk;
  readonly heldOut?: Chunk;
}

function trainingOf({ samples, digest, pipeline }: Model, source: string): Training | undefined {
  if (samples === undefined || digest === undefined) return undefined;
  return { samples, digest, spec: resolve(pipeline, { source }) };
}

function told({ heldOut }: TrainedOn): string {
  return heldOut === undefined
    ? "the model was trained on these rows"
    : `the model was trained on these rows but ${heldOut.labels.length}; ` +
      "--held-out evaluates those alone";
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
