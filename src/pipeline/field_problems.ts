import * as v from "valibot";
import { nearest } from "../nearest.ts";
import { describe, isObject } from "../values.ts";

/** What may be inside a schema: the rest of it is for valibot to know. */
interface Schema extends v.GenericSchema {
  readonly wrapped?: Schema;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly options?: readonly Schema[];
  readonly item?: Schema;
  readonly items?: readonly Schema[];
}

/**
 * The fields of a value that a schema does not know, and the lists where it has an object, each as
 * its path and what is wrong with it, in the value's own order.
 *
 * Both pass valibot: the fields of an object that is not strict, and a list for an object. It goes
 * no deeper into the value than the schema does.
 */
export function* fieldProblems(
  schema: Schema,
  value: unknown,
  path = "",
): Iterable<[path: string, problem: string]> {
  const { type, wrapped, entries = {}, options = [], item, items } = schema;
  switch (type) {
    case "optional":
      if (wrapped !== undefined) yield* fieldProblems(wrapped, value, path);
      return;
    case "union": {
      const lists = Array.isArray(value) ? options.filter(({ type }) => type === "array") : [];
      const possible = lists.length > 0 ? lists : options;
      for (const option of possible) yield* fieldProblems(option, value, path);
      return;
    }
    case "variant": {
      const kind = isObject(value) ? value.kind : undefined;
      const option = options.find(({ entries }) => v.is(entries!.kind, kind));
      if (option !== undefined) yield* fieldProblems(option, value, path);
      return;
    }
    case "array":
    case "strict_tuple":
      if (!Array.isArray(value)) return;
      for (const [i, inner] of value.entries()) {
        const schema = item ?? items?.[i];
        if (schema !== undefined) yield* fieldProblems(schema, inner, below(path, String(i)));
      }
      return;
    case "object":
      if (Array.isArray(value)) yield [path, `expected an object { … }, found ${describe(value)}`];
      if (!isObject(value)) return;
      for (const [key, inner] of Object.entries(value)) {
        // "constructor" and its like are nobody's fields.
        if (Object.hasOwn(entries, key)) {
          yield* fieldProblems(entries[key], inner, below(path, key));
        } else yield [below(path, key), unknownField(key, Object.keys(entries))];
      }
  }
}

/** The path of a field below another; a name that could be misread is quoted. */
function below(path: string, key: string): string {
  const name = /^[\w$-]{1,60}$/.test(key) ? key : describe(key);
  return path === "" ? name : `${path}.${name}`;
}

function unknownField(key: string, names: readonly string[]): string {
  const near = nearest(key, names);
  return `unknown field, ${near ? `did you mean ${near}?` : `allowed are ${names.join(", ")}`}`;
}
