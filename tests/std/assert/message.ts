import { AssertionError as NodeAssertionError } from "node:assert/strict";
import { inspect } from "node:util";

/** A sentence, the caller's own message after it, and how the two values differ. */
export function difference(
  sentence: string,
  { actual, expected, msg }: { actual: unknown; expected: unknown; msg: string | undefined },
): string {
  const { message } = new NodeAssertionError({ actual, expected, operator: "deepStrictEqual" });
  // The first line is Node's own sentence.
  return `${withMessage(sentence, msg)}\n${message.slice(message.indexOf("\n") + 1).trimEnd()}`;
}

/** A sentence that ends in the caller's own message, if there is one. */
export function withMessage(sentence: string, msg: string | undefined): string {
  return msg ? `${sentence}: ${msg}` : `${sentence}.`;
}

/** A value as text, strings in quotation marks. */
export function shown(value: unknown): string {
  return inspect(value);
}
