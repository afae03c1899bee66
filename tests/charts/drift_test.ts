import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  driftChart,
  type DriftChartOptions,
  type DriftReport,
} from "../../src/charts/drift_chart.ts";
import { INK } from "../../src/charts/theme.ts";
import { parse, pathPoints, pathsOf, texts } from "./picture.ts";

/** Reports every so many samples, with these losses; the share wrong is half of each. */
function reportsOf(losses: readonly number[], every = 1000): DriftReport[] {
  return losses.map((loss, i) => ({
    samples: every * (i + 1),
    lossSinceLast: loss,
    accuracySinceLast: 1 - loss / 2,
  }));
}

function draw(options: Partial<DriftChartOptions>) {
  return parse(driftChart({
    label: "mean cross-entropy",
    features: ["x"],
    standardized: false,
    reports: reportsOf([0.5, 0.25]),
    neurons: [{ samples: 0, weights: [0], bias: 0 }, { samples: 2000, weights: [2], bias: -1 }],
    ...options,
  }));
}

/** The lines in ink: of the loss, of the share wrong, then of the weights. */
function lines(picture: ReturnType<typeof draw>): [number, number][][] {
  return pathsOf(picture, { stroke: INK, width: 1.5 }).map(pathPoints);
}

Deno.test("the title says whether the loss has risen, settled or is least at the end", () => {
  const title = (losses: readonly number[]) =>
    draw({ reports: reportsOf(losses) }).querySelector("title")!.textContent;
  assertEquals(title([0.5, 0.25, 0.5]), "The loss has risen: 0.250 at its least, 0.500 at the end");
  assertEquals(
    title([0.5, 0.25, 0.3125]),
    "The loss is 0.313 at the end, 0.250 at its least",
  );
  assertEquals(title([0.5, 0.25, 0.125]), "The loss is least at the end: 0.125");
  assertEquals(title([0.5]), "Over 1,000 samples the loss is 0.500");
});

Deno.test("what chance does to a few samples is not said to be a rise", () => {
  const reports = [...reportsOf([0.25]), { samples: 1001, lossSinceLast: 9, accuracySinceLast: 0 }];
  const mean = (1000 * 0.25 + 9) / 1001;
  assertEquals(
    draw({ reports }).querySelector("title")!.textContent,
    `Over 1,001 samples the loss is ${mean.toPrecision(3)}`,
  );
});

Deno.test("a line is level from mark to mark, as high as the loss and the share wrong there", () => {
  const [loss, wrong] = lines(draw({ reports: reportsOf([0.5, 0.25, 0.125]) }));
  for (const line of [loss, wrong]) {
    assertEquals(line.length, 6);
    const [first, , second, , third, end] = line;
    assertEquals([first[1], second[1], third[1]], [line[1][1], line[3][1], end[1]]);
    // The heights are as 4 : 2 : 1 above the floor, the lengths alike.
    const floor = 2 * second[1] - first[1];
    // Lengths are rounded to a tenth.
    assertAlmostEquals((floor - third[1]) * 4, floor - first[1], 0.5);
    assertAlmostEquals(second[0] - first[0], end[0] - third[0], 0.15);
  }
});

Deno.test("a stream of any length is drawn in a picture of bounded size", () => {
  const n = 20_000;
  const many = Array.from({ length: n }, (_, i) => 0.25 + 0.125 * (i % 2));
  const neurons = many.map((w, i) => ({ samples: 1000 * i, weights: [w], bias: 0 }));
  const picture = draw({ reports: reportsOf(many), neurons });
  for (const line of lines(picture)) assert(line.length <= 400, String(line.length));
  // Taken together, the two levels are one.
  const [loss] = lines(picture);
  const heights = loss.map(([, y]) => y);
  assert(Math.max(...heights) - Math.min(...heights) < 2, String(new Set(heights)));
});

Deno.test("of many features the largest weights have names, and all lines are there", () => {
  const features = Array.from({ length: 30 }, (_, j) => `feature ${j}`);
  const weights = features.map((_, j) => (j % 2 ? -j : j));
  const all = texts(draw({
    features,
    neurons: [{ samples: 0, weights: weights.map(() => 0), bias: 0 }, {
      samples: 2000,
      weights,
      bias: 1,
    }],
  }));
  const named = all.filter((text) => /^feature/.test(text));
  assertEquals(named.sort(), ["feature 26", "feature 27", "feature 28", "feature 29"]);
  assert(all.includes("the 4 largest weights of 30, and dashed the bias"));
});
