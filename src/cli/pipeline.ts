import { UserError } from "../user_error.ts";
import { isText } from "../pipeline/stream.ts";
import { parseOverride } from "../pipeline/override.ts";
import { resolve } from "../pipeline/resolve.ts";
import { jsonSchema, settingsOf } from "../pipeline/reference.ts";
import type { Pipeline } from "../pipeline/types.ts";
import { setWritten, type Written } from "../pipeline/written.ts";
import { expand, isSweep } from "../sweep/expand.ts";
import { counted, isObject, printable } from "../values.ts";
import { writeOut } from "./command.ts";
import { isPipelineFile, loadPipelines, pipelineFiles } from "./gallery.ts";
import { type Options, optionsHelp, readCommandLine } from "./options.ts";

const OPTIONS = {
  set: {
    takes: "FIELD=VALUE",
    many: true,
    help: "with show, graph and data: change one field first; may be repeated",
  },
  origin: { help: "with show: a line for each field, with the file or the option that gave it" },
  svg: { help: "with graph: as a picture, on standard output" },
  data: { help: "with check: read the data, too" },
  format: { takes: "KIND", help: "with data: csv, or jsonl for JSON Lines (csv)" },
  help: { short: "h", help: "show this text" },
} as const satisfies Options;

const HELP = `Look at declared pipelines.

Usage: pipeline COMMAND

  list           every pipeline in pipelines/: its name, what it shows, what differs from the defaults
  check FILE…    every problem of every file; exit code 2 if there is one
  show FILE…     the resolved pipeline as JSON, every default filled in, ready to be run again
  graph FILE…    the flow that it is compiled to: samples, operators, subscribers
  data FILE…     the samples as rows, as CSV or JSON Lines
  schema         the JSON Schema of a pipeline file

FILE may be a name, as for train: pipelines/NAME.json or .ts. Several are merged from left to right;
check checks each by itself.

${optionsHelp(OPTIONS)}`;

/** Shows, lists or checks declared pipelines, as a command line asks. */
export async function pipeline(args: readonly string[]): Promise<void> {
  const line = readCommandLine(args, OPTIONS);
  const [command, ...files] = line.operands;
  if (line.has("help")) return writeOut(`${HELP}\n`);
  switch (command) {
    case "list":
      return await list();
    case "check":
      return await check(someOf(files, command), { data: line.has("data") });
    case "show": {
      const { pipeline, written } = await resolvedWith(someOf(files, command), line.all("set"));
      return line.has("origin") ? printOrigins(pipeline, written) : print(pipeline);
    }
    case "graph": {
      const { pipeline } = await resolvedWith(someOf(files, command), line.all("set"));
      return await printGraph(pipeline, { svg: line.has("svg") });
    }
    case "data": {
      const { pipeline } = await resolvedWith(someOf(files, command), line.all("set"));
      const { printData } = await import("./data.ts");
      return await printData(pipeline, line.get("format"));
    }
    case "schema":
      return print(jsonSchema());
    default:
      throw new UserError(
        `${command ?? "pipeline"}: expected list, check, show, graph, data or schema; see --help`,
      );
  }
}

/** The files that a command works on, of which there must be one. */
function someOf(files: readonly string[], command: string): readonly string[] {
  if (files.length > 0) return files;
  throw new UserError(`${command}: expected at least one pipeline file`);
}

/** The pipeline of a file, or those of all runs of a sweep. */
async function pipelinesOf(file: string): Promise<Pipeline[]> {
  const { spec, ...origin } = await loadPipelines([file]);
  if (isSweep(spec)) return expand(spec, origin).runs.map(({ pipeline }) => pipeline);
  return [resolve(spec, origin)];
}

/** A pipeline of one or more files with fields set over it: resolved, and as it is written. */
async function resolvedWith(
  files: readonly string[],
  settings: readonly string[],
): Promise<{ pipeline: Pipeline; written: Written }> {
  const { spec, ...origin } = await loadPipelines(files);
  const overrides = settings.map(parseOverride);
  const pipeline = resolve(spec, { ...origin, overrides });
  return { pipeline, written: setWritten({ spec, ...origin }, overrides) };
}

/** Writes the flow of a pipeline: a line for each part, or a picture. */
async function printGraph(pipeline: Pipeline, { svg }: { svg: boolean }): Promise<void> {
  const { graphOf } = await import("../pipeline/graph.ts");
  const flow = graphOf(pipeline);
  if (svg) {
    const { flowChart } = await import("../charts/flow_chart.ts");
    return writeOut(flowChart(flow));
  }
  const groups = Object.entries({
    samples: flow.samples,
    operators: flow.operators,
    subscribers: flow.subscribers,
  });
  const width = Math.max(...groups.flatMap(([, parts]) => parts.map(({ name }) => name.length)));
  for (const [heading, parts] of groups) {
    writeOut(`${heading}\n`);
    for (const { name, options } of parts) {
      writeOut(printable(`  ${name.padEnd(width)}  ${options.join(" · ")}`.trimEnd()) + "\n");
    }
  }
}

/** The longest text of a field for which all others make room. */
const MOST_ALIGNED = 60;

/** Writes a line for each field of a pipeline, with what gave it. */
function printOrigins(pipeline: Pipeline, { originOf }: Written): void {
  const lines = leavesOf(pipeline, "").map(({ path, value }) =>
    [`${path} = ${JSON.stringify(value)}`, originOf(path) ?? "default"] as const
  );
  const lengths = lines.map(([field]) => field.length);
  const width = Math.max(...lengths.filter((length) => length <= MOST_ALIGNED));
  for (const [field, origin] of lines) {
    writeOut(printable(`${field.padEnd(width)}  ${origin}`) + "\n");
  }
}

/** The fields within a value, as deep as it goes; a list without objects is one. */
function leavesOf(value: unknown, path: string): { path: string; value: unknown }[] {
  const hasFields = isObject(value) || (Array.isArray(value) && value.some(isObject));
  const fields = hasFields ? Object.entries(value) : [];
  return fields.length === 0
    ? [{ path, value }]
    : fields.flatMap(([key, value]) => leavesOf(value, path === "" ? key : `${path}.${key}`));
}

function print(value: unknown): void {
  writeOut(JSON.stringify(value, null, 2) + "\n");
}

async function list(): Promise<void> {
  for (const file of pipelineFiles()) {
    const { spec, ...origin } = await loadPipelines([file]);
    if (isSweep(spec)) {
      const { fields, runs } = expand(spec, origin);
      writeOut(printable(`${file}\n  ${spec.description ?? spec.name}\n`));
      writeOut(`    sweep: ${fields.join(" × ")}, ${counted(runs.length, "run")}\n`);
      continue;
    }
    const pipeline = resolve(spec, origin);
    writeOut(printable(`${file}\n  ${pipeline.description ?? pipeline.name}\n`));
    for (const setting of settingsOf(pipeline)) writeOut(`    ${setting}\n`);
  }
}

/**
 * Reads all data of a pipeline, to find what is wrong with its columns and labels.
 *
 * @throws {UserError} with the pipeline's file before each line.
 */
async function readData(file: string, pipeline: Pipeline): Promise<void> {
  const { openSource, readHeldOut } = await import("../pipeline/source.ts");
  const { readStartModel, refuseOthers } = await import("../pipeline/start_model.ts");
  const { numpyRandom } = await import("../random/numpy_random.ts");
  if (isText(pipeline.data) && pipeline.data.path === "-") return;
  await within(file, async () => {
    const start = await readStartModel(pipeline);
    await within("data", async () => {
      const source = await openSource(pipeline, { random: numpyRandom(pipeline.seed), start });
      if (start !== undefined) refuseOthers(start, source);
      for await (const _ of source.chunks);
      await readHeldOut(pipeline, source);
    });
  });
}

/** Does something; where it fails, its error begins with where that was. */
async function within(place: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${place}: ${error.message}`, { cause: error });
  }
}

async function check(files: readonly string[], { data }: { data: boolean }): Promise<void> {
  const problems: string[] = [];
  for (const file of files) {
    if (/\.\w+$/.test(file) && !isPipelineFile(file)) {
      writeOut(`${file}: skipped, not a pipeline\n`);
      continue;
    }
    try {
      for (const pipeline of await pipelinesOf(file)) {
        if (data) await readData(file, pipeline);
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
      continue;
    }
    writeOut(`${file}: ok\n`);
  }
  if (problems.length > 0) throw new UserError(problems.join("\n"));
}
