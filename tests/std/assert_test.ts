import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import node from "node:assert/strict";

// All of these hold for the original too: they run against it without the `links` line of deno.json.

/** Checks that an assertion fails, with a message that contains all the parts. */
function fails(assertion: () => unknown, ...parts: string[]): void {
  node.throws(assertion, (error) => isFailure(error, parts));
}

function isFailure(error: unknown, parts: readonly string[]): boolean {
  node.ok(error instanceof Error);
  node.equal(error.name, "AssertionError");
  for (const part of parts) node.ok(error.message.includes(part), `no ${part} in ${error.message}`);
  return true;
}

class Point {
  constructor(readonly x: number) {}
}

const equal: [name: string, a: unknown, b: unknown][] = [
  ["NaN and NaN", NaN, NaN],
  ["0 and −0", 0, -0],
  ["0 and −0 in arrays in objects", { a: [0, NaN] }, { a: [-0, NaN] }],
  ["objects whose keys are in another order", { a: 1, b: [2] }, { b: [2], a: 1 }],
  ["a plain object and one without a prototype", { a: {} }, { a: { __proto__: null } }],
  ["typed arrays with NaN, 0 and −0", Float64Array.of(0, NaN), Float64Array.of(-0, NaN)],
  ["a view and its copy", Uint8Array.of(1, 2, 3).subarray(1), Uint8Array.of(2, 3)],
  ["maps", new Map([["a", [1]]]), new Map([["a", [1]]])],
  ["sets in another order", new Set([1, 2]), new Set([2, 1])],
  ["dates", new Date(7), new Date(7)],
  ["instances of one class", new Point(1), new Point(1)],
];
for (const [name, a, b] of equal) {
  Deno.test(`equal: ${name}`, () => {
    assertEquals(a, b);
    assertEquals(b, a);
    fails(() => assertNotEquals(a, b));
  });
}

const unequal: [name: string, a: unknown, b: unknown][] = [
  ["a number and a string", 1, "1"],
  ["null and undefined", null, undefined],
  ["null and an object", null, {}],
  ["an undefined field and a missing one", { a: undefined }, {}],
  ["two undefined fields of other names", { a: undefined }, { b: undefined }],
  ["a field and an inherited one", { toString: 1 }, {}],
  ["arrays of other lengths", [1, 2], [1, 2, 3]],
  ["arrays in another order", [1, 2], [2, 1]],
  ["an array and an object", [1], { 0: 1 }],
  ["an array and none", [], {}],
  ["typed arrays of another number", Float64Array.of(1, 2), Float64Array.of(1, 3)],
  ["typed arrays of other lengths", Float64Array.of(1), Float64Array.of(1, 2)],
  ["typed arrays of other types", Float64Array.of(1), Float32Array.of(1)],
  ["a typed array and an array", Float64Array.of(1), [1]],
  ["maps of other values", new Map([["a", 1]]), new Map([["a", 2]])],
  ["sets of other items", new Set([1]), new Set([2])],
  ["a set and a map", new Set([1]), new Map([[1, 1]])],
  ["dates", new Date(7), new Date(8)],
  ["instances of one class", new Point(1), new Point(2)],
  ["an instance and a plain object", new Point(1), { x: 1 }],
  ["errors with other messages", new Error("a"), new Error("b")],
  ["symbols as keys", { [Symbol.iterator]: 1 }, { [Symbol.iterator]: 2 }],
  ["functions", () => 1, () => 1],
];
for (const [name, a, b] of unequal) {
  Deno.test(`not equal: ${name}`, () => {
    assertNotEquals(a, b);
    assertNotEquals(b, a);
    fails(() => assertEquals(a, b));
  });
}

Deno.test("a failed assertEquals shows both values and the caller's message", () => {
  fails(() => assertEquals({ rows: [1, 22] }, { rows: [1, 33] }, "why"), "why", "22", "33");
  fails(() => assertEquals("left", "right"), "left", "right");
  fails(() => assertNotEquals([7], [7]), "7");
});

Deno.test("assert accepts what is truthy", () => {
  assert(1);
  assert("a");
  for (const falsy of [0, "", null, undefined, NaN, false]) {
    fails(() => assert(falsy, "why"), "why");
  }
});

Deno.test("assertAlmostEquals accepts numbers within the tolerance and exactly at it", () => {
  assertAlmostEquals(1, 1 + 0.9e-7);
  assertAlmostEquals(-1e6, -1e6 - 0.09);
  assertAlmostEquals(1, 3, 2);
  assertAlmostEquals(NaN, NaN);
  assertAlmostEquals(Infinity, Infinity);
  fails(() => assertAlmostEquals(1, 1 + 1.1e-7));
  fails(() => assertAlmostEquals(1e-9, 0));
  fails(() => assertAlmostEquals(1, NaN));
  fails(() => assertAlmostEquals(Infinity, -Infinity));
  fails(() => assertAlmostEquals(1, Infinity));
  fails(() => assertAlmostEquals(1, 30, 20), "1", "30", "20", "29");
});

Deno.test("a string that contains another or matches a regular expression", () => {
  assertStringIncludes("a line", "line");
  assertMatch("a line", /^a\s/);
  fails(() => assertStringIncludes("a line", "word"), "a line", "word");
  fails(() => assertMatch("a line", /^b/), "a line", "/^b/");
});

const boom = () => {
  throw new RangeError("out of range: 7");
};
const rejecting = () => Promise.reject(new RangeError("out of range: 7"));

Deno.test("assertThrows returns the error, of the class that was asked for", () => {
  const error: RangeError = assertThrows(boom, RangeError, "of range");
  node.equal(error.message, "out of range: 7");
  assertThrows(boom, Error);
});

Deno.test("assertThrows fails when nothing, another class or another message is thrown", () => {
  fails(() => assertThrows(() => 1, RangeError));
  fails(() => assertThrows(boom, TypeError), "TypeError", "RangeError");
  fails(() => assertThrows(boom, RangeError, "of bounds"), "of bounds", "out of range: 7");
  fails(() =>
    assertThrows(() => {
      throw "a string";
    }, Error)
  );
});

Deno.test("assertRejects resolves to the error, of the class that was asked for", async () => {
  const error: RangeError = await assertRejects(rejecting, RangeError, "of range");
  node.equal(error.message, "out of range: 7");
  await assertRejects(rejecting, Error);
});

Deno.test("assertRejects fails when nothing or another error is rejected, or thrown", async () => {
  const failing: [assertion: () => Promise<unknown>, parts: string[]][] = [
    [() => assertRejects(() => Promise.resolve(1), RangeError), []],
    [() => assertRejects(rejecting, TypeError), ["TypeError", "RangeError"]],
    [() => assertRejects(rejecting, RangeError, "of bounds"), ["of bounds", "out of range: 7"]],
    [() => assertRejects(() => Promise.reject("a string"), Error), []],
  ];
  for (const [assertion, parts] of failing) {
    await node.rejects(assertion, (error) => isFailure(error, parts));
  }
  await node.rejects(assertRejects(boom, RangeError));
});
