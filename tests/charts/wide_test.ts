import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { logitsChart } from "../../src/charts/logits_chart.ts";
import { planeChart, scatterChart } from "../../src/charts/plane_chart.ts";
import { weightsChart } from "../../src/charts/weights_chart.ts";
import type { Chunk } from "../../src/samples/chunk.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import { groups, parse, pathPoints, texts } from "./picture.ts";

/** Two classes of so many features, a distance of 4 apart. */
function blobs(rows: number, width: number): Chunk {
  const random = numpyRandom(1);
  const labels = Float64Array.from({ length: rows }, (_, row) => row % 2);
  const features = Float64Array.from(
    { length: rows * width },
    (_, i) => random.normal(labels[Math.floor(i / width)] * 4, 1),
  );
  return { width, features, labels };
}

const classes = ["a", "b"] as const;
const plane = blobs(60, 2);
const checkpoint = { epoch: 3, loss: 0.25, weights: [1, 2], bias: -6 };

Deno.test("plane: a panel per checkpoint, every sample once, the line where ŷ = ½", () => {
  const flat = { epoch: 0, loss: 1, weights: [0, 0], bias: 1 };
  const picture = parse(
    planeChart({ samples: plane, features: ["u", "v"], classes, checkpoints: [flat, checkpoint] }),
  );
  const titles = texts(picture).filter((text) => text.startsWith("epoch"));
  assertEquals(titles, ["epoch 0 · loss 1.0000", "epoch 3 · loss 0.2500"]);
  assertEquals(picture.querySelectorAll("circle[r='2.5']").length, 60);
  for (const name of ["u", "v", "a", "b", "ŷ = ½"]) assert(texts(picture).includes(name));
  const [, lines] = groups(picture, "line");
  // A neuron without weights has no line.
  assertEquals(lines.querySelectorAll("path").length, 1);
  const [from, to] = pathPoints(lines.querySelector("path")!);
  const slope = (to[1] - from[1]) / (to[0] - from[0]);
  const scale = (axis: "x" | "y") => {
    const marks = groups(picture, `${axis}-axis tick label`).flatMap((group) =>
      [...group.querySelectorAll("text")].map((text) => {
        const [x, y] = text.getAttribute("transform")!.match(/[\d.]+/g)!.map(Number);
        const value = Number(text.textContent!.replace("−", "-"));
        return { value, at: axis === "x" ? x : y };
      })
    );
    return (marks[1].at - marks[0].at) / (marks[1].value - marks[0].value);
  };
  // u + 2v = 6 falls by ½ for each u; pixels are rounded to 1/100 of some hundred.
  assertAlmostEquals(slope, -0.5 * scale("y") / scale("x"), 1e-3);
});

Deno.test("scatter: every sample is a dot in its class's colour", () => {
  const picture = parse(scatterChart({ samples: plane, features: ["u", "v"], classes }));
  const dots = groups(picture, "dot").map((group) =>
    group.querySelectorAll("circle[r='4.5']").length
  );
  assertEquals(dots.filter((count) => count > 0), [30, 30]);
});

Deno.test("scatter, plane: of very many samples 2,000 at the most, each class with its share", () => {
  const labels = Float64Array.from({ length: 30_000 }, (_, row) => row % 10 ? 0 : 1);
  const samples = { ...blobs(30_000, 2), labels };
  const features = ["u", "v"] as const;
  const svgs = [
    scatterChart({ samples, features, classes }),
    planeChart({ samples, features, classes, checkpoints: [checkpoint] }),
  ];
  for (const svg of svgs) {
    assert(svg.length < 400_000);
    const dots = [0, 1].map((label) =>
      parse(svg).querySelectorAll(`#class-${label} circle`).length
    );
    assertEquals(dots, [1800, 200]);
  }
});

Deno.test("logits: bars of both classes, the sigmoid and the boundary in each panel", () => {
  const samples = blobs(200, 5);
  const checkpoints = [1, 2, 3].map((epoch) => ({
    epoch,
    loss: 1 / epoch,
    weights: [epoch, epoch, epoch, epoch, epoch],
    bias: -10 * epoch,
  }));
  const picture = parse(logitsChart({ samples, classes, checkpoints }));
  assertEquals(texts(picture).filter((text) => text.startsWith("epoch")).length, 3);
  assertEquals(groups(picture, "rect").length, 2);
  assert(groups(picture, "rect").every((group) => group.querySelectorAll("rect").length > 5));
  assertEquals(groups(picture, "line")[0].querySelectorAll("path").length, 3);
  assertEquals(groups(picture, "rule")[0].querySelectorAll("line").length, 3);
});

Deno.test("weights: a bar per feature by name, the largest first, of many the first 40", () => {
  const picture = parse(
    weightsChart({ features: ["u", "v", "w"], weights: [0.5, -3, 1], standardized: true }),
  );
  assertEquals(texts(groups(picture, "y-axis tick label")[0]), ["v", "w", "u"]);
  assertEquals(groups(picture, "bar")[0].querySelectorAll("rect").length, 3);
  for (const value of ["0.500", "-3.00", "1.00"]) assert(texts(picture).includes(value));
  const features = Array.from({ length: 10_000 }, (_, j) => `a rather long name of a feature ${j}`);
  const svg = weightsChart({ features, weights: features.map((_, j) => j), standardized: false });
  assert(svg.length < 100_000);
  assertEquals(groups(parse(svg), "bar")[0].querySelectorAll("rect").length, 40);
});
