/**
 * Writes what is generated in the documentation: `deno task docs`.
 *
 * @module
 */
import { jsonSchema } from "../../src/pipeline/reference.ts";
import { project } from "../cli/command.ts";
import { galleryTable, referenceTable, typesSource } from "./pipeline.ts";
import { logSchema, recordDeclarations, recordsTables } from "./records.ts";
import { SCRIPTS, scriptSource } from "./script.ts";

/** A file, or a part of one between `<!-- NAME -->` and `<!-- /NAME -->`, and what stands there. */
interface Generated {
  readonly path: string;
  readonly part?: string;
  readonly text: string;
}

/** All that is generated. */
export async function generated(): Promise<Generated[]> {
  const declarations = await recordDeclarations();
  const json = (value: unknown) => JSON.stringify(value, null, 2) + "\n";
  return [
    { path: "src/records.md", part: "records", text: recordsTables(declarations) },
    { path: "src/records.schema.json", text: json(logSchema(declarations)) },
    { path: "pipelines/README.md", part: "gallery", text: await galleryTable() },
    { path: "pipelines/README.md", part: "fields", text: referenceTable() },
    { path: "pipelines/schema.json", text: json(jsonSchema()) },
    { path: "src/pipeline/types.ts", text: await formatted(typesSource()) },
    ...await Promise.all(
      SCRIPTS.map(async (script) => ({ path: script.module, text: await scriptSource(script) })),
    ),
  ];
}

/** TypeScript as `deno fmt` has it. */
async function formatted(source: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "ts", "-"],
    cwd: project,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const text = new Response(child.stdout).text();
  await new Blob([source]).stream().pipeTo(child.stdin);
  return await text;
}

/** The text of the whole file. */
export async function fileText({ path, part, text }: Generated): Promise<string> {
  if (part === undefined) return text;
  const file = await Deno.readTextFile(project + path);
  // The formatter would fill the cells of a table up with blanks.
  const begin = `<!-- ${part} -->\n<!-- deno-fmt-ignore-start -->`;
  const end = `<!-- deno-fmt-ignore-end -->\n<!-- /${part} -->`;
  const [before, rest] = file.split(begin);
  return `${before}${begin}\n\n${text}\n\n${end}${rest.split(end)[1]}`;
}

if (import.meta.main) {
  for (const part of await generated()) {
    await Deno.writeTextFile(project + part.path, await fileText(part));
  }
}
