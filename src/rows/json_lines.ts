import { type ByteSource, LineWindow } from "./bytes.ts";
import {
  BadRows,
  cellsOf,
  type Dataset,
  dataset,
  type EchoOptions,
  labelsOf,
  noRows,
  RowCollector,
  type RowOptions,
  type RowReader,
  selectColumns,
} from "./dataset.ts";
import { type CellProblem, together } from "./cells.ts";
import { echoCsv, echoJson } from "./echo.ts";
import { TextLines } from "./text_lines.ts";
import { describe, isObject } from "../values.ts";

/** A JSON object or array. */
type Row = Readonly<Record<string, unknown>>;

/**
 * Reads rows of JSON Lines: each line is an object or an array with one value per column.
 *
 * The first row determines the columns; those of an array are named x0, x1, …. What is in an object
 * in a row is a column, too, named by its path: `{"a":{"b":1}}` has the column a.b. Features are
 * finite numbers, or with `categories` strings and booleans as well; null and a key that a row lacks
 * are missing values. The label is a number, a string or a boolean. Other keys of an object and blank
 * lines are ignored. Rows are read on demand, in constant memory.
 *
 * The message of a bad row begins with source:line:column; the column is 1 if the row is valid JSON
 * but not what is expected.
 *
 * @returns the dataset, as soon as the names of its columns are known.
 * @throws {UserError} if a column is missing; while reading, for a bad row that is not skipped, or
 * if there are no rows or only rows of one class.
 *
 * @example
 * ```ts
 * import { byteSource, readJsonLines } from "@dawnstream/dawnstream/rows";
 * import { assertEquals } from "@std/assert";
 *
 * const text = '{"x":0.5,"late":false}\n{"x":4.5,"late":true}\n';
 * const rows = await readJsonLines(byteSource([new TextEncoder().encode(text)]), {
 *   source: "rows.jsonl",
 *   label: "late",
 * });
 * for await (const { features, labels } of rows.chunks) {
 *   assertEquals([...features], [0.5, 4.5]);
 *   assertEquals([...labels], [0, 1]);
 * }
 * ```
 */
export async function readJsonLines(source: ByteSource, options: RowOptions): Promise<Dataset> {
  const window = new LineWindow(source, options.source);
  const bad = new BadRows(options, window);
  try {
    const lines = new TextLines(window);
    const before: number[] = [];
    const first = await findRow(lines, { bad, before });
    if (!first) throw noRows(options.source, bad);
    return dataset(window, jsonRows(lines, { ...first, bad, before, options }), options);
  } catch (error) {
    window.close();
    throw error;
  }
}

/** Finds and parses the first row, and leaves it to be read again; adds the lines of bad ones. */
async function findRow(
  lines: TextLines,
  { bad, before }: { bad: BadRows; before: number[] },
): Promise<{ first: Row; text: string } | undefined> {
  while (await lines.window.advance()) {
    for (let text = lines.next(); text !== undefined; text = lines.next()) {
      const first = parseLine(text, lines, bad);
      if (first) {
        lines.unread();
        return { first, text };
      }
      if (text !== "") before.push(lines.line);
    }
  }
  return undefined;
}

function jsonRows(
  lines: TextLines,
  { first, text, bad, before, options }: {
    first: Row;
    text: string;
    bad: BadRows;
    before: number[];
    options: RowOptions;
  },
): RowReader {
  const asArray = Array.isArray(first);
  const keys = asArray ? Object.keys(first) : columnsOf(first, { text, options });
  const names = asArray ? keys.map((key) => `x${key}`) : keys;
  const columns = selectColumns(names, options);
  const { features, label } = columns;
  const collector = new RowCollector(features.length, options);
  const labels = labelsOf(options);
  const cells = cellsOf(columns, options);
  const echo = options.echo && echoOf(options.echo);

  function echoOf({ as, without }: EchoOptions): (row: Row, text: string) => string {
    if (as !== "csv") return echoJson(names, without);
    const csv = echoCsv(names, without);
    return (row) => csv(keys.map((key) => fieldOf(valueAt(row, key))));
  }

  function readRows(): boolean {
    while (collector.rows < collector.limit) {
      const line = before.shift();
      if (line !== undefined) {
        if (echo) collector.addBad(echo({}, ""), line);
        continue;
      }
      const text = lines.next();
      if (text === undefined) return false;
      if (text === "") continue;
      const row = parseLine(text, lines, bad);
      const problem = row && readRow(row, text);
      if (problem) bad.add(problem.problem.replace(/^/gm, () => `${lines.place}:1: `), problem);
      if (echo && !row) collector.addBad(echo({}, ""), lines.line);
      if (echo && row && problem) collector.addBad(echo(row, text), lines.line);
    }
    return true;
  }

  /** Adds a row to the chunk, or returns what is wrong with it. */
  function readRow(row: Row, text: string): CellProblem | undefined {
    if (Array.isArray(row) !== asArray || (asArray && row.length !== keys.length)) {
      const problem = `expected ${describe(first)} like the first row, found ${describe(row)}`;
      return { problem };
    }
    if (label >= 0) {
      const found = valueAt(row, keys[label]);
      const value = labels.read(labelText(found));
      if (value === "drop") return undefined;
      if (value === undefined) {
        const skipped = options.missing === "skip" && isNothing(found);
        return { problem: labels.problem(found), skipped };
      }
      collector.labels[collector.rows] = value;
    }
    cells.begin();
    const problems: CellProblem[] = [];
    for (let j = 0; j < features.length && problems.length < cells.mostProblems; j++) {
      const place = collector.rows * features.length + j;
      const problem = readCell(valueAt(row, keys[features[j]]), j, place);
      if (problem) problems.push(problem);
    }
    if (problems.length > 0) return together(problems);
    if (echo) collector.echoes.push(echo(row, text));
    cells.end();
    collector.lines[collector.rows++] = lines.line;
    return undefined;
  }

  /** Puts the value of a feature into its place, or returns what is wrong with it. */
  function readCell(value: unknown, j: number, place: number): CellProblem | undefined {
    const isFinite = typeof value !== "number" || Number.isFinite(value);
    if (typeof value === "number" && isFinite && !cells.isText(j)) {
      collector.features[place] = value;
      cells.seeNumber(j);
      return undefined;
    }
    if (isNothing(value)) {
      collector.features[place] = NaN;
      return cells.missing(j, describe(value));
    }
    if (typeof value !== "object" && isFinite && (cells.isText(j) || cells.mayBeText(j, value))) {
      const text = String(value);
      collector.features[place] = cells.code(j, { text, place: () => lines.place });
      return undefined;
    }
    const kind = isFinite ? "text" : "infinite";
    return cells.notNumber(j, {
      found: describe(value),
      ...(typeof value !== "object" && { kind }),
    });
  }

  return { columns, collector, labels, cells, bad, readRows };
}

/** Whether there is no value. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** The value of a key; of a path such as a.b, where there is no such key. */
function valueAt(row: Row, key: string): unknown {
  if (Object.hasOwn(row, key)) return row[key];
  for (let dot = key.indexOf("."); dot >= 0; dot = key.indexOf(".", dot + 1)) {
    const outer = key.slice(0, dot);
    const inner = Object.hasOwn(row, outer) ? row[outer] : undefined;
    if (!isObject(inner)) continue;
    const value = valueAt(inner, key.slice(dot + 1));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** How deep an object may be for what is in it to be columns. */
const DEEPEST = 8;

/**
 * The columns of an object: its keys, and in place of one whose value is an object the paths of what is
 * in it; then features that it lacks, where values may be missing.
 */
function columnsOf(
  first: Row,
  { text, options: { features = [], missing = "error" } }: { text: string; options: RowOptions },
): string[] {
  const keys = keysOf(text).flatMap((key) => pathsOf(key, first[key], 1));
  if (missing === "error") return keys;
  const known = new Set<string | number>(keys);
  const lacking = features.filter((name) => typeof name === "string" && !known.has(name));
  return [...keys, ...new Set(lacking.map(String))];
}

function pathsOf(path: string, value: unknown, depth: number): string[] {
  if (!isObject(value) || depth === DEEPEST) return [path];
  const inner = Object.entries(value);
  if (inner.length === 0) return [path];
  return inner.flatMap(([key, value]) => pathsOf(`${path}.${key}`, value, depth + 1));
}

/** A value as a field of CSV. */
function fieldOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * The keys of an object in the order of its text: `JSON.parse` puts those that are integers first.
 */
function keysOf(text: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*:?|[[{]|[\]}]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (depth === 1 && token.endsWith(":")) keys.push(JSON.parse(token.slice(0, -1)));
  }
  return keys;
}

/** The label as a string; a value that cannot be a label gives the empty string, which never is. */
function labelText(value: unknown): string {
  return typeof value === "object" || value === undefined ? "" : String(value);
}

/** The row on a line; undefined if the line is blank or reported as bad. */
function parseLine(text: string, lines: TextLines, bad: BadRows): Row | undefined {
  if (text === "") return undefined;
  if (lines.flaw) {
    bad.add(`${lines.place}:${lines.flaw.at + 1}: ${lines.flaw.problem}`);
    return undefined;
  }
  try {
    const row = JSON.parse(text);
    if (typeof row === "object" && row !== null) return row;
    bad.add(`${lines.place}:1: expected an object or a list, found ${describe(row)}`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // V8 gives the position of most errors, and for the others quotes the text around them.
    const [, problem, position = "0"] = SYNTAX.exec(error.message) ?? ["", error.message];
    bad.add(`${lines.place}:${Number(position) + 1}: not JSON: ${problem}`);
  }
  return undefined;
}

const SYNTAX = /^(.*?)(?: in JSON at position (\d+).*)?$/s;
