import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { of } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { fitScaling, scale } from "../../src/samples/scaling.ts";
import { UserError } from "../../src/user_error.ts";
import { standardize } from "../../src/flow/standardize.ts";
import { all, chunk, dataset } from "./flow.ts";

/** Data of numbers whose squares do not vanish: the textbook's formula needs them. */
const ordinary = dataset.map((data) => ({
  ...data,
  features: data.features.map((x) => Math.abs(x) < 1e-150 ? 0 : x),
}));

/** The mean and the standard deviation by two passes, as a textbook defines them. */
function moments(values: readonly number[]) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return { mean, sd: Math.sqrt(variance) };
}

function column(features: Float64Array, { width, j }: { width: number; j: number }): number[] {
  return [...features].filter((_, i) => i % width === j);
}

Deno.test("a dataset's scaling is the mean and the deviation of each feature", () => {
  fc.assert(fc.property(ordinary, (data) => {
    const { width } = data;
    const scaling = fitScaling(data);
    const scaled = scale(data, scaling);
    for (let j = 0; j < width; j++) {
      const values = column(data.features, { width, j });
      const { mean, sd } = moments(values);
      // Values are up to 5 and rows up to 40: some roundings; a tiny deviation is relative to them.
      assertAlmostEquals(scaling.mean[j], mean, 1e-13);
      assertAlmostEquals(scaling.sd[j], sd || 1, 1e-12);
      column(scaled.features, { width, j }).forEach((x, row) =>
        assertEquals(x, (values[row] - scaling.mean[j]) / scaling.sd[j])
      );
    }
  }));
});

Deno.test("Welford's method keeps its digits where the mean is large", () => {
  const features = Float64Array.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
  const { mean, sd } = fitScaling({ width: 1, features, labels: new Float64Array(4) });
  assertEquals(mean, [1e9 + 10]);
  assertAlmostEquals(sd[0], Math.sqrt(22.5), 1e-9);
});

Deno.test("a feature's unit does not matter, however large or small it is", async () => {
  const values = [1, 7, 4, -2, 4.5];
  const labels = new Float64Array(values.length);
  const plain = { width: 1, features: Float64Array.from(values), labels };
  const scaled = [...scale(plain, fitScaling(plain)).features];
  const [streamed] = await all(of(plain).pipe(standardize()));
  // Powers of two, so that nothing is rounded; squares would overflow or vanish at all but 2⁻⁵⁰⁰.
  for (const power of [-960, -800, -600, -500, 0, 500, 600, 900, 960]) {
    const features = plain.features.map((x) => x * 2 ** power);
    const data = { width: 1, features, labels };
    assertEquals([power, ...scale(data, fitScaling(data)).features], [power, ...scaled]);
    const [stream] = await all(of(data).pipe(standardize()));
    assertEquals([...stream.features], [...streamed.features]);
    assertEquals(stream.scaling, fitScaling(data));
  }
});

Deno.test("a constant feature has the deviation 1, however large or small it is", () => {
  for (const x of [0, 5e-324, 1e-170, 7, 1e154, 1.7e308]) {
    const { mean, sd } = fitScaling(chunk([x, x, x], [0, 1, 0]));
    assertEquals([...mean, ...sd], [x, 1]);
  }
});

Deno.test("a feature that cannot be scaled is refused by name", async () => {
  for (const [x, sd] of [[1.7e308, "1.70e+308"], [1e-300, "1.00e-300"], [5e-324, "4.94e-324"]]) {
    const extreme = chunk([Number(x), -x], [0, 1]);
    const message = `feature "far": cannot be standardized, its standard deviation is ${sd}, ` +
      "expected 1e-292 to 1e+292; change its unit, or leave it out";
    assertThrows(() => fitScaling(extreme, { features: ["far"] }), UserError, message);
    await assertRejects(
      () => all(of(extreme).pipe(standardize({ features: ["far"] }))),
      UserError,
      message,
    );
  }
});

Deno.test("whatever the chunks, a stream is standardized alike, also where its unit changes", async () => {
  const value = fc.constantFrom(0, 1, -3, 1e-200, 1e-170, 2e-170, 1e160, -1e170);
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 12 }), async (x) => {
      const labels = x.map(() => 0);
      const [whole] = await all(of(chunk(x, labels)).pipe(standardize()));
      const single = await all(of(...x.map((x) => chunk([x], [0]))).pipe(standardize()));
      assertEquals(single.map(({ features }) => features[0]), [...whole.features]);
      assertEquals(whole.features.every((x) => Math.abs(x) <= Math.sqrt(12)), true);
    }),
  );
});

Deno.test("standardize knows the samples so far, its own included", () => {
  new TestScheduler((actual, expected) => assertEquals(actual, expected)).run(
    ({ cold, expectObservable }) => {
      const source = cold("-a-b|", { a: chunk([1], [0]), b: chunk([3, 2], [1, 0]) });
      const of2 = moments([1, 3, 2]);
      expectObservable(source.pipe(standardize())).toBe("-a-b|", {
        a: { ...chunk([0], [0]), scaling: { mean: [1], sd: [1] } },
        b: {
          ...chunk([(3 - 2) / 1, 0], [1, 0]),
          scaling: { mean: [2], sd: [of2.sd] },
        },
      });
    },
  );
});

Deno.test("after the last sample a stream's scaling is that of the whole dataset", async () => {
  const property = fc.asyncProperty(ordinary, async (data) => {
    const [{ scaling }] = await all(of(data).pipe(standardize()));
    assertEquals(scaling, fitScaling(data));
  });
  await fc.assert(property);
});

Deno.test("numbers on both sides of where the unit changes have the deviation that they have elsewhere", () => {
  // Up to 2^−400 they are in units of 2^−800, above in units of 1.
  const x = [1, -1, 2, 30, -20, 0.5];
  const small = x.map((value) => value * 2 ** -401);
  const [here, there] = [x, small].map((x) => fitScaling(chunk(x, x.map(() => 0))));
  assertAlmostEquals(there.sd[0] * 2 ** 401 / here.sd[0], 1, 1e-14);
  assertAlmostEquals(there.mean[0] * 2 ** 401 / here.mean[0], 1, 1e-14);
});
