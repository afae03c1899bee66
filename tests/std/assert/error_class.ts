import { stripVTControlCharacters } from "node:util";
import { AssertionError } from "./assertion_error.ts";
import { shown, withMessage } from "./message.ts";

/** The class of an error. */
export type ErrorClass<E extends Error> = new (...args: never[]) => E;

/** What an error that was thrown has to be. */
export interface Expectation<E extends Error> {
  readonly errorClass: ErrorClass<E> | undefined;
  readonly msgIncludes: string | undefined;
  readonly msg: string | undefined;
}

/** Tells `(msg)` from `(ErrorClass, msgIncludes, msg)`, the two ways to call an assertion. */
export function expectation<E extends Error>(
  [first, second, third]: readonly [(ErrorClass<E> | string)?, string?, string?],
): Expectation<E> {
  return typeof first === "string"
    ? { errorClass: undefined, msgIncludes: undefined, msg: first }
    : { errorClass: first, msgIncludes: second, msg: third };
}

/** Asserts that what was thrown has the class and the words that are expected of it. */
export function assertExpected<E extends Error>(
  thrown: unknown,
  { errorClass, msgIncludes, msg }: Expectation<E>,
): void {
  if (errorClass === undefined) return;
  if (!(thrown instanceof errorClass)) {
    throw new AssertionError(
      withMessage(`Expected an error of class ${errorClass.name}, found ${shown(thrown)}`, msg),
    );
  }
  const [message, words] = [thrown.message, msgIncludes ?? ""].map(stripVTControlCharacters);
  if (!message.includes(words)) {
    throw new AssertionError(
      withMessage(`Expected an error message with ${shown(words)}, found ${shown(message)}`, msg),
    );
  }
}
