import { toJsonSchema } from "@valibot/to-json-schema";
import { differences, isObject } from "../values.ts";
import { merge } from "./merge.ts";
import { PipelineFileSchema } from "./schema.ts";
import { isStream, STREAM_DEFAULTS } from "./stream.ts";
import type { Pipeline } from "./types.ts";

/** A JSON Schema. */
export type JsonSchema = ReturnType<typeof toJsonSchema>;

/** The JSON Schema of a pipeline file. */
export function jsonSchema(): JsonSchema {
  return toJson(PipelineFileSchema);
}

/** A schema as JSON Schema. */
export function toJson(schema: Parameters<typeof toJsonSchema>[0]): JsonSchema {
  return toJsonSchema(schema, {
    typeMode: "input",
    // JSON has only finite numbers: that check needs no counterpart.
    ignoreActions: ["finite"],
    overrideSchema: ({ jsonSchema }) =>
      jsonSchema.properties && { ...jsonSchema, additionalProperties: false },
  });
}

/** The fields of a schema of an object: their names, paths and schemas. */
export function fieldsOf(
  { properties = {} }: JsonSchema,
  path: string,
): { name: string; path: string; field: JsonSchema }[] {
  return Object.entries(properties).map(([name, field]) => ({
    name,
    path: path === "" ? name : `${path}.${name}`,
    field: field as JsonSchema,
  }));
}

/** The fields in which a pipeline differs from the defaults of its kinds: `epochs.count=30`. */
export function settingsOf({ name: _, description: __, ...pipeline }: Pipeline): string[] {
  const defaults = defaultsOf(jsonSchema(), pipeline);
  const ownDefaults = isStream(pipeline.data) ? merge(defaults, STREAM_DEFAULTS) : defaults;
  return differences(pipeline, ownDefaults).flatMap(({ path, value }) =>
    value === undefined ? [] : [`${path}=${JSON.stringify(value)}`]
  );
}

/** The defaults of the fields of a value's own kinds. */
function defaultsOf(schema: JsonSchema, value: unknown): unknown {
  const own = isObject(value) ? value : {};
  const kinds = (schema.oneOf ?? []) as JsonSchema[];
  const kind = kinds.find(({ properties }) => (properties?.kind as JsonSchema).const === own.kind);
  if (kind) return defaultsOf(kind, value);
  if (!schema.properties) return schema.default;
  const fields = fieldsOf(schema, "");
  return Object.fromEntries(fields.map(({ name, field }) => [name, defaultsOf(field, own[name])]));
}
