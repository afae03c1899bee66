import { type ByteSource, LineWindow } from "./bytes.ts";
import {
  BadRows,
  type Columns,
  type Dataset,
  dataset,
  RowCollector,
  type RowOptions,
  type RowReader,
  selectColumns,
} from "./dataset.ts";
import { echoFields } from "./echo.ts";
import { Fields } from "./fields.ts";
import { Labels } from "./labels.ts";
import { parseNumber, readNumber } from "./number.ts";
import { UserError } from "../user_error.ts";
import { describe } from "../values.ts";

/** Options of {@linkcode readDelimited}. */
export interface DelimitedOptions extends RowOptions {
  /**
   * The character between two fields. Default: of comma, tab, semicolon and bar the one that the
   * first line has most of, else a space where it has one, else a comma. Several spaces are one.
   */
  readonly delimiter?: string | undefined;
  /** Whether the first row has the columns' names. Default: it has if none of it is a number. */
  readonly header?: boolean | undefined;
}

const LINE_FEED = 10, RETURN = 13, SPACE = 32, QUOTE = 34;

/**
 * Reads rows of delimited text: CSV, TSV and their kin (RFC 4180, and as found).
 *
 * Fields can be quoted, with delimiters, line ends and doubled quotes inside. Spaces around a field
 * and blank lines do not count. Lines end in LF or CRLF, the last one in either or nothing. Without
 * a header the columns are called x0, x1, …. Numbers are decimal, as in `-1.5e-3`; what is read is
 * what `Number` gives. It is read while it is asked for, in constant memory.
 *
 * A message of a bad row begins with source:line:column, the column counted in characters from 1
 * to the beginning of the field in question.
 *
 * @returns the dataset, as soon as the names of the columns are known.
 * @throws {UserError} for a source without rows, a column that is missing, and a bad row.
 *
 * @example
 * ```ts
 * import { byteSource, readDelimited } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const text = "length,width,species\n1.4,0.2,setosa\n4.7,1.4,versicolor\n";
 * const iris = await readDelimited(byteSource([new TextEncoder().encode(text)]), {
 *   source: "iris.csv",
 *   positive: "versicolor",
 * });
 * assertEquals(iris.features, ["length", "width"]);
 * for await (const { features, labels } of iris.chunks) {
 *   assertEquals([...features], [1.4, 0.2, 4.7, 1.4]);
 *   assertEquals([...labels], [0, 1]);
 * }
 * assertEquals(iris.classes, ["setosa", "versicolor"]);
 * ```
 */
export async function readDelimited(
  source: ByteSource,
  options: DelimitedOptions,
): Promise<Dataset> {
  const window = new LineWindow(source, options.source);
  try {
    const { fields, columns } = await readHeader(window, options);
    return dataset(window, delimitedRows(window, { fields, columns, options }), options);
  } catch (error) {
    window.close();
    throw error;
  }
}

async function readHeader(
  window: LineWindow,
  options: DelimitedOptions,
): Promise<{ fields: Fields; columns: Columns }> {
  const nothing = () => new UserError(`${options.source}: expected rows, it is empty`);
  if (!await window.advance()) throw nothing();
  skipMark(window);
  while (isBlankLine(window)) {
    skipLine(window);
    if (window.start === window.end && !await window.advance()) throw nothing();
  }
  const fields = new Fields(delimiterByte(window, options));
  let end = fields.split(window);
  while (end < 0) {
    await window.advance();
    end = fields.split(window);
  }
  if (fields.flaw) throw new UserError(locate(window, fields.flaw));
  const first = fields.texts();
  const header = options.header ?? first.every((text) => Number.isNaN(parseNumber(text)));
  const names = header ? first : first.map((_, column) => `x${column}`);
  const columns = selectColumns(names, options);
  if (header) skipTo(window, end);
  return { fields, columns };
}

function skipMark(window: LineWindow): void {
  const [a, b, c] = window.bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) window.start += 3;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    throw new UserError(`${window.name}: is UTF-16 text, expected UTF-8; iconv converts it`);
  }
}

function isBlankLine({ bytes, start }: LineWindow): boolean {
  while (bytes[start] === SPACE || bytes[start] === RETURN) start++;
  return bytes[start] === LINE_FEED;
}

function skipLine(window: LineWindow): void {
  window.start = window.bytes.indexOf(LINE_FEED, window.start) + 1;
  window.line++;
}

/** Moves on to `end`, and counts the lines up to there. */
function skipTo(window: LineWindow, end: number): void {
  while (window.start < end) skipLine(window);
}

function delimiterByte(window: LineWindow, { delimiter, source }: DelimitedOptions): number {
  if (delimiter === undefined) return sniff(window);
  if (/^[\x20-\x7e\t]$/.test(delimiter) && !/[\w".+-]/.test(delimiter)) {
    return delimiter.charCodeAt(0);
  }
  throw new UserError(
    `${source}: the delimiter ${describe(delimiter)} is not one character such as , ; | or a tab`,
  );
}

function sniff({ bytes, start }: LineWindow): number {
  const line = decoder.decode(bytes.subarray(start, bytes.indexOf(LINE_FEED, start))).trim();
  const bare = line.replaceAll(/"[^"]*("|$)/g, "");
  const count = (delimiter: string) => bare.split(delimiter).length;
  const best = [",", "\t", ";", "|"].reduce((a, b) => count(b) > count(a) ? b : a);
  return (count(best) === 1 && count(" ") > 1 ? " " : best).charCodeAt(0);
}

/** Reads rows: the plain ones at once, by their bytes, and all others field by field. */
function delimitedRows(
  window: LineWindow,
  { fields, columns, options }: { fields: Fields; columns: Columns; options: RowOptions },
): RowReader {
  const { delimiter } = fields;
  const { names, features, label } = columns;
  const width = features.length;
  const collector = new RowCollector(width, options.rows);
  const labels = new Labels(options);
  const bad = new BadRows(options);
  const echo = options.echo && echoFields(names, options.echo.without);
  const places = new Int32Array(names.length).fill(-1);
  features.forEach((column, place) => places[column] = place);
  const lastColumn = names.length - 1;
  const { features: values, labels: answers } = collector;

  function readRows(): boolean {
    while (window.start < window.end) {
      if (collector.rows === collector.limit) return true;
      if (!echo && readPlainRows() > 0) continue;
      if (!readAnyRow()) return false;
    }
    return false;
  }

  /** Reads plain rows as long as there are some; how many. */
  function readPlainRows(): number {
    const { bytes, end } = window;
    const begin = collector.rows;
    let row = begin, at = window.start;
    while (at < end && row < collector.limit) {
      const next = readPlainRow(bytes, at, row);
      if (next < 0) break;
      at = next;
      row++;
    }
    collector.rows = row;
    window.start = at;
    window.line += row - begin;
    return row - begin;
  }

  /** Reads a row without quotes or flaws; where it ends, or −1 where it is not such a row. */
  function readPlainRow(bytes: Uint8Array, at: number, row: number): number {
    for (let column = 0; column <= lastColumn; column++) {
      while (bytes[at] === SPACE) at++;
      const place = places[column];
      if (place >= 0) {
        at = readNumber(bytes, at, values, row * width + place);
        if (at < 0) return -1;
      } else if (column === label) {
        at = labels.readPlain(bytes, at, answers, row);
        if (at < 0) return -1;
      } else {
        while (bytes[at] !== delimiter && bytes[at] !== LINE_FEED) {
          if (bytes[at++] === QUOTE) return -1;
        }
      }
      if (column < lastColumn && bytes[at++] !== delimiter) return -1;
    }
    if (bytes[at] === RETURN) at++;
    return bytes[at] === LINE_FEED ? at + 1 : -1;
  }

  /** Reads any row, or reports what is wrong with it; false where it has not come to its end. */
  function readAnyRow(): boolean {
    const end = fields.split(window);
    if (end < 0) return false;
    const problem = fields.isBlank ? "" : readFields();
    if (problem) bad.add(problem);
    skipTo(window, end);
    return true;
  }

  /** Takes the fields for a row of the chunk; what is wrong with them, if anything is. */
  function readFields(): string | undefined {
    if (fields.flaw) return locate(window, fields.flaw);
    if (fields.count !== names.length) {
      const at = fields.begin(Math.min(fields.count - 1, names.length));
      const problem = `expected ${names.length} fields, found ${fields.count}`;
      return locate(window, { at, problem });
    }
    const row = collector.rows;
    if (label >= 0) {
      const text = fields.text(label);
      const value = labels.read(text);
      if (value === "drop") return undefined;
      if (value === undefined) {
        return locate(window, { at: fields.begin(label), problem: labels.problem(describe(text)) });
      }
      answers[row] = value;
    }
    for (let j = 0; j < width; j++) {
      const column = features[j];
      const place = row * width + j;
      const end = readNumber(window.bytes, fields.from[column], values, place);
      if (end !== fields.to[column]) {
        const problem = numberProblem(names[column], fields.text(column));
        return locate(window, { at: fields.begin(column), problem });
      }
    }
    if (echo) collector.echoes.push(echo(fields.texts()));
    collector.rows++;
    return undefined;
  }

  return { columns, collector, labels, bad, readRows };
}

function numberProblem(name: string, text: string): string {
  const endless = /^[+-]?(nan|inf)$/i.test(text) || Math.abs(Number(text)) === Infinity;
  return `expected a ${endless ? "finite " : ""}number for ${name}, found ${describe(text)}`;
}

/** A problem of the row at the window's start, with its place: source:line:column. */
function locate(
  window: LineWindow,
  { at, problem }: { readonly at: number; readonly problem: string },
): string {
  const { bytes, start, name } = window;
  const before = decoder.decode(bytes.subarray(start, at)).split("\n");
  const line = window.line + before.length - 1;
  const column = [...before[before.length - 1]].length + 1;
  return `${name}:${line}:${column}: ${problem}`;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
