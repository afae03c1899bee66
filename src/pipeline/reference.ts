import { toJsonSchema } from "@valibot/to-json-schema";
import { nearest } from "../nearest.ts";
import { differences, isObject } from "../values.ts";
import { merge } from "./merge.ts";
import { PipelineFileSchema, PipelineSchema } from "./schema.ts";
import { defaultsThatFollow } from "./stream.ts";
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

/** The path of the field with a name that is near to one, such as `optimizer.momentum`. */
export function fieldNear(name: string): string | undefined {
  const paths = pathsOf(jsonSchema(), "");
  // What is written as an option of several words is one field: weight-decay is weightDecay.
  const field = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const lastName = (path: string) => path.slice(path.lastIndexOf(".") + 1);
  const near = nearest(field, [...paths, ...paths.map(lastName)]);
  return near === undefined ? near : paths.find((path) => path === near || lastName(path) === near);
}

function pathsOf({ anyOf = [], oneOf = [], ...schema }: JsonSchema, path: string): string[] {
  return [
    ...[...anyOf, ...oneOf].flatMap((option) => pathsOf(option as JsonSchema, path)),
    ...fieldsOf(schema, path).flatMap(({ field, path }) => {
      const inner = pathsOf(field, path);
      return inner.length === 0 ? [path] : inner;
    }),
  ];
}

/** The fields in which a pipeline differs from the defaults of its kinds: `epochs.count=30`. */
export function settingsOf({ name: _, description: __, ...pipeline }: Pipeline): string[] {
  const defaults = merge(
    defaultsOf(toJson(PipelineSchema), pipeline),
    defaultsThatFollow(pipeline),
  );
  return differences(pipeline, defaults).flatMap(({ path, value }) =>
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
