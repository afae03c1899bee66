import { closest, distance } from "fastest-levenshtein";

/** Whether a value is an object and not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Strings longer than this are cut in messages. */
const LONGEST_STRING = 60;

/** A value in a few words, as messages show what was found: `"abc"`, `7`, `a list of 3`. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) {
    return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  }
  if (isObject(value)) return "an object";
  if (typeof value !== "string") return String(value);
  return JSON.stringify(
    value.length <= LONGEST_STRING ? value : `${value.slice(0, LONGEST_STRING)}…`,
  );
}

/** A field in which two values differ. */
export interface Difference {
  /** The field's path, such as `optimizer.learningRate`. */
  readonly path: string;
  /** What the first value has there; undefined where it has nothing. */
  readonly value: unknown;
  /** What the second value has there; undefined where it has nothing. */
  readonly other: unknown;
}

/** All fields in which two values of JSON differ, as deep as both go; lists of one length too. */
export function differences(value: unknown, other: unknown, path = ""): Difference[] {
  const areLists = Array.isArray(value) && Array.isArray(other) && value.length === other.length;
  if (!areLists && !(isObject(value) && isObject(other))) {
    return value === other ? [] : [{ path, value, other }];
  }
  const keys = new Set([...Object.keys(value), ...Object.keys(other)]);
  return [...keys].flatMap((key) =>
    differences(own(value, key), own(other, key), path === "" ? key : `${path}.${key}`)
  );
}

/** A field of an object's own, never one of its prototype. */
function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key as keyof typeof value] : undefined;
}

/** The name that is nearest to a misspelt one, if one is near enough to be meant. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const best = closest(name, names);
  return distance(name, best) <= Math.max(2, name.length / 3) ? best : undefined;
}

/** A number of things: "1 epoch", "120 epochs". */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
