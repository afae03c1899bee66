import { UserError } from "../user_error.ts";

/** Where bytes come from: an open file, `Deno.stdin`, or anything that reads like them. */
export interface ByteSource {
  /** Reads some bytes into an array; how many, or null at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Lets go of what is open. */
  close(): void;
}

/**
 * Opens a file to be read, or standard input for `-`.
 *
 * @throws {UserError} when there is no such file or it may not be read.
 */
export async function openBytes(path: string): Promise<ByteSource> {
  if (path === "-") return Deno.stdin;
  try {
    const file = await Deno.open(path);
    if (!(await file.stat()).isDirectory) return file;
    file.close();
  } catch (error) {
    throw new UserError(`${path}: ${reason(error)}`, { cause: error });
  }
  throw new UserError(`${path}: is a folder, expected a file`);
}

function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "no such file";
  if (error instanceof Deno.errors.PermissionDenied) return "no permission to read it";
  return `cannot be opened: ${message(error)}`;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Reads pieces of bytes one after the other: those of an array, the body of a response, any stream.
 *
 * @example
 * ```ts
 * import { byteSource } from "@dawnstream/dawnstream";
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
  const iterator = inTurn(pieces);
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

async function* inTurn<T>(pieces: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, undefined> {
  yield* pieces;
}

/** How many bytes are asked for at a time. */
const BLOCK = 2 ** 18;
/** How long a row can be: 10,000 fields of 25 bytes are 64 times shorter. */
const LONGEST_ROW = 2 ** 24;
const LINE_FEED = 10;

/**
 * The part of a stream of bytes that is at hand: whole lines, each with the line feed at its end.
 *
 * The one that reads moves `start` forward over what it has used and counts the lines, then calls
 * {@linkcode LineWindow.advance} for more. What it has not used stays.
 *
 * @internal
 */
export class LineWindow {
  /** The bytes; those from `start` to `end` are whole lines. */
  bytes: Uint8Array = new Uint8Array(BLOCK);
  /** Where the first line that has not been used begins. */
  start = 0;
  /** Where the last whole line ends. */
  end = 0;
  /** The number of the line at `start`, 1 the first. */
  line = 1;
  /** Whether nothing comes after `end`. */
  done = false;
  #filled = 0;

  /** Looks at a source whose name in messages is `name`. */
  constructor(readonly source: ByteSource, readonly name: string) {}

  /**
   * Reads on until there is at least one more whole line.
   *
   * @returns whether there is; the end of the source ends a last line, too.
   * @throws {UserError} when a row does not end within 16 MiB.
   */
  async advance(): Promise<boolean> {
    this.#makeRoom();
    while (!this.done) {
      if (this.#filled === this.bytes.length - 1) this.#grow();
      // One byte is kept for the line feed that the last line may lack.
      const count = await this.#read(this.bytes.subarray(this.#filled, -1));
      const before = this.#filled;
      if (count === null) {
        this.done = true;
        if (before > this.end) this.bytes[this.#filled++] = LINE_FEED;
      } else {
        this.#filled += count;
      }
      const feed = this.bytes.subarray(before, this.#filled).lastIndexOf(LINE_FEED);
      if (feed >= 0) {
        this.end = before + feed + 1;
        return true;
      }
    }
    return false;
  }

  /** Lets go of the source. */
  close(): void {
    this.source.close();
  }

  async #read(into: Uint8Array): Promise<number | null> {
    try {
      return await this.source.read(into);
    } catch (error) {
      throw new UserError(`${this.name}: reading failed: ${message(error)}`, {
        exitCode: 1,
        cause: error,
      });
    }
  }

  #makeRoom(): void {
    if (this.start === 0) return;
    this.bytes.copyWithin(0, this.start, this.#filled);
    this.#filled -= this.start;
    this.end -= this.start;
    this.start = 0;
  }

  #grow(): void {
    if (this.bytes.length >= LONGEST_ROW) {
      const problem = "a row goes on for more than 16 MiB, is a line end or a quote missing?";
      throw new UserError(`${this.name}:${this.line}:1: ${problem}`);
    }
    const larger = new Uint8Array(this.bytes.length * 2);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
