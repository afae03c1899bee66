import { failure, openFile } from "../files.ts";
import { UserError } from "../user_error.ts";

/** A source of bytes: an open file, `Deno.stdin`, or anything that reads like them. */
export interface ByteSource {
  /** Reads some bytes into an array and returns their number, or null at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Closes the source. */
  close(): void;
}

/**
 * Opens a file for reading, or standard input for `-`.
 *
 * @throws {UserError} if the file does not exist, may not be read, or is a folder.
 */
export async function openBytes(path: string): Promise<ByteSource> {
  return path === "-" ? Deno.stdin : await openFile(path);
}

/**
 * What a path is called in messages: standard input for `-`.
 *
 * @internal
 */
export function sourceOf(path: string): string {
  return path === "-" ? "<stdin>" : path;
}

/**
 * Makes a source of pieces of bytes: those of an array, the body of a response, any stream.
 *
 * @example
 * ```ts
 * import { byteSource } from "@dawnstream/dawnstream/rows";
 * import { assertEquals } from "@std/assert";
 *
 * const source = byteSource(new Blob(["x,y\n"]).stream());
 * const bytes = new Uint8Array(8);
 * assertEquals(await source.read(bytes), 4);
 * assertEquals(await source.read(bytes), null);
 * ```
 */
export function byteSource(
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): ByteSource {
  const iterator = iterate(pieces);
  let rest: Uint8Array = new Uint8Array();
  return {
    async read(into) {
      while (rest.length === 0) {
        const { done, value } = await iterator.next();
        if (done) return null;
        rest = value;
      }
      const count = Math.min(rest.length, into.length);
      into.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
    close: () => void iterator.return(undefined),
  };
}

async function* iterate<T>(pieces: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, undefined> {
  yield* pieces;
}

/**
 * The first byte that is not UTF-8, and its position; undefined if all bytes are.
 *
 * @internal
 */
export function notUtf8(bytes: Uint8Array): { at: number; problem: string } | undefined {
  let at = 0;
  for (const valid of decoder.decode(bytes).split(REPLACEMENT)) {
    at += encoder.encode(valid).length;
    if (at >= bytes.length) break;
    // What stands for a byte that is not UTF-8 can also stand in the text itself.
    if (decoder.decode(bytes.subarray(at, at + 3)) !== REPLACEMENT || bytes[at] !== 0xef) {
      const byte = bytes[at].toString(16).toUpperCase();
      const problem = `expected UTF-8, found the byte 0x${byte}; ` +
        "convert it, for instance with iconv -f LATIN1 -t UTF-8";
      return { at, problem };
    }
    at += 3;
  }
  return undefined;
}

/** What a decoder puts where a byte is not UTF-8. */
export const REPLACEMENT = "\ufffd";
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Files that begin like this are not text; what turns them into it, `FILE` being their name. */
const FORMATS: readonly { name: string; begins: readonly number[]; pipe: string }[] = [
  { name: "gzip", begins: [0x1f, 0x8b], pipe: "zcat FILE" },
  { name: "zstd", begins: [0x28, 0xb5, 0x2f, 0xfd], pipe: "zstdcat FILE" },
  { name: "xz", begins: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], pipe: "xzcat FILE" },
  {
    name: "a zip file (or a workbook, to be saved as CSV)",
    begins: [0x50, 0x4b, 3, 4],
    pipe: "unzip -p FILE",
  },
  {
    name: "Parquet",
    begins: [0x50, 0x41, 0x52, 0x31, 0x15],
    pipe: `duckdb -csv -c "FROM read_parquet('FILE')"`,
  },
  { name: "UTF-16", begins: [0xff, 0xfe], pipe: "iconv -f UTF-16 -t UTF-8 FILE" },
  { name: "UTF-16", begins: [0xfe, 0xff], pipe: "iconv -f UTF-16 -t UTF-8 FILE" },
];
const LONGEST_BEGINNING = Math.max(...FORMATS.map(({ begins }) => begins.length));

/** What is wrong with a file that is not text, by its first bytes. */
function notText(bytes: Uint8Array, name: string): string | undefined {
  const format = FORMATS.find(({ begins }) => begins.every((byte, i) => bytes[i] === byte));
  if (format === undefined) return undefined;
  const path = /^[\w./+-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
  const pipe = format.pipe.replace("FILE", () => name.startsWith("<") ? "FILE" : path);
  return `expected text, found ${format.name}; read it from a pipe: ${pipe} | …, ` +
    "with - as the file and --format csv";
}

/** How much is read at a time, in bytes. */
const BLOCK = 2 ** 18;
/** The longest row, in bytes: 64 times as long as 10,000 fields of 25 bytes. */
const LONGEST_ROW = 2 ** 24;
const LINE_FEED = 10;

/**
 * A window onto a stream of bytes: whole lines, each with its line feed.
 *
 * While its user reads them, the next block is already being read into the buffer behind them.
 *
 * Its user moves `start` past the lines that it has read, adds their number to `line`, and calls
 * {@linkcode LineWindow.advance} for more. Unread lines stay in the window.
 *
 * @internal
 */
export class LineWindow {
  /** The buffer, of two blocks until a row is longer; its bytes from `start` to `end` are whole lines. */
  bytes: Uint8Array = new Uint8Array(2 * BLOCK);
  /** The beginning of the first unread line. */
  start = 0;
  /** The end of the last whole line. */
  end = 0;
  /** The number of the line at `start`, counted from 1. */
  line = 1;
  /** Whether the source has ended: nothing comes after `end`. */
  done = false;
  /** The number of the last line, if the source has ended without ending that. */
  cutLine: number | undefined;
  #filled = 0;
  #isText = false;
  #ahead: Promise<number | null> | undefined;

  /** Opens a window onto a source; messages call it `name`. */
  constructor(readonly source: ByteSource, readonly name: string) {}

  /**
   * Reads until there is at least one more whole line; the end of the source ends a line, too.
   *
   * @returns whether there is one.
   * @throws {UserError} if the source fails, is not text, or a row is longer than 16 MiB.
   */
  async advance(): Promise<boolean> {
    while (!this.done) {
      const count = await (this.#ahead ?? this.#read());
      this.#ahead = undefined;
      const before = this.#filled;
      if (count === null) {
        this.done = true;
        if (before > this.end) {
          this.bytes[this.#filled++] = LINE_FEED;
          this.cutLine = this.line + this.#unreadLines();
        }
      } else {
        this.#filled += count;
      }
      if (!this.#isText) this.#checkText();
      const feed = this.bytes.subarray(before, this.#filled).lastIndexOf(LINE_FEED);
      if (feed >= 0) this.end = before + feed + 1;
      this.#makeRoom();
      if (feed >= 0) {
        if (!this.done) this.#readAhead();
        return true;
      }
    }
    return false;
  }

  /** Closes the source. */
  close(): void {
    this.source.close();
  }

  #readAhead(): void {
    this.#ahead = this.#read();
    // A failure is for whoever needs what was read: it may be nobody.
    this.#ahead.catch(() => {});
  }

  async #read(): Promise<number | null> {
    try {
      // One byte is reserved for the line feed that the last line may lack.
      const end = Math.min(this.#filled + BLOCK, this.bytes.length - 1);
      return await this.source.read(this.bytes.subarray(this.#filled, end));
    } catch (error) {
      throw failure(this.name, "cannot be read", error);
    }
  }

  #checkText(): void {
    if (this.#filled < LONGEST_BEGINNING && !this.done) return;
    const problem = notText(this.bytes.subarray(0, this.#filled), this.name);
    if (problem !== undefined) throw new UserError(`${this.name}: ${problem}`);
    this.#isText = true;
  }

  /** How many whole lines are not read yet. */
  #unreadLines(): number {
    let lines = 0;
    for (let at = this.start; at < this.end; at++) lines += Number(this.bytes[at] === LINE_FEED);
    return lines;
  }

  /** Makes room for one more block, where half a block is left. */
  #makeRoom(): void {
    if (this.bytes.length - this.#filled > BLOCK / 2) return;
    this.bytes.copyWithin(0, this.start, this.#filled);
    this.#filled -= this.start;
    this.end -= this.start;
    this.start = 0;
    if (this.#filled >= this.bytes.length - BLOCK / 2) this.#grow();
  }

  #grow(): void {
    if (this.bytes.length >= LONGEST_ROW) {
      const problem = "the row is longer than 16 MiB; is a line end or a closing quote missing?";
      throw new UserError(`${this.name}:${this.line}:1: ${problem}`);
    }
    const larger = new Uint8Array(this.bytes.length * 2);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
