import { parseNumber, readNumber } from "./number.ts";

const ZERO = 48, COMMA = 44;

/** Which labels there are and what they mean; see `RowOptions` for what each field says. */
export interface LabelOptions {
  /** What the label 1 is called. */
  readonly positive?: string | undefined;
  /** The two labels whose rows are kept. */
  readonly only?: readonly [string, string] | undefined;
  /** What the labels 0 and 1 are called. */
  readonly classes?: readonly [string, string] | undefined;
}

/**
 * Tells 0 from 1: the labels as numbers, or two texts, one of which may have to be learned.
 *
 * @internal
 */
export class Labels {
  readonly #only: readonly string[] | undefined;
  readonly #one: string;
  #zero: string | undefined;
  readonly #numeric: boolean;
  #plain: readonly PlainLabel[] = [];

  /** Knows what the options say. */
  constructor({ positive, only, classes }: LabelOptions) {
    this.#only = only;
    this.#one = classes?.[1] ?? positive ?? only?.[1] ?? "1";
    this.#zero = classes?.[0] ?? only?.find((name) => name !== this.#one);
    if (!classes && !only && positive === undefined) this.#zero = "0";
    this.#numeric = this.#zero === "0" && this.#one === "1";
    this.#findPlain();
  }

  /** What the labels 0 and 1 are called, as far as it is known. */
  get classes(): readonly [string, string] {
    return [this.#zero ?? `not ${this.#one}`, this.#one];
  }

  /** What the label says: 0, 1, "drop" for a row that is not kept, undefined for neither. */
  read(text: string): 0 | 1 | "drop" | undefined {
    if (text === this.#zero) return 0;
    if (text === this.#one) return 1;
    if (this.#numeric) {
      const value = parseNumber(text);
      if (value === 0 || /^false$/i.test(text)) return 0;
      if (value === 1 || /^true$/i.test(text)) return 1;
    }
    if (text !== "" && this.#zero === undefined) {
      this.#zero = text;
      this.#findPlain();
      return 0;
    }
    return this.#only && text !== "" ? "drop" : undefined;
  }

  /**
   * Reads a label that is 0, 1, or a name that needs no quotes, into `into[index]`.
   *
   * @returns where it ends, or −1 where there is none.
   */
  readPlain(bytes: Uint8Array, at: number, into: Float64Array, index: number): number {
    if (this.#numeric) {
      // A lone 0 or 1 needs no more than a look at it, and at what comes next: up to a comma.
      const digit = bytes[at] - ZERO;
      if ((digit === 0 || digit === 1) && bytes[at + 1] <= COMMA) {
        into[index] = digit;
        return at + 1;
      }
      const end = readNumber(bytes, at, into, index);
      return into[index] === 0 || into[index] === 1 ? end : -1;
    }
    for (const { name, label } of this.#plain) {
      let length = 0;
      while (length < name.length && bytes[at + length] === name[length]) length++;
      if (length < name.length) continue;
      into[index] = label;
      return at + length;
    }
    return -1;
  }

  /** What to say of a label that is neither 0 nor 1. */
  problem(found: string): string {
    if (this.#numeric) {
      return `expected the label 0 or 1, found ${found}; "positive" names the label that is 1`;
    }
    const [zero, one] = this.classes.map((name) => JSON.stringify(name));
    return `expected the label ${zero} or ${one}, found ${found}; ` +
      `"only" lists two labels to keep`;
  }

  #findPlain(): void {
    const names = [this.#zero, this.#one].map((name, label) => ({ name: name ?? "", label }));
    this.#plain = names
      .filter(({ name }) => PLAIN.test(name))
      .map(({ name, label }) => ({ name: new TextEncoder().encode(name), label }))
      .sort((a, b) => b.name.length - a.name.length); // "ab" is not to be taken for "a"
  }
}

/** The bytes of a label's name, where no reading of quotes, delimiters or spaces is needed. */
interface PlainLabel {
  readonly name: Uint8Array;
  readonly label: number;
}

const PLAIN = /^[\p{L}\p{N}_.+-]+$/u;
