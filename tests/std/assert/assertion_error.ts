/** What a failed assertion throws. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";

  /** Makes an error with the message of the failed assertion. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
  }
}
