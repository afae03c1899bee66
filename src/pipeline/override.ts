import { UserError } from "../user_error.ts";
import { merge } from "./merge.ts";

/** One field set over what a pipeline says. */
export interface Override {
  /** The field's path, such as `optimizer.learningRate`. */
  readonly path: string;
  /** Its value. */
  readonly value: unknown;
  /** Where it comes from, for messages: `--seed`, say. */
  readonly origin: string;
}

/**
 * The override that a text such as `optimizer.learningRate=0.01` means.
 *
 * The value is JSON, or else a bare string.
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
  return { path, value: valueOf(value), origin: `--set ${path}` };
}

/** The value that a text on the command line means: JSON, or else the text itself. */
export function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A pipeline with fields set over it, in order. A number in a path is a place in a list. */
export function withOverrides(spec: unknown, overrides: readonly Override[]): unknown {
  return overrides.reduce((spec, { path, value }) => set(spec, path.split("."), value), spec);
}

function set(target: unknown, [key, ...path]: readonly string[], value: unknown): unknown {
  const inner = Object.entries(target ?? {}).find(([name]) => name === key)?.[1];
  const changed = path.length === 0 ? value : set(inner, path, value);
  if (Array.isArray(target) && inner !== undefined) return target.with(Number(key), changed);
  return merge(target, { [key]: changed });
}
