import { UserError } from "../user_error.ts";
import { writeOut } from "./command.ts";
import { type Options, optionsHelp } from "./options.ts";
import { PIPELINE_OPTIONS, readPipelineLine } from "./pipeline_options.ts";

const OPTIONS = {
  grid: {
    takes: "FIELD=VALUES",
    many: true,
    help: "sweep a field: 0.001,0.01 or 0..9 or a range as JSON; may be repeated",
  },
  zip: { help: "first values together, then the second; else every value with every other" },
  random: { takes: "N", help: "draw N runs at random, with the pipeline's seed" },
  ...PIPELINE_OPTIONS,
  only: { takes: "RUN", many: true, help: "train this run alone, by its name; may be repeated" },
  workers: { takes: "N", help: "number of runs trained at once (the number of cores)" },
  out: { takes: "DIR", help: "the sweep's folder (out/NAME)" },
  jsonl: {
    takes: "FILE",
    help: "write the records to FILE; - means standard output, even a terminal",
  },
  resume: { help: "continue the sweep in the folder: what is missing, was cut off, or is new" },
  print: { help: "train nothing: write the pipeline of each run as a line of JSON" },
  collect: {
    takes: "DIR",
    help: "train nothing: make the table and the pictures of the runs in DIR",
  },
  quiet: { short: "q", help: "no progress line, no summary" },
  help: { short: "h", help: "show this text" },
} as const satisfies Options;

const HELP = `Train all runs of a sweep, and compare them.

Usage: sweep [PIPELINE…] [OPTION…]

PIPELINE is as for train: several are merged, and without one mldawn is swept. The fields to sweep are
those of the pipeline's "sweep" section and of --grid: every value of one with every value of the
others. Each run has its own folder in that of the sweep, named by its values. Beside them are the files
that compare them: sweep.csv, sweep.svg, curves.svg and report.html. Where standard output is a pipe or
a file, the records of all runs go there as JSON Lines, each with the name of its run.

${optionsHelp(OPTIONS)}`;

/** Trains the runs of a sweep, as a command line asks. */
export async function sweep(args: readonly string[]): Promise<void> {
  const line = await readPipelineLine(args, OPTIONS);
  if (line.has("help")) return writeOut(`${HELP}\n`);
  const ways = ["zip", "random"].filter((name) => line.has(name) || line.get(name) !== undefined);
  if (ways.length > 1) throw new UserError("--zip: does not go with --random");
  // What follows loads RxJS and more; --help and mistakes do not wait for it.
  const { sweepAs } = await import("./sweeping.ts");
  await sweepAs(line);
}
