import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { dataChart } from "../../src/charts/data_chart.ts";
import { lossChart } from "../../src/charts/loss_chart.ts";
import { panelsChart } from "../../src/charts/panels_chart.ts";
import { planeChart } from "../../src/charts/plane_chart.ts";
import { rocChart } from "../../src/charts/roc_chart.ts";
import type { Chunk } from "../../src/samples/chunk.ts";
import { rocAuc, rocCurve } from "../../src/neuron/metrics.ts";
import { sigmoid } from "../../src/neuron/forward.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
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
const label = "mean cross-entropy";
const loss = () => lossChart({ label, epochs, checkpoints: checkpoints.map(({ epoch }) => epoch) });
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
  Deno.test(`${name}: the bytes of the golden file, whatever was drawn before`, async () => {
    const path = new URL(`golden/${name}.svg`, import.meta.url);
    if (Deno.args.includes("--update")) await Deno.writeTextFile(path, draw());
    for (const other of Object.values(pictures)) other();
    assertEquals(draw(), await Deno.readTextFile(path));
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
  const picture = parse(lossChart({ label, epochs: both, checkpoints: [] }));
  assertEquals(groups(picture, "line").length, 2);
  assert(texts(picture).includes("mean cross-entropy, held-out"));
  assert(texts(picture).includes((epochs[119].loss * 1.5).toPrecision(4)));
});

Deno.test("loss: one epoch, a loss of 0, many powers of ten and 12,000 epochs can be drawn", () => {
  const one = parse(lossChart({ label, epochs: [{ epoch: 0, loss: 0 }], checkpoints: [0] }));
  assert(texts(one).includes("0.000"));
  const steep = Array.from({ length: 30 }, (_, epoch) => ({ epoch, loss: 10 ** (5 - epoch) }));
  const many = parse(lossChart({ label, epochs: steep, checkpoints: [] }));
  assert(texts(many).includes("1.000e-24"));
  const long = Array.from({ length: 12_000 }, (_, epoch) => ({
    epoch,
    loss: epoch === 7777 ? 3 : 1 / (1 + epoch) + (epoch % 2),
  }));
  const svg = lossChart({ label, epochs: long, checkpoints: [0] });
  assert(svg.length < 100_000);
  const heights = pathPoints(groups(parse(svg), "line")[0].querySelector("path")!).map(([, y]) =>
    y
  );
  // The one outlier is still the highest point.
  assertEquals(heights.filter((y) => y === Math.min(...heights)).length, 1);
});

/** Where the texts of a group stand in their part of the picture, in pixels. */
function placed(group: Shape): { text: string; x: number; y: number }[] {
  return [...group.querySelectorAll("text")].map((text) => {
    let [x, y] = [0, 0];
    for (let shape: Shape = text; shape.tagName !== "svg"; shape = shape.parentElement!) {
      const [dx, dy] = shape.getAttribute("transform")?.match(/-?[\d.]+/g)?.map(Number) ?? [0, 0];
      [x, y] = [x + dx, y + dy];
    }
    return { text: text.textContent!, x, y };
  });
}

/** As many samples of two classes that overlap. */
function many(count: number): Chunk {
  const random = numpyRandom(1);
  const labels = Float64Array.from({ length: count }, (_, row) => row % 2);
  return { width: 1, features: labels.map((label) => random.normal(5 * label, 1)), labels };
}

Deno.test("data, panels: of 100,000 samples only dots that others would hide are left out", () => {
  const samples = many(100_000);
  const svg = dataChart({ samples, feature: "x", classes });
  assert(svg.length < 400_000);
  assert(panelsChart({ samples, feature: "x", classes, checkpoints }).length < 400_000);
  assertEquals(dataChart({ samples, feature: "x", classes }), svg);
  const low = samples.features.reduce((a, b) => Math.min(a, b));
  const high = samples.features.reduce((a, b) => Math.max(a, b));
  const room = 0.03 * (high - low);
  ["red", "#00b8d4"].forEach((color, label) => {
    const group = parse(svg).querySelector(`#class-${label}[fill='${color}']`)!;
    const dots = new Set(
      [...group.querySelectorAll("circle")].map((dot) =>
        Math.round(Number(dot.getAttribute("cx")))
      ),
    );
    // The frame of the picture is 660 pixels wide, 44 from the left.
    const hidden = samples.features.filter((x, row) => {
      const pixel = Math.round(44 + 660 * (x - low + room) / (high - low + 2 * room));
      return samples.labels[row] === label && ![-1, 0, 1].some((near) => dots.has(pixel + near));
    });
    assertEquals(hidden.length, 0);
  });
});

Deno.test("data: 2,000 samples are all drawn, however uneven the classes are", () => {
  const labels = Float64Array.from({ length: 2000 }, (_, row) => row < 1990 ? 0 : 1);
  const picture = parse(dataChart({ samples: { ...many(2000), labels }, feature: "x", classes }));
  const dots = [0, 1].map((label) => picture.querySelectorAll(`#class-${label} circle`).length);
  assertEquals(dots, [1990, 10]);
});

Deno.test("panels: a legend that is wider than its picture continues in another row", () => {
  const names = ["Iris versicolor, as collected in 1935", "Iris virginica"] as const;
  const one = checkpoints.slice(0, 1);
  const picture = parse(panelsChart({ samples, feature: "x", classes: names, checkpoints: one }));
  const width = Number(picture.getAttribute("width"));
  const entries = placed(picture.querySelector("svg [aria-label='text']")!);
  const expected = [...names, "z = wx + b", "ŷ = σ(z)", "boundary, ŷ = ½"];
  assertEquals(entries.map(({ text }) => text), expected);
  // No usual font has letters that are on average narrower than 5 pixels at this size.
  for (const { text, x } of entries) assert(x + 5 * text.length < width);
  const [legend, chart] = [...picture.children].filter(({ tagName }) => tagName === "svg");
  assert(new Set(entries.map(({ y }) => y)).size > 1);
  for (const { y } of entries) assert(y < Number(legend.getAttribute("height")));
  assertEquals(chart.getAttribute("y"), legend.getAttribute("height"));
  const heights = [legend, chart].map((part) => Number(part.getAttribute("height")));
  assertEquals(Number(picture.getAttribute("height")), heights[0] + heights[1]);
});

Deno.test("data: a name that is wider than the picture is shortened", () => {
  const names = ["a".repeat(500), "b"] as const;
  const picture = parse(dataChart({ samples, feature: "x", classes: names }));
  const [first, second] = placed(picture.querySelector("svg [aria-label='text']")!);
  assert(/^a{20,}…$/.test(first.text) && first.x + 5 * first.text.length < 720);
  assertEquals(second.text, "b");
});

Deno.test("panels: of 601 checkpoints the first, the last and some evenly spaced have a panel", () => {
  const run = Array.from({ length: 601 }, (_, i) => ({ ...checkpoints[0], epoch: 20 * i }));
  const svg = panelsChart({ samples, feature: "x", classes, checkpoints: run });
  assert(svg.length < 400_000);
  const drawn = texts(parse(svg)).filter((text) => text.startsWith("epoch"))
    .map((text) => Number(text.split(" ")[1])).toSorted((a, b) => a - b);
  assertEquals([drawn.length, drawn[0], drawn.at(-1)], [36, 0, 12_000]);
  const gaps = drawn.slice(1).map((epoch, i) => epoch - drawn[i]);
  assert(Math.max(...gaps) - Math.min(...gaps) <= 20);
});

Deno.test("panels: weights may be held in a typed array", () => {
  const typed = checkpoints.map((at) => ({ ...at, weights: Float64Array.from(at.weights) }));
  assertEquals(panelsChart({ samples, feature: "x", classes, checkpoints: typed }), panels());
});

Deno.test("a name may hold anything: characters that XML forbids are replaced, markup is escaped", () => {
  const svg = dataChart({ samples, feature: 'a\0b\x1b <i> & "c"', classes });
  assert(!svg.includes("\0") && !svg.includes("\x1b") && !svg.includes("<i>"));
  assert(texts(parse(svg)).includes('a\ufffdb\ufffd <i> & "c"'));
});

Deno.test("data, panels: tick labels of any magnitude differ and do not touch", () => {
  for (
    const [factor, offset] of [[1e9, 0], [1e-7, 0], [2000, 0], [0.002, 0], [10, 1.6e12], [1, 0]]
  ) {
    const moved = { ...samples, features: samples.features.map((x) => offset + factor * x) };
    const scene = { samples: moved, feature: "x", classes };
    for (const svg of [dataChart(scene), panelsChart({ ...scene, checkpoints })]) {
      const [group] = groups(parse(svg), "x-axis tick label");
      const labels = placed(group.querySelector("g") ?? group);
      assert(labels.length >= 2);
      assertEquals(new Set(labels.map(({ text }) => text)).size, labels.length);
      labels.slice(1).forEach(({ text, x }, i) => {
        const letters = (text.length + labels[i].text.length) / 2;
        // A usual font has digits of some 7 pixels at this size.
        assert(x - labels[i].x > 7 * letters, `${labels[i].text} touches ${text}`);
      });
    }
  }
});

Deno.test("loss: the last values of two lines never overlap, and stay beside the frame", () => {
  for (const [loss, validationLoss] of [[0.5, 0.5], [0.5, 0.49], [0, 0], [1, 1], [0.2, 0.21]]) {
    const epochs = [{ epoch: 0, loss: 1 }, { epoch: 1, loss, validationLoss }];
    const picture = parse(lossChart({ label, epochs, checkpoints: [] }));
    const ends = groups(picture, "text").flatMap(placed).filter(({ text }) => /^\d/.test(text));
    assertEquals(ends.map(({ text }) => text), [loss, validationLoss].map((n) => n.toPrecision(4)));
    assert(Math.abs(ends[0].y - ends[1].y) >= 14);
    assert((ends[0].y < ends[1].y) === (loss > validationLoss));
    for (const { y } of ends) assert(y >= 10 && y <= 340);
  }
});

Deno.test("loss: the last value is inside the picture, and labels leave the axis its name", () => {
  for (const scale of [1e12, 5.9e12, 30_000, 1000, 20, 1, 0.05, 0.004, 1.3e-7]) {
    for (const low of [0.5, 1e-4]) {
      const epochs = [{ epoch: 0, loss: scale }, { epoch: 1, loss: scale * low }];
      const picture = parse(lossChart({ label, epochs, checkpoints: [] }));
      const [, end] = groups(picture, "text").flatMap(placed);
      // Bold digits are 8 pixels wide in a usual font.
      assert(end.x + 8 * end.text.length <= 720, end.text);
      const labels = placed(groups(picture, "y-axis tick label")[0]);
      assert(labels.filter(({ text }) => text).length >= 3);
      // The axis's name is 12 pixels high, at the left edge.
      for (const { text, x } of labels) assert(x - 7 * text.length > 9, text);
    }
  }
});

Deno.test("loss: a held-out loss of some epochs is one line without gaps", () => {
  const some = epochs.map((point, i) => i % 3 ? point : { ...point, validationLoss: 0.5 });
  const picture = parse(lossChart({ label, epochs: some, checkpoints: [] }));
  const [, line] = groups(picture, "line");
  assertEquals(line.querySelectorAll("path").length, 1);
  assertEquals(pathPoints(line.querySelector("path")!).length, 40);
  assert(texts(picture).includes("0.5000"));
});

Deno.test("loss: few epochs have a tick and a label each, and none between them", () => {
  for (const count of [1, 2, 5, 9]) {
    const picture = parse(lossChart({ label, epochs: epochs.slice(0, count), checkpoints: [] }));
    const expected = Array.from({ length: Math.max(count, 2) }, (_, epoch) => epoch);
    assertEquals(ticks(picture, "x"), expected);
    assertEquals(
      groups(picture, "x-axis tick")[0].querySelectorAll("path").length,
      expected.length,
    );
  }
});

Deno.test("loss: of 600 checkpoints 60 are marked, and the legend says so", () => {
  const long = Array.from({ length: 12_000 }, (_, epoch) => ({ epoch, loss: 1 / (1 + epoch) }));
  const checkpoints = Array.from({ length: 600 }, (_, i) => 20 * i);
  const picture = parse(lossChart({ label, epochs: long, checkpoints }));
  assertEquals(picture.querySelectorAll("circle[r='4']").length, 60);
  assert(texts(picture).includes("checkpoint, 1 of 10 drawn"));
});

Deno.test("roc: without a curve, where all rows have the same label, the picture says so", () => {
  const [logits, labels] = [Float64Array.of(-1, 2, 3), Float64Array.of(1, 1, 1)];
  const picture = parse(
    rocChart({ points: rocCurve(logits, labels), area: rocAuc(logits, labels) }),
  );
  const note = "no curve: all rows have the same label";
  assert(texts(picture).includes(note));
  assert(picture.querySelector("desc")!.textContent!.includes(note));
  const [diagonal, curve] = groups(picture, "line");
  assertEquals(pathPoints(diagonal.querySelector("path")!).length, 2);
  assertEquals(curve?.querySelector("path") ?? null, null);
});
