import { UserError } from "../user_error.ts";
import { counted } from "../values.ts";
import { merge } from "../pipeline/merge.ts";
import { resolve } from "../pipeline/resolve.ts";
import { isText } from "../pipeline/stream.ts";
import type { Pipeline } from "../pipeline/types.ts";
import type { Drawer } from "../page/drawer.ts";
import { run } from "../run/run.ts";
import type { EndRecord } from "../records.ts";
import { checkpointsOf } from "../run/resume.ts";
import { openRunFolder, type RunFolder } from "../run/folder.ts";
import { tell } from "./command.ts";
import { copyOf, inputsOf } from "./copy.ts";
import { declaredBy } from "./declared.ts";
import { writeOnlyTo } from "./folders.ts";
import { type StopSignal, stopSignal } from "./signals.ts";
import type { CommandLine } from "./options.ts";
import { showOnTerminal } from "./terminal.ts";

/** Trains as a command line asks: loads the pipeline, runs it, says what it came to. */
export async function trainAs(
  line: CommandLine,
  drawer: Drawer | undefined,
): Promise<void> {
  const { spec: declared, ...options } = await declaredBy(line);
  const fresh = resolve(declared, options);
  const path = line.get("out") ?? `out/${fresh.name}`;
  const spec = line.has("resume")
    ? resolve(merge(await checkpointsOf(path), declared), options)
    : fresh;
  if (isText(spec.data) && spec.data.path === "-" && line.operands.includes("-")) {
    throw new UserError(
      "<stdin>: holds the pipeline, so its rows must come from a file: --data FILE",
    );
  }
  if (!spec.outputs.charts) drawer?.[Symbol.dispose]();
  await writeOnlyTo([path, ...line.all("jsonl").filter((file) => file !== "-")]);
  const signal = stopSignal();
  const folder = openRunFolder(path);
  const quiet = line.has("quiet");
  if (isText(spec.data) && spec.data.path === "-" && Deno.stdin.isTerminal()) {
    tell("waiting for rows on standard input; Ctrl-D ends them, Ctrl-C ends the run");
  }
  const { end, resumable = false } = await run(spec, {
    folder,
    resume: line.has("resume"),
    signal,
    draw: drawer?.draw,
    openCopy: copyOf(line.get("jsonl"), { inputs: inputsOf(spec), folder: folder.path }),
    terminal: !quiet && Deno.stderr.isTerminal() ? showOnTerminal : undefined,
    warn: tell,
    advise: quiet ? undefined : tell,
  });
  if (!quiet && end !== undefined && !resumable) tell(summary(end, { spec, folder }));
  if (signal.aborted) {
    const { name, exitCode }: StopSignal = signal.reason;
    if (!quiet && (end === undefined || resumable)) {
      tell(`${name}: ${stopped(end, folder)}`);
    }
    Deno.exit(exitCode);
  }
}

function stopped(end: EndRecord | undefined, folder: RunFolder): string {
  if (end === undefined) {
    return folder.snapshots().length > 0
      ? "stopped before the run went on; --resume continues it"
      : "stopped before the first sample, nothing is kept";
  }
  return `stopped after ${counted(end.epochs, "epoch")}, ${counted(end.steps, "step")}; ` +
    `files so far in ${folder.partial("")}, --resume continues`;
}

/** How many weights a summary shows. */
const MOST_WEIGHTS = 6;

/** What a run came to, as a person reads it. */
function summary(
  end: EndRecord,
  { spec, folder: { path } }: { spec: Pipeline; folder: RunFolder },
): string {
  const { weights, modelLoss, modelAccuracy, validationLoss, validationAccuracy } = end;
  const shown = weights.slice(0, MOST_WEIGHTS).map((w) => w.toFixed(6)).join(" ");
  const more = weights.length > MOST_WEIGHTS ? ` … (${weights.length})` : "";
  const files = [...Deno.readDirSync(path)].map(({ name }) => name).filter((name) =>
    !name.startsWith(".")
  );
  const scores = (loss: number, accuracy: number) =>
    `${spec.classWeights ? "weighted loss" : "loss"} ${loss.toFixed(6)}, accuracy ${
      (100 * accuracy).toFixed(2)
    } %`;
  return [
    `${whyEnded(end, spec)}; ${counted(end.epochs, "epoch")}, ${counted(end.steps, "step")}`,
    `while learning  ${scores(end.loss!, end.accuracy!)}`,
    ...(modelLoss === undefined ? [] : [`trained model   ${scores(modelLoss, modelAccuracy!)}`]),
    ...(validationLoss === undefined
      ? []
      : [`held out        ${scores(validationLoss, validationAccuracy!)}`]),
    ...(end.modelEpoch + 1 < end.epochs
      ? [`model           of epoch ${end.modelEpoch}, whose ${spec.stop.on} is the least`]
      : []),
    `w               ${shown}${more}`,
    `b               ${end.bias.toFixed(6)}`,
    ...(end.filled === undefined
      ? []
      : [`filled in       ${counted(end.filled, "missing value")}`]),
    ...(end.unseen === undefined ? [] : [
      `no category     ${counted(end.unseen, "text")}, in no row that categories were learned from`,
    ]),
    ...(end.boundary == null ? [] : [`boundary        x = ${end.boundary.toFixed(6)}`]),
    `files           ${path}/{${files.sort().join(",")}}`,
    ...(files.includes("report.html")
      ? [`page            ${path}/report.html: the training step by step, for a browser`]
      : []),
  ].join("\n");
}

function whyEnded({ stopped, epochs }: EndRecord, { stop }: Pipeline): string {
  const early = `stopped early at epoch ${epochs - 1}`;
  switch (stopped) {
    case "loss":
      return `${early}: ${stop.on} of at most ${stop.loss}`;
    case "patience":
      return `${early}: no improvement for ${counted(stop.patience!, "epoch")}`;
    case "signal":
      return "stopped by a signal";
    default:
      return "completed";
  }
}
