import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { expMinus } from "../../src/neuron/exp_minus.ts";

const BITS = 1400n;

/** A finite number ≥ 0 as an integer of units 2^−BITS, exactly: BITS is more than a double has. */
function fixed(x: number): bigint {
  let unit = 0n;
  while (!Number.isInteger(x)) {
    x *= 2;
    unit++;
  }
  return (BigInt(x) << BITS) >> unit;
}

/** e^−a in units of 2^−BITS, by the series of e^(−a/1024), squared ten times. */
function exact(a: number): bigint {
  const part = fixed(a) >> 10n;
  let power = 0n;
  for (let n = 1n, term = 1n << BITS; term !== 0n; n++) {
    power += term;
    term = -(term * part >> BITS) / n;
  }
  for (let i = 0; i < 10; i++) power = power * power >> BITS;
  return power;
}

/** How far a number is from e^−a, in units of its last place. */
function ulps(x: number, a: number): number {
  const ulp = 2 ** (Math.floor(Math.log2(x)) - 52);
  const off = fixed(x) - exact(a);
  return Number((off < 0n ? -off : off) * 1000n / fixed(ulp)) / 1000;
}

for (const [least, most, bound] of [[0, 64, 2.5], [64, 128, 3.5], [640, 700, 12.5]]) {
  Deno.test(`e^−a is exact to ${bound} ulp from ${least} to ${most}`, () => {
    fc.assert(
      fc.property(fc.double({ min: least, max: most, noNaN: true }), (a) => {
        const off = ulps(expMinus(a), a);
        assert(off <= bound, `${off} ulp at ${a}`);
      }),
      { numRuns: 1000 },
    );
  });
}

Deno.test("e^−a is exact at its table's multiples and between them, the worst places", () => {
  for (let k = 0; k < 64 * 128; k += 7) {
    for (const a of [k / 128, (k + 0.499999) / 128, (k + 0.5) / 128]) {
      const off = ulps(expMinus(a), a);
      assert(off <= 2.5, `${off} ulp at ${a}`);
    }
  }
});

Deno.test("e^−a at its ends", () => {
  assertEquals(expMinus(0), 1);
  assertEquals(expMinus(-0), 1);
  assertEquals(expMinus(Number.MIN_VALUE), 1);
  // The least number there is stands for e^−745, and 0 for all that is less.
  assertEquals(expMinus(745), Number.MIN_VALUE);
  // e^−746 is below half of the least double.
  assertEquals([746, 1e4, Number.MAX_VALUE, Infinity].map(expMinus), [0, 0, 0, 0]);
  assertEquals(expMinus(NaN), NaN);
});

Deno.test("e^−a stays within what a sigmoid and a logarithm need: from 0 to 1", () => {
  fc.assert(fc.property(fc.double({ min: 0, noNaN: true }), (a) => {
    const e = expMinus(a);
    assert(e >= 0 && e <= 1, `${e} at ${a}`);
  }));
});
