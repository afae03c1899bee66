import config from "../../deno.json" with { type: "json" };
import { startDrawer } from "../page/drawer.ts";
import { writeOut } from "./command.ts";
import { type Options, optionsHelp } from "./options.ts";
import { PIPELINE_OPTIONS, readPipelineLine } from "./pipeline_options.ts";

const OPTIONS = {
  ...PIPELINE_OPTIONS,
  "no-charts": { help: "draw no pictures and no page" },
  out: { takes: "DIR", help: "the run's folder (out/NAME)" },
  jsonl: {
    takes: "FILE",
    help: "write the records to FILE; - means standard output, even a terminal",
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
records go to the run's folder and, as JSON Lines, to standard output where that is a pipe or a file.

${optionsHelp(OPTIONS)}`;

/** Trains the neuron, as a command line asks. */
export async function train(args: readonly string[]): Promise<void> {
  const line = await readPipelineLine(args, OPTIONS);
  if (line.has("help")) return writeOut(`${HELP}\n`);
  if (line.has("version")) return writeOut(`dawnstream ${config.version}\n`);
  // A pipeline on standard input may be one of many runs, and those draw nothing.
  const isDrawn = !line.has("no-charts") && !line.operands.includes("-");
  using drawer = isDrawn ? startDrawer() : undefined;
  // What follows loads RxJS and more; --help and mistakes do not wait for it, nor Deno for its files.
  const { trainAs }: typeof import("./training.ts") = await import("./training.ts" as string);
  await trainAs(line, drawer);
}
