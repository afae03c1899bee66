import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertExists,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
  unreachable,
} from "@std/assert";
import nodeAssert from "node:assert/strict";

// All of these hold for the original too: they run against it without the `links` line of deno.json.

/** The message that an assertion fails with. */
function failure(fn: () => unknown): string {
  try {
    fn();
  } catch (thrown) {
    return messageOf(thrown);
  }
  throw new Error("the assertion did not fail");
}

/** The message that an assertion about a promise fails with. */
async function rejection(fn: () => PromiseLike<unknown>): Promise<string> {
  try {
    await fn();
  } catch (thrown) {
    return messageOf(thrown);
  }
  throw new Error("the assertion did not fail");
}

function messageOf(thrown: unknown): string {
  if (!(thrown instanceof AssertionError)) throw thrown;
  nodeAssert.equal(thrown.name, "AssertionError");
  return thrown.message;
}

function says(message: string, ...parts: string[]): void {
  for (const part of parts) nodeAssert.ok(message.includes(part), `${part} is not in: ${message}`);
}

class Point {
  constructor(readonly x: number, readonly y: number) {}
}
class Hidden {
  #value: number;
  constructor(value: number) {
    this.#value = value;
  }
  get value(): number {
    return this.#value;
  }
}
const cycle = (value: number) => {
  const object: Record<string, unknown> = { value };
  return Object.assign(object, { object });
};

const equals: [name: string, a: unknown, b: unknown][] = [
  ["NaN and NaN", NaN, NaN],
  ["0 and −0", 0, -0],
  ["0 and −0 in an array", [0], [-0]],
  ["objects whose keys are in another order", { a: 1, b: [2] }, { b: [2], a: 1 }],
  ["a plain object and one without a prototype", { a: 1 }, { __proto__: null, a: 1 }],
  ["typed arrays with NaN", Float64Array.of(1, NaN), Float64Array.of(1, NaN)],
  ["typed arrays of 0 and −0", Float64Array.of(0), Float64Array.of(-0)],
  ["a view and its copy", Uint8Array.of(1, 2, 3).subarray(1), Uint8Array.of(2, 3)],
  ["buffers", Uint8Array.of(1, 2).buffer, Uint8Array.of(1, 2).buffer],
  ["maps in another order", new Map([["a", [1]], ["b", [2]]]), new Map([["b", [2]], ["a", [1]]])],
  ["maps with objects as keys", new Map([[{ a: 1 }, 1]]), new Map([[{ a: 1 }, 1]])],
  ["sets in another order", new Set([1, NaN]), new Set([NaN, 1])],
  ["sets of objects", new Set([{ a: 1 }, { b: 2 }]), new Set([{ b: 2 }, { a: 1 }])],
  ["dates", new Date(7), new Date(7)],
  ["invalid dates", new Date(NaN), new Date(NaN)],
  ["regular expressions", /a+/g, /a+/g],
  ["addresses", new URL("https://a.b/c"), new URL("https://a.b/c")],
  ["instances of one class", new Point(1, 2), new Point(1, 2)],
  ["instances with equal getters", new Hidden(1), new Hidden(1)],
  ["cycles", cycle(1), cycle(1)],
];
for (const [name, a, b] of equals) {
  Deno.test(`equal: ${name}`, () => {
    assertEquals(a, b);
    assertEquals(b, a);
    failure(() => assertNotEquals(a, b));
  });
}

const unequal: [name: string, a: unknown, b: unknown][] = [
  ["a number and its text", 1, "1"],
  ["null and undefined", null, undefined],
  ["a key that is undefined and none", { a: undefined }, {}],
  ["other keys that are undefined", { a: undefined }, { b: undefined }],
  ["arrays of other lengths", [1, 2], [1, 2, 3]],
  ["arrays in another order", [1, 2], [2, 1]],
  ["an array and an object", [1], { 0: 1 }],
  ["typed arrays of another number", Float64Array.of(1, 2), Float64Array.of(1, 3)],
  ["typed arrays of other lengths", Float64Array.of(1), Float64Array.of(1, 2)],
  ["typed arrays of other types", Float64Array.of(1), Float32Array.of(1)],
  ["a typed array and an array", Float64Array.of(1), [1]],
  ["buffers of other bytes", Uint8Array.of(1).buffer, Uint8Array.of(2).buffer],
  ["maps of other values", new Map([["a", 1]]), new Map([["a", 2]])],
  ["maps of other keys", new Map([["a", 1]]), new Map([["b", 1]])],
  ["maps with unequal objects as keys", new Map([[{ a: 1 }, 1]]), new Map([[{ a: 2 }, 1]])],
  ["maps of other sizes", new Map([["a", 1]]), new Map([["a", 1], ["b", 2]])],
  ["sets of other items", new Set([1]), new Set([2])],
  ["sets of other objects", new Set([{ a: 1 }]), new Set([{ a: 2 }])],
  ["a set and a map", new Set([1]), new Map([[1, 1]])],
  ["dates", new Date(7), new Date(8)],
  ["regular expressions with other flags", /a/, /a/g],
  ["addresses", new URL("https://a.b/c"), new URL("https://a.b/d")],
  ["an instance and a plain object", new Point(1, 2), { x: 1, y: 2 }],
  ["instances with unequal getters", new Hidden(1), new Hidden(2)],
  ["errors with other messages", new Error("a"), new Error("b")],
  ["symbols as keys", { [Symbol.iterator]: 1 }, { [Symbol.iterator]: 2 }],
  ["functions", () => 1, () => 1],
  ["cycles", cycle(1), cycle(2)],
];
for (const [name, a, b] of unequal) {
  Deno.test(`not equal: ${name}`, () => {
    assertNotEquals(a, b);
    assertNotEquals(b, a);
    failure(() => assertEquals(a, b));
  });
}

Deno.test("weak collections cannot be compared", () => {
  nodeAssert.throws(() => assertEquals(new WeakMap(), new WeakMap()), TypeError);
  nodeAssert.throws(() => assertEquals(new WeakSet(), new WeakSet()), TypeError);
});

Deno.test("a failed assertEquals shows both values and the caller's message", () => {
  const message = failure(() => assertEquals({ rows: [1, 22] }, { rows: [1, 33] }, "the rows"));
  says(message, "the rows", "22", "33", "+", "-");
  says(failure(() => assertEquals("left", "right")), "left", "right");
});

Deno.test("assert takes what is truthy", () => {
  assert(1);
  assert("a");
  for (const falsy of [0, "", null, undefined, NaN, false]) {
    nodeAssert.equal(failure(() => assert(falsy, "why")), "why");
  }
});

Deno.test("assertStrictEquals takes the same value only", () => {
  const object = {};
  assertStrictEquals(object, object);
  assertStrictEquals(NaN, NaN);
  says(failure(() => assertStrictEquals({ a: 1 }, { a: 1 }, "why")), "why", "a: 1");
  says(failure(() => assertStrictEquals(0, -0)), "-0");
  says(failure(() => assertStrictEquals(1, 2)), "1", "2");
});

Deno.test("assertAlmostEquals takes numbers within the tolerance, and exactly at it", () => {
  assertAlmostEquals(1, 1 + 0.9e-7);
  assertAlmostEquals(-1e6, -1e6 - 0.09);
  assertAlmostEquals(1, 3, 2);
  assertAlmostEquals(NaN, NaN);
  assertAlmostEquals(Infinity, Infinity);
  failure(() => assertAlmostEquals(1, 1 + 1.1e-7));
  failure(() => assertAlmostEquals(1e-9, 0));
  failure(() => assertAlmostEquals(1, NaN));
  failure(() => assertAlmostEquals(Infinity, -Infinity));
  failure(() => assertAlmostEquals(1, Infinity));
  says(failure(() => assertAlmostEquals(1, 30, 20, "why")), "1", "30", "20", "29", "why");
});

Deno.test("the comparisons are what their names say", () => {
  assertGreater(2, 1);
  assertGreaterOrEqual(1, 1);
  assertLess(1, 2);
  assertLessOrEqual(1, 1);
  says(failure(() => assertGreater(1, 1)), "1 > 1");
  says(failure(() => assertGreaterOrEqual(1, 2)), "1 >= 2");
  says(failure(() => assertLess(1, 1)), "1 < 1");
  says(failure(() => assertLessOrEqual(2, 1)), "2 <= 1");
  failure(() => assertGreater(NaN, 0));
  failure(() => assertLessOrEqual(NaN, 0));
  nodeAssert.equal(failure(() => assertLess(2, 1, "why")), "why");
});

Deno.test("the assertions about text", () => {
  assertStringIncludes("a line", "line");
  assertMatch("a line", /^a\s/);
  says(failure(() => assertStringIncludes("a line", "word", "why")), "a line", "word", "why");
  says(failure(() => assertMatch("a line", /^b/, "why")), "a line", "/^b/", "why");
});

Deno.test("assertExists takes all but null and undefined", () => {
  assertExists(0);
  assertExists("");
  says(failure(() => assertExists(null, "why")), "null", "why");
  says(failure(() => assertExists(undefined)), "undefined");
});

Deno.test("assertInstanceOf tells the type", () => {
  const value: unknown = new Point(1, 2);
  assertInstanceOf(value, Point);
  const x: number = value.x;
  nodeAssert.equal(x, 1);
  says(failure(() => assertInstanceOf(new Date(0), Point, "why")), "Point", "why");
  failure(() => assertInstanceOf(null, Point));
});

Deno.test("fail and unreachable always throw", () => {
  says(failure(() => fail("why")), "why");
  says(failure(() => unreachable("why")), "why");
  failure(() => fail());
  failure(() => unreachable());
});

const boom = () => {
  throw new RangeError("out of range: 7");
};

Deno.test("assertThrows returns what was thrown, of the type that was asked for", () => {
  const error: RangeError = assertThrows(boom, RangeError, "of range");
  nodeAssert.equal(error.message, "out of range: 7");
  assertThrows(boom, Error);
  nodeAssert.equal(
    assertThrows(() => {
      throw "text";
    }),
    "text",
  );
});

Deno.test("assertThrows fails when nothing, another class or another message is thrown", () => {
  says(failure(() => assertThrows(() => 1, "why")), "why");
  says(failure(() => assertThrows(() => 1, RangeError, "of range", "why")), "why");
  const other = failure(() => assertThrows(boom, TypeError, "", "why"));
  says(other, "TypeError", "RangeError", "why");
  const message = failure(() => assertThrows(boom, RangeError, "of bounds", "why"));
  says(message, "of bounds", "out of range: 7", "why");
  failure(() =>
    assertThrows(() => {
      throw "text";
    }, Error)
  );
});

Deno.test("colours in a message do not matter", () => {
  assertThrows(
    () => {
      throw new Error("\x1b[31mred\x1b[0m words");
    },
    Error,
    "red words",
  );
});

Deno.test("assertRejects resolves to the reason, of the type that was asked for", async () => {
  const rejecting = () => Promise.reject(new RangeError("out of range: 7"));
  const error: RangeError = await assertRejects(rejecting, RangeError, "of range");
  nodeAssert.equal(error.message, "out of range: 7");
  nodeAssert.equal(await assertRejects(() => Promise.reject("text")), "text");
});

Deno.test("assertRejects fails when nothing or something else is rejected, or thrown", async () => {
  const rejecting = () => Promise.reject(new RangeError("out of range: 7"));
  says(await rejection(() => assertRejects(() => Promise.resolve(1), "why")), "why");
  says(await rejection(() => assertRejects(rejecting, TypeError)), "TypeError", "RangeError");
  says(await rejection(() => assertRejects(rejecting, RangeError, "of bounds")), "of bounds");
  await rejection(() => assertRejects(() => Promise.reject("text"), Error));
  says(await rejection(() => assertRejects(boom as () => Promise<void>, "why")), "why");
});
