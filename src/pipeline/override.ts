/** One field set over what a pipeline says. */
export interface Override {
  /** The field's path, such as `optimizer.learningRate`. */
  readonly path: string;
  /** Its value. */
  readonly value: unknown;
  /** Where it comes from, for messages: `--seed`, say. */
  readonly origin: string;
}

/** The value that a text on the command line means: JSON, or else the text itself. */
export function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A copy of a pipeline with fields set over it, in order. */
export function withOverrides(spec: unknown, overrides: readonly Override[]): unknown {
  return overrides.reduce((spec, { path, value }) => set(spec, path.split("."), value), spec);
}

function set(target: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  const object = typeof target === "object" && target !== null ? { ...target } : {};
  const inner = (object as Record<string, unknown>)[key];
  return { ...object, [key]: rest.length === 0 ? value : set(inner, rest, value) };
}
