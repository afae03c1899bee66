import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { logitsChart } from "../../src/charts/logits_chart.ts";
import { lossChart } from "../../src/charts/loss_chart.ts";
import { pictures } from "../../src/charts/pictures.ts";
import { draw } from "../../src/page/draw.ts";
import { SCRIPT } from "../../src/page/script.ts";
import { newScene, type Scene } from "../../src/charts/scene.ts";
import type { LogRecord } from "../../src/records.ts";
import { parse, texts } from "./picture.ts";

/** The records of a run of two samples and two epochs, as a log has them. */
function sceneOf(
  { x, weights, losses = [0.5, 0.25] }: {
    x: readonly (readonly number[])[];
    weights: readonly (readonly number[])[];
    losses?: readonly number[];
  },
): Scene {
  const width = x[0].length;
  const scene = newScene();
  const neuron = (epoch: number) => ({ weights: weights[epoch].slice(1), bias: weights[epoch][0] });
  const records = [
    {
      event: "start",
      pipeline: { name: "any", loss: "binary-cross-entropy" },
      samples: x.length,
      features: Array.from({ length: width }, (_, j) => `x${j}`),
      ...neuron(0),
    },
    { event: "data", samples: x.length, classes: ["0", "1"], x, y: x.map((_, row) => row % 2) },
    ...losses.flatMap((loss, epoch) => [
      { event: "epoch", epoch, loss, accuracy: 0.5, ...neuron(epoch) },
      { event: "checkpoint", epoch, samples: x.length, loss, accuracy: 0.5, ...neuron(epoch) },
    ]),
    { event: "end", epochs: 2, samples: x.length, stopped: "completed", ...neuron(1) },
  ];
  for (const record of records) scene.add(record as LogRecord);
  return scene;
}

/** The subtitle of each picture that says why it is not there. */
function whyNot(scene: Scene): Record<string, string> {
  const drawn = pictures(scene).map(({ name, svg }) => [name, texts(parse(svg))] as const);
  return Object.fromEntries(
    drawn.filter(([, [title]]) => title === "This cannot be drawn").map((
      [name, [, why]],
    ) => [name, why]),
  );
}

Deno.test("samples too far apart, or too close, to be drawn: their pictures say so", () => {
  const weights = [[0, 0], [0, 0]];
  const far = "x0 goes from −1.70 × 10³⁰⁸ to 1.70 × 10³⁰⁸; numbers are drawn up to 10¹⁰⁰";
  assertEquals(whyNot(sceneOf({ x: [[-1.7e308], [1.7e308]], weights })), {
    "data.svg": far,
    "panels.svg": far,
    "surface.svg": far,
  });
  const close = "x0 goes from −1.00 × 10⁻³²⁰ to 1.00 × 10⁻³²⁰, too little to be drawn";
  assertEquals(whyNot(sceneOf({ x: [[-1e-320], [1e-320]], weights }))["data.svg"], close);
  assertEquals(whyNot(sceneOf({ x: [[1e-320], [1e-320]], weights })), {});
});

Deno.test("a weight too large to be drawn: the pictures of the neuron say so, that of the data is there", () => {
  const why = "a weight or the bias came to 1.00 × 10³⁰⁰; numbers are drawn up to 10¹⁰⁰";
  const scene = sceneOf({ x: [[0, 1], [1, 0]], weights: [[0, 1, 1], [1e300, 1, 1]] });
  assertEquals(whyNot(scene), { "panels.svg": why });
});

const power = fc.integer({ min: -324, max: 308 });
const number = fc.oneof(
  fc.constantFrom(0, 1, -1, 5e-324, 1e-320, 1e-160, 1e90, 1e160, Number.MAX_VALUE, -1.7e308),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.tuple(fc.double({ min: -9, max: 9, noNaN: true }), power).map(([x, e]) => Number(`${x}e${e}`))
    .filter(Number.isFinite),
);
const loss = number.map(Math.abs);
const scenes = fc.integer({ min: 1, max: 3 }).chain((width) => {
  const list = (length: number) => fc.array(number, { minLength: length, maxLength: length });
  return fc.record({
    x: fc.array(list(width), { minLength: 1, maxLength: 6 }),
    weights: fc.tuple(list(width + 1), list(width + 1)),
    losses: fc.tuple(loss, loss),
  });
});

Deno.test("a picture of any finite numbers is drawn of finite ones, or says why not; the page, too", () => {
  fc.assert(
    fc.property(scenes, (of) => {
      for (const { name, text } of draw(sceneOf(of))) {
        const wrong = /="[^"]*(NaN|Infinity|undefined)/.exec(text.replace(SCRIPT, ""));
        assertEquals(wrong, null, name);
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("a valley too small to be drawn beside weights so large is left out of the page", () => {
  const weights = [[17802937941924216, -1.8291300986128567e22], [0, 0]];
  const page = [...draw(sceneOf({ x: [[1e-6], [0]], weights, losses: [0, 0] }))].at(-1)!;
  const [, d] = /<path id="f-axes-0"[^>]*? d="([^"]*)"/.exec(page.text.replace(SCRIPT, ""))!;
  assertEquals(d, "");
});

Deno.test("losses from the least to the largest number there is have a picture", () => {
  const epochs = [Number.MAX_VALUE, 1, Number.MIN_VALUE].map((loss, epoch) => ({ epoch, loss }));
  const svg = lossChart({ label: "loss", epochs, checkpoints: [] });
  assert(!/="[^"]*(NaN|Infinity)/.test(svg));
});

Deno.test("a neuron of 200,000 features, and a loss of 200,000 epochs, have their pictures", () => {
  const width = 200_000;
  const weights = new Array<number>(width).fill(1);
  const samples = { width, features: Float64Array.from(weights), labels: Float64Array.of(1) };
  const checkpoints = [{ name: "epoch 0", weights, bias: 0 }];
  const svg = logitsChart({ samples, classes: ["a", "b"], checkpoints });
  assert(texts(parse(svg)).includes("0 wrong"));
  const epochs = Array.from(
    { length: width },
    (_, epoch) => ({ epoch, loss: 1 / (epoch + 1), accuracy: 0.5 }),
  );
  const loss = lossChart({ label: "loss", epochs, checkpoints: [], samples: 2 });
  assert(loss.length < 50_000);
});

Deno.test("a neuron of 200,000 features has its page", () => {
  const x = [0, 1].map((row) => new Array<number>(200_000).fill(row));
  const weights = [[0, ...x[0]], [0, ...x[1]]];
  const page = [...draw(sceneOf({ x, weights }))].at(-1)!;
  assertStringIncludes(page.text, "1 wrong of 2");
});
