import { type LineWindow, notUtf8, REPLACEMENT } from "./bytes.ts";

const LINE_FEED = 10, RETURN = 13, TAB = 9, SPACE = 32, QUOTE = 34;

/** The most bytes between two quotes, so that a stray one takes no more rows. */
const LONGEST_QUOTED = 2 ** 16;

/**
 * The fields of a row of delimited text, as positions of bytes; one object is used for all rows.
 *
 * @internal
 */
export class Fields {
  /** The number of fields. */
  count = 0;
  /** The beginning of each field's content, after its opening quote. */
  readonly from: number[] = [];
  /** The end of each field's content, before trailing spaces or the closing quote. */
  readonly to: number[] = [];
  /** What is wrong with the row's quotes, or with the bytes that were decoded, and where. */
  flaw: { readonly at: number; readonly problem: string } | undefined;
  readonly #quoted: boolean[] = [];
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;
  #end = 0;

  constructor(readonly delimiter: number) {}

  /** Splits the row at the window's start; returns its end, or −1 if that is not in the window. */
  split({ bytes, start, end, done }: LineWindow): number {
    this.#bytes = bytes;
    this.#start = start;
    this.count = 0;
    this.flaw = undefined;
    let at = start;
    for (;;) {
      at = this.#skipSpaces(at);
      if (this.delimiter === SPACE && bytes[at] === LINE_FEED && this.count > 0) break;
      const next = bytes[at] === QUOTE ? this.#quotedField(at, end) : this.#plainField(at);
      if (next < 0) {
        const isLong = end - at > LONGEST_QUOTED;
        if (!isLong && !done) return -1;
        const problem = isLong
          ? "this quote is not closed within 64 KiB"
          : "this quote is never closed";
        this.flaw = { at, problem };
        break;
      }
      at = next;
      if (bytes[at] === LINE_FEED) break;
      at++;
    }
    // A stray quote costs only the line that the row begins in.
    if (this.flaw) at = bytes.indexOf(LINE_FEED, start);
    return this.#end = at + 1;
  }

  /** Whether the row is a blank line. */
  get isBlank(): boolean {
    return this.count === 1 && this.from[0] === this.to[0] && !this.#quoted[0];
  }

  /** The beginning of a field, its opening quote included. */
  begin(column: number): number {
    return this.from[column] - (this.#quoted[column] ? 1 : 0);
  }

  /** The content of a field. */
  text(column: number): string {
    const text = this.#decode(this.from[column], this.to[column]);
    return this.#quoted[column] ? text.replaceAll('""', '"') : text;
  }

  /** The contents of all fields. */
  texts(): string[] {
    const row = this.#decode(this.#start, this.#end);
    // If every byte is a character, positions of bytes are positions in the string.
    const simple = row.length === this.#end - this.#start && !row.includes('""');
    const texts: string[] = [];
    for (let column = 0; column < this.count; column++) {
      const from = this.from[column] - this.#start, to = this.to[column] - this.#start;
      texts.push(simple ? row.slice(from, to) : this.text(column));
    }
    return texts;
  }

  #decode(from: number, to: number): string {
    const bytes = this.#bytes.subarray(from, to);
    const text = decoder.decode(bytes);
    const flaw = text.includes(REPLACEMENT) ? notUtf8(bytes) : undefined;
    if (flaw) this.flaw ??= { ...flaw, at: from + flaw.at };
    return text;
  }

  #skipSpaces(at: number): number {
    while (this.#isSpace(this.#bytes[at])) at++;
    return at;
  }

  #isSpace(byte: number): boolean {
    return byte === SPACE || byte === RETURN || (byte === TAB && this.delimiter !== TAB);
  }

  #isEnd(byte: number): boolean {
    return byte === this.delimiter || byte === LINE_FEED;
  }

  #add(from: number, to: number, quoted: boolean): void {
    this.from[this.count] = from;
    this.to[this.count] = to;
    this.#quoted[this.count++] = quoted;
  }

  /** Adds an unquoted field, and returns the position of its delimiter or line feed. */
  #plainField(at: number): number {
    const bytes = this.#bytes;
    let end = at;
    while (!this.#isEnd(bytes[end])) end++;
    let to = end;
    while (to > at && this.#isSpace(bytes[to - 1])) to--;
    this.#add(at, to, false);
    return end;
  }

  /** Adds a quoted field, likewise; returns −1 if its quote is not closed in time. */
  #quotedField(at: number, end: number): number {
    const bytes = this.#bytes;
    const limit = Math.min(end, at + LONGEST_QUOTED);
    let to = at + 1;
    while (to < limit && (bytes[to] !== QUOTE || bytes[to + 1] === QUOTE)) {
      to += bytes[to] === QUOTE ? 2 : 1;
    }
    if (to >= limit) return -1;
    this.#add(at + 1, to, true);
    let next = this.#skipSpaces(to + 1);
    if (!this.#isEnd(bytes[next])) {
      this.flaw ??= { at: next, problem: "expected a delimiter after the closing quote" };
      while (!this.#isEnd(bytes[next])) next++;
    }
    return next;
  }
}

// A byte order mark is skipped only at the beginning of the source.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
