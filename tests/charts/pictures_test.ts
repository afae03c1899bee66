import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type Picture, pictures } from "../../src/charts/pictures.ts";
import { newScene } from "../../src/charts/scene.ts";
import { INK, MUTED } from "../../src/charts/theme.ts";
import type {
  CheckpointRecord,
  EndRecord,
  EpochRecord,
  LogRecord,
  StartRecord,
} from "../../src/records.ts";
import { groups, parse, pathPoints, pathsOf, texts } from "./picture.ts";

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
    modelEpoch: 0,
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

function drawn(records: readonly LogRecord[]): readonly Picture[] {
  const scene = newScene();
  for (const record of records) scene.add(record);
  return pictures(scene);
}

function picture(records: readonly LogRecord[], name: string): Element {
  return parse(drawn(records).find((picture) => picture.name === name)!.svg);
}

Deno.test("a run's pictures follow its number of features", () => {
  const names = (width: number) => drawn(log(width)).map(({ name }) => name);
  assertEquals(names(1), ["data.svg", "panels.svg", "loss.svg", "surface.svg"]);
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
    drawn([{ ...start, weights: [0] } as LogRecord, data, epoch, checkpoint])[1].svg
  );
  // The start has no scaling of its own: it is that of the run.
  const atStart = (svg: string) => svg.replaceAll(/start|boundary by epoch/g, "");
  assertEquals(
    texts(parse(atStart(first))).filter((text) => text.includes("z =")),
    ["z = 0.500x − 1.00", "z = 0x + 0"],
  );
  assertEquals(
    texts(parse(first)).filter((text) => text.includes("wrong")),
    texts(parse(second)).filter((text) => text.includes("wrong")),
  );
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
      assert(texts(svg).some((text) => text.startsWith(label)));
      assert(svg.querySelector("desc")!.textContent!.startsWith(`The ${label}`));
      assertEquals(svg.textContent!.includes("cross-entropy"), loss === "binary-cross-entropy");
      assertEquals(svg.textContent!.includes("ln 2"), loss === "binary-cross-entropy");
    }
  }
});

Deno.test("a panel's loss and number wrong are those of the neuron drawn", () => {
  const [start, data, epoch, at] = log(1);
  // z = 2x − 3 gets 0, 1, 2 and 3 right, with a mean loss of ln((1 + e⁻³)(1 + e⁻¹)) / 2.
  const neuron = { ...at, weights: [2], bias: -3, loss: 99 } as LogRecord;
  const all = texts(picture([start, data, epoch, neuron], "panels.svg"));
  const loss = Math.log((1 + Math.exp(-3)) * (1 + Math.exp(-1))) / 2;
  assert(all.includes(`loss ${loss.toPrecision(3)} · 0 wrong`));
  assert(all.includes("loss 0.693 · 2 wrong"));
});

Deno.test("where an earlier epoch is kept, pictures end with it and say so", () => {
  const [start, data, , at] = log(1);
  const epoch = (epoch: number, w: number): LogRecord => ({
    ...log(1)[2] as EpochRecord,
    epoch,
    loss: 0.5 - 0.125 * epoch,
    weights: [w],
    validationLoss: Math.abs(1 - epoch) + 0.25,
  });
  const point = (epoch: number, w: number): LogRecord => ({
    ...at as CheckpointRecord,
    epoch,
    weights: [w],
  });
  const end: LogRecord = {
    ...streamLog(4).at(-1) as EndRecord,
    epochs: 3,
    modelEpoch: 1,
    weights: [4],
    stopped: "patience",
  };
  const records = [start, data, epoch(0, 2), point(0, 2), epoch(1, 4), epoch(2, 8), point(2, 8)];
  const all = [...records, point(1, 4), end];
  const panels = texts(picture(all, "panels.svg"));
  const names = panels.filter((text) => /^(start|epoch)/.test(text));
  assertEquals(names.sort(), ["epoch 0", "epoch 1, kept", "epoch 2", "start"]);
  assert(panels.some((text) => text.startsWith("In 2 epochs, ")), String(panels));
  const surface = texts(picture(all, "surface.svg"));
  assert(surface.includes("epoch 1, kept") && !surface.includes("epoch 2"), String(surface));
  const loss = texts(picture(all, "loss.svg"));
  assert(loss.some((text) => text.includes("the model is of epoch 1")), String(loss));
  assert(loss.includes("least, kept: 0.250 at 1"), String(loss));
});

Deno.test("pictures are drawn when they are read, and only then", () => {
  const scene = newScene();
  for (const record of log(1)) scene.add(record);
  let reads = 0;
  const data = scene.data!;
  // What every picture of the samples has to read.
  Object.defineProperty(data, "x", { get: () => (reads++, [[0], [1], [2], [3]]) });
  const [first] = pictures(scene);
  assertEquals(reads, 0);
  assert(first.svg.startsWith("<svg"));
  assertEquals(reads, 1);
  assertEquals(first.svg, first.svg);
  assertEquals(reads, 1);
});

Deno.test("why a run ended stands in the picture of its loss", () => {
  const end = (more: Partial<EndRecord>): LogRecord => ({
    ...streamLog(4).at(-1) as EndRecord,
    ...more,
  });
  const [start, ...rest] = log(1);
  const pipeline = { name: "test", loss: "binary-cross-entropy", stop: { patience: 5, loss: 0.1 } };
  const all = (more: Partial<EndRecord>) =>
    texts(picture([{ ...start, pipeline } as StartRecord, ...rest, end(more)], "loss.svg"));
  assert(all({ stopped: "patience" }).includes("stopped early: no better for 5 epochs"));
  assert(all({ stopped: "loss" }).includes("stopped: 0.1 reached"));
  assert(all({ stopped: "signal" }).includes("stopped by a signal"));
  const diverged = all({ stopped: "diverged", epoch: 3, step: 2104 });
  assert(diverged.includes("Training diverged in epoch 3, at step 2,104"));
  assert(!all({ stopped: "completed" }).some((text) => text.startsWith("stopped")));
});

Deno.test("the surface is that of the neuron's own, standardized, samples", () => {
  const [start, data, epoch, at] = log(1);
  const scaled = { ...at, mean: [1.5], sd: [2] } as LogRecord;
  const title = texts(
    picture([start, { ...data, y: [0, 1, 0, 1] } as LogRecord, epoch, scaled], "surface.svg"),
  );
  assert(title.some((text) => /of the way to the least loss|no nearer/.test(text)));
  // Only of one feature, and only where all samples are known.
  const names = (records: LogRecord[]) => drawn(records).map(({ name }) => name);
  assert(!names([start, { ...data, samples: 5 } as LogRecord, epoch, at]).includes("surface.svg"));
  assert(!names(log(2)).includes("surface.svg"));
});

Deno.test("what comes after the last report of a stream is in the picture of its drift", () => {
  // The mean is 1 over 1,024 samples and 2 over 1,536: it is 4 over the last 512.
  const records = streamLog(1536).map((record): LogRecord =>
    record.event === "progress" && record.samples === 1024
      ? { ...record, loss: 1 }
      : record.event === "end"
      ? { ...record, loss: 2, accuracy: 0.5 }
      : record
  );
  const title = (records: readonly LogRecord[]) =>
    picture(records, "drift.svg").querySelector("title")!.textContent!;
  assert(title(records).endsWith("4.00 at the end"), title(records));
  const unfinished = records.filter(({ event }) => event !== "end");
  assertEquals(title(unfinished), `The loss is least at the end: ${(0.75 / 11).toPrecision(3)}`);
});

Deno.test("panels of a stream are titled with the samples so far", () => {
  const titles = texts(picture(streamLog(30_000), "panels.svg")).filter((text) =>
    /^[\d,]+ samples$/.test(text)
  );
  assertEquals(titles, ["1,024 samples", "30,000 samples"]);
});

/** The lines of a stream's losses: progressive, and since the last report. */
function streamLines(svg: Element): [number, number][][] {
  const since = pathsOf(svg, { stroke: MUTED }).filter((path) => !path.closest("[aria-hidden]"));
  return [pathsOf(svg, { stroke: INK, width: 2 })[0], since[0]].map(pathPoints);
}

Deno.test("stream loss: progressive loss and loss since the last report, by samples", () => {
  const svg = picture(streamLog(30_000), "loss.svg");
  const lines = streamLines(svg);
  // 15 reports, and the end of the stream for the progressive loss.
  assertEquals(lines.map((line) => line.length), [16, 15]);
  // A logarithmic axis: reports at 1, 2, 4, … samples are equally far apart, to 1/10 pixel.
  const gaps = lines[1].slice(1).map(([x], i) => x - lines[1][i][0]);
  for (const gap of gaps) assertAlmostEquals(gap, gaps[0], 0.21);
  for (const text of ["samples", "mean cross-entropy so far", "since the last report"]) {
    assert(texts(svg).includes(text), text);
  }
  assert(texts(svg).includes("0.125") && texts(svg).includes((0.75 / 15).toPrecision(3)));
  assert(svg.querySelector("title")!.textContent!.includes("30,000 samples"));
});

Deno.test("stream loss: checkpoints are dots on the progressive loss", () => {
  const svg = picture(streamLog(30_000), "loss.svg");
  const [progressive] = streamLines(svg);
  const dots = [...svg.querySelectorAll("circle")].map((dot) =>
    ["cx", "cy"].map((at) => Number(dot.getAttribute(at)))
  );
  // The first, the two checkpoints, and the last, which is a checkpoint too.
  assertEquals(dots, [0, 10, 15, 15].map((i) => progressive[i]));
});

Deno.test("stream loss: a stream of any length has readable ticks, powers of two", () => {
  for (const samples of [1, 2, 3, 100, 2 ** 20, 2 ** 30]) {
    const svg = picture(streamLog(samples), "loss.svg");
    const labels = texts(groups(svg, "x-axis tick label")[0]);
    const ticks = labels.map((label) => Number(label.replaceAll(",", "")));
    assertEquals(ticks[0], 1);
    assert(ticks.length >= 2 && ticks.at(-1)! <= Math.max(samples, 2));
    for (const tick of ticks) assert(Number.isInteger(Math.log2(tick)));
    // The axis is 550 units long; a digit is at most 12, where the picture is small.
    assert(labels.join("").length * 12 < 550, labels.join(" "));
  }
});

Deno.test("stream loss: a stream that has not ended is drawn up to its last report", () => {
  const records = streamLog(1500).filter(({ event }) => event === "start" || event === "progress");
  const svg = picture(records, "loss.svg");
  assertEquals(streamLines(svg).map((line) => line.length), [11, 11]);
  assert(svg.querySelector("desc")!.textContent!.includes("1,024 samples"));
});

Deno.test("stream loss: a checkpoint after the last report is inside the picture", () => {
  const records: LogRecord[] = [
    ...streamLog(1500).filter(({ event }) => event === "start" || event === "progress"),
    { ...checkpoint(1), samples: 1200, loss: 0.1 },
  ];
  const svg = picture(records, "loss.svg");
  const [line] = streamLines(svg);
  const dots = [...svg.querySelectorAll("circle")];
  assertEquals(Number(dots.at(-1)!.getAttribute("cx")), line[line.length - 1][0]);
  assert(svg.querySelector("desc")!.textContent!.includes("1,200 samples"));
});
