import { crc32 } from "../rows/crc32.ts";
import { isObject } from "../values.ts";

/** What may stand in a name as it is: a number, or a word that is none. */
const PLAIN = /^[\w.+-]+$/;
const WORD = /^(?!true$|false$|null$)[A-Za-z_][\w.+-]*$/;
/** The most characters of a value in a name. */
const LONGEST = 40;
/** The most characters of a name, and of what is left of a longer one. */
const LONGEST_NAME = 200;
const LONGEST_CUT = 180;

/** The name of a run: its values, each after what its field is called. It depends on nothing else. */
export function nameOf(labels: readonly string[], values: readonly unknown[]): string {
  const name = labels.map((label, i) => `${label}=${textOf(values[i])}`).join(",");
  return name.length <= LONGEST_NAME ? name : name.slice(0, LONGEST_CUT) + checksumOf(name);
}

/** A value as a name has it: as it stands where it can, an object by its kind, all else by its checksum. */
function textOf(value: unknown): string {
  const short = isObject(value) && Object.keys(value).join() === "kind" ? value.kind : value;
  const text = typeof short === "string" ? short : JSON.stringify(short);
  const plain = typeof short === "string" ? WORD : PLAIN;
  if (text.length <= LONGEST && plain.test(text)) return text;
  const kind = isObject(value) && typeof value.kind === "string" ? value.kind : "";
  return (WORD.test(kind) ? kind : "") + checksumOf(JSON.stringify(value));
}

function checksumOf(text: string): string {
  return `~${crc32(new TextEncoder().encode(text)).toString(16).padStart(8, "0")}`;
}
