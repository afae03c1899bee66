import { assertEquals, assertThrows } from "@std/assert";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import { gaussians } from "../../src/samples/gaussians.ts";
import { UserError } from "../../src/user_error.ts";

Deno.test("class 0 is drawn before class 1, each with its own mean, deviation and count", () => {
  const classes = [{ mean: 0, sd: 1, count: 3 }, { mean: 5, sd: 0.5, count: 2 }] as const;
  const random = numpyRandom(7);
  const expected = [
    ...Array.from({ length: 3 }, () => random.normal(0, 1)),
    ...Array.from({ length: 2 }, () => random.normal(5, 0.5)),
  ];
  assertEquals(gaussians({ random: numpyRandom(7), classes }), {
    width: 1,
    features: Float64Array.from(expected),
    labels: Float64Array.of(0, 0, 0, 1, 1),
  });
});

Deno.test("a class may have no samples, and a deviation may be 0", () => {
  const classes = [{ mean: 1, sd: 1, count: 0 }, { mean: 5, sd: 0, count: 2 }] as const;
  const { features, labels } = gaussians({ random: numpyRandom(7), classes });
  assertEquals([[...features], [...labels]], [[5, 5], [1, 1]]);
});

Deno.test("more samples than memory would hold are refused", () => {
  for (const count of [3e9, 9e15]) {
    const classes = [{ mean: 1, sd: 1, count }, { mean: 5, sd: 0, count: 2 }] as const;
    assertThrows(
      () => gaussians({ random: numpyRandom(7), classes }),
      UserError,
      `data.classes: expected a count of at most 268435456 in all, found ${count + 2}`,
    );
  }
});
