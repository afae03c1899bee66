import { AssertionError } from "./assertion_error.ts";
import { withMessage } from "./message.ts";

/** Fails. */
export function fail(msg?: string): never {
  throw new AssertionError(withMessage("Failed assertion", msg));
}
