import { bare, describe, quoted } from "../values.ts";
import { UserError } from "../user_error.ts";

/** How columns of text are read. */
export interface CategoryOptions {
  /** Columns that are text even where they hold numbers, by name or by index. Default: none. */
  readonly columns?: readonly (string | number)[] | undefined;
  /** The most different texts of a column. Default: 100. */
  readonly limit?: number | undefined;
  /**
   * The texts of each feature as other rows had them; undefined for a column of numbers. Any other
   * text is unseen.
   */
  readonly known?: readonly (readonly string[] | undefined)[] | undefined;
}

/** How the cells of features are read. */
export interface CellOptions {
  /**
   * What to do with a row that misses a feature: it is bad, it is skipped and counted, or the feature
   * is NaN, for a mean to take its place. Default: "error".
   */
  readonly missing?: "error" | "skip" | "mean" | undefined;
  /** Asks for columns of text, each value the index of its text in `texts`. Default: all are numbers. */
  readonly categories?: CategoryOptions | undefined;
}

/** Texts that no training row has, and that are read nevertheless. */
export interface UnseenTexts {
  /** The number of cells. */
  readonly count: number;
  /** The first ten different ones, each with its column. */
  readonly first: readonly string[];
}

/** What is wrong with a cell. */
export interface CellProblem {
  /** What was expected and what was found. */
  readonly problem: string;
  /** Whether the row is left out whatever happens to bad rows, since its value is missing. */
  readonly skipped?: boolean;
}

/** A number with a decimal comma. */
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;
/** A number with separators of thousands. */
const THOUSANDS = /^[+-]?\d{1,3}(([.' ]\d{3})+(,\d+)?|([,' ]\d{3})+(\.\d+)?)$/;
/** A number with the sign of a currency or of percent. */
const WITH_UNIT = /^([+-]?[$€£¥] ?[\d.,]*\d|[+-]?\d[\d.,]* ?[%$€£¥])$/;

function looksLikeNumber(value: unknown): boolean {
  return typeof value === "string" &&
    [DECIMAL_COMMA, THOUSANDS, WITH_UNIT].some((pattern) => pattern.test(value));
}

/**
 * What mends a number that is written in another way, where it is one.
 *
 * @internal
 */
export function numberHint(text: string, decimal: "." | ","): string | undefined {
  if (decimal === "." && DECIMAL_COMMA.test(text)) {
    return "if the comma is a decimal comma, add --set data.decimal=,";
  }
  if (THOUSANDS.test(text)) return "if it has separators of thousands, take them out";
  return WITH_UNIT.test(text) ? "a number has no unit, take it out" : undefined;
}

/**
 * What is wrong with several cells of a row, as one problem: missing values that make a row skipped
 * count only where nothing else is wrong.
 *
 * @internal
 */
export function together(problems: readonly CellProblem[]): CellProblem | undefined {
  const worst = problems.filter(({ skipped }) => !skipped);
  if (worst.length <= 1) return worst[0] ?? problems[0];
  return { problem: worst.map(({ problem }) => problem).join("\n") };
}

/** The most texts, and the most problems of a row, that are shown. */
const MOST_SHOWN = 10;

/** The code of a text that is not known. */
const UNSEEN = -1;

/** What stands for a missing value, in any case. */
const MISSING = /^(|n\/?a|#n\/a|nan|null|\?|-)$/i;

/**
 * Whether a field of delimited text says that its value is missing.
 *
 * @internal
 */
export function isMissing(text: string): boolean {
  return MISSING.test(text);
}

/**
 * How the cells of the features become numbers: numbers as they are, a text as its place among the
 * texts of its column, a missing value as NaN.
 *
 * A column is text if it is said to be, or if its first value is not a number: so one slip in a
 * column of numbers stays an error.
 *
 * @internal
 */
export class Cells {
  /** Texts that are not known. */
  readonly unseen: { count: number; first: string[] } = { count: 0, first: [] };
  /** For each feature its texts and their codes, null for numbers, undefined while not known. */
  readonly #texts: (Map<string, number> | null | undefined)[];
  readonly #known: boolean;
  readonly #categories: boolean;
  readonly #limit: number;
  readonly #missing: "error" | "skip" | "mean";
  readonly #mends: boolean;
  /** Texts of the row that are not known. */
  #pending: string[] = [];
  #allNumbers: boolean;

  /**
   * Takes what the options say.
   *
   * @param names the names of the features; `isText` says which of them are text, and `mends` whether
   * messages are to tell the option that mends what they are about.
   */
  constructor(
    readonly names: readonly string[],
    { missing = "error", categories, isText, mends }: CellOptions & {
      readonly isText: readonly boolean[];
      readonly mends: boolean;
    },
  ) {
    const known = categories?.known;
    this.#categories = categories !== undefined;
    this.#known = known !== undefined;
    this.#limit = categories?.limit ?? 100;
    this.#missing = missing;
    this.#mends = mends && !known;
    this.#texts = names.map((_, j) => {
      if (known) return known[j] ? new Map(known[j].map((text, code) => [text, code])) : null;
      if (isText[j]) return new Map();
      return this.#categories ? undefined : null;
    });
    this.#allNumbers = this.#texts.every((texts) => texts === null);
  }

  /** The most problems of a row that are told: in a training, what to do about several at once. */
  get mostProblems(): number {
    return this.#mends ? MOST_SHOWN : 1;
  }

  /** Whether all features are known to be numbers. */
  get allNumbers(): boolean {
    return this.#allNumbers;
  }

  /** Whether a missing value becomes NaN. */
  get keepsMissing(): boolean {
    return this.#missing === "mean";
  }

  /** The texts of each feature by their codes; undefined for a column of numbers. */
  get texts(): (readonly string[] | undefined)[] {
    return this.#texts.map((texts) => texts ? [...texts.keys()] : undefined);
  }

  /** Whether a feature is text. */
  isText(j: number): boolean {
    return Boolean(this.#texts[j]);
  }

  /** Sees a number, which makes a feature one of numbers if it is its first value. */
  seeNumber(j: number): void {
    if (this.#texts[j] !== undefined) return;
    this.#texts[j] = null;
    this.#allNumbers = this.#texts.every((texts) => texts === null);
  }

  /** The code of a text; −1 for one that is not known. */
  code(j: number, { text, place }: { text: string; place: () => string }): number {
    const texts = (this.#texts[j] ??= new Map());
    const code = texts.get(text);
    if (code !== undefined) return code;
    if (this.#known) {
      this.#pending.push(`${bare(this.names[j])} ${describe(text)}`);
      return UNSEEN;
    }
    if (texts.size === this.#limit) {
      const column = describe(this.names[j]);
      throw new UserError(
        `${place()}: column ${column} has more than ${this.#limit} different texts, too many for ` +
          `categories; add --exclude ${quoted(this.names[j])}, or raise the limit of the transform`,
      );
    }
    texts.set(text, texts.size);
    return texts.size - 1;
  }

  /**
   * Whether a value that is not a number may be a text: in a column of text, or as the first value of
   * one, unless it looks like a number that is written in another way.
   */
  mayBeText(j: number, value: unknown): boolean {
    const texts = this.#texts[j];
    return texts !== null && (texts !== undefined || !looksLikeNumber(value));
  }

  /** What is wrong with a missing value; undefined if it may be missing. */
  missing(j: number, found: string): CellProblem | undefined {
    if (this.#missing === "mean") return undefined;
    const hint = "; if values may be missing, add --missing mean or --missing skip";
    const problem = this.#expected(j, { kind: this.isText(j) ? "value" : "number", found });
    if (this.#missing === "skip") return { problem, skipped: true };
    return { problem: problem + (this.#mends ? hint : "") };
  }

  /** What is wrong with a value that is not a number; `hint` says what mends it. */
  notNumber(
    j: number,
    { found, kind, hint }: { found: string; kind?: "text" | "infinite"; hint?: string },
  ): CellProblem {
    const problem = this.#expected(j, {
      kind: kind === "infinite" ? "finite number" : "number",
      found,
    });
    const named = "if it is text, name it in the columns of categories";
    const ofText = !this.#categories
      ? `if it is text, add --categories or --exclude ${quoted(this.names[j])}`
      : this.#texts[j] === null
      ? `the first value of the column is one; ${named}`
      : named;
    const mend = hint ?? (kind === "text" ? ofText : undefined);
    return { problem: problem + (this.#mends && mend ? `; ${mend}` : "") };
  }

  /** Begins a row. */
  begin(): void {
    if (this.#pending.length > 0) this.#pending = [];
  }

  /** Ends a good row. */
  end(): void {
    const { unseen } = this;
    for (const text of this.#pending) {
      unseen.count++;
      if (unseen.first.length < MOST_SHOWN && !unseen.first.includes(text)) unseen.first.push(text);
    }
  }

  #expected(j: number, { kind, found }: { kind: string; found: string }): string {
    const name = bare(this.names[j]) || "a column without a name";
    return `expected a ${kind} for ${name}, found ${found}`;
  }
}
