import { describe, quoted } from "../values.ts";
import { parseNumber, readNumber } from "./number.ts";

const ZERO = 48, COMMA = 44;

/** Which labels are 0 and which are 1. */
export interface LabelOptions {
  /**
   * The name of label 1 if the labels are strings; the first other string becomes the name of
   * label 0. Default: the labels are the numbers 0 and 1, or false and true.
   */
  readonly positive?: string | undefined;
  /**
   * The two labels whose rows are kept; all other rows are silently dropped. The second label is 1
   * unless `positive` names the first.
   */
  readonly only?: readonly [string, string] | undefined;
  /**
   * The names of the labels 0 and 1 if both are known, as when a model is evaluated: all rows may
   * then be of one class. `["0", "1"]` stands for the numbers, and `"not yes"` beside `"yes"` for any
   * other string: of the class of label 0 there was no row.
   */
  readonly classes?: readonly [string, string] | undefined;
}

/**
 * The meaning of labels: numbers, or two strings, of which label 0 may be known from a row only.
 */
export class Labels {
  readonly #only: readonly string[] | undefined;
  readonly #one: string;
  #zero: string | undefined;
  readonly #numeric: boolean;
  /** Whether an option can change what the labels mean. */
  readonly #isOpen: boolean;
  #plain: readonly PlainLabel[] = [];

  /** Takes what the options say. */
  constructor({ positive, only, classes }: LabelOptions) {
    this.#only = only;
    this.#isOpen = classes === undefined && only === undefined;
    this.#one = classes?.[1] ?? positive ?? only?.[1] ?? "1";
    const zero = classes?.[0] ?? only?.find((name) => name !== this.#one);
    this.#zero = zero === `not ${this.#one}` ? undefined : zero;
    if (!classes && !only && positive === undefined) this.#zero = "0";
    this.#numeric = this.#zero === "0" && this.#one === "1";
    this.#findPlain();
  }

  /** The names of the labels 0 and 1, as far as they are known. */
  get classes(): readonly [string, string] {
    return [this.#zero ?? `not ${this.#one}`, this.#one];
  }

  /** The value of a label: 0, 1, "drop" for a row that is not kept, undefined for a bad label. */
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
   * Reads a label that is a number or an unquoted name into `into[index]`, as 0 or 1.
   *
   * @returns the end of the label, or −1 if there is no such label.
   */
  readPlain(bytes: Uint8Array, at: number, into: Float64Array, index: number): number {
    if (this.#numeric) {
      // A lone 0 or 1 ends here: no byte up to the comma continues a number.
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

  /** What is wrong with a label that is neither 0 nor 1, with the option that mends it. */
  problem(label: unknown): string {
    const found = describe(label);
    const isName = typeof label === "number" || (typeof label === "string" && label !== "");
    const isMendable = this.#isOpen && isName;
    if (this.#numeric) {
      const expected = `expected the label 0 or 1, found ${found}`;
      if (!isMendable) return expected;
      // A label may be any number, but one with a fraction is more likely a feature.
      const value = Number(label);
      return Number.isFinite(value) && !Number.isInteger(value)
        ? `${expected}; if another column has the labels, add --label with its name`
        : `${expected}; if it is the label that is 1, add --positive ${quoted(label)}`;
    }
    const [zero, one] = this.classes.map(describe);
    const only = quoted(`data.only=${JSON.stringify(this.classes)}`);
    return `expected the label ${zero} or ${one}, found ${found}` +
      (isMendable ? `; to keep the rows of these two alone, add --set ${only}` : "");
  }

  #findPlain(): void {
    const names = [this.#zero, this.#one].map((name, label) => ({ name: name ?? "", label }));
    this.#plain = names
      .filter(({ name }) => PLAIN.test(name))
      .map(({ name, label }) => ({ name: new TextEncoder().encode(name), label }))
      .sort((a, b) => b.name.length - a.name.length); // "ab" is not "a"
  }
}

/** A label whose name is free of quotes, delimiters and spaces. */
interface PlainLabel {
  readonly name: Uint8Array;
  readonly label: number;
}

const PLAIN = /^[\p{L}\p{N}_.+-]+$/u;
