import { type ByteSource, LineWindow } from "./bytes.ts";
import {
  BadRows,
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
import { echoCsv, echoJson } from "./echo.ts";
import { TextLines } from "./text_lines.ts";
import { bare, describe } from "../values.ts";

/** A JSON object or array. */
type Row = Readonly<Record<string, unknown>>;

/**
 * Reads rows of JSON Lines: each line is an object or an array with one value per column.
 *
 * The first row determines the columns; those of an array are named x0, x1, …. Features are finite
 * numbers; the label is a number, a string or a boolean. Other keys of an object and blank lines
 * are ignored. Rows are read on demand, in constant memory.
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
  const bad = new BadRows(options);
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
  const keys = asArray ? Object.keys(first) : keysOf(text);
  const names = asArray ? keys.map((key) => `x${key}`) : keys;
  const columns = selectColumns(names, options);
  const { features, label } = columns;
  const collector = new RowCollector(features.length, options);
  const labels = labelsOf(options);
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
      if (problem) bad.add(`${lines.place}:1: ${problem}`);
      if (echo && !row) collector.addBad(echo({}, ""), lines.line);
      if (echo && row && problem) collector.addBad(echo(row, text), lines.line);
    }
    return true;
  }

  /** Adds a row to the chunk, or returns what is wrong with it. */
  function readRow(row: Row, text: string): string | undefined {
    if (Array.isArray(row) !== asArray || (asArray && row.length !== keys.length)) {
      return `expected ${describe(first)} like the first row, found ${describe(row)}`;
    }
    if (label >= 0) {
      const found = valueAt(row, keys[label]);
      const value = labels.read(labelText(found));
      if (value === "drop") return undefined;
      if (value === undefined) return labels.problem(found);
      collector.labels[collector.rows] = value;
    }
    for (let j = 0; j < features.length; j++) {
      const value = valueAt(row, keys[features[j]]);
      if (typeof value !== "number" || !Number.isFinite(value)) {
        const kind = typeof value === "number" ? "finite number" : "number";
        return `expected a ${kind} for ${bare(names[features[j]])}, found ${describe(value)}`;
      }
      collector.features[collector.rows * features.length + j] = value;
    }
    if (echo) collector.echoes.push(echo(row, text));
    collector.lines[collector.rows++] = lines.line;
    return undefined;
  }

  return { columns, collector, labels, bad, readRows };
}

function valueAt(row: Row, key: string): unknown {
  return Object.hasOwn(row, key) ? row[key] : undefined;
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
