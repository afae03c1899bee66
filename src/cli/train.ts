import config from "../../deno.json" with { type: "json" };
import { UserError } from "../user_error.ts";
import { runCommand } from "./command.ts";
import { type Options, optionsHelp, readCommandLine } from "./options.ts";

const OPTIONS = {
  set: {
    takes: "FIELD=VALUE",
    many: true,
    help: "change one field, such as optimizer.learningRate=0.01; may be repeated",
  },
  data: { takes: "FILE", help: "rows to learn from, - for standard input; kind by its ending" },
  format: { takes: "KIND", help: "kind of the rows: csv, tsv or jsonl" },
  seed: { takes: "N", help: "seed of everything random, 0 to 4294967295" },
  epochs: { takes: "N", help: "number of epochs" },
  chunk: { takes: "N", help: "samples per chunk; a matter of speed only" },
  samples: { help: "a record for every sample, with every intermediate value" },
  "no-charts": { help: "draw no pictures" },
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

Usage: deno task train [PIPELINE] [OPTION…]

PIPELINE is a file, or - for JSON from standard input; without one, pipelines/mldawn.ts runs. The
records go to the run's folder and, where standard output is a pipe or a file, there as JSON Lines.

${optionsHelp(OPTIONS)}`;

await runCommand(async () => {
  const line = readCommandLine(Deno.args, OPTIONS);
  if (line.has("help")) return console.log(HELP);
  if (line.has("version")) return console.log(`dawnstream ${config.version}`);
  if (line.operands.length > 1) {
    throw new UserError(`${line.operands[1]}: one pipeline at a time; see --help`);
  }
  // What follows loads RxJS and more; --help and mistakes do not wait for it.
  const { train } = await import("./training.ts");
  await train(line);
});
