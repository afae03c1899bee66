import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type Picture, pictures } from "../../src/charts/pictures.ts";
import { newScene } from "../../src/charts/scene.ts";
import type { CheckpointRecord, EndRecord, LogRecord, StartRecord } from "../../src/records.ts";
import { groups, parse, pathPoints, texts } from "./picture.ts";

const classes = ["0", "1"] as const;

function start(width: number): StartRecord {
  return {
    event: "start",
    version: 2,
    pipeline: { name: "test", loss: "binary-cross-entropy" },
    seed: 42,
    samples: 4,
    width,
    features: Array.from({ length: width }, (_, j) => `x${j}`),
    digest: null,
    weights: new Array(width).fill(0),
    bias: 0,
  };
}

function checkpoint(width: number): CheckpointRecord {
  const weights = new Array(width).fill(2);
  return { event: "checkpoint", epoch: 0, samples: 4, loss: 0.25, accuracy: 1, weights, bias: 0.5 };
}

/** The log of one epoch of samples of so many features. */
function log(width: number): LogRecord[] {
  const { weights, bias, loss, accuracy } = checkpoint(width);
  const x = [0, 1, 2, 3].map((x) => new Array(width).fill(x));
  return [
    start(width),
    { event: "data", samples: 4, classes, x, y: [0, 0, 1, 1] },
    { event: "epoch", epoch: 0, loss, accuracy, weights, bias, learningRate: 0.1 },
    checkpoint(width),
  ];
}

/** The log of a stream of so many samples: reports at 1, 2, 4, …, checkpoints at 1,024 and the end. */
function streamLog(samples: number): LogRecord[] {
  const [, data, epoch, last] = log(1);
  const reports = Array.from({ length: Math.floor(Math.log2(samples)) + 1 }, (_, i) => 2 ** i);
  const end: EndRecord = {
    event: "end",
    epochs: 1,
    steps: samples,
    samples,
    loss: 0.125,
    accuracy: 1,
    weights: [2],
    bias: 0.5,
    classes,
    stopped: "completed",
  };
  return [
    { ...start(1), samples: null },
    ...reports.map((samples) => ({
      event: "progress" as const,
      samples,
      loss: 1 / (1 + Math.log2(samples)),
      lossSinceLast: 0.75 / (1 + Math.log2(samples)),
      accuracy: 1,
      accuracySinceLast: 1,
    })),
    ...(samples > 1024 ? [{ ...checkpoint(1), samples: 1024, loss: 1 / 11 }] : []),
    epoch,
    { ...last, samples, loss: 0.125 } as CheckpointRecord,
    data,
    end,
  ];
}

function drawn(records: readonly LogRecord[]): Picture[] {
  const scene = newScene();
  for (const record of records) scene.add(record);
  return [...pictures(scene)];
}

function picture(records: readonly LogRecord[], name: string): Element {
  return parse(drawn(records).find((picture) => picture.name === name)!.svg);
}

Deno.test("a run's pictures follow its number of features", () => {
  const names = (width: number) => drawn(log(width)).map(({ name }) => name);
  assertEquals(names(1), ["data.svg", "panels.svg", "loss.svg"]);
  assertEquals(names(2), ["data.svg", "panels.svg", "loss.svg"]);
  assertEquals(names(3), ["panels.svg", "weights.svg", "loss.svg"]);
});

Deno.test("a log without samples has a picture of the loss only; an empty log has none", () => {
  const records = log(1).filter(({ event }) => event !== "data");
  assertEquals(drawn(records).map(({ name }) => name), ["loss.svg"]);
  assertEquals(drawn([]), []);
});

Deno.test("a neuron of standardized samples is drawn in the data's own units", () => {
  const [start, data, epoch, checkpoint] = log(1);
  // z = 2 (x − 3) / 4 + 0.5 = 0.5 x − 1 is the neuron of the second log.
  const standardized = { ...checkpoint, mean: [3], sd: [4] } as LogRecord;
  const plain = { ...checkpoint, weights: [0.5], bias: -1 } as LogRecord;
  const [first, second] = [standardized, plain].map((checkpoint) =>
    drawn([start, data, epoch, checkpoint])[1]
  );
  assertEquals(first, second);
});

Deno.test("the picture of the loss is labelled with the pipeline's loss", () => {
  const labels = {
    "binary-cross-entropy": "mean cross-entropy",
    "squared-error": "mean squared error",
    "my-loss": "mean my-loss",
  };
  for (const [loss, label] of Object.entries(labels)) {
    for (const [first, ...records] of [log(1), streamLog(2000)]) {
      const pipeline = { name: "test", loss };
      const svg = picture([{ ...first, pipeline } as StartRecord, ...records], "loss.svg");
      assert(texts(svg).includes(label));
      assert(svg.querySelector("title")!.textContent!.startsWith(label));
      assertEquals(svg.textContent!.includes("cross-entropy"), loss === "binary-cross-entropy");
    }
  }
});

Deno.test("panels of a stream are titled with the samples so far", () => {
  const titles = texts(picture(streamLog(30_000), "panels.svg")).filter((text) =>
    /loss/.test(text)
  );
  assertEquals(titles, ["1,024 samples · loss 0.0909", "30,000 samples · loss 0.1250"]);
});

Deno.test("stream loss: progressive loss and loss since the last report, by samples", () => {
  const svg = picture(streamLog(30_000), "loss.svg");
  const lines = groups(svg, "line").map((line) => pathPoints(line.querySelector("path")!));
  // 15 reports, and the end of the stream for the progressive loss.
  assertEquals(lines.map((line) => line.length), [16, 15]);
  // A logarithmic axis: reports at 1, 2, 4, … samples are equally far apart, to 1/100 pixel.
  const gaps = lines[1].slice(1).map(([x], i) => x - lines[1][i][0]);
  for (const gap of gaps) assertAlmostEquals(gap, gaps[0], 0.02);
  assertEquals(texts(groups(svg, "x-axis label")[0]), ["samples"]);
  for (const name of ["progressive loss", "loss since the last report", "mean cross-entropy"]) {
    assert(texts(svg).includes(name), name);
  }
  const [last, lastSince] = ["0.1250", (0.75 / 15).toPrecision(4)];
  assert(texts(svg).includes(last) && texts(svg).includes(lastSince));
  assertEquals(svg.querySelector("title")!.textContent, "mean cross-entropy by samples");
  assert(svg.querySelector("desc")!.textContent!.includes("30,000 samples"));
});

Deno.test("stream loss: checkpoints are rings on the progressive loss", () => {
  const svg = picture(streamLog(30_000), "loss.svg");
  const [progressive] = groups(svg, "line").map((line) => pathPoints(line.querySelector("path")!));
  const rings = [...svg.querySelectorAll("circle[r='4']")].map((ring) =>
    ["cx", "cy"].map((at) => Number(ring.getAttribute(at)))
  );
  assertEquals(rings, [progressive[10], progressive[15]]);
  assert(texts(svg).includes("checkpoint"));
});

Deno.test("stream loss: a stream of any length has readable ticks, powers of two", () => {
  for (const samples of [1, 2, 3, 100, 2 ** 20, 2 ** 30]) {
    const svg = picture(streamLog(samples), "loss.svg");
    const labels = texts(groups(svg, "x-axis tick label")[0]);
    const ticks = labels.map((label) => Number(label.replaceAll(",", "")));
    assertEquals(ticks[0], 1);
    assert(ticks.length >= 2 && ticks.at(-1)! <= Math.max(samples, 2));
    for (const tick of ticks) assert(Number.isInteger(Math.log2(tick)));
    // The frame is over 600 pixels wide; a digit is at most 7.5.
    assert(labels.join(" ").length * 7.5 < 600, labels.join(" "));
  }
});

Deno.test("stream loss: a stream that has not ended is drawn up to its last report", () => {
  const records = streamLog(1500).filter(({ event }) => event === "start" || event === "progress");
  const svg = picture(records, "loss.svg");
  const lines = groups(svg, "line").map((line) => pathPoints(line.querySelector("path")!));
  assertEquals(lines.map((line) => line.length), [11, 11]);
  assert(svg.querySelector("desc")!.textContent!.includes("1,024 samples"));
});

Deno.test("stream loss: a checkpoint after the last report is inside the frame", () => {
  const records: LogRecord[] = [
    ...streamLog(1500).filter(({ event }) => event === "start" || event === "progress"),
    { ...checkpoint(1), samples: 1200, loss: 0.1 },
  ];
  const svg = picture(records, "loss.svg");
  const [line] = groups(svg, "line").map((line) => pathPoints(line.querySelector("path")!));
  const ring = svg.querySelector("circle[r='4']")!;
  assertEquals(Number(ring.getAttribute("cx")), line[line.length - 1][0]);
  assert(svg.querySelector("desc")!.textContent!.includes("1,200 samples"));
});
