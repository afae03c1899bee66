import type { LineWindow } from "./bytes.ts";
import type { Chunk } from "../samples/chunk.ts";
import type { LabelOptions, Labels } from "./labels.ts";
import { describe, nearest } from "../values.ts";
import { UserError } from "../user_error.ts";

/** Samples that are read as they are asked for. */
export interface Dataset {
  /** The features' names, in the order of a chunk's columns. */
  readonly features: readonly string[];
  /** What the labels 0 and 1 are called; all there is to know once the last chunk was read. */
  readonly classes: readonly [string, string];
  /** The samples, once: what was read is gone. */
  readonly chunks: AsyncIterable<RowChunk>;
  /** The bad rows that were left out so far. */
  readonly skipped: SkippedRows;
}

/** A chunk of rows that were read from text. */
export interface RowChunk extends Chunk {
  /**
   * Each row as it was, where `echo` asks for it: the text of a JSON object without its braces,
   * for instance `"petal_length":1.4,"species":"setosa"`.
   */
  readonly echoes: readonly string[];
}

/** The bad rows that were left out. */
export interface SkippedRows {
  /** How many there are. */
  readonly count: number;
  /** What was wrong with the first ten. */
  readonly first: readonly string[];
}

/** How rows become samples. */
export interface RowOptions extends LabelOptions {
  /** The name of the source in messages, for instance its path. */
  readonly source: string;
  /**
   * The column of the label, by name or by its place (0 the first), or null where there is none:
   * then the labels are NaN. Default: the last column.
   */
  readonly label?: string | number | null | undefined;
  /** The columns of the features, by name or place. Default: all but the label. */
  readonly features?: readonly (string | number)[] | undefined;
  /**
   * What the label 1 is called, where the labels are texts; what the label 0 is called is learned
   * from the first row with another label. Default: the labels are the numbers 0 and
   * 1, or false and true.
   */
  readonly positive?: string | undefined;
  /**
   * The two labels whose rows are kept; all others are dropped without a word. The second is 1
   * unless `positive` names the first.
   */
  readonly only?: readonly [string, string] | undefined;
  /**
   * What the labels 0 and 1 are called, where both are known, as for a model that is evaluated:
   * then rows of one class only are fine. `["0", "1"]` stands for the numbers.
   */
  readonly classes?: readonly [string, string] | undefined;
  /** Whether a bad row ends it all or is left out and counted. Default: "error". */
  readonly onBadRow?: "error" | "skip" | undefined;
  /** How many rows a chunk has at most; only a matter of speed. Default: 256, fewer wide ones. */
  readonly rows?: number | undefined;
  /** Fill in `echoes`, each row without the columns named here. */
  readonly echo?: { readonly without: readonly string[] } | undefined;
}

/** Where the values of a sample stand among the columns. */
export interface Columns {
  /** The columns' names. */
  readonly names: readonly string[];
  /** The column of each feature. */
  readonly features: readonly number[];
  /** The column of the label, −1 where there is none. */
  readonly label: number;
}

/**
 * Finds the columns that the options name.
 *
 * @throws {UserError} for a column that is not there, is there twice, or is asked for twice.
 * @internal
 */
export function selectColumns(names: readonly string[], options: RowOptions): Columns {
  const { source } = options;
  const places = new Map(names.map((name, column) => [name, column])); // the last of each name
  const find = (column: string | number): number => {
    if (typeof column === "number") {
      if (Number.isInteger(column) && column >= 0 && column < names.length) return column;
      throw new UserError(`${source}: no column ${column}, it has ${names.length}, 0 the first`);
    }
    const place = places.get(column);
    if (place === undefined) throw new UserError(`${source}: ${missing(column, names)}`);
    return place;
  };
  const label = options.label === null ? -1 : find(options.label ?? names.length - 1);
  const features = options.features?.map(find) ??
    names.map((_, column) => column).filter((column) => column !== label);

  const used = new Set(label < 0 ? [] : [label]);
  for (const column of features) {
    if (used.has(column)) {
      throw new UserError(`${source}: column ${describe(names[column])} is used twice`);
    }
    used.add(column);
  }
  const usedNames = new Set(Array.from(used, (column) => names[column]));
  const twice = names.find((name, column) => usedNames.has(name) && places.get(name) !== column);
  if (twice !== undefined) {
    throw new UserError(`${source}: two columns are called ${describe(twice)}`);
  }
  if (features.length === 0) {
    throw new UserError(
      `${source}: expected a label and at least one feature, found one column; ` +
        "is the delimiter right?",
    );
  }
  return { names, features, label };
}

function missing(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  if (near !== undefined) return `no column ${describe(name)}, did you mean ${describe(near)}?`;
  const shown = names.slice(0, 10).map(describe).join(", ");
  return `no column ${describe(name)}, it has ${shown}${names.length > 10 ? ", …" : ""}`;
}

/**
 * The rows of a chunk while it is being filled.
 *
 * @internal
 */
export class RowCollector {
  /** How many rows there are. */
  rows = 0;
  /** The features of the rows, and room for more. */
  readonly features: Float64Array;
  /** The labels of the rows, and room for more. */
  readonly labels: Float64Array;
  /** What a row was, where it is asked for. */
  echoes: string[] = [];
  /** How many rows the chunk can have. */
  readonly limit: number;

  /** Makes room for rows of `width` features. */
  constructor(readonly width: number, rows = 256) {
    this.limit = Math.max(1, Math.min(rows, Math.floor(2 ** 16 / width)));
    this.features = new Float64Array(this.limit * width);
    this.labels = new Float64Array(this.limit).fill(NaN);
  }

  /** Hands out what was collected, and begins anew. */
  take(): RowChunk {
    const { rows, width, echoes } = this;
    this.rows = 0;
    this.echoes = [];
    return {
      width,
      features: this.features.slice(0, rows * width),
      labels: this.labels.slice(0, rows),
      echoes,
    };
  }
}

/**
 * Tells of bad rows: ends at the first, or counts them.
 *
 * @internal
 */
export class BadRows implements SkippedRows {
  count = 0;
  readonly first: string[] = [];
  readonly #skip: boolean;

  /** Does with bad rows what the options say. */
  constructor({ onBadRow = "error" }: RowOptions) {
    this.#skip = onBadRow === "skip";
  }

  /** Takes note of a bad row. */
  add(message: string): void {
    if (!this.#skip) throw new UserError(message);
    if (this.count++ < 10) this.first.push(message);
  }
}

/** What a reader of one format gives. */
export interface RowReader {
  /** Where the samples stand. */
  readonly columns: Columns;
  /** The chunk that is filled. */
  readonly collector: RowCollector;
  /** What the labels mean. */
  readonly labels: Labels;
  /** The rows that were left out. */
  readonly bad: BadRows;
  /** Reads rows until the chunk is full (true) or no whole row is at hand (false). */
  readRows(): boolean;
}

/**
 * The dataset of a reader that stands before its first row.
 *
 * @internal
 */
export function dataset(window: LineWindow, reader: RowReader, options: RowOptions): Dataset {
  const { columns, labels, bad } = reader;
  return {
    features: columns.features.map((column) => columns.names[column]),
    get classes() {
      return labels.classes;
    },
    skipped: bad,
    chunks: chunks(window, reader, options),
  };
}

async function* chunks(
  window: LineWindow,
  { collector, readRows, labels, columns, bad }: RowReader,
  options: RowOptions,
): AsyncGenerator<RowChunk> {
  const seen = { rows: 0, ones: 0 };
  const take = () => {
    const chunk = collector.take();
    seen.rows += chunk.labels.length;
    for (const label of chunk.labels) seen.ones += label;
    return chunk;
  };
  try {
    // A row whose quoted field goes over several lines can begin in a window that it does not end in.
    do {
      while (readRows()) yield take();
      if (collector.rows > 0) yield take();
    } while (await window.advance() || window.start < window.end);
    if (columns.label < 0) return;
    if (seen.rows === 0) {
      const skipped = bad.count > 0 ? `, ${bad.count} bad rows were skipped: ${bad.first[0]}` : "";
      throw new UserError(`${options.source}: there are no rows to learn from${skipped}`);
    }
    if (options.classes === undefined && (seen.ones === 0 || seen.ones === seen.rows)) {
      const [found, other] = seen.ones === 0 ? labels.classes : labels.classes.toReversed();
      throw new UserError(
        `${options.source}: expected two classes, but every label is ${describe(found)} ` +
          `and none is ${describe(other)}`,
      );
    }
  } finally {
    window.close();
  }
}

