/** Options of a {@linkcode UserError}. */
export interface UserErrorOptions extends ErrorOptions {
  /** The exit code the command line ends with: 2 for bad input (default), 1 for a failed run. */
  readonly exitCode?: 1 | 2;
}

/**
 * An error that a user can cause and mend: its message is all that is shown of it.
 *
 * The message says what was found, where, what is allowed and what to do. It may have several
 * lines, one per problem.
 *
 * @example
 * ```ts
 * import { UserError } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new UserError("rows.csv:3:7: expected a number, found \"abc\"");
 * assertEquals(error.exitCode, 2);
 * ```
 */
export class UserError extends Error {
  /** The name of the class. */
  override readonly name = "UserError";
  /** The exit code the command line ends with. */
  readonly exitCode: 1 | 2;

  /** Makes an error with the message that is shown. */
  constructor(message: string, { exitCode = 2, ...options }: UserErrorOptions = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
