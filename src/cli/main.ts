import config from "../../deno.json" with { type: "json" };
import { UserError } from "../user_error.ts";
import { nearest } from "../nearest.ts";
import { goWhereThePersonIs } from "./folders.ts";
import { runCommand, writeOut } from "./command.ts";
import { train } from "./train.ts";

/**
 * The commands, each loaded when it is the one that runs. Deno reads the files of an import whose name
 * it can read before it runs anything, 290 of them here: `as string` hides the name from it, though
 * not from a bundler, which strips types first.
 */
const COMMANDS: Readonly<Record<string, () => Promise<(args: readonly string[]) => unknown>>> = {
  train: () => Promise.resolve(train),
  sweep: async () => (await import("./sweep.ts" as string) as typeof import("./sweep.ts")).sweep,
  compare: async () =>
    (await import("./compare.ts" as string) as typeof import("./compare.ts")).compare,
  predict: async () =>
    (await import("./predict.ts" as string) as typeof import("./predict.ts")).predict,
  evaluate: async () =>
    (await import("./evaluate.ts" as string) as typeof import("./evaluate.ts")).evaluateModel,
  view: async () => (await import("./view.ts" as string) as typeof import("./view.ts")).view,
  chart: async () => (await import("./chart.ts" as string) as typeof import("./chart.ts")).chart,
  pipeline: async () =>
    (await import("./pipeline.ts" as string) as typeof import("./pipeline.ts")).pipeline,
};

const HELP = `Train one sigmoid neuron as a stream.

Usage: dawnstream COMMAND [ARGUMENT…]

  train      train the neuron
  sweep      train all runs of a sweep, and compare them
  compare    compare runs: how their pipelines differ, and what came of them
  predict    use a trained model on new rows
  evaluate   evaluate a trained model on labelled rows
  chart      draw the pictures of a run again, from its records
  view       show the page of a run in a browser, while it goes on
  pipeline   look at declared pipelines

COMMAND --help shows its arguments. In the project's folder, "deno task COMMAND" is the same.`;

await runCommand(async () => {
  const [name = "--help", ...args] = Deno.args;
  if (name === "--help" || name === "-h") return writeOut(`${HELP}\n`);
  if (name === "--version" || name === "-V") return writeOut(`dawnstream ${config.version}\n`);
  if (!Object.hasOwn(COMMANDS, name)) {
    const near = nearest(name, Object.keys(COMMANDS));
    throw new UserError(
      `${name}: unknown command, ${near ? `did you mean ${near}?` : "see --help"}`,
    );
  }
  goWhereThePersonIs();
  const command = await COMMANDS[name]();
  await command(args);
});
