/**
 * A stand-in for the part of `@std/cli/parse-args` that is used here, for machines that cannot reach
 * JSR; without the `links` line of deno.json the original takes its place.
 *
 * @module
 */
import { parseArgs as parseTokens } from "node:util";

type Names<Name extends string> = Name | readonly Name[];

/** Options of {@linkcode parseArgs}. */
export interface ParseOptions<
  Flag extends string = string,
  Text extends string = string,
  Many extends string = string,
  Negated extends string = string,
  Default extends Record<string, unknown> = Record<string, unknown>,
  DoubleDash extends boolean = boolean,
> {
  /** Options that take no value; they are false unless given. */
  boolean?: Names<Flag>;
  /** Options whose value stays a string; with `_` the operands stay strings too. */
  string?: Names<Text>;
  /** Options that may be given several times; their values are gathered in an array. */
  collect?: Names<Many>;
  /** Options that `--no-` and their name set to false. */
  negatable?: Names<Negated>;
  /** Other names of an option. */
  alias?: Record<string, string | readonly string[]>;
  /** The values of options that were not given. */
  default?: Default;
  /** Whether what follows `--` is kept apart, under that name. Default: false. */
  "--"?: DoubleDash;
  /** Told of every operand (without a key) and undeclared option; false leaves it out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** The names that are known when types are checked; names that are computed have no types. */
type Literal<Name extends string> = string extends Name ? never : Name;

type Value<Name, Type, Many, Negated> =
  | (Name extends Many ? Type[] : Type)
  | (Name extends Negated ? false : never);

type Values<Flag extends string, Text extends string, Many extends string, Negated extends string> =
  & { [Name in Literal<Flag>]: Value<Name, boolean, Many, Negated> }
  & { [Name in Extract<Literal<Text>, Many>]: Value<Name, string, Many, Negated> }
  & { [Name in Exclude<Literal<Text>, Many | "_">]?: Value<Name, string, Many, Negated> };

/** What {@linkcode parseArgs} returns: a value for each option, the operands under `_`. */
export type Args<Known = unknown, Default = unknown, DoubleDash = false> =
  & Record<string, unknown>
  & Omit<Known, keyof Default>
  & { [Name in keyof Default & keyof Known]: Default[Name] | NonNullable<Known[Name]> }
  & { _: (string | number)[] }
  & (DoubleDash extends true ? { "--": string[] } : unknown);

/**
 * Reads the options and operands of a command line.
 *
 * `--name value`, `--name=value` and `-n value` give an option its value, which becomes a number
 * if it looks like one, unless the option is declared a string. An option that no value follows is
 * true, or the empty string. What follows `--` is taken as it is.
 *
 * @example
 * ```ts
 * import { parseArgs } from "@std/cli/parse-args";
 * import { assertEquals } from "@std/assert";
 *
 * const args = ["run.json", "--set", "seed=7", "--set=name=a", "-q"];
 * const options = { boolean: "quiet", string: "set", collect: "set", alias: { quiet: "q" } } as const;
 * assertEquals(parseArgs(args, options), {
 *   _: ["run.json"],
 *   set: ["seed=7", "name=a"],
 *   quiet: true,
 *   q: true,
 * });
 * ```
 */
export function parseArgs<
  Flag extends string = never,
  Text extends string = never,
  Many extends string = never,
  Negated extends string = never,
  Default extends Record<string, unknown> = Record<never, never>,
  DoubleDash extends boolean = false,
>(
  args: string[],
  options: ParseOptions<Flag, Text, Many, Negated, Default, DoubleDash> = {},
): Args<Values<Flag, Text, Many, Negated>, Default, DoubleDash> {
  const synonyms = synonymsOf(options.alias ?? {});
  const namesOf = (name: string) => synonyms.get(name) ?? [name];
  const declared = (names: Names<string> = []) => new Set([names].flat().flatMap(namesOf));
  const booleans = declared(options.boolean);
  const strings = declared(options.string);
  const collected = declared(options.collect);
  const negatable = declared(options.negatable);
  const unknown = options.unknown ?? (() => true);

  const result: Record<string, unknown> & { _: (string | number)[] } = { _: [] };

  function set(name: string, value: string | boolean, arg: string, replace = false): void {
    const known = booleans.has(name) || strings.has(name) || synonyms.has(name);
    if (!known && unknown(arg, name, value) === false) return;
    const kept = strings.has(name) ? value : numberOr(value);
    for (const key of namesOf(name)) {
      if (replace || !collected.has(key)) result[key] = kept;
      else if (Array.isArray(result[key])) result[key].push(kept);
      else result[key] = [kept];
    }
  }

  const end = args.indexOf("--");
  const after = end < 0 ? [] : args.slice(end + 1);
  const queue = end < 0 ? [...args] : args.slice(0, end);

  /** The value of an option: the next argument if it can be one. */
  function take(name: string, option: RegExp): string | boolean {
    const next = queue[0] ?? "";
    const isValue = next !== "" && !booleans.has(name) && !option.test(next);
    if (isValue) return queue.shift()!;
    if (next === "true" || next === "false") return queue.shift() === "true";
    return strings.has(name) ? "" : true;
  }

  function long(arg: string, name: string, value: string | undefined): void {
    // An empty value is not split off.
    if (value === "") return long(arg, `${name}=`, undefined);
    const positive = name.replace(/^no-(?=.)/s, "");
    if (value !== undefined) {
      set(positive, booleans.has(positive) ? value !== "false" : value, arg);
    } else if (positive !== name && negatable.has(positive)) {
      set(positive, false, arg, true);
    } else {
      set(name, take(name, /^-/), arg);
    }
  }

  function short(arg: string): void {
    for (let i = 1; i < arg.length - 1; i++) {
      const [name, rest] = [arg[i], arg.slice(i + 1)];
      if (rest === "-") return set(name, rest, arg);
      const isLetter = /[a-z]/i.test(name);
      const assigned = rest.match(/=(.+)/)?.[1];
      if (isLetter && assigned !== undefined) return set(name, assigned, arg);
      const isValue = isLetter && /\d(\.\d*)?(e-?\d+)?$/.test(rest) ||
        rest.length > 1 && /^\W/.test(rest);
      if (isValue) return set(name, rest, arg);
      set(name, strings.has(name) ? "" : true, arg);
    }
    const name = arg.slice(-1);
    set(name, take(name, /^--?[^-]/), arg);
  }

  while (queue.length > 0) {
    const arg = queue.shift()!;
    // One at a time: Node lets a value begin with a dash, and takes letters of a group differently.
    const [token] = parseTokens({ args: [arg], strict: false, tokens: true }).tokens;
    if (token.kind !== "option") {
      if (unknown(arg) !== false) result._.push(strings.has("_") ? arg : numberOr(arg));
    } else if (arg.startsWith("--")) {
      long(arg, token.name, token.value);
    } else {
      short(arg);
    }
  }

  for (const [name, value] of Object.entries(options.default ?? {})) {
    if (Object.hasOwn(result, name)) continue;
    for (const key of namesOf(name)) result[key] = value;
  }
  for (const name of booleans) {
    if (!Object.hasOwn(result, name)) result[name] = collected.has(name) ? [] : false;
  }
  for (const name of strings) {
    if (!Object.hasOwn(result, name) && collected.has(name)) result[name] = [];
  }
  if (options["--"]) result["--"] = after;
  else result._.push(...after);
  return result as Args<Values<Flag, Text, Many, Negated>, Default, DoubleDash>;
}

/** For each name that has others: all the names of its option, itself the first. */
function synonymsOf(alias: Record<string, string | readonly string[]>): Map<string, string[]> {
  const groups = Object.entries(alias).map(([name, others]) => [name, others].flat());
  return new Map(
    groups.flatMap((group) => group.map((name) => [name, [...new Set([name, ...group])]])),
  );
}

/** The number that a string looks like, or else the value itself. */
function numberOr<T>(value: T): T | number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
  return Number.isFinite(number) ? number : value;
}
