import { dirname, extname, isAbsolute, join } from "node:path";
import { exists, readText } from "../files.ts";
import { UserError } from "../user_error.ts";
import { describe, isObject } from "../values.ts";
import { longForm, merge } from "./merge.ts";

/** Options of {@linkcode load}. */
export interface LoadOptions {
  /**
   * Whether a `.ts` file runs in a worker without permissions, and for 10 seconds at most; that needs
   * Deno's `--unstable-worker-options`. Default: false, it runs with the permissions of the program.
   */
  readonly isolated?: boolean;
}

/**
 * Loads a declared pipeline as it is written, with what it extends merged in.
 *
 * A `.json` or `.jsonc` file may have comments and trailing commas, a `.ts` file has the pipeline as
 * its default export, and `-` is JSON from standard input.
 *
 * @param path the file, relative to the current folder.
 * @throws {UserError} for a file that is missing, of another kind or not valid, with line and column
 * where there are any; and for files that extend each other in a circle.
 *
 * @example
 * ```ts ignore
 * import { load, resolve } from "@dawnstream/dawnstream/pipeline";
 *
 * const source = "pipelines/momentum.json";
 * const pipeline = resolve(await load(source), { source });
 * ```
 */
export function load(path: string, options: LoadOptions = {}): Promise<unknown> {
  return loadChain(path, [], options);
}

async function loadChain(
  path: string,
  chain: readonly string[],
  options: LoadOptions,
): Promise<unknown> {
  if (chain.includes(path)) {
    throw new UserError(`${chain[0]}: extends itself: ${[...chain, path].join(" → ")}`);
  }
  try {
    const written = longForm(await read(path, options));
    if (!isObject(written)) return written;
    const folder = path === "-" ? "." : dirname(path);
    const { $schema: _, extends: parent, ...fields } = written;
    const own = withPathsFrom(folder, fields);
    if (parent === undefined) return own;
    if (typeof parent !== "string" || parent === "") {
      throw new UserError(
        `${path}: extends: expected the path of a pipeline file, found ${describe(parent)}`,
      );
    }
    const parentPath = pathFrom(folder, parent);
    if (!exists(parentPath)) {
      throw new UserError(`${path}: extends: no such file: ${describe(parentPath)}`);
    }
    return merge(await loadChain(parentPath, [...chain, path], options), own);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${path === "-" ? "<stdin>" : path}: nested too deeply`);
  }
}

/** The path of what a file in a folder names. */
function pathFrom(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

/** The fields that name a file. */
const PATHS = [["data", "path"], ["validation", "path"], ["neuron", "from"]] as const;

/** A pipeline whose files are given relative to its own file's folder. */
function withPathsFrom(folder: string, spec: Record<string, unknown>): Record<string, unknown> {
  const sections = PATHS.flatMap(([name, field]) => {
    const section = spec[name];
    const path = isObject(section) ? section[field] : undefined;
    if (!isObject(section) || typeof path !== "string" || path === "-") return [];
    return [[name, { ...section, [field]: pathFrom(folder, path) }]];
  });
  return { ...spec, ...Object.fromEntries(sections) };
}

async function read(path: string, options: LoadOptions): Promise<unknown> {
  if (path === "-") return parseJson(await readText(path), "<stdin>");
  switch (extname(path)) {
    case ".json":
    case ".jsonc":
      return parseJson(await readText(path), path);
    case ".ts": {
      await readText(path);
      const { importDefault } = await import("./module.ts");
      return await importDefault(path, { isolated: options.isolated ?? false });
    }
    default:
      throw new UserError(`${path}: expected a pipeline file, .ts, .json or .jsonc`);
  }
}

async function parseJson(text: string, source: string): Promise<unknown> {
  const value = await parseJsonOrJsonc(text, source);
  refuseTwins(text, source);
  return value;
}

async function parseJsonOrJsonc(text: string, source: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return await parseJsonWithComments(text, source);
  }
}

/** Comments, strings with the colon that makes them keys, and the braces of objects. */
const TOKENS = /\/\/.*|\/\*[^]*?\*\/|("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g;

/** No field of a pipeline is as deep as this. */
const DEEPEST = 100;

/** Refuses a key that stands twice in an object: of the two values, the parser drops the first. */
function refuseTwins(text: string, source: string): void {
  const keys: Set<string>[] = [];
  for (const { 0: token, 1: string, 2: colon, index } of text.matchAll(TOKENS)) {
    if (token === "{") keys.push(new Set());
    else if (token === "}") keys.pop();
    else if (colon !== undefined) {
      const key: string = JSON.parse(string);
      if (keys.at(-1)?.has(key)) {
        throw new UserError(`${placeIn(text, index, source)}: ${describe(key)} stands twice`);
      }
      keys.at(-1)?.add(key);
    }
    if (keys.length > DEEPEST) return;
  }
}

/** A place in a text, as `source:line:column`. */
function placeIn(text: string, offset: number, source: string): string {
  const before = text.slice(0, offset).split("\n");
  return `${source}:${before.length}:${before.at(-1)!.length + 1}`;
}

async function parseJsonWithComments(text: string, source: string): Promise<unknown> {
  const { parse, printParseErrorCode } = await import("jsonc-parser");
  const errors: { error: number; offset: number; length: number }[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length === 0) return value;
  const [{ error, offset }] = errors;
  const what = printParseErrorCode(error).replace(
    /\B[A-Z]/g,
    (letter) => ` ${letter.toLowerCase()}`,
  );
  throw new UserError(
    `${placeIn(text, offset, source)}: not JSON: ${what.toLowerCase()}`,
  );
}
