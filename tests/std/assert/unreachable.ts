import { AssertionError } from "./assertion_error.ts";
import { withMessage } from "./message.ts";

/** Fails if the program ever gets here. */
export function unreachable(msg?: string): never {
  throw new AssertionError(withMessage("Unreachable", msg));
}
