import { AssertionError } from "./assertion_error.ts";
import { assertExpected, type ErrorClass, expectation } from "./error_class.ts";
import { withMessage } from "./message.ts";

/** Asserts that a function's promise is rejected, and resolves to what it was rejected with. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Asserts that a function's promise is rejected with an error of a class, with some words. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error>(
  fn: () => PromiseLike<unknown>,
  ...rest: [(ErrorClass<E> | string)?, string?, string?]
): Promise<unknown> {
  const expected = expectation(rest);
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (cause) {
    const sentence = "Expected a promise that is rejected, but the function itself threw";
    throw new AssertionError(withMessage(sentence, expected.msg), { cause });
  }
  try {
    await promise;
  } catch (thrown) {
    assertExpected(thrown, expected);
    return thrown;
  }
  throw new AssertionError(withMessage("Expected the promise to be rejected", expected.msg));
}
