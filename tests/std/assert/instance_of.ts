import { AssertionError } from "./assertion_error.ts";
import { shown, withMessage } from "./message.ts";

/** Asserts that a value is an instance of a class. */
export function assertInstanceOf<T extends new (...args: never[]) => unknown>(
  actual: unknown,
  expectedType: T,
  msg = "",
): asserts actual is T extends new (...args: never[]) => infer Instance ? Instance : never {
  if (actual instanceof expectedType) return;
  throw new AssertionError(
    withMessage(`Expected an instance of ${expectedType.name}, found ${shown(actual)}`, msg),
  );
}
