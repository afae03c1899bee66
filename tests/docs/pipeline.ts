import { isPipelineFile, loadPipelines } from "../../src/cli/gallery.ts";
import { fieldsOf, type JsonSchema, jsonSchema, toJson } from "../../src/pipeline/reference.ts";
import { PipelineSchema } from "../../src/pipeline/schema.ts";
import { STREAM_DEFAULTS } from "../../src/pipeline/stream.ts";
import { isObject } from "../../src/values.ts";
import { project } from "../cli/command.ts";

/** The pipelines that come with the program as a Markdown table. */
export async function galleryTable(): Promise<string> {
  const folder = `${project}pipelines`;
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name).filter(isPipelineFile);
  const rows = await Promise.all(
    files.sort().map(async (name) => {
      const { spec } = await loadPipelines([`${folder}/${name}`]);
      const { description } = spec as { description: string };
      return `| [${name.replace(/\.\w+$/, "")}](${name}) | ${cell(description)} |`;
    }),
  );
  return ["| pipeline | what it shows |", "| --- | --- |", ...rows].join("\n");
}

/** A text as a cell of a table has it. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** The default of a field, and for a stream where that differs, such as `120; for a stream 1`. */
function defaultOf(field: JsonSchema, path: string, show = JSON.stringify): string {
  const ofStream = path.split(".").reduce<unknown>(
    (value, name) => isObject(value) ? value[name] : undefined,
    STREAM_DEFAULTS,
  );
  return [
    ...(field.default === undefined ? [] : [show(field.default)]),
    ...(ofStream === undefined ? [] : [`for a stream ${show(ofStream)}`]),
  ].join("; ");
}

/** A row of the reference: a field's path, what is allowed, its default, its meaning. */
type Row = readonly [path: string, allowed: string, byDefault: string, meaning: string];

/**
 * The fields of a pipeline as a Markdown table; one that several kinds have stands at the first.
 */
export function referenceTable(): string {
  const rows = new Map(rowsOf(jsonSchema(), "").map((row) => [row.join(), row]));
  return [
    "| field | allowed | default | meaning |",
    "| --- | --- | --- | --- |",
    ...rows.values().map((row) => `| ${row.map(cell).join(" | ")} |`),
  ].join("\n");
}

function rowsOf(schema: JsonSchema, path: string): Row[] {
  if (schema.oneOf) return schema.oneOf.flatMap((kind) => rowsOf(kind as JsonSchema, path));
  return fieldsOf(schema, path).flatMap(({ field: written, path }) => {
    const field = inFull(written);
    if (field.oneOf || field.properties) return rowsOf(field, path);
    const byDefault = defaultOf(field, path, (value) => `\`${JSON.stringify(value)}\``);
    const row: Row = [`\`${path}\``, allowed(field), byDefault, field.description ?? ""];
    const { items } = field;
    const item = typeof items === "object" && !Array.isArray(items) ? inFull(items) : {};
    return item.oneOf ? [row, ...rowsOf(item, `${path}.0`)] : [row];
  });
}

/** The schema of an object, without the names of kinds that are short for it. */
function inFull(schema: JsonSchema): JsonSchema {
  const [kinds, object] = (schema.anyOf ?? []) as JsonSchema[];
  return kinds?.enum && (object.oneOf || object.properties) ? object : schema;
}

function allowed(
  { type, const: one, enum: choices, anyOf, properties, ...schema }: JsonSchema,
): string {
  if (one !== undefined) return JSON.stringify(one);
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(", ");
  if (anyOf) return anyOf.map((option) => allowed(option as JsonSchema)).join(" or ");
  if (properties) return `{ ${Object.keys(properties).join(", ")} }`;
  if (type === "array") return "list";
  if (type === "boolean") return "true, false";
  const bounds = [
    ["≥", schema.minimum],
    [">", schema.exclusiveMinimum],
    ["≤", schema.maximum],
    ["<", schema.exclusiveMaximum],
  ].flatMap(([sign, bound]) =>
    bound === undefined || bound === Number.MAX_SAFE_INTEGER ? [] : [`${sign} ${bound}`]
  );
  return `${type} ${bounds.join(" and ")}`.trimEnd();
}

/** The source of types.ts: a pipeline as it is written, and with every default filled in. */
export function typesSource(): string {
  return [
    "// Written by `deno task docs` from schema.ts.",
    "",
    "/** A pipeline as it is written. */",
    `export type PipelineSpec = ${typeOf(jsonSchema(), { path: "", filledIn: false })};`,
    "",
    "/** A pipeline with every default filled in. */",
    `export type Pipeline = ${typeOf(toJson(PipelineSchema), { path: "", filledIn: true })};`,
  ].join("\n");
}

function typeOf(schema: JsonSchema, at: { path: string; filledIn: boolean }): string {
  const { type, const: one, enum: choices, anyOf, oneOf, items, additionalProperties } = schema;
  const union = (options: readonly unknown[]) =>
    options.map((option) => typeOf(option as JsonSchema, at));
  if (one !== undefined) return JSON.stringify(one);
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  if (anyOf) return union(anyOf).join(" | ").replace(" | \n|", " |");
  if (oneOf) return union(oneOf).map((option) => `\n| ${option}`).join("");
  if (Array.isArray(items)) return `readonly [${union(items).join(", ")}]`;
  if (typeof items === "object") {
    return items.anyOf || items.oneOf
      ? `readonly (${typeOf(items, at)})[]`
      : `readonly ${typeOf(items, at)}[]`;
  }
  if (typeof additionalProperties === "object") {
    return `{ readonly [field: string]: ${typeOf(additionalProperties, at)} }`;
  }
  if (type === "object") return `{\n${membersOf(schema, at).join("\n")}\n}`;
  return type === "integer" ? "number" : String(type ?? "unknown");
}

function membersOf(
  schema: JsonSchema,
  { path, filledIn }: { path: string; filledIn: boolean },
): string[] {
  return fieldsOf(schema, path).flatMap(({ name, field, path }) => {
    const isThere = schema.required?.includes(name) || (filledIn && field.default !== undefined);
    // A Greek letter stays: the capital of η₀ is another symbol.
    const sentence = field.description?.replace(/^[a-z]/, (letter) => letter.toUpperCase());
    const isObject = inFull(field).properties || inFull(field).oneOf;
    const byDefault = isObject ? "" : defaultOf(field, path);
    return [
      `/** ${sentence}.${byDefault && ` Default: ${byDefault}.`} */`,
      `readonly ${name}${isThere ? "" : "?"}: ${typeOf(field, { path, filledIn })}${
        isThere ? "" : " | undefined"
      };`,
    ];
  });
}
