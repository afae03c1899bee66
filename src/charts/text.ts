/** Characters narrower than a digit, and how wide they are in ems: nobody can measure text here. */
const NARROW = /[ilj.,:;'|!·()[\] ]/;
const WIDE = /[mwMW@%—…]/;
const CAPITAL = /[\p{Lu}&+=<>×−]/u;
/** Characters as wide as they are high: those of East Asia, and pictures. */
const SQUARE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{3fffd}]/u;
/** Characters that add nothing to the width of the one before. */
const COMBINING = /[\p{Mn}\u200d\ufe0f]/u;

/** About how wide a text of some size is, in a wide font. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const character of text) ems += emsOf(character);
  return ems * size;
}

function emsOf(character: string): number {
  if (NARROW.test(character)) return 0.36;
  if (WIDE.test(character)) return 0.95;
  // Most characters are found among these.
  if (character <= "~") return character >= "A" && character <= "Z" ? 0.74 : 0.62;
  if (SQUARE.test(character)) return 1;
  if (COMBINING.test(character)) return 0;
  return CAPITAL.test(character) ? 0.74 : 0.62;
}

/** Room for a text. */
export interface Room {
  /** How wide it may be. */
  readonly width: number;
  /** The size of the text. */
  readonly size: number;
}

/** A text that fits: of one that is too long the beginning and the end, which tells names apart. */
export function shortened(text: string, { width, size }: Room): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  let [head, tail] = [Math.ceil(characters.length / 2), Math.floor(characters.length / 2)];
  const kept = () =>
    `${characters.slice(0, head).join("")}…${characters.slice(characters.length - tail).join("")}`;
  while (head + tail > 1 && textWidth(kept(), size) > width) {
    if (head > 2 * tail) head--;
    else if (tail > 0) tail--;
    else head--;
  }
  return kept();
}

/** Names that fit and differ: where shortening makes two alike, each has its number, 1 the first. */
export function distinct(names: readonly string[], { width, size }: Room): string[] {
  const short = names.map((name) => shortened(name, { width, size }));
  const times = new Map<string, number>();
  for (const name of short) times.set(name, (times.get(name) ?? 0) + 1);
  return short.map((name, i) => {
    if (times.get(name) === 1) return name;
    const number = ` #${i + 1}`;
    return shortened(names[i], { width: width - textWidth(number, size), size }) + number;
  });
}
