import { assert, assertEquals } from "@std/assert";
import { array, assert as check, double, property } from "fast-check";
import { sparkline } from "../../src/sinks/sparkline.ts";

function plotted(values: readonly number[], columns = 8): string {
  const line = sparkline(columns);
  for (const value of values) line.add(value);
  return line.text();
}

Deno.test("equal factors are equal steps, from the least to the greatest", () => {
  assertEquals(plotted([1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7]), "▁▂▃▄▅▆▇█");
  assertEquals(plotted([100, 1]), "█▁");
});

Deno.test("a plot begins with the second number, and a flat one lies at the bottom", () => {
  assertEquals(plotted([]), "");
  assertEquals(plotted([1]), "");
  assertEquals(plotted([2, 2, 2]), "▁▁▁");
});

Deno.test("what is not a number above 0 has no place", () => {
  assertEquals(plotted([1, NaN, Infinity, 0, -1, 10]), "▁█");
});

Deno.test("more numbers than columns are taken together, the same number in each column", () => {
  // Two columns of 1 and 4, then means of pairs: (1 + 1) / 2, (4 + 4) / 2.
  assertEquals(plotted([1, 1, 4, 4, 1, 1], 4), "▁█▁");
  const values = Array.from({ length: 64 }, (_, i) => i < 32 ? 1 : 8);
  assertEquals(plotted(values, 8), "▁▁▁▁████");
});

Deno.test("a plot never has more columns than it may, and of a falling series none rises", () => {
  check(
    property(
      array(double({ min: 1e-300, max: 1e300, noNaN: true }), { maxLength: 300 }),
      (values) => {
        const falling = values.toSorted((a, b) => b - a);
        const text = plotted(falling, 12);
        assert(text.length <= 12);
        assertEquals([...text], [...text].toSorted().toReversed());
      },
    ),
  );
});
