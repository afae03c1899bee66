import type { LineWindow } from "./bytes.ts";

// A byte order mark is cut off with the spaces around the text.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The lines at hand as strings: decoding many at once is much faster than one by one. */
export class TextLines {
  #text = "";
  #begin = 0;
  #next = 0;

  /** Reads the lines of a window. */
  constructor(readonly window: LineWindow) {}

  /** The next line, without the spaces around it; undefined when there is none at hand. */
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

  /** Takes the last line back, so that it comes next. */
  back(): void {
    this.#next = this.#begin;
    this.window.line--;
  }

  /** Where the last line stands: source:line. */
  get place(): string {
    return `${this.window.name}:${this.window.line - 1}`;
  }
}
