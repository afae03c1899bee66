import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { dataChart } from "../../src/charts/data_chart.ts";
import { lossChart } from "../../src/charts/loss_chart.ts";
import { panelsChart } from "../../src/charts/panels_chart.ts";
import { planeChart } from "../../src/charts/plane_chart.ts";
import { rocChart } from "../../src/charts/roc_chart.ts";
import { rocAuc, rocCurve } from "../../src/neuron/metrics.ts";
import { sigmoid } from "../../src/neuron/forward.ts";
import {
  checkpoints,
  classes,
  epochs,
  groups,
  irisPetals,
  parse,
  pathPoints,
  samples,
  type Shape,
  texts,
} from "./picture.ts";

const data = () => dataChart({ samples, feature: "x", classes });
const panels = () => panelsChart({ samples, feature: "x", classes, checkpoints });
const loss = () => lossChart({ epochs, checkpoints: checkpoints.map(({ epoch }) => epoch) });
const plane = () =>
  planeChart({
    samples: irisPetals,
    features: ["petal_length", "petal_width"],
    classes: ["versicolor", "virginica"],
    checkpoints: [
      { epoch: 0, loss: 0.52, weights: [1, 1.5], bias: -7.3 },
      { epoch: 100, loss: 0.0963, weights: [5.5, 10], bias: -43 },
    ],
  });
const roc = () => {
  const logits = Float64Array.from(irisPetals.labels, (_, row) => irisPetals.features[2 * row]);
  const { labels } = irisPetals;
  return rocChart({ points: rocCurve(logits, labels), area: rocAuc(logits, labels) });
};
const pictures = { data, panels, loss, plane, roc };

// The golden files show in a review what a change does to the pictures. To write them anew:
//   deno test --allow-read --allow-write tests/charts -- --update
for (const [name, draw] of Object.entries(pictures)) {
  Deno.test(`${name}: the golden file`, async () => {
    const path = new URL(`golden/${name}.svg`, import.meta.url);
    if (Deno.args.includes("--update")) await Deno.writeTextFile(path, draw());
    assertEquals(draw(), await Deno.readTextFile(path));
  });

  Deno.test(`${name}: the same bytes whatever was drawn before`, () => {
    const first = draw();
    for (const other of Object.values(pictures)) other();
    assertEquals(draw(), first);
  });

  Deno.test(`${name}: a standalone SVG of at most 400 KB`, () => {
    const svg = draw();
    assert(svg.length < 400_000);
    assert(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"'));
    const picture = parse(svg);
    for (const element of picture.querySelectorAll("*")) {
      assert(!/^(style|figure|div|span|foreignobject|image|link)$/i.test(element.tagName));
    }
    assert(!/(href|src)="(?!#)|url\((?!#)|@import/.test(svg));
    assertEquals(picture.getAttribute("role"), "img");
    for (const id of picture.getAttribute("aria-labelledby")!.split(" ")) {
      const label = picture.querySelector(`#${id}`);
      assert(label!.textContent!.length > 5);
    }
    const ids = [...picture.querySelectorAll("[id]")].map(({ id }) => id);
    assertEquals(new Set(ids).size, ids.length);
  });
}

/** The checkpoints in the order in which Plot draws the panels of two rows: column by column. */
const byColumn = [0, 3, 1, 4, 2, 5].map((i) => checkpoints[i]);

/** The tick labels of an axis. */
function ticks(picture: Shape, axis: "x" | "y"): number[] {
  return groups(picture, `${axis}-axis tick label`).flatMap((group) =>
    texts(group).map((text) => Number(text.replace("−", "-")))
  );
}

Deno.test("data: every sample is a dot at y = 0, red or cyan, half transparent, named", () => {
  const picture = parse(data());
  const groupsOfDots = groups(picture, "dot").filter((group) => !group.closest("[y='0']"));
  assertEquals(groupsOfDots.map((group) => group.querySelectorAll("circle").length), [500, 500]);
  const dots = [...groupsOfDots[0].querySelectorAll("circle")];
  assertEquals(new Set(dots.map((dot) => dot.getAttribute("cy"))).size, 1);
  assertEquals(groupsOfDots.map((group) => group.getAttribute("fill-opacity")), ["0.5", "0.5"]);
  assertEquals(groupsOfDots.map((group) => group.getAttribute("fill")), ["red", "#00b8d4"]);
  for (const name of [...classes, "x"]) assert(texts(picture).includes(name));
  assert(groups(picture, "x-grid").length === 1 && groups(picture, "y-grid").length === 1);
  assertEquals(Math.min(...ticks(picture, "y")), -0.2);
});

Deno.test("panels: one panel per checkpoint, titled with its epoch and loss", () => {
  const titles = texts(parse(panels())).filter((text) => text.startsWith("epoch"));
  assertEquals(
    titles,
    byColumn.map(({ epoch, loss }) => `epoch ${epoch} · loss ${loss.toFixed(4)}`),
  );
});

Deno.test("panels: the samples are drawn once and used in the other panels", () => {
  const picture = parse(panels());
  assertEquals(picture.querySelectorAll("circle[r='3.5']").length, 1000);
  assertEquals(picture.querySelectorAll("use").length, 2 * 5);
});

Deno.test("panels: sigmoid, clipped line and boundary are where the neuron says", () => {
  const picture = parse(panels());
  const [zLines, sigmoids] = groups(picture, "line");
  const boundaries = [...groups(picture, "rule")[0].querySelectorAll("line")];
  assertEquals([zLines, sigmoids].map((g) => g.querySelectorAll("path").length), [6, 6]);
  assertEquals(boundaries.length, 6);
  assert([...zLines.querySelectorAll("g")].some((g) => g.hasAttribute("clip-path")));
  // In pixels: x and y of a panel, from the domain that the sigmoid's ends and the ticks tell.
  byColumn.forEach(({ weights: [w], bias }, i) => {
    const curve = pathPoints(sigmoids.querySelectorAll("path")[i]);
    const line = pathPoints(zLines.querySelectorAll("path")[i]);
    const [[left, top], [right]] = [curve[0], curve[curve.length - 1]];
    assertEquals(line[0][0], left);
    const low = Math.min(...samples.features);
    const high = Math.max(...samples.features);
    const room = 0.03 * (high - low);
    const domain = [low - room, high + room];
    const x = (pixel: number) =>
      domain[0] + (pixel - left) / (right - left) * (domain[1] - domain[0]);
    // Pixels are rounded to 1/100 of some 29 per unit of x, and some 135 per unit of y.
    const boundary = Number(boundaries[i].getAttribute("x1"));
    assertAlmostEquals(x(boundary), -bias / w, 0.02);
    const yOf = (pixel: number) => sigmoid(w * domain[0] + bias) - (pixel - top) / 134.48;
    for (const [px, py] of curve) assertAlmostEquals(yOf(py), sigmoid(w * x(px) + bias), 0.01);
  });
});

Deno.test("panels: a boundary outside the picture, and a neuron without one, are not drawn", () => {
  const odd = [
    { epoch: 0, loss: 1, weights: [0], bias: 1 },
    { epoch: 1, loss: 1, weights: [1], bias: -1000 },
  ];
  const picture = parse(panelsChart({ samples, feature: "x", classes, checkpoints: odd }));
  assertEquals(groups(picture, "rule").flatMap((g) => [...g.querySelectorAll("line")]).length, 0);
  assertEquals(groups(picture, "line")[1].querySelectorAll("path").length, 2);
});

Deno.test("panels: one legend names all that is drawn, beside shared axes and a grid", () => {
  const picture = parse(panels());
  for (const name of [...classes, "z = wx + b", "ŷ = σ(z)", "boundary, ŷ = ½"]) {
    assertEquals(texts(picture).filter((text) => text === name).length, 1);
  }
  assertEquals(ticks(picture, "y").filter((tick) => tick === -0.2).length, 2);
  assert(groups(picture, "x-grid").length > 0);
});

Deno.test("panels: the grid adapts to any number of checkpoints", () => {
  for (const count of [1, 2, 3, 5, 7, 20]) {
    const some = Array.from({ length: count }, (_, epoch) => ({ ...checkpoints[0], epoch }));
    const svg = panelsChart({ samples, feature: "x", classes, checkpoints: some });
    assert(svg.length < 400_000);
    const titles = texts(parse(svg)).filter((text) => text.startsWith("epoch"));
    assertEquals(titles.length, count);
  }
});

Deno.test("loss: a red line with a point per epoch, marked checkpoints, the last value at its end", () => {
  const picture = parse(loss());
  const [line] = groups(picture, "line");
  assertEquals(pathPoints(line.querySelector("path")!).length, 120);
  assertEquals(line.querySelector("[stroke]")!.getAttribute("stroke"), "red");
  assertEquals(picture.querySelectorAll("circle[r='4']").length, 6);
  assert(texts(picture).includes(epochs[119].loss.toPrecision(4)));
  for (const label of ["epoch", "mean cross-entropy"]) assert(texts(picture).includes(label));
});

Deno.test("loss: the held-out loss has a line, a name and a last value of its own", () => {
  const both = epochs.map((point) => ({ ...point, validationLoss: point.loss * 1.5 }));
  const picture = parse(lossChart({ epochs: both, checkpoints: [] }));
  assertEquals(groups(picture, "line").length, 2);
  assert(texts(picture).includes("mean cross-entropy, held-out"));
  assert(texts(picture).includes((epochs[119].loss * 1.5).toPrecision(4)));
});

Deno.test("loss: one epoch, a loss of 0, many powers of ten and 12,000 epochs can be drawn", () => {
  const one = parse(lossChart({ epochs: [{ epoch: 0, loss: 0 }], checkpoints: [0] }));
  assert(texts(one).includes("0.000"));
  const steep = Array.from({ length: 30 }, (_, epoch) => ({ epoch, loss: 10 ** (5 - epoch) }));
  const many = parse(lossChart({ epochs: steep, checkpoints: [] }));
  assert(texts(many).includes("1.000e-24"));
  const long = Array.from({ length: 12_000 }, (_, epoch) => ({
    epoch,
    loss: epoch === 7777 ? 3 : 1 / (1 + epoch) + (epoch % 2),
  }));
  const svg = lossChart({ epochs: long, checkpoints: [0] });
  assert(svg.length < 100_000);
  const heights = pathPoints(groups(parse(svg), "line")[0].querySelector("path")!).map(([, y]) =>
    y
  );
  // The one outlier is still the highest point.
  assertEquals(heights.filter((y) => y === Math.min(...heights)).length, 1);
});
