import { rowKind } from "../rows/rows.ts";
import { isObject } from "../values.ts";
import { load } from "../pipeline/load.ts";
import { type Override, parseOverride, valueOf } from "../pipeline/override.ts";
import { resolve } from "../pipeline/resolve.ts";
import { run } from "../run/run.ts";
import type { EndRecord } from "../records.ts";
import { openRunFolder, type RunFolder } from "../run/folder.ts";
import { copyOf } from "./copy.ts";
import { type StopSignal, stopSignal } from "./signals.ts";
import type { CommandLine } from "./options.ts";

/** Trains as a command line asks: loads the pipeline, runs it, says what it came to. */
export async function train(line: CommandLine): Promise<void> {
  const source = line.operands[0] ?? "pipelines/mldawn.ts";
  const written = await load(source);
  const spec = resolve(written, { source, overrides: overrides(line, written) });
  const folder = openRunFolder(line.get("out") ?? `out/${spec.name}`);
  const quiet = line.has("quiet");
  const signal = stopSignal();
  const { end, resumable = false } = await run(spec, {
    folder,
    resume: line.has("resume"),
    signal,
    openCopy: copyOf(line.get("jsonl"), { spec, folder }),
    terminal: !quiet && Deno.stderr.isTerminal() ? writeToTerminal : undefined,
    warn: tell,
  });
  if (!quiet && end !== undefined && !resumable) tell(summary(end, folder.path));
  if (signal.aborted) {
    const { name, exitCode }: StopSignal = signal.reason;
    if (!quiet && (end === undefined || resumable)) {
      tell(`${name}: ${stopped(end, folder)}`);
    }
    Deno.exit(exitCode);
  }
}

function stopped(end: EndRecord | undefined, folder: RunFolder): string {
  if (end === undefined) return "stopped before the first sample, nothing is kept";
  return `stopped after ${end.epochs} epochs, ${end.steps} steps; ` +
    `files so far in ${folder.partial("")}, --resume continues`;
}

function overrides(line: CommandLine, written: unknown): Override[] {
  const number = (name: string, path: string): Override[] => {
    const text = line.get(name);
    return text === undefined ? [] : [{ path, value: valueOf(text), origin: `--${name}` }];
  };
  return [
    ...dataOverride(line, written),
    ...line.all("set").map(parseOverride),
    ...number("seed", "seed"),
    ...number("epochs", "epochs.count"),
    ...number("chunk", "epochs.chunk"),
    ...(line.has("samples") ? [{ path: "outputs.samples", value: true, origin: "--samples" }] : []),
    ...(line.has("no-charts")
      ? [{ path: "outputs.charts", value: false, origin: "--no-charts" }]
      : []),
  ];
}

/** The data that `--data` and `--format` name, with what the pipeline says of its own rows. */
function dataOverride(line: CommandLine, written: unknown): Override[] {
  const path = line.get("data");
  const format = line.get("format");
  if (path === undefined && format === undefined) return [];
  const declared = isObject(written) && isObject(written.data) ? written.data : {};
  const { path: declaredPath, ...rows } = "path" in declared ? declared : {};
  const kind = rowKind(path ?? "", { format, otherwise: rows.kind });
  const value = { ...rows, kind, path: path ?? declaredPath };
  return [{ path: "data", value, origin: "--data" }];
}

function writeToTerminal(text: string): void {
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  } catch {
    // What only a person would read is not worth a run.
  }
}

/** Writes a line to stderr; where that cannot be written, the run goes on. */
function tell(line: string): void {
  writeToTerminal(line + "\n");
}

/** How many weights a summary shows. */
const MOST_WEIGHTS = 6;

function summary(end: EndRecord, path: string): string {
  const { weights, validationLoss, validationAccuracy } = end;
  const shown = weights.slice(0, MOST_WEIGHTS).map((w) => w.toFixed(6)).join(" ");
  const more = weights.length > MOST_WEIGHTS ? ` … (${weights.length})` : "";
  const files = [...Deno.readDirSync(path)].map(({ name }) => name).filter((name) =>
    !name.startsWith(".")
  );
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  return [
    `loss      ${end.loss!.toFixed(6)}  after ${end.epochs} epochs, ${end.steps} steps`,
    `accuracy  ${percent(end.accuracy!)}`,
    ...(validationLoss === undefined
      ? []
      : [`held out  ${validationLoss.toFixed(6)}, ${percent(validationAccuracy!)}`]),
    `w         ${shown}${more}`,
    `b         ${end.bias.toFixed(6)}`,
    ...(end.boundary == null ? [] : [`boundary  x = ${end.boundary.toFixed(6)}`]),
    `files     ${path}/{${files.sort().join(",")}}`,
  ].join("\n");
}
