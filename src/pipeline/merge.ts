import { isObject } from "../values.ts";

/**
 * One pipeline over another: objects merge, everything else replaces.
 *
 * An object of another `kind` replaces too, since other fields are allowed in it.
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
  if (!isObject(base) || !isObject(over)) return over;
  if (over.kind !== undefined && over.kind !== base.kind) return over;
  const merged = Object.entries(over).map(([key, value]) =>
    Object.hasOwn(base, key) ? [key, merge(base[key], value)] : [key, value]
  );
  return { ...base, ...Object.fromEntries(merged) };
}
