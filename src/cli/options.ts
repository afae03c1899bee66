import { parseArgs } from "@std/cli/parse-args";
import { UserError } from "../user_error.ts";
import { nearest } from "../values.ts";

/** One option of a command line. */
export interface Option {
  /** What it takes; an option that takes nothing is a flag. */
  readonly takes?: string;
  /** What it does, in a few words. */
  readonly help: string;
  /** Its one-letter name. */
  readonly short?: string;
  /** Whether it may be given several times. */
  readonly many?: boolean;
}

/** The options of a command by name; a name that begins with `no-` is a flag that turns one off. */
export type Options = Readonly<Record<string, Option>>;

/** What was found on a command line. */
export interface CommandLine {
  /** The arguments that are not options. */
  readonly operands: readonly string[];
  /** Whether a flag was given. */
  has(name: string): boolean;
  /** The value of an option, if it was given. */
  get(name: string): string | undefined;
  /** All the values of an option that may be given several times. */
  all(name: string): readonly string[];
}

/**
 * Reads a command line.
 *
 * @throws {UserError} for an unknown option, naming the nearest, and for one without its value.
 */
export function readCommandLine(args: readonly string[], options: Options): CommandLine {
  const names = Object.keys(options);
  const takers = names.filter((name) => options[name].takes !== undefined);
  const flags = names.filter((name) => options[name].takes === undefined);
  const parsed = parseArgs(withDashes(args, takers), {
    string: [...takers, "_"],
    boolean: flags,
    collect: takers,
    alias: Object.fromEntries(
      names.flatMap((name) => options[name].short ? [[name, options[name].short]] : []),
    ),
    unknown(arg, key) {
      if (key === undefined) return true;
      throw unknownOption(arg, options);
    },
  }) as Record<string, unknown> & { _: string[] };
  const given = (name: string) => (parsed[name] ?? []) as string[];
  for (const name of takers) {
    const values = given(name);
    if (values.includes("")) {
      throw missingValue(name, options);
    }
    if (values.length > 1 && !options[name].many) {
      throw new UserError(`--${name}: given ${values.length} times, but only one value is allowed`);
    }
  }
  return {
    operands: parsed._.map(String),
    has: (name) => parsed[name] === true,
    get: (name) => given(name)[0],
    all: given,
  };
}

/** Joins `--name -` and `--name -1`, whose values begin like an option, to `--name=-`. */
function withDashes(args: readonly string[], takers: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const option = joined.at(-1);
    const isValue = /^-($|[\d.])/.test(arg) && takers.some((name) => option === `--${name}`);
    if (isValue) joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

function unknownOption(arg: string, options: Options): UserError {
  const name = arg.replace(/^-+/, "").replace(/=.*$/s, "");
  const names = Object.keys(options);
  // The parser knows `--name=` by no name.
  if (options[name]?.takes !== undefined) return missingValue(name, options);
  const near = nearest(name, names);
  const hint = near === undefined ? "see --help" : `did you mean --${near}?`;
  return new UserError(`${arg.replace(/=.*$/s, "")}: unknown option, ${hint}`);
}

function missingValue(name: string, options: Options): UserError {
  return new UserError(`--${name}: a value is missing: --${name} ${options[name].takes}`);
}

/** The lines of a help text that say what each option does. */
export function describe(options: Options): string {
  const rows = Object.entries(options).map(([name, { takes, short, help }]) => [
    `${short === undefined ? "   " : `-${short},`} --${name}${
      takes === undefined ? "" : ` ${takes}`
    }`,
    help,
  ]);
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`).join("\n");
}
