import { type ByteSource, LineWindow } from "./bytes.ts";
import {
  BadRows,
  type Dataset,
  dataset,
  RowCollector,
  type RowOptions,
  type RowReader,
  selectColumns,
} from "./dataset.ts";
import { echoJson } from "./echo.ts";
import { Labels } from "./labels.ts";
import { TextLines } from "./text_lines.ts";
import { UserError } from "../user_error.ts";
import { describe } from "../values.ts";

/** An object or an array. */
type Row = Readonly<Record<string, unknown>>;

/**
 * Reads rows of JSON Lines: on each line an object with a value per column, or an array of values.
 *
 * The first row tells the columns; the keys of an array's are x0, x1, …. The features are finite
 * numbers, the label is a number, a text or a boolean. An object can have more keys than
 * are asked for. Blank lines do not count. It is read while it is asked for, in constant memory.
 *
 * A message of a bad row begins with source:line:column; the column is 1 where the row is JSON but
 * not what is expected.
 *
 * @returns the dataset, as soon as the names of the columns are known.
 * @throws {UserError} for a source without rows, a column that is missing, and a bad row.
 *
 * @example
 * ```ts
 * import { byteSource, readJsonLines } from "@dawnstream/dawnstream";
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
    const first = await findRow(lines, bad);
    if (!first) throw new UserError(`${options.source}: expected rows, it is empty`);
    return dataset(window, jsonRows(lines, { first, bad, options }), options);
  } catch (error) {
    window.close();
    throw error;
  }
}

/** Moves on to the first row, and parses it. */
async function findRow(lines: TextLines, bad: BadRows): Promise<Row | undefined> {
  while (await lines.window.advance()) {
    for (let text = lines.next(); text !== undefined; text = lines.next()) {
      const row = parseLine(text, lines, bad);
      if (!row) continue;
      lines.back();
      return row;
    }
  }
  return undefined;
}

function jsonRows(
  lines: TextLines,
  { first, bad, options }: { first: Row; bad: BadRows; options: RowOptions },
): RowReader {
  const asArray = Array.isArray(first);
  const keys = Object.keys(first);
  const names = asArray ? keys.map((key) => `x${key}`) : keys;
  const columns = selectColumns(names, options);
  const { features, label } = columns;
  const collector = new RowCollector(features.length, options.rows);
  const labels = new Labels(options);
  const echo = options.echo && echoJson(names, options.echo.without);

  function readRows(): boolean {
    while (collector.rows < collector.limit) {
      const text = lines.next();
      if (text === undefined) return false;
      const row = parseLine(text, lines, bad);
      const problem = row && readRow(row, text);
      if (problem) bad.add(`${lines.place}:1: ${problem}`);
    }
    return true;
  }

  /** Takes an object or array for a row of the chunk; what is wrong with it, if anything is. */
  function readRow(row: Row, text: string): string | undefined {
    if (Array.isArray(row) !== asArray) {
      return asArray
        ? "expected an array like the first row, found an object"
        : "expected an object like the first row, found an array";
    }
    if (asArray && row.length !== keys.length) {
      return `expected ${keys.length} values, found ${row.length}`;
    }
    if (label >= 0) {
      const found = valueAt(row, keys[label]);
      const value = labels.read(labelText(found));
      if (value === "drop") return undefined;
      if (value === undefined) return labels.problem(describe(found));
      collector.labels[collector.rows] = value;
    }
    for (let j = 0; j < features.length; j++) {
      const value = valueAt(row, keys[features[j]]);
      if (typeof value !== "number" || !Number.isFinite(value)) {
        const kind = typeof value === "number" ? "finite number" : "number";
        return `expected a ${kind} for ${names[features[j]]}, found ${describe(value)}`;
      }
      collector.features[collector.rows * features.length + j] = value;
    }
    if (echo) collector.echoes.push(echo(row, text));
    collector.rows++;
    return undefined;
  }

  return { columns, collector, labels, bad, readRows };
}

function valueAt(row: Row, key: string): unknown {
  return Object.hasOwn(row, key) ? row[key] : undefined;
}

/** The label as a text; what cannot be a label is the empty text, which never is one. */
function labelText(value: unknown): string {
  return typeof value === "object" || value === undefined ? "" : String(value);
}

/** The row on a line; undefined for a blank line and for one that is reported as bad. */
function parseLine(text: string, lines: TextLines, bad: BadRows): Row | undefined {
  if (text === "") return undefined;
  try {
    const row = JSON.parse(text);
    if (typeof row === "object" && row !== null) return row;
    bad.add(`${lines.place}:1: expected an object or an array, found ${describe(row)}`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // The engine tells the place of most mistakes, and quotes the text around the others.
    const [, problem, position = "0"] = SYNTAX.exec(error.message) ?? ["", error.message];
    bad.add(`${lines.place}:${Number(position) + 1}: not JSON: ${problem}`);
  }
  return undefined;
}

const SYNTAX = /^(.*?)(?: in JSON at position (\d+).*)?$/s;
