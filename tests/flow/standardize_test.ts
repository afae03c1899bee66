import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { of } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { fitScaling, scale } from "../../src/samples/scaling.ts";
import { standardize } from "../../src/flow/standardize.ts";
import { all, chunk, dataset } from "./flow.ts";

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
  fc.assert(fc.property(dataset, (data) => {
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
  assertEquals([...mean], [1e9 + 10]);
  assertAlmostEquals(sd[0], Math.sqrt(22.5), 1e-9);
});

Deno.test("standardize knows the samples so far, its own included", () => {
  new TestScheduler((actual, expected) => assertEquals(actual, expected)).run(
    ({ cold, expectObservable }) => {
      const source = cold("-a-b|", { a: chunk([1], [0]), b: chunk([3, 2], [1, 0]) });
      const of2 = moments([1, 3, 2]);
      expectObservable(source.pipe(standardize())).toBe("-a-b|", {
        a: { ...chunk([0], [0]), scaling: { mean: Float64Array.of(1), sd: Float64Array.of(1) } },
        b: {
          ...chunk([(3 - 2) / 1, 0], [1, 0]),
          scaling: { mean: Float64Array.of(2), sd: Float64Array.of(of2.sd) },
        },
      });
    },
  );
});

Deno.test("after the last sample a stream's scaling is that of the whole dataset", async () => {
  const property = fc.asyncProperty(dataset, async (data) => {
    const [{ scaling }] = await all(of(data).pipe(standardize()));
    assertEquals(scaling, fitScaling(data));
  });
  await fc.assert(property);
});
