import { type Args, parseArgs } from "@std/cli/parse-args";
import { UserError } from "../user_error.ts";
import { nearest } from "../nearest.ts";

/** One option of a command line. */
export interface Option {
  /** The placeholder of its value; an option without one is a flag. */
  readonly takes?: string;
  /** What it does, in a few words. */
  readonly help: string;
  /** A shorter name: a letter, as in -q, or a few, as in --lr. */
  readonly short?: string;
  /** Whether it may be repeated. */
  readonly many?: boolean;
}

/** The options of a command by name. */
export type Options = Readonly<Record<string, Option>>;

/** The parts of a command line. */
export interface CommandLine {
  /** The arguments that are neither options nor their values. */
  readonly operands: readonly string[];
  /** Whether a flag was given. */
  has(name: string): boolean;
  /** The value of an option, if it was given. */
  get(name: string): string | undefined;
  /** All values of an option that may be repeated. */
  all(name: string): readonly string[];
}

/**
 * Reads a command line.
 *
 * @throws {UserError} for an unknown option, a missing value, a value that a flag does not take and
 * a repeated option that takes one value.
 */
export function readCommandLine(args: readonly string[], options: Options): CommandLine {
  const names = Object.keys(options);
  const takers = names.filter((name) => options[name].takes !== undefined);
  const flags = names.filter((name) => options[name].takes === undefined);
  const operands: string[] = [];
  const parsed: Args = parseArgs(unambiguous(args, options), {
    string: takers,
    boolean: flags,
    collect: takers,
    alias: Object.fromEntries(
      names.flatMap((name) => options[name].short ? [[name, options[name].short]] : []),
    ),
    unknown(arg, key) {
      if (key !== undefined) throw unknownOption(arg, options);
      // Kept here: the parser would make a number of `007`.
      operands.push(arg);
      return false;
    },
  });
  const values = (name: string) => parsed[name] as string[];
  for (const name of takers) {
    const { takes, many = false } = options[name];
    if (values(name).includes("")) {
      throw new UserError(`--${name}: a value is missing: --${name} ${takes}`);
    }
    const count = values(name).length;
    if (count > 1 && !many) {
      throw new UserError(`--${name}: given ${count} times, but only one value is allowed`);
    }
  }
  for (const name of flags) {
    if (typeof parsed[name] !== "boolean") throw unexpectedValue(name);
  }
  return {
    operands: [...operands, ...parsed._.map(String)],
    has: (name) => parsed[name] === true,
    get: (name) => values(name)[0],
    all: values,
  };
}

/**
 * Rejects or rewrites what the parser would silently misread: it takes `--no-out=x` for `--out=x`
 * and `--quiet=x` for `--quiet`, and no value that begins with a dash, as in `--seed -1`.
 */
function unambiguous(args: readonly string[], options: Options): string[] {
  const result: string[] = [];
  const byName = new Map(
    Object.entries(options).flatMap(([name, option]) =>
      [[name, option], [option.short ?? name, option]] as const
    ),
  );
  for (const [i, arg] of args.entries()) {
    if (arg === "--") return [...result, ...args.slice(i)];
    const name = arg.match(/^--(.+?)=/s)?.[1];
    if (name !== undefined) {
      if (!byName.has(name)) throw unknownOption(arg, options);
      if (byName.get(name)?.takes === undefined) throw unexpectedValue(name);
    }
    const before = result.at(-1)?.match(/^--(.+)/s)?.[1] ?? "";
    const isValue = /^-($|[\d.])/.test(arg) && byName.get(before)?.takes !== undefined;
    if (isValue) result.push(`${result.pop()}=${arg}`);
    else result.push(arg);
  }
  return result;
}

/** What is the cause of an error about an option that is near to none. */
class UnknownName {
  constructor(readonly name: string) {}
}

function unknownOption(arg: string, options: Options): UserError {
  const option = arg.replace(/(?<=.)=.*$/s, "");
  const name = option.replace(/^-+/, "");
  const near = nearest(name, Object.keys(options));
  if (near !== undefined) {
    return new UserError(`${option}: unknown option, did you mean --${near}?`);
  }
  return new UserError(`${option}: unknown option, see --help`, { cause: new UnknownName(name) });
}

/** The name of the option that an error is about, if it is unknown and no other is near to it. */
export function unknownName(error: unknown): string | undefined {
  const cause = error instanceof UserError ? error.cause : undefined;
  return cause instanceof UnknownName ? cause.name : undefined;
}

function unexpectedValue(name: string): UserError {
  return new UserError(`--${name}: takes no value`);
}

/** The part of a help text that lists the options, one per line. */
export function optionsHelp(options: Options): string {
  const rows = Object.entries(options).map(([name, { takes, short, help }]) => {
    const letter = short?.length === 1 ? `-${short},` : "   ";
    const other = short === undefined || short.length === 1 ? "" : `, --${short}`;
    const value = takes === undefined ? "" : ` ${takes}`;
    return [`${letter} --${name}${other}${value}`, help];
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`).join("\n");
}
