import { AssertionError } from "./assertion_error.ts";
import { difference } from "./message.ts";

/** Asserts that two values are the same value (`Object.is`). */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  throw new AssertionError(difference("Values are not the same", { actual, expected, msg }));
}
