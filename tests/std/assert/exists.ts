import { AssertionError } from "./assertion_error.ts";
import { withMessage } from "./message.ts";

/** Asserts that a value is neither null nor undefined. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual === null || actual === undefined) {
    throw new AssertionError(withMessage(`Expected a value, found ${actual}`, msg));
  }
}
