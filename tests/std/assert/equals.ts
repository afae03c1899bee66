import { AssertionError } from "./assertion_error.ts";
import { equal } from "./equal.ts";
import { difference } from "./message.ts";

/**
 * Asserts that two values are equal all the way down.
 *
 * NaN equals NaN and 0 equals −0; classes, typed arrays, maps and sets must be of the same type.
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  throw new AssertionError(difference("Values are not equal", { actual, expected, msg }));
}
