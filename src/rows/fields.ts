import type { LineWindow } from "./bytes.ts";

const LINE_FEED = 10, RETURN = 13, TAB = 9, SPACE = 32, QUOTE = 34;

/**
 * The fields of a row of delimited text, as places among its bytes; one object serves all rows.
 *
 * @internal
 */
export class Fields {
  /** How many there are. */
  count = 0;
  /** Where the content of each begins: behind the quote, if there is one. */
  readonly from: number[] = [];
  /** Where the content of each ends, without the spaces around it. */
  readonly to: number[] = [];
  /** What is wrong with the quotes of the row, and where. */
  flaw: { readonly at: number; readonly problem: string } | undefined;
  readonly #quoted: boolean[] = [];
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;
  #end = 0;

  /** Splits at a delimiter, which is one byte. */
  constructor(readonly delimiter: number) {}

  /** Splits the row at the window's start; where it ends, or −1 where that is not in sight. */
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
        if (!done) return -1;
        // No row is lost to a quote but the one that it stands in.
        this.flaw = { at, problem: "this quote is never closed" };
        at = bytes.indexOf(LINE_FEED, start);
        break;
      }
      at = next;
      if (bytes[at] === LINE_FEED) break;
      at++;
    }
    return this.#end = at + 1;
  }

  /** Whether the row is a blank line. */
  get isBlank(): boolean {
    return this.count === 1 && this.from[0] === this.to[0] && !this.#quoted[0];
  }

  /** Where a field begins, its quote included. */
  begin(column: number): number {
    return this.from[column] - (this.#quoted[column] ? 1 : 0);
  }

  /** The text of a field. */
  text(column: number): string {
    const text = decoder.decode(this.#bytes.subarray(this.from[column], this.to[column]));
    return this.#quoted[column] ? text.replaceAll('""', '"') : text;
  }

  /** The texts of all fields. */
  texts(): string[] {
    const row = decoder.decode(this.#bytes.subarray(this.#start, this.#end));
    // Where each byte is a letter, the places among the bytes are those among the letters.
    const simple = row.length === this.#end - this.#start && !row.includes('""');
    const texts: string[] = [];
    for (let column = 0; column < this.count; column++) {
      const from = this.from[column] - this.#start, to = this.to[column] - this.#start;
      texts.push(simple ? row.slice(from, to) : this.text(column));
    }
    return texts;
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

  /** Takes a field without quotes; where its end is marked. */
  #plainField(at: number): number {
    const bytes = this.#bytes;
    let end = at;
    while (!this.#isEnd(bytes[end])) end++;
    let to = end;
    while (to > at && this.#isSpace(bytes[to - 1])) to--;
    this.#add(at, to, false);
    return end;
  }

  /** Takes a field in quotes; where its end is marked, or −1 where the quote is not closed. */
  #quotedField(at: number, limit: number): number {
    const bytes = this.#bytes;
    let to = at + 1;
    while (to < limit && (bytes[to] !== QUOTE || bytes[to + 1] === QUOTE)) {
      to += bytes[to] === QUOTE ? 2 : 1;
    }
    if (to >= limit) return -1;
    this.#add(at + 1, to, true);
    let end = this.#skipSpaces(to + 1);
    if (!this.#isEnd(bytes[end])) {
      this.flaw ??= { at: end, problem: "expected the field to end after its closing quote" };
      while (!this.#isEnd(bytes[end])) end++;
    }
    return end;
  }
}

// What a byte order mark means is for the reader of the whole text to say.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
