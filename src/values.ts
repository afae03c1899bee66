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
  return printable(JSON.stringify(
    value.length <= LONGEST_STRING ? value : `${value.slice(0, LONGEST_STRING)}…`,
  ));
}

/** Characters that a terminal obeys instead of showing them. */
const CONTROL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;
const CONTROLS_IN_LINES = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Lines as a terminal may show them: characters that it would obey are escaped. */
export function printable(lines: string): string {
  return lines.replace(
    CONTROLS_IN_LINES,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A name as messages show it: bare, but in quotes where it has characters that a terminal obeys. */
export function bare(name: string): string {
  return CONTROL.test(name) ? describe(name) : name;
}

/** A value as an argument in a shell. */
export function quoted(value: string | number): string {
  const text = String(value);
  return /^[\p{L}\p{N}_.,:=/+-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
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

/** A number of things: "1 epoch", "120 epochs". */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** A number as JSON can hold it: there is no infinity, a value that is not finite is null. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
