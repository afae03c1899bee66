import type { LineWindow } from "./bytes.ts";

// A byte order mark is trimmed with the spaces.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The lines of a window as strings; decoding many at once is much faster than one by one.
 *
 * @internal
 */
export class TextLines {
  #text = "";
  #begin = 0;
  #next = 0;

  /** Reads the lines of a window. */
  constructor(readonly window: LineWindow) {}

  /** The next line, trimmed; undefined if the window has no more. */
  next(): string | undefined {
    const { window } = this;
    if (this.#next === this.#text.length) {
      if (window.start === window.end) return undefined;
      this.#text = decoder.decode(window.bytes.subarray(window.start, window.end));
      this.#next = 0;
      window.start = window.end;
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

  /** The place of the last line, as source:line. */
  get place(): string {
    return `${this.window.name}:${this.window.line - 1}`;
  }
}
