import { UserError } from "../user_error.ts";
import { type CommandLine, type Options, readCommandLine, unknownName } from "./options.ts";

/** The options that change what a pipeline declares. */
export const PIPELINE_OPTIONS = {
  set: {
    takes: "FIELD=VALUE",
    many: true,
    help: "change one field, such as optimizer.learningRate=0.01; may be repeated",
  },
  data: { takes: "FILE", help: "rows to learn from, - for standard input; kind by its ending" },
  format: { takes: "KIND", help: "kind of the rows: csv, tsv or jsonl" },
  label: { takes: "COLUMN", help: "column of the label; else the last" },
  positive: { takes: "LABEL", help: "label that counts as 1, where labels are not 0 and 1" },
  exclude: { takes: "COLUMN", many: true, help: "column that is not a feature; may be repeated" },
  missing: {
    takes: "HOW",
    help: "rows with a missing feature: error, skip, or mean to fill it in",
  },
  categories: { help: "make a feature of each text in a column of text" },
  standardize: { help: "scale every feature to (x − μ) / σ" },
  stream: { help: "one pass over the rows in constant memory, however many" },
  "learning-rate": { takes: "N", short: "lr", help: "learning rate η₀" },
  batch: { takes: "N", help: "samples per step" },
  seed: { takes: "N", help: "seed of everything random, 0 to 4294967295" },
  epochs: { takes: "N", help: "number of epochs" },
  chunk: { takes: "N", help: "samples per chunk; a matter of speed only" },
  samples: { help: "a record for every sample, with every intermediate value" },
} as const satisfies Options;

/** Reads the command line of a command that takes pipelines; a field that is taken for an option is told. */
export async function readPipelineLine(
  args: readonly string[],
  options: Options,
): Promise<CommandLine> {
  try {
    return readCommandLine(args, options);
  } catch (error) {
    const name = unknownName(error);
    if (name === undefined) throw error;
    // Not for Deno to read before anything runs: see main.ts.
    const { fieldNear }: typeof import("../pipeline/reference.ts") = await import(
      "../pipeline/reference.ts" as string
    );
    const field = fieldNear(name);
    if (field === undefined) throw error;
    throw new UserError(`--${name}: unknown option, did you mean --set ${field}=…?`);
  }
}
