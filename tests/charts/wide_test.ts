import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { logitsChart } from "../../src/charts/logits_chart.ts";
import { planeChart, scatterChart } from "../../src/charts/plane_chart.ts";
import { CLASS, INK, RIGHT } from "../../src/charts/theme.ts";
import { weightsChart } from "../../src/charts/weights_chart.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import type { Chunk } from "../../src/samples/chunk.ts";
import { groups, parse, pathsOf, strokesOf, texts } from "./picture.ts";

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
const checkpoint = { name: "epoch 3", loss: 0.25, weights: [1, 2], bias: -6 };

Deno.test("plane: a panel per checkpoint, every sample once, the line where ŷ = ½", () => {
  const flat = { name: "epoch 0", loss: 1, weights: [0, 0], bias: 1 };
  const picture = parse(
    planeChart({ samples: plane, features: ["u", "v"], classes, checkpoints: [flat, checkpoint] }),
  );
  for (const text of ["epoch 0", "epoch 3", "loss 1.00 · 30 wrong", "u", "v", "a", "b"]) {
    assert(texts(picture).includes(text), text);
  }
  // In two panels 60 samples each, pale or solid.
  const dots = [
    ...CLASS.map((stroke) => ({ stroke, width: 5 })),
    ...RIGHT.map((stroke) => ({ stroke })),
  ]
    .flatMap((of) => pathsOf(picture, of)).flatMap(strokesOf);
  assertEquals(dots.length, 120);
  // A neuron without weights has no line.
  const lines = pathsOf(picture, { stroke: INK, width: 2 });
  assertEquals(lines.length, 1);
  const [[from, to]] = strokesOf(lines[0]);
  const slope = (to[1] - from[1]) / (to[0] - from[0]);
  const scale = (axis: "x" | "y") => {
    const marks = [...groups(picture, `${axis}-axis tick label`)[0].querySelectorAll("text")]
      .map((text) => {
        const [x, y] = text.getAttribute("transform")!.match(/[\d.]+/g)!.map(Number);
        const value = Number(text.textContent!.replace("−", "-"));
        return { value, at: axis === "x" ? x : y };
      });
    return (marks[1].at - marks[0].at) / (marks[1].value - marks[0].value);
  };
  // u + 2v = 6 falls by ½ for each u; pixels are rounded to 1/10 of some hundred.
  assertAlmostEquals(slope, -0.5 * scale("y") / scale("x"), 5e-3);
});

Deno.test("scatter: every sample is a dot in its class's colour, class 0 is rings", () => {
  const picture = parse(scatterChart({ samples: plane, features: ["u", "v"], classes }));
  for (const stroke of CLASS) {
    assertEquals(pathsOf(picture, { stroke, width: 6.8 }).flatMap(strokesOf).length, 30);
  }
  assertEquals(pathsOf(picture, { stroke: "#ffffff", width: 3.8 }).flatMap(strokesOf).length, 30);
  assert(texts(picture).some((text) => text.includes("rings: a, dots: b")));
});

Deno.test("scatter: what the title says of a line is true", () => {
  const title = (least: Parameters<typeof scatterChart>[0]["least"]) =>
    parse(scatterChart({ samples: plane, features: ["u", "v"], classes, ...(least && { least }) }))
      .querySelector("title")!.textContent;
  assertEquals(title("separable"), "A line can get all 60 samples right");
  assertEquals(title(undefined), "60 samples of a and b");
  const always1 = { weights: [0, 0], bias: 1, loss: 1 };
  assertEquals(title(always1), "The line of the least loss gets 30 of 60 wrong");
});

Deno.test("plane: of very many samples every wrong one and some of the others are drawn", () => {
  const labels = Float64Array.from({ length: 30_000 }, (_, row) => row % 10 ? 0 : 1);
  const samples = { ...blobs(30_000, 2), labels };
  const at = { ...checkpoint, bias: -1e3 };
  const svg = planeChart({ samples, features: ["u", "v"], classes, checkpoints: [at] });
  const picture = parse(svg);
  const [zeros, ones] = [RIGHT[0], RIGHT[1]].map((stroke) =>
    pathsOf(picture, { stroke }).flatMap(strokesOf).length
  );
  assert(zeros > 500 && zeros <= 600 && ones === 0);
  assertEquals(pathsOf(picture, { stroke: CLASS[1], width: 5 }).flatMap(strokesOf).length, 3000);
});

Deno.test("logits: bars of both classes on one scale, the sigmoid and the boundary", () => {
  const samples = blobs(200, 5);
  const checkpoints = [1, 2, 3].map((epoch) => ({
    name: `epoch ${epoch}`,
    loss: 1 / epoch,
    weights: [epoch, epoch, epoch, epoch, epoch],
    bias: -10 * epoch,
  }));
  const picture = parse(logitsChart({ samples, classes, checkpoints }));
  assertEquals(pathsOf(picture, { stroke: INK, width: 2 }).length, 3);
  const bars = RIGHT.map((stroke) => pathsOf(picture, { stroke }));
  assertEquals(bars.map((paths) => paths.length), [3, 3]);
  for (const paths of bars) {
    // One scale: as all panels have as many samples, all have as much bar.
    const sums = paths.map((path) =>
      strokesOf(path).reduce((sum, [[, from], [, to]]) => sum + Math.abs(from - to), 0)
    );
    for (const sum of sums) assertAlmostEquals(sum, sums[0], 3);
  }
});

Deno.test("weights: a bar per feature, the largest first, towards its class", () => {
  const picture = parse(
    weightsChart({ features: ["u", "v", "w"], classes, weights: [0.5, -3, 1], standardized: true }),
  );
  const all = texts(picture);
  assertEquals(all.filter((text) => /^[uvw]$/.test(text)), ["v", "w", "u"]);
  assertEquals(groups(picture, "bar").map((bars) => bars.querySelectorAll("rect").length), [1, 2]);
  assertEquals(groups(picture, "bar").map((bars) => bars.getAttribute("fill")), [...CLASS]);
  for (const text of ["0.500", "−3.00", "1.00", "v pulls most, towards a"]) {
    assert(all.includes(text), text);
  }
  assert(all.includes("right: towards b · left: towards a · per standard deviation"));
});

Deno.test("weights: of 300 features the 40 largest, and the picture says so", () => {
  const features = Array.from({ length: 300 }, (_, j) => `a rather long name of a feature ${j}`);
  const weights = features.map((_, j) => j);
  const svg = weightsChart({ features, classes, weights, standardized: false });
  assert(svg.length < 40_000);
  const picture = parse(svg);
  assertEquals(picture.querySelectorAll("rect[height]").length - 1, 40);
  assert(texts(picture).some((text) => text.startsWith("the 40 largest of 300 weights")));
  const [names] = groups(picture, "text").map(texts).filter((of) => of.length === 40);
  assertEquals(new Set(names).size, 40);
});
