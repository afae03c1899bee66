/**
 * A stand-in for the part of `@std/cli/parse-args` that is used here, for machines that cannot
 * reach JSR. Without the `links` line of deno.json the original takes its place.
 *
 * @module
 */

/** Options of {@linkcode parseArgs}. */
export interface ParseOptions {
  /** Options that take no value; false unless given. */
  boolean?: readonly string[];
  /** Options whose value stays a string. */
  string?: readonly string[];
  /** Options of `string` that may be repeated; their values are gathered in an array. */
  collect?: readonly string[];
  /** A second name of an option; the result has both. */
  alias?: Record<string, string>;
  /** Called with every operand and undeclared option; those it returns false for are left out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** The values of the options by name, and the operands as `_`. */
export type Args = Record<string, unknown> & { _: (string | number)[] };

/**
 * Reads the options and operands of a command line.
 *
 * `--name value`, `--name=value` and `-n value` give an option its value; without one it is true,
 * or the empty string if it is declared a string. Values of other options and operands become
 * numbers if they look like one. Everything after `--` is an operand, and stays a string.
 *
 * @example
 * ```ts
 * import { parseArgs } from "@std/cli/parse-args";
 * import { assertEquals } from "@std/assert";
 *
 * const args = ["run.json", "--set", "seed=7", "--set=name=a", "-q"];
 * assertEquals(
 *   parseArgs(args, { boolean: ["quiet"], string: ["set"], collect: ["set"], alias: { quiet: "q" } }),
 *   { _: ["run.json"], set: ["seed=7", "name=a"], quiet: true, q: true },
 * );
 * ```
 */
export function parseArgs(args: readonly string[], options: ParseOptions = {}): Args {
  const { alias = {}, unknown = () => true } = options;
  const synonyms = new Map(Object.entries(alias).flatMap(([a, b]) => [[a, b], [b, a]]));
  const namesOf = (name: string) => [name, synonyms.get(name) ?? []].flat();
  const declared = (names: readonly string[] = []) => new Set(names.flatMap(namesOf));
  const booleans = declared(options.boolean);
  const strings = declared(options.string);
  const collected = declared(options.collect);

  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const queue = args.slice(0, end);
  const result: Args = { _: [] };
  for (const name of booleans) result[name] = false;
  for (const name of strings) if (collected.has(name)) result[name] = [];

  function set(name: string, value: string | boolean, arg: string): void {
    const isDeclared = booleans.has(name) || strings.has(name);
    if (!isDeclared && unknown(arg, name, value) === false) return;
    const kept = strings.has(name) ? value : numberOr(value);
    for (const key of namesOf(name)) {
      if (collected.has(key)) result[key] = [...(result[key] as unknown[] ?? []), kept];
      else result[key] = kept;
    }
  }

  /** The value of an option: the next argument, unless that looks like an option. */
  function take(name: string, option: RegExp): string | boolean {
    const next = queue[0] ?? "";
    if (next !== "" && !booleans.has(name) && !option.test(next)) return queue.shift()!;
    if (next === "true" || next === "false") return queue.shift() === "true";
    return strings.has(name) ? "" : true;
  }

  function long(arg: string): void {
    const [, no = "", name, value] = arg.match(/^--(no-(?=.))?(.[^=]*)(?:=(.*))?$/s)!;
    if (value === undefined) set(no + name, take(no + name, /^-/), arg);
    else set(name, booleans.has(name) ? value !== "false" : value, arg);
  }

  function short(arg: string): void {
    for (let i = 1; i < arg.length - 1; i++) {
      const [name, rest] = [arg[i], arg.slice(i + 1)];
      if (rest === "-") return set(name, rest, arg);
      if (rest === "=") return set(name, "", arg);
      const isLetter = /[a-z]/i.test(name);
      const assigned = isLetter ? rest.match(/=(.+)/)?.[1] : undefined;
      if (assigned !== undefined) return set(name, assigned, arg);
      const isNumber = isLetter && /\d(\.\d*)?(e-?\d+)?$/.test(rest);
      if (isNumber || /^\W./s.test(rest)) return set(name, rest, arg);
      set(name, strings.has(name) ? "" : true, arg);
    }
    const name = arg.slice(-1);
    set(name, take(name, /^--?[^-]/), arg);
  }

  while (queue.length > 0) {
    const arg = queue.shift()!;
    if (arg.startsWith("--")) long(arg);
    else if (/^-./s.test(arg)) short(arg);
    else if (unknown(arg) !== false) result._.push(numberOr(arg));
  }
  result._.push(...args.slice(end + 1));
  return result;
}

/** The number that a string looks like, or else the value itself. */
function numberOr<T>(value: T): T | number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
  return Number.isFinite(number) ? number : value;
}
