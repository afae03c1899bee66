import { assert, assertEquals } from "@std/assert";
import { pictures } from "../../src/charts/pictures.ts";
import { newScene, type Scene } from "../../src/charts/scene.ts";
import { thinning } from "../../src/charts/thinning.ts";
import type { LogRecord } from "../../src/records.ts";
import { parse, texts } from "./picture.ts";

Deno.test("thinning: few items are all kept; of many, the first and the last, the lowest and the highest", () => {
  const values = Array.from({ length: 5000 }, (_, i) => ({ i, value: Math.sin(i) * (i % 977) }));
  const { kept, add } = thinning<typeof values[number]>(() => 100, [({ value }) => value]);
  for (const [n, item] of values.entries()) {
    add(item);
    const now = kept();
    if (n < 100) assertEquals(now, values.slice(0, n + 1));
    assert(now.length <= 3 * 100 + 1);
    assertEquals([now[0], now.at(-1)], [values[0], item]);
    assert(now.every((item, i) => i === 0 || item.i > now[i - 1].i));
  }
  const by = (items: typeof values) => items.map(({ value }) => value);
  assertEquals(Math.min(...by(kept())), Math.min(...by(values)));
  assertEquals(Math.max(...by(kept())), Math.max(...by(values)));
});

Deno.test("thinning: of a stretch without values the first item is kept", () => {
  const { kept, add } = thinning<number>(() => 2, [() => undefined]);
  for (let i = 0; i < 9; i++) add(i);
  assertEquals(kept(), [0, 8]);
});

/** A run of so many epochs, a checkpoint at some, and the least loss in one. */
function longRun(epochs: number, { width = 1, least }: { width?: number; least: number }): Scene {
  const scene = newScene();
  const weights = new Array<number>(width).fill(1);
  const features = weights.map((_, j) => `x${j}`);
  const add = (record: unknown) => scene.add(record as LogRecord);
  add({
    event: "start",
    pipeline: { loss: "squared-error" },
    samples: 2,
    features,
    weights,
    bias: 0,
  });
  add({ event: "data", samples: 2, classes: ["0", "1"], x: [weights, weights], y: [0, 1] });
  for (let epoch = 0; epoch < epochs; epoch++) {
    const loss = epoch === least ? 1e-9 : 1 / (epoch + 3);
    const record = { epoch, loss, accuracy: 0.5, weights, bias: epoch };
    add({ event: "epoch", ...record });
    if (epoch % 77_777 === 5) add({ event: "checkpoint", samples: 2, ...record });
  }
  return scene;
}

Deno.test("a scene of very many epochs is bounded; its pictures tell of all of them", () => {
  const scene = longRun(300_000, { least: 123_457 });
  assert(scene.epochs.length < 10_000, String(scene.epochs.length));
  const epochs = new Set(scene.epochs.map(({ epoch }) => epoch));
  for (const epoch of [0, 5, 77_782, 123_457, 155_559, 299_999]) {
    assert(epochs.has(epoch), `${epoch}`);
  }
  const [, panels, loss] = pictures(scene).map(({ svg }) => texts(parse(svg)).join("\n"));
  assert(panels.includes("In 300,000 epochs"), panels.slice(0, 200));
  assert(loss.includes("it was least in epoch 123,457: 1.00 × 10⁻⁹"), loss.slice(0, 200));
});

Deno.test("of very many checkpoints the panels say how many there were", () => {
  const scene = newScene();
  const add = (record: unknown) => scene.add(record as LogRecord);
  add({ event: "start", pipeline: { loss: "squared-error" }, samples: null, features: ["x"] });
  add({ event: "data", samples: 2, classes: ["0", "1"], x: [[0], [1]], y: [0, 1] });
  for (let n = 1; n <= 9000; n++) {
    const record = { event: "checkpoint", epoch: 0, loss: 1, accuracy: 1, weights: [1], bias: n };
    add({ ...record, samples: n });
  }
  assertEquals([scene.checkpointCount, scene.checkpoints.length < 3000], [9000, true]);
  const panels = pictures(scene).find(({ name }) => name === "panels.svg")!.svg;
  assert(texts(parse(panels)).some((text) => text.includes("15 of 9,000 checkpoints")));
});

Deno.test("a scene of very many weights keeps few epochs", () => {
  const scene = longRun(1000, { width: 50_000, least: 7 });
  assert(scene.epochs.length < 200, String(scene.epochs.length));
});

Deno.test("a scene of very many reports is bounded, and keeps the first, the last and the worst", () => {
  const scene = newScene();
  for (let i = 1; i <= 50_000; i++) {
    const lossSinceLast = i === 23_456 ? 9 : 1 / i;
    const record = { event: "progress", samples: 100 * i, loss: 1, accuracy: 0.5, lossSinceLast };
    scene.add(record as unknown as LogRecord);
  }
  assert(scene.progress.length < 10_000, String(scene.progress.length));
  const samples = new Set(scene.progress.map((report) => report.samples));
  for (const n of [100, 2_345_600, 5_000_000]) assert(samples.has(n), `${n}`);
});
