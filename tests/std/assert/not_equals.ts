import { AssertionError } from "./assertion_error.ts";
import { equal } from "./equal.ts";
import { shown, withMessage } from "./message.ts";

/** Asserts that two values are not equal, as `assertEquals` understands it. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(
    withMessage(`Expected a value that is not equal to ${shown(expected)}`, msg),
  );
}
