import config from "../../deno.json" with { type: "json" };
import { firstValueFrom } from "rxjs";
import { rowKind } from "../data/rows.ts";
import { UserError } from "../data/user_error.ts";
import { isObject } from "../pipeline/merge.ts";
import { load } from "../pipeline/load.ts";
import { type Override, parseOverride, valueOf } from "../pipeline/override.ts";
import { resolve } from "../pipeline/resolve.ts";
import { type EndRecord, run } from "../pipeline/run.ts";
import type { Writer } from "../sinks/json_lines.ts";
import { attempt, failure } from "../sinks/files.ts";
import { openRunFolder, type RunFolder } from "../sinks/run_folder.ts";
import { runCommand } from "./command.ts";
import { stopSignals } from "./signals.ts";
import { type CommandLine, describe, type Options, readCommandLine } from "./options.ts";

const OPTIONS = {
  set: {
    takes: "FIELD=VALUE",
    many: true,
    help: "change one field, such as optimizer.learningRate=0.01; may be repeated",
  },
  data: { takes: "FILE", help: "rows to learn from, - for standard input; kind by its ending" },
  format: { takes: "KIND", help: "kind of the rows: csv, tsv or jsonl" },
  seed: { takes: "N", help: "seed of everything random, 0 to 4294967295" },
  epochs: { takes: "N", help: "how many times the data goes by" },
  chunk: { takes: "N", help: "samples per chunk; a matter of speed only" },
  steps: { help: "a record for every sample, with every intermediate value" },
  "no-charts": { help: "draw no pictures" },
  out: { takes: "DIR", help: "the run's folder (out/NAME)" },
  jsonl: {
    takes: "FILE",
    help: "write the records to FILE instead of standard output, - forces it",
  },
  resume: { help: "go on with the run in the folder, from where its checkpoint is" },
  quiet: { short: "q", help: "no progress line, no summary" },
  help: { short: "h", help: "show this text" },
  version: { short: "V", help: "show the version" },
} as const satisfies Options;

/** How many weights a summary shows. */
const MOST_WEIGHTS = 6;

const HELP = `Train one sigmoid neuron as a stream.

Usage: deno task train [PIPELINE] [OPTION…]

PIPELINE is a file, or - for JSON from standard input; without one, pipelines/mldawn.ts runs. The
records go to the run's folder and, where standard output is a pipe or a file, there as JSON Lines.

${describe(OPTIONS)}`;

await runCommand(async () => {
  const line = readCommandLine(Deno.args, OPTIONS);
  if (line.has("help")) return console.log(HELP);
  if (line.has("version")) return console.log(`dawnstream ${config.version}`);
  if (line.operands.length > 1) {
    throw new UserError(`${line.operands[1]}: one pipeline at a time; see --help`);
  }
  const source = line.operands[0] ?? "pipelines/mldawn.ts";
  const written = await load(source);
  const spec = resolve(written, { source, overrides: overrides(line, written) });
  const copy = copyTo(line.get("jsonl"));
  const folder = openRunFolder(line.get("out") ?? `out/${spec.name}`);
  const quiet = line.has("quiet");
  const signals = stopSignals();
  const { end, goesOn, aside } = await run(spec, {
    folder,
    resume: line.has("resume"),
    interrupt: signals,
    copy,
    terminal: !quiet && Deno.stderr.isTerminal() ? writeToTerminal : undefined,
    warn: (line) => console.error(line),
  });
  if (aside !== undefined) console.error(`${folder.path}: held another run, now in ${aside}`);
  if (!quiet && end !== undefined && !goesOn) console.error(summary(end, folder.path));
  if (end === undefined || end.stopped === "signal") {
    const { name, exitCode } = await firstValueFrom(signals);
    if (!quiet && (end === undefined || goesOn)) {
      console.error(`${name}: ${brokenOff(end, folder)}`);
    }
    Deno.exit(exitCode);
  }
});

function brokenOff(end: EndRecord | undefined, folder: RunFolder): string {
  if (end === undefined) return "stopped before the first sample, nothing is kept";
  return `stopped after ${end.epochs} epochs, ${end.steps} steps; ` +
    `files so far in ${folder.partial("")}, --resume goes on`;
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
    ...(line.has("steps") ? [{ path: "outputs.steps", value: true, origin: "--steps" }] : []),
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
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}

function copyTo(path: string | undefined): Writer | undefined {
  if (path === "-" || (path === undefined && !Deno.stdout.isTerminal())) {
    return { writeSync: writeToStdout, close() {} };
  }
  if (path === undefined) return undefined;
  const file = attempt(
    path,
    "cannot be written",
    () => Deno.openSync(path, { write: true, create: true, truncate: true }),
  );
  return {
    writeSync: (bytes) => attempt(path, "cannot be written", () => file.writeSync(bytes)),
    close: () => file.close(),
  };
}

function writeToStdout(bytes: Uint8Array): number {
  try {
    return Deno.stdout.writeSync(bytes);
  } catch (error) {
    // A reader that has left, such as head, wants no more: that is no failure.
    if (error instanceof Deno.errors.BrokenPipe) throw error;
    throw failure("<stdout>", "cannot be written", error);
  }
}

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
