import { isObject } from "../values.ts";
import { merge } from "./merge.ts";
import { type Override, withOverrides } from "./override.ts";

/** A pipeline as it is written, merged or not, and what gave each of its fields. */
export interface Written {
  /** The pipeline. */
  readonly spec: unknown;
  /** Where it is written: a file's name, or several with " + " between. */
  readonly source: string;
  /** What gave the value at a path, such as `optimizer.kind`: a file, an option; none if there is none. */
  originOf(path: string): string | undefined;
}

/** A pipeline all of which one source gave. */
export function written(spec: unknown, source: string): Written {
  return { spec, source, originOf: (path) => isThere(spec, path) ? source : undefined };
}

/** One pipeline over another, as `merge` has it. */
export function mergeWritten(base: Written, over: Written): Written {
  const spec = merge(base.spec, over.spec);
  return {
    spec,
    source: over.source,
    // Whatever `over` has there replaces; but of what only `base` has, some may be gone.
    originOf: (path) =>
      isThere(spec, path) ? over.originOf(path) ?? base.originOf(path) : undefined,
  };
}

/** A pipeline with fields set over it, in order. */
export function setWritten(base: Written, overrides: readonly Override[]): Written {
  return overrides.reduce((base, override): Written => {
    const spec = withOverrides(base.spec, [override]);
    const alone = withOverrides({}, [override]);
    return {
      spec,
      source: base.source,
      originOf(path) {
        if (!isThere(spec, path)) return undefined;
        return isThere(alone, path) ? override.origin : base.originOf(path);
      },
    };
  }, base);
}

function isThere(spec: unknown, path: string): boolean {
  let value = spec;
  for (const key of path.split(".")) {
    // The name of a kind is short for its object.
    if (typeof value === "string" && key === "kind") return true;
    if (!(isObject(value) || Array.isArray(value)) || !Object.hasOwn(value, key)) return false;
    value = value[key as keyof typeof value];
  }
  return value !== undefined;
}
