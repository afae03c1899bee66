/**
 * A stand-in for the part of `@std/assert` that is used here, for machines that cannot reach JSR.
 * Without the `links` line of deno.json the original takes its place.
 *
 * @module
 */
import { AssertionError } from "node:assert/strict";
import { inspect, isDeepStrictEqual } from "node:util";

/** Asserts that a value is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) fail(msg);
}

/** Asserts that two values are deeply equal; NaN equals NaN, and 0 equals −0. */
export function assertEquals<T>(actual: T, expected: T, msg = ""): void {
  if (equal(actual, expected)) return;
  const { message } = new AssertionError({ actual, expected, operator: "deepStrictEqual" });
  fail(`${msg}\n${message}`.trim());
}

/** Asserts that two values are not deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T): void {
  if (equal(actual, expected)) fail(`Expected anything but ${inspect(expected)}`);
}

/** Asserts that two numbers differ by at most a tolerance, by default 1e-7 of the expected one. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance: number = Number.isFinite(expected) ? Math.abs(expected) * 1e-7 : 1e-7,
): void {
  const distance = Math.abs(expected - actual);
  if (Object.is(actual, expected) || distance <= tolerance) return;
  fail(`Expected ${expected} ± ${tolerance}, found ${actual}, off by ${distance}`);
}

/** Asserts that a string contains another. */
export function assertStringIncludes(actual: string, expected: string): void {
  if (actual.includes(expected)) return;
  fail(`Expected ${inspect(actual)} to contain ${inspect(expected)}`);
}

/** Asserts that a string matches a regular expression. */
export function assertMatch(actual: string, expected: RegExp): void {
  if (!expected.test(actual)) fail(`Expected ${inspect(actual)} to match ${expected}`);
}

type ErrorClass<E extends Error> = abstract new (...args: never[]) => E;

/** Asserts that a function throws an error of a class whose message contains a string. */
export function assertThrows<E extends Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes = "",
): E {
  try {
    fn();
  } catch (thrown) {
    return expected(thrown, ErrorClass, msgIncludes);
  }
  fail("Expected the function to throw");
}

/** Asserts that a promise is rejected with an error of a class whose message contains a string. */
export async function assertRejects<E extends Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes = "",
): Promise<E> {
  // Outside of the `try`: a function that throws has rejected nothing.
  const promise = fn();
  try {
    await promise;
  } catch (thrown) {
    return expected(thrown, ErrorClass, msgIncludes);
  }
  fail("Expected the promise to be rejected");
}

function expected<E extends Error>(thrown: unknown, ErrorClass: ErrorClass<E>, words: string): E {
  if (thrown instanceof ErrorClass && thrown.message.includes(words)) return thrown;
  fail(`Expected ${ErrorClass.name} with ${inspect(words)}, found ${inspect(thrown)}`);
}

/** Node's deep equality, except that 0 equals −0, and a missing prototype the one of plain objects. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b || isDeepStrictEqual(a, b)) return true;
  return isPlain(a) && isPlain(b) && prototype(a) === prototype(b) &&
    Reflect.ownKeys({ ...a, ...b }).every((key) =>
      Object.hasOwn(a, key) && Object.hasOwn(b, key) && equal(a[key], b[key])
    );
}

/** Whether a value is all in its own keys. */
function isPlain(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null &&
    (prototype(value) === Object.prototype || Array.isArray(value) ||
      value instanceof Float64Array);
}

function prototype(value: object): object {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

function fail(message: string): never {
  throw new AssertionError({ message });
}
