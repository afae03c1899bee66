import config from "../../deno.json" with { type: "json" };
import { UserError } from "../user_error.ts";
import { writeOut } from "./command.ts";
import {
  type CommandLine,
  type Options,
  optionsHelp,
  readCommandLine,
  unknownName,
} from "./options.ts";

const OPTIONS = {
  set: {
    takes: "FIELD=VALUE",
    many: true,
    help: "change one field, such as optimizer.learningRate=0.01; may be repeated",
  },
  data: { takes: "FILE", help: "rows to learn from, - for standard input; kind by its ending" },
  format: { takes: "KIND", help: "kind of the rows: csv, tsv or jsonl" },
  label: { takes: "COLUMN", help: "column of the label; else the last" },
  positive: { takes: "LABEL", help: "label that is 1, where labels are not 0 and 1" },
  exclude: { takes: "COLUMN", many: true, help: "column that is no feature; may be repeated" },
  missing: { takes: "HOW", help: "rows that miss a feature: error, skip, or mean to fill it in" },
  categories: { help: "make a feature of each text of a column that is text" },
  standardize: { help: "scale every feature to (x − μ) / σ" },
  stream: { help: "one pass over the rows in constant memory, however many" },
  "learning-rate": { takes: "N", short: "lr", help: "learning rate η₀" },
  batch: { takes: "N", help: "samples per step" },
  seed: { takes: "N", help: "seed of everything random, 0 to 4294967295" },
  epochs: { takes: "N", help: "number of epochs" },
  chunk: { takes: "N", help: "samples per chunk; a matter of speed only" },
  samples: { help: "a record for every sample, with every intermediate value" },
  "no-charts": { help: "draw no pictures and no page" },
  out: { takes: "DIR", help: "the run's folder (out/NAME)" },
  jsonl: {
    takes: "FILE",
    help: "write the records to FILE instead of standard output, - forces it",
  },
  resume: { help: "continue the run in the folder from its snapshot" },
  quiet: { short: "q", help: "no progress line, no summary" },
  help: { short: "h", help: "show this text" },
  version: { short: "V", help: "show the version" },
} as const satisfies Options;

const HELP = `Train one sigmoid neuron as a stream.

Usage: train [PIPELINE…] [OPTION…]

PIPELINE is a name (pipelines/NAME.json or .ts), a file, or - for JSON from standard input. Several are
merged from left to right, and the run is named after all of them, as in iris-hard+adam-cosine, unless
--set name=… says otherwise. Without one, mldawn runs, or with --data the defaults on its rows. The
records go to the run's folder and, where standard output is a pipe or a file, there as JSON Lines.

${optionsHelp(OPTIONS)}`;

/** Trains the neuron, as a command line asks. */
export async function train(args: readonly string[]): Promise<void> {
  const line = await commandLine(args);
  if (line.has("help")) return writeOut(`${HELP}\n`);
  if (line.has("version")) return writeOut(`dawnstream ${config.version}\n`);
  // What follows loads RxJS and more; --help and mistakes do not wait for it.
  const { trainAs } = await import("./training.ts");
  await trainAs(line);
}

async function commandLine(args: readonly string[]): Promise<CommandLine> {
  try {
    return readCommandLine(args, OPTIONS);
  } catch (error) {
    const name = unknownName(error);
    if (name === undefined) throw error;
    const { fieldNear } = await import("../pipeline/reference.ts");
    const field = fieldNear(name);
    if (field === undefined) throw error;
    throw new UserError(`--${name}: unknown option, did you mean --set ${field}=…?`);
  }
}
