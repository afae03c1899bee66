import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseNumber, readNumber } from "../../src/rows/number.ts";

/** The expected value of a string: that of `Number`, but NaN for an infinite one. */
function expected(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) ? value : NaN;
}

function check(text: string): void {
  assertEquals([text, parseNumber(text)], [text, expected(text)]);
  assertEquals(Object.is(parseNumber(text), expected(text)), true, `the sign of ${text}`);
}

const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${max}}$`));

Deno.test("a double is read back from every way of printing it", () => {
  const place = fc.integer({ min: 0, max: 30 });
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), place, (value, n) => {
      check(String(value));
      check(value.toExponential(n));
      check(value.toPrecision(n + 1));
      if (Math.abs(value) < 1e21) check(value.toFixed(n));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("numbers of 15 to 25 digits are read as Number reads them", () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(value, fc.integer({ min: 15, max: 25 }), (value, n) => {
      check(value.toPrecision(n));
      check(value.toExponential(n - 1));
    }),
    { numRuns: 5000 },
  );
});

Deno.test("any digits, dot and exponent are read as Number reads them", () => {
  const exponent = fc.oneof(
    fc.constant(""),
    fc.integer({ min: -420, max: 420 }).map((e) => `e${e}`),
  );
  fc.assert(
    fc.property(
      fc.constantFrom("", "-", "+"),
      digits(24),
      digits(24),
      exponent,
      (sign, whole, fraction, exponent) => {
        for (const mantissa of [whole, `${whole}.${fraction}`, `${whole}.`, `.${fraction}`]) {
          check(sign + mantissa + exponent);
        }
      },
    ),
    { numRuns: 5000 },
  );
});

Deno.test("ties between two doubles, and their nearest neighbours, are rounded as Number rounds them", () => {
  const odd = fc.bigInt({ min: 2n ** 53n, max: 2n ** 54n }).map((n) => n | 1n);
  fc.assert(
    fc.property(odd, fc.integer({ min: 0, max: 12 }), (middle, k) => {
      // middle / 2ᵏ has 54 bits, one more than a double: it is middle · 5ᵏ / 10ᵏ.
      const scaled = middle * 5n ** BigInt(k);
      for (const n of [scaled - 1n, scaled, scaled + 1n]) check(`${n}e-${k}`);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("the edges of a double's range are read as Number reads them", () => {
  for (
    const text of [
      "0",
      "-0",
      "0e999",
      "-0.000000000000000000000000000000000000000000000000000000e-5",
      "5e-324",
      "2e-324",
      "2.2250738585072011e-308",
      "1.7976931348623157e308",
      "1.7976931348623159e308",
      "1e999",
      "-1e999",
      "1e-999",
      "1e22",
      "1e23",
      "9007199254740991",
      "9007199254740992",
      "9007199254740993",
      "9999999999999999999999",
      "1" + "0".repeat(400),
      "0." + "0".repeat(400) + "1",
      "1e99999999999999999999999999",
    ]
  ) check(text);
});

Deno.test("only a decimal number is a number", () => {
  for (
    const text of [
      "",
      "-",
      ".",
      "+.",
      "e5",
      "1e",
      "1e+",
      "1.2.3",
      "--1",
      "1 2",
      " 1",
      "0x10",
      "1_000",
      "1,5",
      "NaN",
      "Infinity",
      "1e5.5",
    ]
  ) assertEquals([text, parseNumber(text)], [text, NaN]);
});

Deno.test("a number among other bytes is read up to its end", () => {
  const values = new Float64Array(3);
  const bytes = new TextEncoder().encode("a,-1.5e1;rest");
  assertEquals(readNumber(bytes, 2, values, 1), 8);
  assertEquals([...values], [0, -15, 0]);
  assertEquals(readNumber(bytes, 0, values, 2), -1);
});
