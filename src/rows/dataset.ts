import type { LineWindow } from "./bytes.ts";
import { type CellOptions, Cells, type UnseenTexts } from "./cells.ts";
import type { Chunk } from "../samples/chunk.ts";
import { type LabelOptions, Labels } from "./labels.ts";
import { nearest } from "../nearest.ts";
import { describe, printable, quoted } from "../values.ts";
import { UserError } from "../user_error.ts";

/** Samples that are read on demand. */
export interface Dataset {
  /** The names of the features, in the order of a chunk's columns. */
  readonly features: readonly string[];
  /** The names of all columns. */
  readonly columns: readonly string[];
  /** The name of the label's column, if there is one. */
  readonly label: string | undefined;
  /** The names of the labels 0 and 1; final once the last chunk has been read. */
  readonly classes: readonly [string, string];
  /** The meaning of the labels, for other rows whose labels mean the same. */
  readonly labels: Labels;
  /**
   * The texts of each feature that is text, by the numbers that stand for them in a chunk; undefined
   * for a feature of numbers. Final once the last chunk has been read.
   */
  readonly texts: readonly (readonly string[] | undefined)[];
  /** The texts that are not among those known so far, each −1 in a chunk. */
  readonly unseen: UnseenTexts;
  /** The samples; they can be iterated only once. */
  readonly chunks: AsyncIterable<RowChunk>;
  /** The bad rows skipped so far. */
  readonly skipped: SkippedRows;
  /** What was assumed of the rows where they left it open, in a line each, for a person to judge. */
  readonly notes: readonly string[];
  /**
   * Reports a row that has turned out to be bad after it was read, by its line.
   *
   * @throws {UserError} unless bad rows are skipped.
   */
  report(line: number, problem: string): void;
}

/** A chunk of rows that were read from text. */
export interface RowChunk extends Chunk {
  /** The rows that are bad, by index; empty unless `echo` keeps them. */
  readonly bad: readonly number[];
  /**
   * Each row as it was read, the text of a JSON object without its braces, for instance
   * `"petal_length":1.4,"species":"setosa"`, or as CSV; empty unless `echo` asks for it.
   */
  readonly echoes: readonly string[];
  /** The line that each row begins in, 1 the first; empty unless `lines` asks for it. */
  readonly lines: Float64Array;
}

/** The bad rows that were skipped. */
export interface SkippedRows {
  /** The number of bad rows; one that takes several lines counts as so many. */
  readonly count: number;
  /** What was wrong with the first ten. */
  readonly first: readonly string[];
}

/** Options of a reader of rows. */
export interface RowOptions extends LabelOptions, CellOptions {
  /** The name of the source in messages, for instance its path. */
  readonly source: string;
  /**
   * The column of the label, by name or by index (from 0); null if there is none, and then the
   * labels are NaN. Default: the last column that has a name.
   */
  readonly label?: string | number | null | undefined;
  /** The labels of another dataset, which these rows share: either class alone is then enough. */
  readonly labels?: Labels | undefined;
  /** The columns of the features, by name or by index. Default: all that have a name but the label. */
  readonly features?: readonly (string | number)[] | undefined;
  /** Columns that are not features, by name or by index. Default: none. */
  readonly exclude?: readonly (string | number)[] | undefined;
  /** What to do with a bad row: end with an error, or skip and count it. Default: "error". */
  readonly onBadRow?: "error" | "skip" | undefined;
  /**
   * Whether the source may end at any moment: in the middle of a row, which is then skipped, or before
   * there was a row of either class. Default: false.
   */
  readonly live?: boolean | undefined;
  /** The most rows in a chunk; it affects only speed. Default: 512, fewer if rows are wide. */
  readonly rows?: number | undefined;
  /** Asks for `lines`. Default: false. */
  readonly lines?: boolean | undefined;
  /** Asks for `echoes`. A bad row that is skipped then stays in its place, its features NaN. */
  readonly echo?: EchoOptions | undefined;
}

/** How rows are echoed. */
export interface EchoOptions {
  /** The columns that are left out. */
  readonly without: readonly string[];
  /** As fields of JSON, or of CSV. Default: "json". */
  readonly as?: "json" | "csv" | undefined;
}

/** The columns of rows, and which of them make a sample. */
export interface Columns {
  /** The names of all columns. */
  readonly names: readonly string[];
  /** The column of each feature. */
  readonly features: readonly number[];
  /** The column of the label, −1 if there is none. */
  readonly label: number;
  /** Whether each feature is said to be text. */
  readonly isText: readonly boolean[];
}

/**
 * Finds the columns that the options name.
 *
 * @throws {UserError} if a column does not exist, is ambiguous, or is used twice.
 * @internal
 */
export function selectColumns(names: readonly string[], options: RowOptions): Columns {
  const { source } = options;
  const last = new Map(names.map((name, column) => [name, column]));
  const find = (name: string | number): number => {
    const isIndex = typeof name === "string" && !last.has(name) && /^\d{1,9}$/.test(name);
    const column = isIndex ? Number(name) : typeof name === "string" ? last.get(name) : name;
    if (column === undefined || !(column in names)) {
      throw new UserError(`${source}: ${missing(isIndex ? Number(name) : name, names)}`);
    }
    return column;
  };
  const lastNamed = names.findLastIndex((name) => name !== "");
  const label = options.label === null || names.length === 0
    ? -1
    : find(options.label ?? Math.max(lastNamed, 0));
  // A name that several columns have excludes them all.
  const excluded = new Set([
    label,
    ...options.exclude?.flatMap((name) => {
      const column = find(name);
      return names[column] === name ? [...names.keys()].filter((i) => names[i] === name) : column;
    }) ?? [],
  ]);
  const features = options.features?.map(find) ??
    [...names.keys()].filter((column) => names[column] !== "" && !excluded.has(column));
  if (features.length === 0) {
    const found = names.length === 1 ? "one column; is the delimiter right?" : "no feature";
    throw new UserError(`${source}: expected a label and at least one feature, found ${found}`);
  }
  const used = new Set(label < 0 ? [] : [label]);
  for (const column of features) {
    if (column === label) {
      throw new UserError(
        `${source}: column ${describe(names[column])} cannot be a feature and the label; ` +
          "say with --label which column has the labels",
      );
    }
    if (used.has(column)) {
      throw new UserError(`${source}: column ${describe(names[column])} is used twice`);
    }
    used.add(column);
  }
  const usedNames = new Set(Array.from(used, (column) => names[column]));
  const twice = names.find((name, column) => usedNames.has(name) && last.get(name) !== column);
  if (twice !== undefined) {
    throw new UserError(
      `${source}: two columns are named ${describe(twice)}; ` +
        `add --exclude ${quoted(twice)}, or rename one`,
    );
  }
  const texts = options.categories?.columns?.map(find) ?? [];
  const other = texts.find((column) => !features.includes(column));
  if (other !== undefined) {
    throw new UserError(
      `${source}: column ${describe(names[other])} is to have categories, but is not a feature`,
    );
  }
  return { names, features, label, isText: features.map((column) => texts.includes(column)) };
}

/**
 * How the cells of the features become numbers.
 *
 * @internal
 */
export function cellsOf({ names, features, isText }: Columns, options: RowOptions): Cells {
  const { label, classes, onBadRow } = options;
  // What mends the rows of a training is no help with those that a model is used on.
  const mends = label !== null && classes === undefined && onBadRow !== "skip";
  return new Cells(features.map((column) => names[column]), { ...options, isText, mends });
}

function missing(column: string | number, names: readonly string[]): string {
  if (typeof column === "number") {
    return `no column ${column}, expected an index from 0 to ${names.length - 1}`;
  }
  const near = nearest(column, names);
  if (near !== undefined) return `no column ${describe(column)}, did you mean ${describe(near)}?`;
  const shown = names.slice(0, 10).map(describe).join(", ") || "none";
  return `no column ${describe(column)}, it has ${shown}${names.length > 10 ? ", …" : ""}`;
}

/**
 * The rows of a chunk while it is being filled.
 *
 * @internal
 */
export class RowCollector {
  /** The number of rows so far. */
  rows = 0;
  /** The most rows that the chunk can have. */
  readonly limit: number;
  /** The features of the rows, with room for more. */
  readonly features: Float64Array;
  /** The labels of the rows, with room for more. */
  readonly labels: Float64Array;
  /** The lines of the rows, if they are wanted, with room for more. */
  readonly lines: Float64Array;
  /** The echoes of the rows, if they are wanted. */
  echoes: string[] = [];
  /** The bad rows among them. */
  bad: number[] = [];

  /** Makes room for rows of `width` features. */
  constructor(readonly width: number, { rows = 512, lines = false }: RowOptions) {
    this.limit = Math.max(1, Math.min(rows, Math.floor(2 ** 16 / width)));
    this.features = new Float64Array(this.limit * width);
    this.labels = new Float64Array(this.limit).fill(NaN);
    this.lines = new Float64Array(lines ? this.limit : 0);
  }

  /** Adds a bad row. */
  addBad(echo: string, line: number): void {
    const { rows, width } = this;
    this.features.fill(NaN, rows * width, (rows + 1) * width);
    this.labels[rows] = NaN;
    this.lines[rows] = line;
    this.echoes.push(echo);
    this.bad.push(rows);
    this.rows++;
  }

  /** Returns the rows as a chunk, and starts over. */
  take(): RowChunk {
    const { rows, width, echoes, bad, lines } = this;
    this.rows = 0;
    this.echoes = [];
    if (bad.length > 0) this.bad = [];
    return {
      bad,
      width,
      features: this.features.slice(0, rows * width),
      labels: this.labels.slice(0, rows),
      echoes,
      lines: lines.length === 0 ? lines : lines.slice(0, rows),
    };
  }
}

/** The most bad rows that are described. */
const MOST_SHOWN = 10;

/**
 * Ends with an error at the first bad row, or counts bad rows, as the options say.
 *
 * @internal
 */
export class BadRows implements SkippedRows {
  count = 0;
  readonly first: string[] = [];
  readonly #skip: boolean;
  readonly #isCut: () => boolean;

  constructor({ onBadRow, live = false }: RowOptions, window: LineWindow) {
    this.#skip = onBadRow === "skip";
    this.#isCut = () => live && window.line - 1 === window.cutLine;
  }

  /** Reports a bad row, which takes some lines, and may be skipped whatever the options say. */
  add(message: string, { lines = 1, skipped = false } = {}): void {
    const isCut = this.#isCut();
    if (!this.#skip && !skipped && !isCut) throw new UserError(message);
    this.count += lines;
    if (this.first.length >= MOST_SHOWN) return;
    this.first.push(isCut ? `${message}; the source ended in the middle of this row` : message);
  }
}

/**
 * The error of a source without good rows.
 *
 * @internal
 */
export function noRows(source: string, { count, first }: SkippedRows): UserError {
  const found = count === 0 ? "none" : `only bad ones (${count}), the first at ${first[0]}`;
  return new UserError(`${source}: expected rows, found ${found}`);
}

/** The meaning of the labels of rows: another dataset's, or what the options say. */
export function labelsOf(options: RowOptions): Labels {
  return options.labels ?? new Labels(options);
}

/**
 * What a person is told of skipped rows, line by line; nothing where there are none.
 *
 * @internal
 */
export function skippedLines({ count, first }: SkippedRows): string[] {
  if (count === 0) return [];
  const total = count === 1 ? "1 bad row was skipped" : `${count} bad rows were skipped`;
  return [...first.map(printable), ...count > first.length ? ["…"] : [], total];
}

/**
 * The skipped rows of several sources together, as they are whenever they are looked at.
 *
 * @internal
 */
export function allSkipped(sources: readonly SkippedRows[]): SkippedRows {
  return {
    get count() {
      return sources.reduce((sum, { count }) => sum + count, 0);
    },
    get first() {
      return sources.flatMap(({ first }) => first).slice(0, MOST_SHOWN);
    },
  };
}

/**
 * Does something; where it fails, its error also says what was assumed.
 *
 * @internal
 */
export function noting<T>(notes: readonly string[], action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError([error.message, ...notes].join("\n"), error);
  }
}

/** A reader of rows in one format. */
export interface RowReader {
  /** The columns of the rows. */
  readonly columns: Columns;
  /** The chunk that is being filled. */
  readonly collector: RowCollector;
  /** The meaning of the labels. */
  readonly labels: Labels;
  /** How the cells of the features become numbers. */
  readonly cells: Cells;
  /** The bad rows. */
  readonly bad: BadRows;
  /** What was assumed. */
  readonly notes?: readonly string[];
  /** Reads rows until the chunk is full (true) or the window has no more whole rows (false). */
  readRows(): boolean;
}

/**
 * Makes a dataset of a reader that has not read a row yet.
 *
 * @internal
 */
export function dataset(window: LineWindow, reader: RowReader, options: RowOptions): Dataset {
  const { columns, labels, cells, bad, notes = [] } = reader;
  return {
    features: columns.features.map((column) => columns.names[column]),
    columns: columns.names,
    label: columns.names[columns.label],
    get classes() {
      return labels.classes;
    },
    labels,
    get texts() {
      return cells.texts;
    },
    unseen: cells.unseen,
    skipped: bad,
    notes,
    report: (line, problem) => bad.add(`${options.source}:${line}: ${problem}`),
    chunks: chunks(window, reader, options),
  };
}

async function* chunks(
  window: LineWindow,
  { collector, readRows, labels, columns, bad, notes = [] }: RowReader,
  { source, classes, labels: shared, live = false }: RowOptions,
): AsyncGenerator<RowChunk> {
  const seen = { rows: 0, ones: 0 };
  const take = () => {
    const chunk = collector.take();
    seen.rows += chunk.labels.length;
    for (const label of chunk.labels) seen.ones += label;
    return chunk;
  };
  try {
    // A row with a quoted line feed can begin in one window and end in the next.
    do {
      try {
        while (noting(notes, readRows)) yield take();
      } catch (error) {
        // The good rows before a bad one are not lost.
        if (collector.rows > 0) yield take();
        throw error;
      }
      if (collector.rows > 0) yield take();
    } while (await window.advance() || window.start < window.end);
    if (columns.label < 0) return;
    if (seen.rows === 0) throw noRows(source, bad);
    const mayBeOne = live || classes !== undefined || shared !== undefined;
    if (!mayBeOne && (seen.ones === 0 || seen.ones === seen.rows)) {
      const [found, other] = seen.ones === 0 ? labels.classes : labels.classes.toReversed();
      throw new UserError(
        `${source}: expected two classes, but every label is ${describe(found)} ` +
          `and none is ${describe(other)}`,
      );
    }
  } finally {
    window.close();
  }
}
