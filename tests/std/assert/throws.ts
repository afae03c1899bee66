import { AssertionError } from "./assertion_error.ts";
import { assertExpected, type ErrorClass, expectation } from "./error_class.ts";
import { withMessage } from "./message.ts";

/** Asserts that a function throws, and returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Asserts that a function throws an error of a class, with some words, and returns the error. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error>(
  fn: () => unknown,
  ...rest: [(ErrorClass<E> | string)?, string?, string?]
): unknown {
  const expected = expectation(rest);
  try {
    fn();
  } catch (thrown) {
    assertExpected(thrown, expected);
    return thrown;
  }
  throw new AssertionError(withMessage("Expected the function to throw", expected.msg));
}
