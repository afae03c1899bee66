import { isObject } from "../values.ts";

/** The fields of a pipeline that hold an object of a kind; each of its `transforms` is one, too. */
const KINDED: readonly string[] = ["data", "optimizer", "schedule"];

/** A pipeline in which no name stands for its kind: `"adam"` is `{ "kind": "adam" }`. */
export function longForm(spec: unknown): unknown {
  if (!isObject(spec)) return spec;
  const long = (value: unknown) => typeof value === "string" ? { kind: value } : value;
  return Object.fromEntries(
    Object.entries(spec).map(([field, value]) => {
      if (KINDED.includes(field)) return [field, long(value)];
      return [field, field === "transforms" && Array.isArray(value) ? value.map(long) : value];
    }),
  );
}

/**
 * One pipeline over another: objects merge, everything else replaces.
 *
 * An object of another `kind` replaces too, since other fields are allowed in it. Where an object
 * has a kind, its name alone is short for it: `"adam"` means `{ "kind": "adam" }`.
 *
 * @example
 * ```ts
 * import { merge } from "@dawnstream/dawnstream/pipeline";
 * import { assertEquals } from "@std/assert";
 *
 * const base = { seed: 1, epochs: { count: 120, shuffle: true } };
 * assertEquals(merge(base, { epochs: { count: 3 } }), {
 *   seed: 1,
 *   epochs: { count: 3, shuffle: true },
 * });
 * ```
 */
export function merge(base: unknown, over: unknown): unknown {
  return mergeValues(longForm(base), longForm(over));
}

function mergeValues(base: unknown, over: unknown): unknown {
  if (!isObject(base) || !isObject(over)) return over;
  if (over.kind !== undefined && over.kind !== base.kind) return over;
  const merged = Object.entries(over).map(([key, value]) =>
    Object.hasOwn(base, key) ? [key, mergeValues(base[key], value)] : [key, value]
  );
  return { ...base, ...Object.fromEntries(merged) };
}
