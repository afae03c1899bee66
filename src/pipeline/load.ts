import { dirname, extname, isAbsolute, join, parse, resolve } from "node:path";
import { exists, readText } from "../files.ts";
import { UserError } from "../user_error.ts";
import { describe, isObject } from "../values.ts";
import { longForm } from "./merge.ts";
import { mergeWritten, type Written, written } from "./written.ts";

/** Standard input, as messages name it. */
const STDIN = "<stdin>";

/** Options of {@linkcode load}. */
export interface LoadOptions {
  /**
   * Whether a `.ts` file runs in a worker without permissions, and for 10 seconds at most; that needs
   * Deno's `--unstable-worker-options`. Default: false, it runs with the permissions of the program.
   */
  readonly isolated?: boolean;
}

/**
 * Loads a declared pipeline as it is written, with what it extends merged in. Of several, each is
 * merged over those before it, and the whole is named after all of them.
 *
 * A `.json` or `.jsonc` file may have comments and trailing commas, a `.ts` file has the pipeline as
 * its default export, and `-` is JSON from standard input.
 *
 * @param paths the file or the files, relative to the current folder.
 * @throws {UserError} for a file that is missing, given twice, of another kind or not valid, with line
 * and column where there are any; and for files that extend each other in a circle.
 *
 * @example
 * ```ts ignore
 * import { load, resolve } from "@dawnstream/dawnstream/pipeline";
 *
 * const source = "pipelines/momentum.json";
 * const pipeline = resolve(await load(source), { source });
 * ```
 */
export async function load(
  paths: string | readonly string[],
  options: LoadOptions = {},
): Promise<unknown> {
  return (await loadWritten(typeof paths === "string" ? [paths] : paths, options)).spec;
}

/** Loads pipelines as {@linkcode load} does, and tells what gave each field. */
export async function loadWritten(
  paths: readonly string[],
  options: LoadOptions = {},
): Promise<Written> {
  const twice = twiceIn(paths);
  if (twice !== undefined) throw new UserError(`${nameOf(twice)}: given twice, leave one out`);
  return await loadAll(paths, { ...options, chain: [] });
}

/** The options, and the files of which each extends the next. */
interface Place extends LoadOptions {
  readonly chain: readonly string[];
}

async function loadAll(paths: readonly string[], place: Place): Promise<Written> {
  const parts: Written[] = [];
  for (const path of paths) parts.push(await loadOne(path, place));
  if (parts.length === 1) return parts[0];
  const source = parts.map(({ source }) => source).join(" + ");
  return notTooDeep(
    source,
    () => [...parts, written(labelsOf(parts), source)].reduce(mergeWritten),
  );
}

/** What a pipeline of several parts is called: the names of all, and what all of them show. */
function labelsOf(parts: readonly Written[]): Record<string, unknown> {
  const labels = parts.map(({ spec, source }) => {
    const { name, description } = isObject(spec) ? spec : {};
    return { name: name ?? fileName(source), description };
  });
  const joined = (field: "name" | "description", between: string) => {
    const given = labels.map((label) => label[field]).filter((label) => label !== undefined);
    // What is no text is for the schema to refuse.
    const label = given.find((label) => typeof label !== "string") ?? given.join(between);
    return given.length === 0 ? {} : { [field]: label };
  };
  return { ...joined("name", "+"), ...joined("description", "; ") };
}

/** What a part without a name counts by: its file's name, as far as it can be in a name. */
function fileName(source: string): string | undefined {
  return source === STDIN ? undefined : parse(source).name.replaceAll(/[^\w.+-]+/g, "-");
}

async function loadOne(path: string, { chain, ...options }: Place): Promise<Written> {
  const source = nameOf(path);
  const links = [...chain, path];
  if (chain.some((other) => isSame(other, path))) {
    throw new UserError(`${path}: extends itself: ${links.join(" → ")}`);
  }
  const file = await notTooDeep(source, async () => longForm(await read(path, options)));
  if (!isObject(file)) {
    throw new UserError(`${source}: expected an object { … }, found ${describe(file)}`);
  }
  const folder = path === "-" ? "." : dirname(path);
  const { $schema: _, extends: parents, ...fields } = file;
  const own = written(withPathsFrom(folder, fields), source);
  if (parents === undefined) return own;
  const paths = parentsOf(parents, { source, folder });
  for (const parent of paths) {
    if (exists(parent)) continue;
    const way = chain.length === 0 ? "" : ` (${[...links, parent].join(" → ")})`;
    throw new UserError(`${source}: extends: no such file: ${describe(parent)}${way}`);
  }
  const base = await loadAll(paths, { ...options, chain: links });
  return notTooDeep(source, () => mergeWritten(base, own));
}

/** The files that a file extends. */
function parentsOf(
  parents: unknown,
  { source, folder }: { source: string; folder: string },
): string[] {
  const list: unknown[] = Array.isArray(parents) ? parents : [parents];
  const isPath = (path: unknown): path is string => typeof path === "string" && path !== "";
  const paths = list.filter(isPath).map((path) => pathFrom(folder, path));
  if (paths.length === 0 || paths.length < list.length) {
    const found = list.find((path) => !isPath(path)) ?? parents;
    throw new UserError(
      `${source}: extends: expected the path of a pipeline file, or a list of paths, ` +
        `found ${describe(found)}`,
    );
  }
  const twice = twiceIn(paths);
  if (twice !== undefined) {
    throw new UserError(`${source}: extends: ${describe(twice)} stands twice`);
  }
  return paths;
}

/** A file that is there a second time, if one is. */
function twiceIn(paths: readonly string[]): string | undefined {
  return paths.find((path, i) => paths.slice(0, i).some((other) => isSame(path, other)));
}

function isSame(path: string, other: string): boolean {
  return resolve(path) === resolve(other);
}

/** A file as messages name it. */
function nameOf(path: string): string {
  return path === "-" ? STDIN : path;
}

async function notTooDeep<T>(source: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${source}: nested too deeply`);
  }
}

/** The path of what a file in a folder names. */
function pathFrom(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

/** The fields that name a file. */
const PATHS = [["data", "path"], ["validation", "path"], ["neuron", "from"]] as const;

/** A pipeline whose files are given relative to its own file's folder, those that it sweeps too. */
function withPathsFrom(folder: string, spec: Record<string, unknown>): Record<string, unknown> {
  const placed = (path: unknown) =>
    typeof path !== "string" || path === "-" ? path : pathFrom(folder, path);
  const sections = PATHS.flatMap(([name, field]) => {
    const section = spec[name];
    if (!isObject(section) || section[field] === undefined) return [];
    return [[name, { ...section, [field]: placed(section[field]) }]];
  });
  const { sweep } = spec;
  const swept = isObject(sweep)
    ? PATHS.flatMap(([name, field]) => {
      const paths = sweep[`${name}.${field}`];
      return Array.isArray(paths) ? [[`${name}.${field}`, paths.map(placed)]] : [];
    })
    : [];
  return {
    ...spec,
    ...Object.fromEntries(sections),
    ...(isObject(sweep) && { sweep: { ...sweep, ...Object.fromEntries(swept) } }),
  };
}

async function read(path: string, options: LoadOptions): Promise<unknown> {
  if (path === "-") return parseJson(await readText(path), STDIN);
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
