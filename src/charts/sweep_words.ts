import { count, signed, tenTo } from "./numbers.ts";

/**
 * What swept fields are called in the names of runs: their last words, such as `learningRate`, or more
 * of them where two fields would be called the same.
 */
export function labelsOf(fields: readonly string[]): string[] {
  const words = fields.map((field) => field.split("."));
  const last = (words: readonly string[], count: number) => words.slice(-count).join(".");
  return words.map((own) => {
    for (let count = 1; count < own.length; count++) {
      const label = last(own, count);
      const isOnly = words.filter((other) => last(other, count) === label).length === 1;
      // A number is an index, and says nothing alone.
      if (isOnly && !/^\d/.test(label)) return label;
    }
    return own.join(".");
  });
}

/** The most characters of a value. */
const LONGEST = 40;
/** Words that say nothing without the one before them. */
const VAGUE = /^(mean|sd|limit|fraction|every|rate|steps|decay|by|path|\d+)$/;

/** What swept fields are called in a sentence: `optimizer.learningRate` is the learning rate. */
export function wordsOf(fields: readonly string[]): string[] {
  const short = fields.map(shortWords);
  return fields.map((field, i) =>
    short.filter((words) => words === short[i]).length === 1 ? short[i] : spaced(field)
  );
}

function shortWords(field: string): string {
  const path = field.split(".");
  // The kind of an optimizer is the optimizer, the count of epochs the epochs.
  if (path.length > 1 && /^(kind|count)$/.test(path[path.length - 1])) path.pop();
  const [before, last] = path.slice(-2);
  if (last === undefined) return spaced(before);
  if (path[path.length - 3] === "classes") return spaced(`class ${before} ${last}`);
  return spaced(VAGUE.test(last) ? `${before} ${last}` : last);
}

function spaced(name: string): string {
  return name.replaceAll(".", " ").replaceAll(
    /([a-z0-9])([A-Z])/g,
    (_, a, b) => `${a} ${b.toLowerCase()}`,
  );
}

/** The value of a swept field as a person writes it. */
export function valueWords(value: unknown): string {
  if (value === undefined) return "none";
  if (typeof value === "number") return numberWords(value);
  if (typeof value === "string") return cut(value);
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    const fields = Object.entries(value);
    const kind = fields.find(([name]) => name === "kind")?.[1];
    const others = fields.filter(([name]) => name !== "kind")
      .map(([name, value]) => `${spaced(name)} ${valueWords(value)}`);
    const words = cut(others.join(" "));
    return typeof kind !== "string" ? words : words ? `${kind} (${words})` : kind;
  }
  return cut(JSON.stringify(value));
}

/** The beginning and the end of what is long; the ends of paths differ. */
function cut(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST
    ? text
    : `${characters.slice(0, LONGEST / 4).join("")}…${characters.slice(-LONGEST * 3 / 4).join("")}`;
}

/** A number as short as it can be written; of one with many digits, three that count. */
function numberWords(x: number): string {
  if (Number.isInteger(x) && Math.abs(x) < 1e12) return signed(count(x));
  const isLong = x.toExponential().replace(/e.*|\D/g, "").length > 4;
  const short = Number(x.toPrecision(isLong ? 3 : 4));
  if (short === 0 || (Math.abs(short) >= 1e-5 && Math.abs(short) < 1e6)) {
    return signed(Number.isInteger(short) ? count(short) : String(short));
  }
  const [digits, power] = short.toExponential().split("e");
  return (digits === "1" ? "" : `${signed(digits)} × `) + tenTo(Number(power));
}

/** The value of a field as a label has it: words say of themselves what they are of, numbers do not. */
export function labelWords(field: string, value: unknown): string {
  const isWord = typeof value === "string" || (value !== null && typeof value === "object");
  return isWord ? valueWords(value) : `${field} ${valueWords(value)}`;
}
