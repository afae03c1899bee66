import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { fewestWrong, leastLoss } from "../../src/charts/best.ts";
import { calibrationChart } from "../../src/charts/calibration_chart.ts";
import { curvesChart } from "../../src/charts/curves_chart.ts";
import { dataChart } from "../../src/charts/data_chart.ts";
import { driftChart } from "../../src/charts/drift_chart.ts";
import { flowChart } from "../../src/charts/flow_chart.ts";
import { logitsChart } from "../../src/charts/logits_chart.ts";
import { lossChart } from "../../src/charts/loss_chart.ts";
import { panelsChart } from "../../src/charts/panels_chart.ts";
import { planeChart, scatterChart } from "../../src/charts/plane_chart.ts";
import { rocChart } from "../../src/charts/roc_chart.ts";
import { surfaceChart } from "../../src/charts/surface_chart.ts";
import { sweepChart } from "../../src/charts/sweep_chart.ts";
import { weightsChart } from "../../src/charts/weights_chart.ts";
import { CLASS, INK, RIGHT } from "../../src/charts/theme.ts";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { sigmoid } from "../../src/neuron/forward.ts";
import { evaluate, rocAuc, rocCurve } from "../../src/neuron/metrics.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import type { Chunk } from "../../src/samples/chunk.ts";
import {
  checkpoints,
  classes,
  epochs,
  groups,
  irisPetals,
  neurons,
  parse,
  pathsOf,
  samples,
  type Shape,
  strokesOf,
  texts,
} from "./picture.ts";
import { type Came, sweepOf, upTo } from "./sweeps.ts";

const least = leastLoss(samples);
assert(typeof least === "object");
const start = { name: "start", weights: [-0.006650348354818605], bias: -0.007908643193311995 };
const label = "mean cross-entropy";
const flowers = ["versicolor", "virginica"] as const;
const petals = ["petal_length", "petal_width"] as const;
const ofPetals = [
  { name: "epoch 0", loss: 0.52, weights: [1, 1.5], bias: -7.3 },
  { name: "epoch 100", loss: 0.0963, weights: [5.5, 10], bias: -43 },
];
const petalLogits = Float64Array.from(
  irisPetals.labels,
  (_, row) => 1.2 * irisPetals.features[2 * row] - 6,
);

const oneField = { "optimizer.learningRate": [0.001, 0.01, 0.1, 1], seed: upTo(5) };
/** A loss that falls with the learning rate until that is too large. */
const cameOf = (rate: number, seed: number): Came => ({
  loss: 0.03 / (rate + 0.01) * (1 + (seed * 7 % 5) / 20),
  state: rate === 1 ? "diverged" : "finished",
});
const ofRates = sweepOf(oneField, ({ "optimizer.learningRate": rate, seed }) => cameOf(rate, seed));
const square = sweepOf({ a: upTo(6), b: upTo(6) }, ({ a, b }) => ({ loss: 1 + a * b }));
const zipped = { ...square, runs: square.runs.filter(({ values: [a, b] }) => a === b) };

/** A stream in whose middle the weights are suddenly wrong. */
const drifting = {
  label,
  features: petals,
  standardized: true,
  reports: Array.from({ length: 60 }, (_, i) => ({
    samples: 500 * (i + 1),
    lossSinceLast: (i < 30 ? 0.5 : 0.9) / (1 + i % 30) + 0.05,
    accuracySinceLast: 1 - (i < 30 ? 0.2 : 0.4) / (1 + i % 30),
  })),
  neurons: Array.from({ length: 61 }, (_, i) => ({
    samples: 500 * i,
    weights: [i < 30 ? i / 10 : 3 - (i - 30) / 5, Math.sqrt(i)],
    bias: -i / 50,
  })),
  coin: { loss: Math.LN2, name: "0.693 = ln 2: a coin’s toss" },
};

const pictures = {
  data: () => dataChart({ samples, feature: "x", classes }),
  panels: () =>
    panelsChart({
      samples,
      feature: "x",
      classes,
      checkpoints,
      start,
      end: { name: "epoch 119", weights: [neurons[119].w], bias: neurons[119].b },
      length: "120 epochs",
      least,
      boundaries: {
        by: "epoch",
        points: neurons.map(({ epoch, w, b }) => ({ at: epoch, boundary: -b / w })),
      },
    }),
  loss: () =>
    lossChart({
      label,
      epochs: epochs.map((point) => ({
        ...point,
        accuracy: 1 - 0.2 / (1 + point.epoch),
        validationLoss: 0.9 * point.loss + 0.0005 * point.epoch,
      })),
      checkpoints: [0, 20, 40, 60, 80, 100],
      samples: 1000,
      least,
      fewest: 1,
      coin: { loss: Math.LN2, name: "0.693 = ln 2: a coin’s toss" },
      ended: { diverged: false, words: "stopped by a signal" },
    }),
  surface: () =>
    surfaceChart({
      samples,
      loss: binaryCrossEntropy,
      least,
      path: [
        { name: "start", w: start.weights[0], b: start.bias, marked: true },
        ...neurons.map(({ epoch, w, b }) => ({
          name: `epoch ${epoch}`,
          w,
          b,
          marked: epoch % 20 === 0,
        })),
      ],
    }),
  scatter: () => scatterChart({ samples: irisPetals, features: petals, classes: flowers }),
  plane: () =>
    planeChart({ samples: irisPetals, features: petals, classes: flowers, checkpoints: ofPetals }),
  logits: () => logitsChart({ samples: irisPetals, classes: flowers, checkpoints: ofPetals }),
  weights: () =>
    weightsChart({ features: petals, classes: flowers, weights: [5.5, -10], standardized: true }),
  roc: () =>
    rocChart({
      points: rocCurve(petalLogits, irisPetals.labels),
      area: rocAuc(petalLogits, irisPetals.labels),
    }),
  calibration: () =>
    calibrationChart({ bins: evaluate(petalLogits, irisPetals.labels).calibration }),
  drift: () => driftChart(drifting),
  flow: () =>
    flowChart({
      name: "iris-hard",
      samples: [
        { name: "csv", options: ["iris.csv", "only versicolor, virginica"] },
        { name: "holdOut", options: ["fraction 0.2"] },
        { name: "standardize", options: ["by the training samples"] },
      ],
      operators: [
        { name: "epochs", options: ["count 120", "shuffle", "chunk 1024"] },
        { name: "learn", options: ["binary-cross-entropy", "sgd", "learningRate 0.02", "batch 1"] },
        { name: "validate", options: ["on the held-out samples"] },
        { name: "checkpoints", options: ["every 20"] },
        { name: "records", options: [] },
      ],
      subscribers: [
        { name: "jsonLines", options: ["metrics.jsonl"] },
        { name: "charts", options: ["*.svg", "report.html"] },
      ],
    }),
  "sweep-line": () => sweepChart(ofRates),
  "sweep-rows": () =>
    sweepChart(
      sweepOf(
        { loss: ["binary-cross-entropy", "squared-error"], seed: upTo(12) },
        ({ loss, seed }) => cameOf(loss.length / 100, seed),
      ),
    ),
  "sweep-map": () =>
    sweepChart(
      sweepOf(
        { ...oneField, batch: [1, 4, 16] },
        ({ "optimizer.learningRate": rate, seed, batch }) => cameOf(rate / batch, seed),
      ),
    ),
  "sweep-panels": () => sweepChart(zipped),
  curves: () => curvesChart(ofRates),
};

// The golden files show in a review what a change does to the pictures. To write them anew:
//   deno test --allow-read --allow-write tests/charts -- --update
for (const [name, draw] of Object.entries(pictures)) {
  Deno.test(`${name}: the bytes of the golden file, whatever was drawn before`, async () => {
    const path = new URL(`golden/${name}.svg`, import.meta.url);
    if (Deno.args.includes("--update")) await Deno.writeTextFile(path, draw());
    pictures.panels();
    assertEquals(draw(), await Deno.readTextFile(path));
  });

  Deno.test(`${name}: a standalone SVG of at most 80 KB that loads nothing`, () => {
    const svg = draw();
    assert(svg.length < 80_000, `${svg.length}`);
    assert(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"'));
    const picture = parse(svg);
    for (const element of picture.querySelectorAll("*")) {
      assert(!/^(figure|div|span|foreignobject|image|link|script)$/i.test(element.tagName));
    }
    // A mark of a sweep leads to the page beside the picture; nothing is loaded.
    assert(!/(href|src)="(?!#|report\.html#)|url\((?!#)|@import/.test(svg));
    assertEquals(picture.querySelectorAll("style").length, 1);
    assertEquals(picture.getAttribute("role"), "img");
    for (const id of picture.getAttribute("aria-labelledby")!.split(" ")) {
      assert(picture.querySelector(`#${id}`)!.textContent!.length > 5);
    }
    // No number that could not be computed.
    assert(!/NaN|Infinity|undefined/.test(svg));
  });
}

Deno.test("pictures stand in one page: ids begin with the prefix, the page has the style", () => {
  const options = { prefix: "run-2-", style: false };
  const svg = surfaceChart(
    {
      samples,
      loss: binaryCrossEntropy,
      path: neurons.map(({ w, b, epoch }) => ({ w, b, name: `${epoch}`, marked: false })),
    },
    options,
  );
  const ids = [...parse(svg).querySelectorAll("[id]")].map(({ id }) => id);
  assert(ids.length >= 3);
  for (const id of ids) assert(id.startsWith("run-2-surface-"), id);
  for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) assert(ids.includes(id));
  assert(!svg.includes("<style"));
});

Deno.test("the best boundary and the least loss of the tutorial's samples", () => {
  const { wrong, rows, above } = fewestWrong(samples);
  assertEquals([wrong, above, rows.map((row) => samples.features[row].toFixed(3))], [1, 1, [
    "3.853",
  ]]);
  // What Newton's method finds in the reference implementation, to the digits that it prints.
  assertAlmostEquals(least.weights[0], 8.0981, 5e-5);
  assertAlmostEquals(least.bias, -28.3973, 5e-5);
  assertAlmostEquals(least.loss, 0.0039415, 5e-8);
});

Deno.test("classes that can be separated have no least loss, whichever is above", () => {
  const of = (x: number[], y: number[], width = 1): Chunk => ({
    width,
    features: Float64Array.from(x),
    labels: Float64Array.from(y),
  });
  assertEquals(leastLoss(of([0, 1, 5, 6], [0, 0, 1, 1])), "separable");
  assertEquals(leastLoss(of([0, 1, 5, 6], [1, 1, 0, 0])), "separable");
  assertEquals(leastLoss(of([0, 0, 1, 1, 0, 5, 1, 6], [0, 0, 1, 1], 2)), "separable");
  // Only touching: no least, and nobody gets all right.
  assertEquals(leastLoss(of([0, 1, 1, 2], [0, 0, 1, 1])), undefined);
  assertEquals(leastLoss(of([0, 1, 1, 2, 1, 2, 3, 3], [0, 0, 1, 1], 2)), undefined);
  assertEquals(fewestWrong(of([0, 1, 5, 6], [1, 1, 0, 0])), {
    wrong: 0,
    from: 1,
    to: 5,
    above: 0,
    rows: [],
  });
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

Deno.test("data: every sample is a dot at its x, class 1 above the axis, class 0 below it", () => {
  const picture = parse(pictures.data());
  const [zeros, ones] = CLASS.map((stroke) => {
    const [path, ...others] = pathsOf(picture, { stroke, width: 3.8 });
    assertEquals(others, []);
    return strokesOf(path).flat();
  });
  assertEquals([zeros.length, ones.length], [500, 500]);
  assert(Math.max(...ones.map(([, y]) => y)) < Math.min(...zeros.map(([, y]) => y)));
  const low = Math.min(...samples.features);
  const high = Math.max(...samples.features);
  const room = 0.03 * (high - low);
  [zeros, ones].forEach((dots, label) => {
    const expected = samples.features.filter((_, row) => samples.labels[row] === label)
      .map((x) => 16 + 688 * (x - low + room) / (high - low + 2 * room)).sort();
    const drawn = Float64Array.from(dots, ([x]) => x).sort();
    // A column is 4.3 pixels wide.
    drawn.forEach((x, i) => assert(Math.abs(x - expected[i]) < 2.3));
  });
});

Deno.test("data: the sample that no boundary gets right is pointed at", () => {
  const picture = parse(pictures.data());
  const all = texts(picture);
  assert(all.includes("No boundary gets all 1,000 samples right: one is wrong at best"));
  assert(all.includes("class 0, at x = 3.85") && all.includes("beyond 4 samples of class 1"));
  const [ring] = picture.querySelectorAll("circle");
  const x = Number(ring.getAttribute("cx"));
  const dots = strokesOf(pathsOf(picture, { stroke: CLASS[0], width: 3.8 })[0]).flat();
  assert(dots.some(([at, y]) => at === x && y === Number(ring.getAttribute("cy"))));
});

/** As many samples of two classes that overlap. */
function many(count: number): Chunk {
  const random = numpyRandom(1);
  const labels = Float64Array.from({ length: count }, (_, row) => row % 2);
  return { width: 1, features: labels.map((label) => random.normal(5 * label, 1)), labels };
}

Deno.test("data: of many samples a dot is several, says so, and a lone sample has its dot", () => {
  const crowd = many(20_000);
  const lone = Math.max(...crowd.features) + 3;
  const samples = {
    width: 1,
    features: Float64Array.of(...crowd.features, lone),
    labels: Float64Array.of(...crowd.labels, 0),
  };
  const svg = dataChart({ samples, feature: "x", classes });
  assert(svg.length < 60_000);
  const picture = parse(svg);
  assert(texts(picture).some((text) => /^each dot is up to \d+ samples/.test(text)));
  const dots = strokesOf(pathsOf(picture, { stroke: CLASS[0], width: 3.8 })[0]).flat();
  assertEquals(dots.filter(([x]) => x > 670).length, 1);
});

Deno.test("a picture of 1,563 of 100,000 samples says so, and why", () => {
  const shown = many(1563);
  const two = { ...irisPetals };
  const note = "1,563 of 100,000 samples, evenly spaced, as the log holds no more";
  const all = 100_000;
  const drawn = [
    dataChart({ samples: shown, feature: "x", classes, all }),
    panelsChart({ samples: shown, feature: "x", classes, checkpoints, all }),
    logitsChart({ samples: shown, classes, checkpoints, all }),
  ];
  for (const svg of drawn) {
    const picture = parse(svg);
    assert(texts(picture).some((text) => text.includes(note)));
    assert(picture.querySelector("desc")!.textContent!.includes(note));
  }
  for (
    const svg of [
      scatterChart({ samples: two, features: petals, classes, all }),
      planeChart({ samples: two, features: petals, classes, checkpoints: ofPetals, all }),
    ]
  ) assert(svg.includes("100 of 100,000 samples, evenly spaced, as the log holds no more"));
  assert(!pictures.data().includes("evenly spaced"));
});

/** What stands above the panels, small text left out. */
function titlesOf(picture: Shape): string[] {
  return [...picture.querySelectorAll("g:not(.small) > text")].map((text) => text.textContent!)
    .filter((text) => /^(epoch \d|start)/.test(text));
}

Deno.test("panels: the checkpoints in their order, then the start, the end, the boundary", () => {
  const picture = parse(pictures.panels());
  // Plot draws panels column by column.
  assertEquals(titlesOf(picture), [
    "epoch 0",
    "epoch 60",
    "start",
    "epoch 20",
    "epoch 80",
    "epoch 119",
    "epoch 40",
    "epoch 100",
  ]);
  const all = texts(picture);
  assert(all.includes("boundary by epoch"));
  assert(all.includes("In 120 epochs, from 557 wrong to 3 of 1,000"));
  for (const text of ["z = 1.14x − 2.19", "1.91", "14 wrong", "3.51"]) {
    assert(all.includes(text), text);
  }
});

Deno.test("panels: an error line of each wrong sample goes from its label to the curve", () => {
  const [neuron] = checkpoints.slice(2);
  const picture = parse(
    panelsChart({ samples, feature: "x", classes, checkpoints: [neuron] }),
  );
  const [w, b] = [neuron.weights[0], neuron.bias];
  const wrong = [...samples.features].filter((x, row) =>
    (w * x + b >= 0) !== (samples.labels[row] === 1)
  );
  assertEquals(wrong.length, 7);
  const [lines] = pathsOf(picture, { stroke: CLASS[0], width: 1 }).map(strokesOf);
  assertEquals(lines.length, 7);
  // A unit of ŷ is 72 pixels high; lengths are rounded to 1/10 pixel.
  const errors = lines.map(([[, from], [, to]]) => (from - to) / 72).sort();
  wrong.map((x) => sigmoid(w * x + b)).sort()
    .forEach((error, i) => assertAlmostEquals(errors[i], error, 0.2 / 72));
  // The wrong ones are solid, the others pale.
  for (const stroke of [RIGHT[0], RIGHT[1], CLASS[0]]) {
    assert(pathsOf(picture, { stroke }).length > 0);
  }
  assertEquals(pathsOf(picture, { stroke: CLASS[1] }).length, 0);
});

Deno.test("panels: a curve has the more points the steeper it is, and is where the neuron says", () => {
  const curve = (w: number, bias: number) => {
    const steep = [{ name: "epoch 0", weights: [w], bias }];
    const picture = parse(panelsChart({ samples, feature: "x", classes, checkpoints: steep }));
    return strokesOf(pathsOf(picture, { stroke: INK, width: 2 })[0])[0];
  };
  assert(curve(0.01, 0).length < 5);
  for (const w of [1, 100, -30]) {
    const points = curve(w, -2.5 * w);
    assert(points.length > 25);
    const [left, right] = [points[0][0], points[points.length - 1][0]];
    const low = Math.min(...samples.features);
    const high = Math.max(...samples.features);
    const room = 0.03 * (high - low);
    for (const [x, y] of points) {
      const at = low - room + (x - left) / (right - left) * (high - low + 2 * room);
      // 1 is 32 pixels below the top. To 1/10 pixel on both axes: 72 are a unit of ŷ, some 21 of x.
      const slack = 0.2 / 72 + Math.abs(w) / 4 * 0.1 / 20;
      assertAlmostEquals(1 - (y - 32) / 72, sigmoid(w * (at - 2.5)), slack + 0.002);
    }
  }
});

Deno.test("panels: a boundary outside the picture, and a neuron without one, are not drawn", () => {
  const odd = [
    { name: "epoch 0", weights: [0], bias: 1 },
    { name: "epoch 1", weights: [1], bias: -1000 },
  ];
  const svg = panelsChart({ samples, feature: "x", classes, checkpoints: odd });
  assert(!/NaN|Infinity/.test(svg));
  const rules = groups(parse(svg), "rule").filter((g) => g.hasAttribute("stroke-dasharray"));
  assertEquals(rules.flatMap((g) => [...g.querySelectorAll("line")]).length, 0);
});

Deno.test("panels: one without a boundary and dots has its rules, and the axes keep their places", () => {
  const nowhere = { name: "nowhere", weights: [1], bias: -1000 };
  // The second panel of the first row, and the last one of the second.
  const odd = [checkpoints[1], nowhere, checkpoints[2], checkpoints[3], {
    ...nowhere,
    name: "end",
  }];
  const picture = parse(panelsChart({ samples, feature: "x", classes, checkpoints: odd }));
  const times = (label: string, text: string) =>
    groups(picture, label).flatMap(texts).filter((other) => other === text).length;
  // Two rows, and three columns.
  assertEquals(times("y-axis tick label", "½"), 2);
  assertEquals(times("x-axis tick label", "0"), 3);
  const rules = groups(picture, "rule").map((group) => group.querySelectorAll("line").length);
  assert(rules.includes(2 * odd.length), String(rules));
});

Deno.test("panels: 1, 13 and 36 checkpoints; of very many the first, the last and some between", () => {
  const run = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ ...checkpoints[0], name: `epoch ${10 * i}` }));
  for (const [count, expected] of [[1, 1], [2, 2], [13, 13], [36, 15], [601, 15]]) {
    const svg = panelsChart({ samples, feature: "x", classes, checkpoints: run(count) });
    assert(svg.length < 120_000);
    const drawn = titlesOf(parse(svg)).map((text) => Number(text.split(" ")[1]))
      .toSorted((a, b) => a - b);
    assertEquals([drawn.length, drawn[0], drawn.at(-1)], [expected, 0, 10 * (count - 1)]);
    const gaps = drawn.slice(1).map((epoch, i) => epoch - drawn[i]);
    assert(Math.max(...gaps, 0) - Math.min(...gaps, Infinity) <= 10);
    assertEquals(svg.includes(`15 of ${count} checkpoints, evenly spaced`), count > 15);
  }
});

Deno.test("data, panels: tick labels of any magnitude, and of constant features, do not touch", () => {
  const moves = [[1e9, 0], [1e-7, 0], [2000, 0], [0.002, 0], [10, 1.6e12], [1, 0], [0, 1e6], [
    0,
    0,
  ]];
  for (const [factor, offset] of moves) {
    const moved = { ...samples, features: samples.features.map((x) => offset + factor * x) };
    const scene = { samples: moved, feature: "x", classes };
    const panels = parse(panelsChart({ ...scene, checkpoints }));
    const ofPanels = groups(panels, "x-axis tick label").map((group) =>
      placed(group.querySelector("g") ?? group)
    );
    const data = groups(parse(dataChart(scene)), "text").map(placed)
      .filter((labels) => labels.length > 1);
    for (const labels of [ofPanels[0], data[0]]) {
      assert(labels?.length >= 2, `${factor} ${offset}`);
      assertEquals(new Set(labels.map(({ text }) => text)).size, labels.length);
      labels.slice(1).forEach(({ text, x }, i) => {
        // A usual font has digits of some 7 pixels at this size; superscripts are narrower.
        const letters = [...text + labels[i].text].filter((c) => /[\d−]/.test(c)).length / 2;
        assert(x - labels[i].x > 7 * letters, `${labels[i].text} touches ${text}`);
      });
    }
  }
});

Deno.test("a name may hold anything: characters that XML forbids are replaced, markup is escaped", () => {
  const svg = dataChart({ samples, feature: 'a\0b\x1b <i> & "c"', classes });
  assert(!svg.includes("\0") && !svg.includes("\x1b") && !svg.includes("<i>"));
  assert(texts(parse(svg)).includes('a\ufffdb\ufffd <i> & "c"'));
  // Where it ends no CDATA section, XML forbids it, though readers of HTML take it.
  const ending = dataChart({ samples, feature: "a]]>b", classes: ["c]]>", "d]]>"] });
  assert(!ending.includes("]]>"));
  assert(texts(parse(ending)).includes("a]]>b"));
});

Deno.test("long names, of any script, are shortened in their middle and stay different", () => {
  const long = (end: string) => `customers that cancelled their subscription ${end}`;
  for (
    const names of [
      [long("within a year"), long("never")],
      [
        "これは非常に長いクラス名でありますので切ります女性",
        "これは非常に長いクラス名でありますので切ります男性",
      ],
      ["a".repeat(500), `${"a".repeat(250)}b${"a".repeat(250)}`],
    ] as const
  ) {
    const svgs = [
      dataChart({ samples, feature: names[0], classes: names }),
      panelsChart({ samples, feature: names[0], classes: names, checkpoints }),
      scatterChart({ samples: irisPetals, features: names, classes: names }),
      weightsChart({ features: names, classes: names, weights: [2, -1], standardized: true }),
    ];
    for (const svg of svgs) {
      const drawn = texts(parse(svg));
      for (const text of drawn) {
        const wide = [...text].reduce((sum, c) => sum + (c > "\u2e80" ? 12 : 5), 0);
        assert(wide < 720, text);
      }
      const cut = new Set(drawn.filter((text) => /^[^·:]*…[^·:]*$/.test(text)));
      assert(cut.size >= 2, [...cut].join("; "));
    }
  }
});

Deno.test("loss: the line has a point per epoch, checkpoints are dots, the last value its label", () => {
  const picture = parse(lossChart({ label, epochs, checkpoints: [20, 40] }));
  const [line] = pathsOf(picture, { stroke: INK, width: 2 });
  assertEquals(strokesOf(line)[0].length, 120);
  assertEquals(picture.querySelectorAll("circle").length, 4);
  for (const text of ["0.0315", "0.457", "epoch", "mean cross-entropy of the epoch"]) {
    assert(texts(picture).includes(text), text);
  }
});

Deno.test("loss: on a logarithmic scale, equal ratios are equally far apart", () => {
  const halves = Array.from({ length: 8 }, (_, epoch) => ({ epoch, loss: 2 ** -epoch }));
  const picture = parse(lossChart({ label, epochs: halves, checkpoints: [] }));
  const [points] = strokesOf(pathsOf(picture, { stroke: INK, width: 2 })[0]);
  const steps = points.slice(1).map(([, y], i) => y - points[i][1]);
  for (const step of steps) assertAlmostEquals(step, steps[0], 0.21);
});

Deno.test("loss: what the title says is true of the run", () => {
  const title = (options: Partial<Parameters<typeof lossChart>[0]>) =>
    parse(lossChart({ label, epochs, checkpoints: [], ...options })).querySelector("title")!
      .textContent;
  assertEquals(title({ least }), "The loss is still 8 times the least there is");
  assertEquals(
    title({ least: { ...least, loss: 0.0315 } }),
    "The loss is as low as it can be",
  );
  assertEquals(
    title({ least: { ...least, loss: 0.031 } }),
    "The loss is within 2 % of the least there is",
  );
  const separable = "There is no least loss: the classes can be separated";
  assertEquals(title({ least: "separable" }), separable);
  const jumping = [0.4, 0.1, 0.2].map((loss, epoch) => ({ epoch, loss }));
  assertEquals(
    title({ epochs: jumping, least: { ...least, loss: 0.1 } }),
    "The loss is 2 times the least there is",
  );
  const rising = [1e-9, 4e23].map((loss, epoch) => ({ epoch, loss }));
  assertEquals(
    title({ epochs: rising }),
    "In 2 epochs the loss rose from 1.00 × 10⁻⁹ to 4.00 × 10²³",
  );
  assertEquals(title({ epochs: epochs.slice(0, 1) }), "After one epoch the loss is 0.457");
  const ended = { diverged: true, words: "diverged in epoch 3, at step 2,104" };
  assertEquals(title({ ended }), "Training diverged in epoch 3, at step 2,104");
});

Deno.test("loss: levels, the samples wrong, and why training ended, are marked", () => {
  const all = texts(parse(pictures.loss()));
  for (
    const text of [
      "0.693 = ln 2: a coin’s toss",
      "the least there is, at w 8.10, b −28.4",
      "0.00394",
      "wrong in the epoch, of 1,000",
      "200",
      "at best 1",
      "stopped by a signal",
      "held-out",
    ]
  ) assert(all.includes(text), text);
  assert(all.some((text) => text.startsWith("least: 0.0")));
});

Deno.test("loss: the names of a coin's toss and of the least loss stand apart, however close they are", () => {
  for (const loss of [0.05, 0.4, 0.69]) {
    for (const last of [loss, 0.6, 1, 2000]) {
      const picture = parse(lossChart({
        label,
        epochs: [{ epoch: 0, loss: 1800 }, { epoch: 1, loss: last }],
        checkpoints: [],
        coin: { loss: Math.LN2, name: "a coin’s toss" },
        least: { weights: [1], bias: 0, loss },
      }));
      const [coin, least] = ["a coin’s toss", "the least there is"].map((name) => {
        const text = [...picture.querySelectorAll("text")]
          .find(({ textContent }) => textContent?.startsWith(name))!;
        return Number(/translate\([^,]*,([^)]*)\)/.exec(text.getAttribute("transform")!)![1]) +
          Number(
            /translate\([^,]*,([^)]*)\)/.exec(
              text.closest("g[transform]")!.getAttribute("transform")!,
            )![1],
          );
      });
      assert(least - coin >= 14, `${loss}, ${last}: ${coin} and ${least}`);
    }
  }
});

Deno.test("loss: of held-out losses the lowest is marked, and gaps do not break the line", () => {
  const some = epochs.map((point, i) =>
    i % 3 ? point : { ...point, validationLoss: 0.1 + (i - 60) ** 2 / 1e4 }
  );
  const picture = parse(lossChart({ label, epochs: some, checkpoints: [] }));
  const [line, ...more] = groups(picture, "line").filter((g) => g.hasAttribute("stroke-dasharray"));
  assertEquals(more, []);
  assertEquals(strokesOf(line.querySelector("path")!).map((part) => part.length), [40]);
  assert(texts(picture).includes("least: 0.100 at 60"));
});

Deno.test("loss: a held-out loss that is still falling has no minimum to mark", () => {
  const some = epochs.map((point) => ({ ...point, validationLoss: 2 * point.loss }));
  const picture = parse(lossChart({ label, epochs: some, checkpoints: [] }));
  assert(!texts(picture).some((text) => text.startsWith("least:")));
});

Deno.test("loss: one epoch, a loss of 0, 30 powers of ten and 12,000 epochs can be drawn", () => {
  const one = lossChart({
    label,
    epochs: [{ epoch: 0, loss: 0.3, accuracy: 0.5 }],
    checkpoints: [0],
    samples: 4,
  });
  assertEquals(groups(parse(one), "x-axis tick label").flatMap(texts), ["0"]);
  assertEquals(texts(parse(one)).filter((text) => text === "0.300").length, 1);
  const zero = lossChart({
    label,
    epochs: [{ epoch: 0, loss: 1 }, { epoch: 1, loss: 0 }],
    checkpoints: [],
  });
  const steep = Array.from({ length: 30 }, (_, epoch) => ({ epoch, loss: 10 ** (5 - epoch) }));
  const many = lossChart({ label, epochs: steep, checkpoints: [] });
  assert(texts(parse(many)).includes("1.00 × 10⁻²⁴"));
  const long = Array.from({ length: 12_000 }, (_, epoch) => ({
    epoch,
    loss: epoch === 7777 ? 3 : 1 / (1 + epoch) + (epoch % 2) / 2,
    accuracy: 0.5,
  }));
  const svg = lossChart({ label, epochs: long, checkpoints: [0], samples: 10 });
  for (const picture of [one, zero, many, svg]) assert(!/NaN|Infinity/.test(picture));
  assert(svg.length < 40_000);
  const [line] = strokesOf(pathsOf(parse(svg), { stroke: INK, width: 2 })[0]);
  const heights = line.map(([, y]) => y);
  // The one outlier is still the highest point.
  assertEquals(heights.filter((y) => y === Math.min(...heights)).length, 1);
});

Deno.test("loss: the last values never overlap, in the order of the losses", () => {
  for (const [loss, validationLoss] of [[0.5, 0.5], [0.5, 0.49], [0.01, 0.01], [0.2, 0.21]]) {
    const epochs = [{ epoch: 0, loss: 1 }, { epoch: 1, loss, validationLoss }];
    const picture = parse(
      lossChart({ label, epochs, checkpoints: [], least: { ...least, loss: 0.0099 } }),
    );
    const ends = groups(picture, "text").flatMap(placed)
      .filter(({ text, x }) => /^\d/.test(text) && x > 614);
    assertEquals(ends.length, 3);
    const heights = ends.map(({ y }) => y).toSorted((a, b) => a - b);
    // Text is 19 units high where the picture is small.
    assert(heights[1] - heights[0] >= 19.9 && heights[2] - heights[1] >= 19.9);
  }
});

Deno.test("roc: an area of 0.999998 is not 1, and 1 is", () => {
  const points = rocCurve(Float64Array.of(-1, 2), Float64Array.of(0, 1));
  assert(texts(parse(rocChart({ points, area: 0.999998 }))).includes("AUC 0.999998"));
  assert(texts(parse(rocChart({ points, area: 0.95 }))).includes("AUC 0.9500"));
  assert(texts(parse(rocChart({ points, area: 1 }))).includes("AUC 1.0000"));
});

Deno.test("roc: without a curve, where all rows have the same label, the picture says so", () => {
  const [logits, labels] = [Float64Array.of(-1, 2, 3), Float64Array.of(1, 1, 1)];
  const picture = parse(
    rocChart({ points: rocCurve(logits, labels), area: rocAuc(logits, labels) }),
  );
  const note = "No curve: all rows have the same label";
  assert(texts(picture).includes(note));
  assert(picture.querySelector("desc")!.textContent!.includes(note));
  assertEquals(pathsOf(picture, { stroke: INK }), []);
});

Deno.test("calibration: a bin of one row in 100,000 has a dot that can be seen, and its count", () => {
  const bins = [
    { from: 0, to: 0.1, count: 99_999, meanPrediction: 0.01, observed: 0.01 },
    { from: 0.5, to: 0.6, count: 1, meanPrediction: 0.55, observed: 1 },
  ];
  const picture = parse(calibrationChart({ bins }));
  assertEquals(
    [...picture.querySelectorAll("circle")].map((dot) => dot.getAttribute("r")),
    ["12", "3"],
  );
  for (const text of ["99,999", "1"]) assert(texts(picture).includes(text));
});

Deno.test("surface: the path is where the neuron was, the least loss and the title are true", () => {
  const picture = parse(pictures.surface());
  const all = texts(picture);
  assert(all.includes("120 epochs go 16 % of the way to the least loss"));
  for (const text of ["start", "epoch 20", "epoch 119", "the least loss", "0.00394"]) {
    assert(all.includes(text), text);
  }
  // Near, and the whole valley.
  assertEquals(groups(picture, "contour").length, 2);
  const path = strokesOf(pathsOf(picture, { stroke: INK, width: 2 })[0])[0];
  assertEquals(path.length, 121);
  const scale = (of: (at: typeof neurons[number]) => number, axis: 0 | 1) => {
    const [first, last] = [path[1][axis], path[120][axis]];
    return (i: number) =>
      first + (of(neurons[i]) - of(neurons[0])) /
        (of(neurons[119]) - of(neurons[0])) * (last - first);
  };
  const [x, y] = [scale(({ w }) => w, 0), scale(({ b }) => b, 1)];
  path.slice(1).forEach(([u, v], i) => {
    assertAlmostEquals(u, x(i), 0.11);
    assertAlmostEquals(v, y(i), 0.11);
  });
});
