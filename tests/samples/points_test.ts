import { assertEquals, assertThrows } from "@std/assert";
import { points } from "../../src/samples/points.ts";
import { UserError } from "../../src/user_error.ts";

Deno.test("a point's features are a number or a list of numbers", () => {
  const one = points([{ x: 1, y: 0 }, { x: [2], y: 1 }]);
  assertEquals(one, {
    width: 1,
    features: Float64Array.of(1, 2),
    labels: Float64Array.of(0, 1),
  });
  assertEquals(points([{ x: [1, 2, 3], y: 1 }]).width, 3);
});

Deno.test("a point of another width than the first is refused, with its index", () => {
  assertThrows(
    () => points([{ x: 1, y: 0 }, { x: 2, y: 1 }, { x: [3, 4], y: 1 }]),
    UserError,
    "data.points.2.x: expected 1 feature as in the first point, found 2",
  );
});

Deno.test("no points are an empty chunk", () => {
  assertEquals([points([]).width, points([]).labels.length], [1, 0]);
});
