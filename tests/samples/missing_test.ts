import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { countMissing, featureMeans, fillMissing } from "../../src/samples/missing.ts";
import { UserError } from "../../src/user_error.ts";

function chunkOf(rows: readonly (readonly number[])[]) {
  return {
    width: rows[0].length,
    features: Float64Array.from(rows.flat()),
    labels: new Float64Array(rows.length),
  };
}

Deno.test("means are of the values that are there, and leave the mean as it is where they are put", () => {
  const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  const row = fc.tuple(value, fc.option(value, { nil: NaN }));
  fc.assert(fc.property(fc.array(row), value, (rows, x) => {
    const chunk = chunkOf([[x, x], ...rows]);
    const there = [x, ...rows.map(([, b]) => b).filter((b) => !Number.isNaN(b))];
    const means = featureMeans(chunk, ["a", "b"]);
    // Some hundreds of additions of numbers up to 1e3, each rounded to 1e-13 at most.
    const mean = there.reduce((sum, b) => sum + b, 0) / there.length;
    assertAlmostEquals(means[1], mean, 1e-9);
    const filled = fillMissing(chunk, means);
    assertEquals([countMissing(chunk), countMissing(filled)], [rows.length + 1 - there.length, 0]);
    assertAlmostEquals(featureMeans(filled, ["a", "b"])[1], means[1], 1e-9);
    chunk.features.forEach((value, i) =>
      assert(Number.isNaN(value) || filled.features[i] === value)
    );
  }));
});

Deno.test("a mean of the largest numbers is finite", () => {
  const max = Number.MAX_VALUE;
  assertEquals([...featureMeans(chunkOf([[max], [NaN], [max], [-max], [-max]]), ["x"])], [0]);
});

Deno.test("a feature that no sample has is an error with its name", () => {
  const error = assertThrows(
    () => featureMeans(chunkOf([[1, NaN], [2, NaN]]), ["a", "fax number"]),
    UserError,
  );
  assertEquals(
    (error as Error).message,
    'data.missing: "fax number" has no value in the training rows, and so no mean; ' +
      "add --exclude 'fax number'",
  );
});
