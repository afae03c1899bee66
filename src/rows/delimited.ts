import { type ByteSource, LineWindow } from "./bytes.ts";
import {
  BadRows,
  cellsOf,
  type Columns,
  type Dataset,
  dataset,
  labelsOf,
  noRows,
  noting,
  RowCollector,
  type RowOptions,
  type RowReader,
  selectColumns,
} from "./dataset.ts";
import { type CellProblem, isMissing, numberHint, together } from "./cells.ts";
import { echoCsv, echoFields } from "./echo.ts";
import { Fields } from "./fields.ts";
import { parseNumber, readNumber } from "./number.ts";
import { UserError } from "../user_error.ts";
import { describe } from "../values.ts";

/** Options of {@linkcode readDelimited}. */
export interface DelimitedOptions extends RowOptions {
  /**
   * The character between two fields. Default: whichever of comma, tab, semicolon and bar is most
   * frequent in the first line; if it has none of them, a space, else a comma. Several spaces count
   * as one.
   */
  readonly delimiter?: string | undefined;
  /**
   * Whether the first row names the columns. Default: it does if no field of it is a number, or if
   * it has the names of all `features`. Where that is doubtful, `notes` of the dataset say so.
   */
  readonly header?: boolean | undefined;
  /**
   * What stands before the decimals of a number. With a comma, the delimiter that is guessed is never
   * one. Default: a dot.
   */
  readonly decimal?: "." | "," | undefined;
}

const LINE_FEED = 10, RETURN = 13, SPACE = 32, QUOTE = 34;

/**
 * Reads rows of delimited text: CSV (RFC 4180), TSV and their variants.
 *
 * Quoted fields may contain delimiters, line ends and doubled quotes. Spaces around a field and
 * blank lines are ignored. Lines end in LF or CRLF; the last needs no end. Without a header the
 * columns are named x0, x1, …. Numbers are decimal, as in `-1.5e-3`, and read as `Number` reads
 * them. Rows are read on demand, in constant memory.
 *
 * The message of a bad row begins with source:line:column, where the column is that of the field's
 * first character, counted from 1.
 *
 * @returns the dataset, as soon as the names of its columns are known.
 * @throws {UserError} if a column is missing; while reading, for a bad row that is not skipped, or
 * if there are no rows or only rows of one class.
 *
 * @example
 * ```ts
 * import { byteSource, readDelimited } from "@dawnstream/dawnstream/rows";
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
    const { fields, columns, notes } = await readHeader(window, options);
    const rows = delimitedRows(window, { fields, columns, options });
    return dataset(window, { ...rows, notes }, options);
  } catch (error) {
    window.close();
    throw error;
  }
}

async function readHeader(
  window: LineWindow,
  options: DelimitedOptions,
): Promise<{ fields: Fields; columns: Columns; notes: string[] }> {
  const empty = () => noRows(options.source, { count: 0, first: [] });
  if (!await window.advance()) throw empty();
  skipByteOrderMark(window);
  while (isBlankLine(window)) {
    skipLine(window);
    if (window.start === window.end && !await window.advance()) throw empty();
  }
  const told = separatorLine(window);
  if (told !== undefined) {
    skipLine(window);
    if (window.start === window.end && !await window.advance()) throw empty();
  }
  const fields = new Fields(
    delimiterByte(window, { ...options, delimiter: options.delimiter ?? told }),
  );
  let end = fields.split(window);
  while (end < 0) {
    await window.advance();
    end = fields.split(window);
  }
  const first = fields.texts();
  if (fields.flaw) throw new UserError(locate(window, fields.flaw).problem);
  const { header, notes = [] } = headerOf(first, {
    ...options,
    second: secondOf(window, fields, end),
  });
  const names = header ? first : first.map((_, column) => `x${column}`);
  if (names.includes("") && options.features === undefined) {
    const place = names.indexOf("") === 0 ? "the first" : "a";
    notes.push(`${options.source}: ${place} column has no name, and is left out`);
  }
  const columns = noting(notes, () => selectColumns(names, options));
  if (header) skipTo(window, end);
  return { fields, columns, notes };
}

/** The fields of the row that begins at `end`, if it is in the window already. */
function secondOf(window: LineWindow, fields: Fields, end: number): string[] {
  const { start } = window;
  window.start = end;
  const isThere = end < window.end && fields.split(window) >= 0;
  window.start = start;
  return isThere ? fields.texts() : [];
}

/** Whether the first row names the columns, and a note where that is doubtful. */
function headerOf(
  first: readonly string[],
  { header, features = [], source, decimal, categories, second = [] }: DelimitedOptions & {
    readonly second?: readonly string[];
  },
): { header: boolean; notes?: string[] } {
  if (header !== undefined) return { header };
  const texts = new Set<string | number>(first);
  if (features.length > 0 && features.every((name) => texts.has(name))) return { header: true };
  const isNumber = (text: string) =>
    !Number.isNaN(decimal === "," ? parseDecimalComma(text) : parseNumber(text));
  const numbers = first.filter(isNumber);
  const shown = first.slice(0, 5).map(describe).join(", ") + (first.length > 5 ? ", …" : "");
  function doubt(as: string, value: boolean): string[] {
    return [
      `${source}: took the first row (${shown}) for ${as}; if not, set data.header to ${value}`,
    ];
  }
  if (numbers.length === 0) {
    // A table that was written with its index has no name for it.
    const areTexts = categories !== undefined && second.length > 0 && !second.some(isNumber);
    const isDoubtful = areTexts || new Set(first).size < first.length ||
      first.some((text, column) => NO_NUMBER.test(text) && (column > 0 || text !== ""));
    return { header: true, ...(isDoubtful && { notes: doubt("the names of columns", false) }) };
  }
  const areNames = numbers.length < first.length && new Set(numbers).size === numbers.length &&
    numbers.every((text) => /^\d+$/.test(text));
  return { header: false, ...(areNames && { notes: doubt("a sample", true) }) };
}

/** The value of a string, or NaN unless all of it is a finite number, whose decimals follow a comma. */
function parseDecimalComma(text: string): number {
  return text.includes(".") ? NaN : parseNumber(text.replace(",", "."));
}

/** What stands for a number that is missing or not finite. */
const NO_NUMBER = /^([+-]?(nan|inf|infinity)|n\/?a|null|none|\?|-|)$/i;

function skipByteOrderMark(window: LineWindow): void {
  const [a, b, c] = window.bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) window.start += 3;
}

/** The delimiter that a first line such as `sep=;` tells, as spreadsheets write and read it. */
function separatorLine({ bytes, start }: LineWindow): string | undefined {
  const line = decoder.decode(bytes.subarray(start, start + 16));
  return /^"?sep=([,;|\t])"?\r?\n/i.exec(line)?.[1];
}

function isBlankLine({ bytes, start }: LineWindow): boolean {
  while (bytes[start] === SPACE || bytes[start] === RETURN) start++;
  return bytes[start] === LINE_FEED;
}

function skipLine(window: LineWindow): void {
  window.start = window.bytes.indexOf(LINE_FEED, window.start) + 1;
  window.line++;
}

/** Moves the window's start to `end`, counting lines. */
function skipTo(window: LineWindow, end: number): void {
  while (window.start < end) skipLine(window);
}

function delimiterByte(
  window: LineWindow,
  { delimiter, decimal, source }: DelimitedOptions,
): number {
  if (delimiter === undefined) return sniff(window, decimal);
  if (delimiter === decimal) {
    throw new UserError(`${source}: the delimiter and the decimal comma are the same`);
  }
  if (/^[\x20-\x7e\t]$/.test(delimiter) && !/[\w".+-]/.test(delimiter)) {
    return delimiter.charCodeAt(0);
  }
  throw new UserError(
    `${source}: expected one character such as , ; | or a tab as the delimiter, ` +
      `found ${describe(delimiter)}`,
  );
}

function sniff({ bytes, start }: LineWindow, decimal?: string): number {
  const line = decoder.decode(bytes.subarray(start, bytes.indexOf(LINE_FEED, start))).trim();
  const bare = line.replaceAll(/"[^"]*("|$)/g, "");
  const count = (delimiter: string) => bare.split(delimiter).length;
  const all = [",", "\t", ";", "|"].filter((delimiter) => delimiter !== decimal);
  const best = all.reduce((a, b) => count(b) > count(a) ? b : a);
  return (count(best) === 1 && count(" ") > 1 ? " " : best).charCodeAt(0);
}

/** Reads rows: plain ones directly from the bytes, all others field by field. */
function delimitedRows(
  window: LineWindow,
  { fields, columns, options }: { fields: Fields; columns: Columns; options: DelimitedOptions },
): RowReader {
  const { delimiter } = fields;
  const { names, features, label } = columns;
  const width = features.length;
  const collector = new RowCollector(width, options);
  const labels = labelsOf(options);
  const cells = cellsOf(columns, options);
  const hasComma = options.decimal === ",";
  // With several spaces between two fields, none is empty; a single empty field is a blank line.
  const keepsEmpty = cells.keepsMissing && delimiter !== SPACE && names.length > 1;
  const bad = new BadRows(options, window);
  const echo = options.echo &&
    (options.echo.as === "csv" ? echoCsv : echoFields)(names, options.echo.without);
  const isPlain = !echo && !hasComma;
  const places = new Int32Array(names.length).fill(-1);
  features.forEach((column, place) => places[column] = place);
  const lastColumn = names.length - 1;
  const { features: values, labels: answers, lines } = collector;

  function readRows(): boolean {
    while (window.start < window.end) {
      if (collector.rows === collector.limit) return true;
      if (isPlain && cells.allNumbers && readPlainRows() > 0) continue;
      if (!readAnyRow()) return false;
    }
    return false;
  }

  /** Reads plain rows up to the next that is not plain, and returns their number. */
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
    if (options.lines) {
      for (let i = begin; i < row; i++) lines[i] = window.line + i - begin;
    }
    collector.rows = row;
    window.start = at;
    window.line += row - begin;
    return row - begin;
  }

  /** Reads a row without quotes or flaws, and returns its end, or −1 if it is not plain. */
  function readPlainRow(bytes: Uint8Array, at: number, row: number): number {
    for (let column = 0; column <= lastColumn; column++) {
      while (bytes[at] === SPACE) at++;
      const place = places[column];
      if (place >= 0) {
        const next = readNumber(bytes, at, values, row * width + place);
        if (next >= 0) at = next;
        else if (keepsEmpty) values[row * width + place] = NaN;
        else return -1;
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

  /** Reads any row, or reports it as bad; false if its end is not in the window yet. */
  function readAnyRow(): boolean {
    const end = fields.split(window);
    if (end < 0) return false;
    const { line } = window;
    const problem = fields.isBlank ? undefined : readFields();
    skipTo(window, end);
    if (problem) reportBad(problem, line);
    return true;
  }

  /** Reports the row before the window's start, which begins in a line. */
  function reportBad({ problem, skipped }: CellProblem, line: number): void {
    const lines = window.line - line;
    const more = lines > 1 ? `; the row takes ${lines} lines, is a quote missing?` : "";
    bad.add(problem + more, { lines, ...(skipped && { skipped }) });
    if (!echo) return;
    const texts = fields.texts();
    collector.addBad(echo(fields.flaw ? [] : texts), line);
  }

  /** Adds the fields to the chunk as a row, or returns what is wrong with them. */
  function readFields(): CellProblem | undefined {
    if (fields.flaw) return locate(window, fields.flaw);
    if (fields.count !== names.length) {
      const at = fields.begin(Math.min(fields.count - 1, names.length));
      const problem = `expected ${names.length} fields, found ${fields.count}`;
      return locate(window, { at, problem });
    }
    const row = collector.rows;
    if (label >= 0) {
      const text = fields.text(label);
      if (fields.flaw) return locate(window, fields.flaw);
      const value = labels.read(text) ??
        (hasComma ? labels.read(text.replace(",", ".")) : undefined);
      if (value === "drop") return undefined;
      if (value === undefined) {
        const skipped = options.missing === "skip" && isMissing(text);
        return locate(window, { at: fields.begin(label), problem: labels.problem(text), skipped });
      }
      answers[row] = value;
    }
    cells.begin();
    const problems: CellProblem[] = [];
    for (let j = 0; j < width && problems.length < cells.mostProblems; j++) {
      const problem = readCell(j, row * width + j);
      if (fields.flaw) return locate(window, fields.flaw);
      if (problem) problems.push(locate(window, { at: fields.begin(features[j]), ...problem }));
    }
    if (problems.length > 0) return together(problems);
    if (echo) {
      const texts = fields.texts();
      if (fields.flaw) return locate(window, fields.flaw);
      collector.echoes.push(echo(texts));
    }
    cells.end();
    lines[row] = window.line;
    collector.rows++;
    return undefined;
  }

  /** Reads the cell of a feature into `values[place]`, or returns what is wrong with it. */
  function readCell(j: number, place: number): CellProblem | undefined {
    const column = features[j];
    if (!cells.isText(j) && readNumberAt(column, place)) {
      cells.seeNumber(j);
      return undefined;
    }
    const text = fields.text(column);
    if (fields.flaw) return fields.flaw;
    const found = describe(text);
    if (isMissing(text)) {
      values[place] = NaN;
      return cells.missing(j, found);
    }
    const isFinite = !INFINITE.test(text) && Math.abs(Number(text)) !== Infinity;
    if (cells.isText(j) || (isFinite && cells.mayBeText(j, text))) {
      const { line, name } = window;
      values[place] = cells.code(j, { text, place: () => `${name}:${line}` });
      return undefined;
    }
    const hint = numberHint(text, options.decimal ?? ".");
    return cells.notNumber(j, {
      found,
      kind: isFinite ? "text" : "infinite",
      ...(hint && { hint }),
    });
  }

  /** Reads a number into `values[place]`; false if the field is none. */
  function readNumberAt(column: number, place: number): boolean {
    const from = fields.from[column];
    if (!hasComma) return readNumber(window.bytes, from, values, place) === fields.to[column];
    values[place] = parseDecimalComma(fields.text(column));
    return !Number.isNaN(values[place]);
  }

  return { columns, collector, labels, cells, bad, readRows };
}

/** A number that is not finite, as many programs write it. */
const INFINITE = /^[+-]?(nan|inf)$/i;
/** A problem of the row at the window's start, after its place, source:line:column. */
function locate(
  window: LineWindow,
  { at, problem, skipped = false }: CellProblem & { readonly at: number },
): CellProblem {
  const { bytes, start, name } = window;
  const before = decoder.decode(bytes.subarray(start, at)).split("\n");
  const line = window.line + before.length - 1;
  const column = [...before[before.length - 1]].length + 1;
  return { problem: `${name}:${line}:${column}: ${problem}`, skipped };
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
