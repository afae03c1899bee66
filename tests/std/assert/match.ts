import { AssertionError } from "./assertion_error.ts";
import { shown, withMessage } from "./message.ts";

/** Asserts that a string matches a regular expression. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) return;
  throw new AssertionError(withMessage(`Expected ${shown(actual)} to match ${expected}`, msg));
}
