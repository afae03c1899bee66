import { type LineWindow, notUtf8, REPLACEMENT } from "./bytes.ts";

// A byte order mark is trimmed with the spaces.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The lines of a window as strings; decoding many at once is much faster than one by one.
 *
 * @internal
 */
export class TextLines {
  /** What is not UTF-8 in the last line, and in which of its characters, 0 the first. */
  flaw: { readonly at: number; readonly problem: string } | undefined;
  #text = "";
  #begin = 0;
  #next = 0;
  /** The end of what is decoded line by line, to find what is not UTF-8. */
  #doubtful = 0;

  /** Reads the lines of a window. */
  constructor(readonly window: LineWindow) {}

  /** The next line, trimmed; undefined if the window has no more. */
  next(): string | undefined {
    const { window } = this;
    if (this.#next === this.#text.length) {
      if (window.start === window.end) return undefined;
      this.#decode();
    }
    this.#begin = this.#next;
    this.#next = this.#text.indexOf("\n", this.#begin) + 1;
    window.line++;
    return this.#text.slice(this.#begin, this.#next).trim();
  }

  /** Makes `next` return the last line again. */
  unread(): void {
    this.#next = this.#begin;
    this.window.line--;
  }

  /** The number of the last line, 1 the first. */
  get line(): number {
    return this.window.line - 1;
  }

  /** The place of the last line, as source:line. */
  get place(): string {
    return `${this.window.name}:${this.line}`;
  }

  #decode(): void {
    const { window } = this;
    const { bytes, start, end } = window;
    this.flaw = undefined;
    this.#next = 0;
    window.start = start < this.#doubtful ? bytes.indexOf(LINE_FEED, start) + 1 : end;
    this.#text = decoder.decode(bytes.subarray(start, window.start));
    const isLine = start < this.#doubtful;
    if (window.start >= this.#doubtful) this.#doubtful = 0;
    if (!this.#text.includes(REPLACEMENT)) return;
    const flaw = notUtf8(bytes.subarray(start, window.start));
    if (flaw === undefined) return;
    if (isLine) {
      const { length } = decoder.decode(bytes.subarray(start, start + flaw.at));
      this.flaw = { ...flaw, at: length };
      return;
    }
    this.#doubtful = end;
    window.start = start;
    this.#decode();
  }
}

const LINE_FEED = 10;
