import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { isObject } from "../values.ts";
import { type Pipeline, PipelineFileSchema, PipelineSchema } from "./schema.ts";

type JsonSchema = ReturnType<typeof toJsonSchema>;

/** The JSON Schema of a pipeline file. */
export function jsonSchema(): JsonSchema {
  return toJsonSchema(PipelineFileSchema, {
    typeMode: "input",
    // JSON has only finite numbers: that check needs no counterpart.
    ignoreActions: ["finite"],
  });
}

/** A row of the reference: a field's path, what is allowed, its default, what it does. */
type Row = readonly [path: string, allowed: string, byDefault: string, does: string];

/**
 * The fields of a pipeline as a Markdown table; one that several kinds have stands at the first.
 */
export function referenceTable(): string {
  const rows = fieldsOf(jsonSchema(), "").filter((row, i, rows) =>
    rows.findIndex((other) => other.join() === row.join()) === i
  );
  return [
    "| field | allowed | default | what it does |",
    "| --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`),
  ].join("\n");
}

function fieldsOf(schema: JsonSchema, path: string): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const inner = field as JsonSchema;
    const here = path === "" ? name : `${path}.${name}`;
    if (inner.oneOf) return inner.oneOf.flatMap((option) => variantOf(option as JsonSchema, here));
    if (inner.properties) return fieldsOf(inner, here);
    return [rowOf(inner, here)];
  });
}

/** The fields of one kind, below the kind itself. */
function variantOf({ properties = {}, ...schema }: JsonSchema, path: string): Row[] {
  const { kind, ...others } = properties;
  const { const: name = null, ...rest } = kind as JsonSchema;
  const row = rowOf({ ...rest, enum: [name] }, `${path}.kind`);
  return [row, ...fieldsOf({ ...schema, properties: others }, path)];
}

function rowOf(schema: JsonSchema, path: string): Row {
  return [`\`${path}\``, allowed(schema), code(schema.default), schema.description ?? ""];
}

function code(value: unknown): string {
  return value === undefined ? "" : `\`${JSON.stringify(value)}\``;
}

function allowed({ type, enum: choices, anyOf, minimum, maximum, ...schema }: JsonSchema): string {
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(", ");
  if (anyOf) return anyOf.map((option) => allowed(option as JsonSchema)).join(" or ");
  if (type === "array") return "list";
  if (type === "string") return "text";
  if (type === "boolean") return "true, false";
  return [
    type as string,
    minimum === undefined ? "" : `from ${minimum}`,
    schema.exclusiveMinimum === undefined ? "" : `above ${schema.exclusiveMinimum}`,
    maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? "" : `to ${maximum}`,
    schema.exclusiveMaximum === undefined ? "" : `below ${schema.exclusiveMaximum}`,
  ].filter(Boolean).join(" ");
}

/** What differs in a pipeline from the defaults, a field each: `epochs.count=30`. */
export function differences(pipeline: Pipeline): string[] {
  const { name, description: _, ...fields } = pipeline;
  const { name: __, ...defaults } = v.parse(PipelineSchema, { name });
  return compare(fields, defaults, "");
}

function compare(value: unknown, other: unknown, path: string): string[] {
  if (JSON.stringify(value) === JSON.stringify(other)) return [];
  if (!isObject(value) || (isObject(other) && value.kind !== other.kind) || path === "") {
    if (path !== "") return [`${path}=${JSON.stringify(value)}`];
  }
  return Object.entries(value as object).flatMap(([key, inner]) =>
    compare(
      inner,
      (other as Record<string, unknown> | undefined)?.[key],
      path === "" ? key : `${path}.${key}`,
    )
  );
}
