import { UserError } from "../user_error.ts";
import { isObject } from "../values.ts";
import { longForm, merge } from "./merge.ts";

/** One field set over a pipeline's own. */
export interface Override {
  /** The field's path, such as `optimizer.learningRate`. */
  readonly path: string;
  /** Its value. */
  readonly value: unknown;
  /** The value as it was typed, which counts where a string is expected: `1` is the label "1". */
  readonly text?: string;
  /** Where it comes from, for messages: `--seed`, say. */
  readonly origin: string;
}

/**
 * Reads an override such as `optimizer.learningRate=0.01`.
 *
 * The value is JSON, or else a string as it stands.
 *
 * @throws {UserError} where there is no path or no `=`.
 */
export function parseOverride(text: string): Override {
  const match = /^(?<path>[\w$]+(\.[\w$]+)*)=(?<value>.*)$/s.exec(text);
  if (match === null) {
    throw new UserError(
      `--set ${text}: expected a field and a value, such as optimizer.learningRate=0.01`,
    );
  }
  const { path, value } = match.groups!;
  return typedOverride(path, value, `--set ${path}`);
}

/** An override whose value is JSON, or else the string as it stands. */
export function typedOverride(path: string, text: string, origin: string): Override {
  try {
    return { path, value: JSON.parse(text), text, origin };
  } catch {
    return { path, value: text, origin };
  }
}

/**
 * A pipeline with fields set over it, in order. A number in a path is an index of a list.
 *
 * @throws {UserError} where an object is nested too deeply to be merged.
 */
export function withOverrides(spec: unknown, overrides: readonly Override[]): unknown {
  return overrides.reduce((spec, { path, value, origin }) => {
    try {
      return withField(spec, path.split("."), value);
    } catch (error) {
      if (error instanceof RangeError) throw new UserError(`${origin}: nested too deeply`);
      throw error;
    }
  }, longForm(spec));
}

/** A value with another at a path in it. */
function withField(target: unknown, keys: readonly string[], value: unknown): unknown {
  // Without recursion, since a path may be as long as a command line.
  const targets = [target];
  for (const key of keys) targets.push(fieldOf(targets.at(-1), key));
  return keys.reduceRight((inner, key, i) => {
    const outer = targets[i];
    if (Array.isArray(outer) && targets[i + 1] !== undefined) return outer.with(Number(key), inner);
    if (i === keys.length - 1) return merge(outer, { [key]: inner });
    return { ...(isObject(outer) && outer), [key]: inner };
  }, value);
}

function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}
