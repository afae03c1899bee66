import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../src/user_error.ts";
import { numpyRandom, restoreRandom } from "../../src/random/numpy_random.ts";
import type { Random } from "../../src/random/random.ts";
import reference from "../reference/numpy-seed-42.json" with { type: "json" };
// Made by the program at the end of this file.
import seeds from "./numpy-seeds.json" with { type: "json" };

/** The distance of two doubles in units in the last place. */
function ulps(a: number, b: number): number {
  const [i, j] = new BigInt64Array(Float64Array.of(a, b).buffer);
  return Math.sign(a) === Math.sign(b) ? Math.abs(Number(i - j)) : a === b ? 0 : Infinity;
}

/** One ulp apart: no standard fixes the last bit of the logarithm that normals are made with. */
function assertNormals(actual: number[], expected: number[]): void {
  assertEquals(actual.length, expected.length);
  actual.forEach((value, i) =>
    assert(ulps(value, expected[i]) <= 1, `[${i}]: ${value} is not ${expected[i]}`)
  );
}

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

function shuffled(random: Random, count: number): Uint32Array {
  const items = Uint32Array.from({ length: count }, (_, i) => i);
  random.shuffle(items);
  return items;
}

Deno.test("seed 42 gives NumPy's samples, weights and shuffles, in the tutorial's order", () => {
  const random = numpyRandom(reference.seed);
  const x = [
    ...draw(500, () => random.normal(0, 1)),
    ...draw(500, () => random.normal(5, 0.5)),
  ];
  assertNormals(x, reference.x);
  assertEquals(random.uniform(-0.01, 0.01), reference.w_init);
  assertEquals(random.uniform(-0.01, 0.01), reference.b_init);
  const first10 = Array.from({ length: 120 }, () => [...shuffled(random, 1000).subarray(0, 10)]);
  assertEquals(first10[0], reference.shuffled_first_10[0]);
  assertEquals(first10[119], reference.shuffled_first_10[119]);
});

for (const expected of seeds) {
  Deno.test(`seed ${expected.seed} gives NumPy's numbers, in a mixed order of calls`, () => {
    const random = numpyRandom(expected.seed);
    assertNormals(draw(5, () => random.normal(0, 1)), expected.normal);
    assertEquals(draw(5, () => random.uniform(-2, 3)), expected.uniform);
    assertNormals(draw(4, () => random.normal(5, 0.5)), expected.normal_after);
    assertEquals([...shuffled(random, 10)], expected.shuffled_10);
    const many = shuffled(random, 1_500_000);
    assertEquals([...many.subarray(0, 5)], expected.shuffled_1500000_first_5);
    assertEquals([...many.subarray(-5)], expected.shuffled_1500000_last_5);
    assertEquals(expected.limits.map((max) => random.integer(max)), expected.integers);
    assertNormals(draw(2, () => random.normal(0, 1)), expected.normal_last);
  });
}

Deno.test("a shuffle keeps every item, and draws nothing for fewer than two items", () => {
  fc.assert(fc.property(seed(), fc.array(fc.integer({ min: 0 })), (seed, items) => {
    const random = numpyRandom(seed);
    const before = Uint32Array.from(items);
    const after = before.slice();
    random.shuffle(after);
    assertEquals(after.toSorted(), before.toSorted());
    const untouched = items.length < 2;
    assertEquals(random.uniform(0, 1) === numpyRandom(seed).uniform(0, 1), untouched);
  }));
});

Deno.test("a shuffle swaps from the top, each item with that of the next integer up to its own", () => {
  fc.assert(fc.property(seed(), fc.nat({ max: 3000 }), (seed, count) => {
    const random = numpyRandom(seed);
    const other = numpyRandom(seed);
    const items = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = other.integer(i);
      [items[i], items[j]] = [items[j], items[i]];
    }
    assertEquals(shuffled(random, count), items);
    assertEquals(random.state(), other.state());
  }));
});

Deno.test("integers lie in 0 … max, and each of them occurs", () => {
  fc.assert(fc.property(seed(), fc.integer({ min: 0, max: 9 }), (seed, max) => {
    const random = numpyRandom(seed);
    // The chance that 1000 draws miss one of ten is below 1e-44.
    const drawn = new Set(draw(1000, () => random.integer(max)));
    assertEquals([...drawn].toSorted(), Array.from({ length: max + 1 }, (_, i) => i));
  }));
});

Deno.test("uniform numbers lie in [low, high)", () => {
  fc.assert(fc.property(seed(), (seed) => {
    const random = numpyRandom(seed);
    const drawn = draw(100, () => random.uniform(-1, 1));
    assert(drawn.every((value) => value >= -1 && value < 1));
    assertEquals(new Set(drawn).size, 100);
  }));
});

/** Calls of a generator: `n` a normal, `u` a uniform, `i` an integer, `s` a shuffle. */
const calls = fc.array(fc.constantFrom("n", "u", "i", "s"), { maxLength: 50 });

function seed(): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 2 ** 32 - 1 });
}

function follow(random: Random, calls: readonly string[]): unknown[] {
  return calls.map((call) => {
    if (call === "n") return random.normal(0, 1);
    if (call === "u") return random.uniform(0, 1);
    if (call === "i") return random.integer(9);
    return [...shuffled(random, 40)];
  });
}

Deno.test("a generator restored from its state, through JSON, continues with the same numbers", () => {
  fc.assert(fc.property(seed(), calls, calls, (seed, before, after) => {
    const random = numpyRandom(seed);
    follow(random, before);
    const state = random.state();
    const saved = JSON.parse(JSON.stringify(state));
    assertEquals(saved, state);
    const expected = follow(random, after);
    assertEquals(follow(restoreRandom(saved), after), expected);
    // Neither drawing nor restoring changes the saved state.
    assertEquals(state, saved);
    assertEquals(follow(restoreRandom(state), after), expected);
  }));
});

Deno.test("the state has a cached normal exactly if the second of a pair has not been drawn", () => {
  const random = numpyRandom(42);
  assertEquals(random.state().cached, null);
  random.normal(0, 1);
  assertEquals(random.state().cached, random.normal(0, 1));
  assertEquals(random.state().cached, null);
});

Deno.test("a clone continues with the same numbers, independently of the original", () => {
  fc.assert(fc.property(seed(), calls, calls, (seed, before, after) => {
    const random = numpyRandom(seed);
    follow(random, before);
    const clone = random.clone();
    const state = random.state();
    const expected = follow(clone, [...after, "u"]);
    assertEquals(random.state(), state);
    const moved = clone.state();
    assertNotEquals(moved, state);
    assertEquals(follow(random, [...after, "u"]), expected);
    assertEquals(clone.state(), moved);
  }));
});

Deno.test("a state without 624 words, or with a position outside them, is rejected", () => {
  const state = numpyRandom(0).state();
  assertThrows(() => restoreRandom({ ...state, words: state.words.slice(1) }), Error);
  assertThrows(() => restoreRandom({ ...state, position: -1 }), Error);
  assertThrows(() => restoreRandom({ ...state, position: 624 }), Error);
});

for (const bad of [-1, 2 ** 32, 1.5, NaN, Infinity, -Infinity, Number.MAX_SAFE_INTEGER]) {
  Deno.test(`the seed ${bad} is rejected, saying what was found and what is allowed`, () => {
    const { message } = assertThrows(() => numpyRandom(bad), UserError);
    assertEquals(message, `seed: expected an integer from 0 to 4294967295, found ${bad}`);
  });
}

/*
numpy-seeds.json was made with NumPy 1.24.2 by `python3 - > tests/random/numpy-seeds.json` of:

import json, numpy as np

def draws(seed):
    np.random.seed(seed)
    drawn = {"seed": seed}
    drawn["normal"] = np.random.normal(0, 1, 5).tolist()
    drawn["uniform"] = np.random.uniform(-2, 3, 5).tolist()
    drawn["normal_after"] = np.random.normal(5, 0.5, 4).tolist()
    ten = np.arange(10); np.random.shuffle(ten)
    drawn["shuffled_10"] = ten.tolist()
    many = np.arange(1500000); np.random.shuffle(many)
    drawn["shuffled_1500000_first_5"] = many[:5].tolist()
    drawn["shuffled_1500000_last_5"] = many[-5:].tolist()
    limits = [0, 1, 5, 1000, 2**31 - 1, 2**31, 2**32 - 1, 0]
    drawn["limits"] = limits
    drawn["integers"] = [int(np.random.randint(0, m + 1, dtype=np.int64)) for m in limits]
    drawn["normal_last"] = np.random.normal(0, 1, 2).tolist()
    return drawn

rows = [draws(seed) for seed in [0, 1, 7, 2**32 - 1]]
print("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]")
*/
