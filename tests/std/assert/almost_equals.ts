import { AssertionError } from "./assertion_error.ts";
import { withMessage } from "./message.ts";

/**
 * Asserts that two numbers differ by no more than a tolerance.
 *
 * Default tolerance: 1e-7 of the expected number.
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance: number = Number.isFinite(expected) ? Math.abs(expected) * 1e-7 : 1e-7,
  msg?: string,
): void {
  const distance = Math.abs(expected - actual);
  if (Object.is(actual, expected) || distance <= tolerance) return;
  throw new AssertionError(
    withMessage(`Expected ${expected} ± ${tolerance}, found ${actual}, off by ${distance}`, msg),
  );
}
