import { AssertionError } from "./assertion_error.ts";
import { shown, withMessage } from "./message.ts";

/** Asserts that a string contains another. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(
    withMessage(`Expected ${shown(actual)} to contain ${shown(expected)}`, msg),
  );
}
