/**
 * Writes what is generated in the documentation: `deno task docs`.
 *
 * @module
 */
import { jsonSchema, referenceTable, typesText } from "../../src/pipeline/reference.ts";
import { project } from "../cli/command.ts";
import { logSchema, recordDeclarations, recordsTable } from "./records.ts";

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
    { path: "README.md", part: "records", text: recordsTable(declarations) },
    { path: "src/records.schema.json", text: json(logSchema(declarations)) },
    { path: "README.md", part: "fields", text: referenceTable() },
    { path: "pipelines/schema.json", text: json(jsonSchema()) },
    { path: "src/pipeline/types.ts", text: typesText() },
  ];
}

/** The text of a file in which a part is replaced, or of the part alone where the file is its own. */
export function withPart(file: string, { part, text }: Generated): string {
  if (part === undefined) return text;
  const [begin, end] = [`<!-- ${part} -->`, `<!-- /${part} -->`];
  const [before, rest] = file.split(begin);
  return `${before}${begin}\n\n${text}\n\n${end}${rest.split(end)[1]}`;
}

if (import.meta.main) {
  for (const part of await generated()) {
    const path = project + part.path;
    await Deno.writeTextFile(path, withPart(await Deno.readTextFile(path), part));
  }
}
