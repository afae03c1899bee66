import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { pictures } from "../../src/charts/pictures.ts";
import { newScene, type Scene } from "../../src/charts/scene.ts";
import { STYLE } from "../../src/charts/theme.ts";
import type { EpochRecord, LogRecord, SampleRecord, StartRecord } from "../../src/records.ts";
import { filled } from "../../src/page/changes.ts";
import { pullsOf } from "../../src/page/pulls_figure.ts";
import { report } from "../../src/page/report.ts";
import { type Run, runOf, shownPart } from "../../src/page/run.ts";
import { stepsOf } from "../../src/page/sample_steps.ts";
import { SCRIPT, SCRIPT_HASH } from "../../src/page/script.ts";
import { changesOf, type Frames, lastPlace } from "../../src/page/show.ts";
import { parseLines, shell, withFolder } from "../cli/command.ts";
import { trainHere } from "../cli/running.ts";

const NO_FRAMES: Frames = { surface: { frames: [] }, data: [] };

function sceneOf(records: readonly LogRecord[]): Scene {
  const scene = newScene();
  for (const record of records) scene.add(record);
  return scene;
}

const tutorial = parseLines(
  await Deno.readTextFile("out/mldawn/metrics.jsonl"),
) as unknown as LogRecord[];

/** The records of a run with one for every sample, as the command line writes them. */
async function trained(...args: readonly string[]): Promise<LogRecord[]> {
  let records: LogRecord[] = [];
  await withFolder(async (folder) => {
    const { log } = await trainHere(`${folder}/run`, ...args, "--samples", "--no-charts");
    records = parseLines(log) as unknown as LogRecord[];
  });
  return records;
}

/** What an element says at a place. */
function said(run: Run, place: Parameters<typeof changesOf>[1], id: string): string {
  return new Map(changesOf(run, place, NO_FRAMES)).get(id)!.text;
}

/** A number as the page writes it: a true minus sign, thousands apart. */
function read(text: string): number {
  return Number(text.replaceAll("−", "-").replaceAll(",", ""));
}

const pipelines: Record<string, string[]> = {
  "the tutorial": ["--epochs", "1"],
  "standardized, four features": ["iris-hard", "--epochs", "1"],
  "weighted classes": ["--epochs", "1", "--set", "classWeights=[1,3]"],
  "squared error with weight decay": [
    ...["squared-error", "--epochs", "1", "--set", "optimizer.weightDecay=0.1"],
  ],
};

for (const [what, args] of Object.entries(pipelines)) {
  Deno.test(`${what}: each number of a step is that of the trainer's own record`, async () => {
    const records = await trained(...args);
    const start = records[0] as StartRecord;
    const run = runOf(sceneOf(records))!;
    const samples = records.filter((record) => record.event === "sample") as SampleRecord[];
    assertEquals(samples.length, start.samples);
    const { seen } = run.at(0);
    for (const record of samples) {
      // The page shows a sample as it would be at a moment: here, at the one of the record.
      const row = seen.labels.findIndex((y, row) =>
        y === record.y && record.x.every((x, j) => x === seen.features[row * seen.width + j])
      );
      const moment = {
        ...run.moments[0],
        parameters: [...record.weightsBefore, record.biasBefore],
      };
      const then: Run = { ...run, moments: [moment], at: () => run.at(0) };
      const steps = stepsOf(then, { moment: 0, row, threshold: 0.5 });
      assertEquals(
        {
          z: steps.z,
          prediction: steps.prediction,
          loss: steps.loss,
          dLoss_dPrediction: steps.dLoss_dPrediction,
          dPrediction_dz: steps.dPrediction_dz,
          dz_dw: [...steps.x],
          gradient: steps.gradient,
          after: steps.after,
        },
        {
          z: record.z,
          prediction: record.prediction,
          loss: record.loss,
          dLoss_dPrediction: record.dLoss_dPrediction,
          dPrediction_dz: record.dPrediction_dz,
          dz_dw: record.dz_dw,
          gradient: [...record.dLoss_dw, record.dLoss_db],
          after: [...record.weightsAfter, record.biasAfter],
        },
      );
    }
  });
}

Deno.test("the numbers in the formulas are those of the first sample's record, in three digits", async () => {
  const records = await trained("--epochs", "1");
  const [first] = records.filter((record) => record.event === "sample") as SampleRecord[];
  const run = runOf(sceneOf(records))!;
  const row = run.samples.features.indexOf(first.x[0]);
  const at = (id: string) => said(run, { moment: 0, row, threshold: 0.5 }, id);
  const numbers = {
    "s-prediction": first.prediction,
    "s-loss": first.loss,
    "s-dl": first.dLoss_dPrediction!,
    "s-dp": first.dPrediction_dz,
    "s-dz": first.dz_dw[0],
    "s-dw": first.dLoss_dw[0],
    "s-db": first.dLoss_db,
  };
  for (const [id, number] of Object.entries(numbers)) {
    assertEquals(read(at(id)), Number(number.toPrecision(3)), id);
  }
  assertEquals(read(at("s-z").split("=")[1]), Number(first.z.toPrecision(3)));
  assertEquals(read(at("s-w").split("=")[1]), Number(first.weightsAfter[0].toPrecision(6)));
  assertEquals(read(at("s-b").split("=")[1]), Number(first.biasAfter.toPrecision(6)));
});

Deno.test("a moment is the neuron of its record, with the learning rate of the epoch after it", () => {
  const run = runOf(sceneOf(tutorial))!;
  const epochs = tutorial.filter((record) => record.event === "epoch") as EpochRecord[];
  assertEquals(run.moments.length, 1 + epochs.length);
  const start = tutorial[0] as StartRecord;
  assertEquals(run.moments[0].parameters, [...start.weights, start.bias]);
  epochs.forEach(({ epoch, weights, bias, loss }, i) => {
    const moment = run.moments[i + 1];
    assertEquals(moment.name, `epoch ${epoch}`);
    assertEquals(moment.parameters, [...weights, bias]);
    assertEquals(
      read(said(run, { moment: i + 1, row: 0, threshold: 0.5 }, "t-loss-now")),
      Number(
        loss.toPrecision(3),
      ),
    );
  });
  const marked = run.moments.filter(({ marked }) => marked).map(({ name }) => name);
  assertEquals(marked.slice(0, 3), ["start", "epoch 0", "epoch 20"]);
});

Deno.test("a schedule: η of a moment is that of its next step; at the end, of the last one", async () => {
  const records = await trained("adam-cosine", "--epochs", "3");
  const rates = records.flatMap((record) => record.event === "epoch" ? [record.learningRate] : []);
  const { moments } = runOf(sceneOf(records))!;
  assertEquals(moments.map(({ learningRate }) => learningRate), [...rates, rates[2]]);
});

Deno.test("where the best epoch is kept, the training of the page ends with it", async () => {
  const settings = ["optimizer.learningRate=0.1", "stop.on=validationLoss", "stop.patience=2"];
  const data = ['data.only=["versicolor","virginica"]', "validation.fraction=0.3"];
  const set = [...settings, ...data].flatMap((setting) => ["--set", setting]);
  const records = await trained("--data", "pipelines/iris.csv", ...set);
  const end = records.at(-1)!;
  assert(end.event === "end" && end.modelEpoch + 1 < end.epochs);
  const { moments } = runOf(sceneOf(records))!;
  const last = moments.at(-1)!;
  assertEquals(moments.length, 1 + end.modelEpoch + 1);
  assertEquals(last.name, `epoch ${end.modelEpoch}, kept`);
  assertEquals(last.parameters, [...end.weights, end.bias]);
});

Deno.test("weighted classes: the formula of the loss has the weight of the sample's class", async () => {
  const records = await trained("--epochs", "1", "--set", "classWeights=[1,3]");
  const run = runOf(sceneOf(records))!;
  const formulas = [0, 1].map((y) =>
    said(run, { moment: 0, row: run.samples.labels.indexOf(y), threshold: 0.5 }, "s-loss-name")
  );
  assertEquals(formulas, ["L = −1.00 · ln(1 − ŷ)", "L = −3.00 · ln ŷ"]);
});

Deno.test("at the end the page says what the end record says of the model", () => {
  const run = runOf(sceneOf(tutorial))!;
  const end = tutorial.at(-1)!;
  assert(end.event === "end");
  const state = run.at(run.moments.length - 1);
  // Sums of a thousand losses, in another order: some units in the last place.
  assertAlmostEquals(state.loss, end.modelLoss!, 1e-15);
  assertEquals(state.wrong.size, Math.round((1 - end.modelAccuracy!) * 1000));
  const place = lastPlace(run);
  assertEquals(said(run, place, "n-title"), "epoch 119: 3 wrong of 1,000, mean loss 0.0314");
  // The sample beyond four of class 1, at which data.svg points.
  assertAlmostEquals(run.samples.features[place.row], 3.853, 0.0005);
});

Deno.test("who pulls: the fewest samples that make half of Σ |ŷ − y|", () => {
  const run = runOf(sceneOf(tutorial))!;
  const last = run.moments.length - 1;
  const { half, total } = pullsOf(run, last);
  const { predictions } = run.at(last);
  const errors = [...predictions].map((prediction, row) =>
    Math.abs(prediction - run.samples.labels[row])
  ).sort((a, b) => b - a);
  const sum = (n: number) => errors.slice(0, n).reduce((sum, error) => sum + error, 0);
  assertAlmostEquals(total, sum(1000), 1e-12);
  assert(sum(half) >= total / 2 && sum(half - 1) < total / 2);
});

Deno.test("a threshold moves samples from one column of the confusion matrix to the other", () => {
  const run = runOf(sceneOf(tutorial))!;
  const moment = run.moments.length - 1;
  const cells = (threshold: number) =>
    ["c-11", "c-10", "c-01", "c-00"].map((id) =>
      read(said(run, { moment, row: 0, threshold }, id))
    );
  const { predictions } = run.at(moment);
  for (const threshold of [0.01, 0.5, 0.99]) {
    const called = (label: number) =>
      predictions.filter((prediction, row) =>
        run.samples.labels[row] === label && prediction >= threshold
      ).length;
    assertEquals(cells(threshold), [called(1), 500 - called(1), called(0), 500 - called(0)]);
  }
});

Deno.test("the valley of the loss: its condition number at the start, and of standardized samples", () => {
  const run = runOf(sceneOf(tutorial))!;
  const { features } = run.samples;
  const mean = features.reduce((sum, x) => sum + x, 0) / 1000;
  const sd = Math.sqrt(features.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 1000);
  const surface = { frames: [], scaling: { mean, sd } };
  const place = { moment: 0, row: 0, threshold: 0.5 };
  // One view is enough to be drawn on.
  const scale = { domain: [0, 1], range: [0, 1] } as const;
  const frames: Frames = { surface: { ...surface, frames: [{ x: scale, y: scale }] }, data: [] };
  const { text } = new Map(changesOf(run, place, frames)).get("f-said")!;
  // With w and b near 0, σ′ is ¼ everywhere, and the Hessian ¼ E (x, 1)(x, 1)ᵀ; standardized ¼ I.
  const [ww, wb] = [sd ** 2 + mean ** 2, mean];
  const [middle, half] = [(ww + 1) / 2, Math.hypot((ww - 1) / 2, wb)];
  assertStringIncludes(text, `${((middle + half) / (middle - half)).toPrecision(3)} times as much`);
  assertStringIncludes(text, "on standardized samples it would be 1.00.");
});

Deno.test("the page of the tutorial: at most 300 KB, of which the script at most 25; it loads nothing", () => {
  const scene = sceneOf(tutorial);
  const html = report(scene, pictures(scene));
  assert(html.length < 300_000, `${html.length}`);
  const bytes = new TextEncoder().encode(SCRIPT).length;
  assert(bytes <= 25_000, `${bytes}`);
  assert(!/\b(src|href)=|url\((?!#)|@import/i.test(html.replace(SCRIPT, "")));
  assert(!html.includes(STYLE));
});

Deno.test("the script runs under the page's content security policy: its digest is the one named", async () => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(SCRIPT));
  const base64 = btoa(String.fromCharCode(...new Uint8Array(digest)));
  assertEquals(SCRIPT_HASH, `sha256-${base64}`);
  // Nothing in it ends the element that it stands in.
  assert(!/<\/script|<!--/i.test(SCRIPT));
});

Deno.test("names and descriptions from data are text: no element, no end of a script, no control character", () => {
  const evil = `</script><script>alert(1)</script><!-- " onload="x \0\x1b`;
  const [start, data, ...rest] = tutorial;
  assert(start.event === "start" && data.event === "data");
  const scene = sceneOf([
    {
      ...start,
      pipeline: { ...start.pipeline, name: evil, description: evil },
      features: [evil],
    },
    { ...data, classes: [evil, `${evil}2`] },
    ...rest,
  ]);
  const html = report(scene, pictures(scene));
  assertEquals(html.match(/<script/g)!.length, 2);
  assertEquals(html.match(/<\/script/g)!.length, 2);
  // The script itself may compare with <, and has no comment.
  assert(!html.includes("<!--"));
  // deno-lint-ignore no-control-regex -- control characters are what must not be there
  assert(!/[\0-\x08\x0b\x0c\x0e-\x1f]/.test(html));
  assert(!/<[^<>]* onload="x/.test(html));
});

Deno.test("a long run, and samples of many features: the page carries evenly spaced ones", () => {
  const [start, data, first] = tutorial;
  assert(start.event === "start" && data.event === "data" && first.event === "epoch");
  const epochs = Array.from({ length: 5000 }, (_, epoch) => ({ ...first, epoch }));
  const long = shownPart(sceneOf([start, data, ...epochs])).epochs;
  assert(long.length <= 1100, `${long.length}`);
  assertEquals(long.at(-1), epochs.at(-1));
  const wide = shownPart(sceneOf([
    { ...start, features: Array.from({ length: 300 }, (_, j) => `x${j}`) },
    { ...data, x: data.x.map(() => new Array(300).fill(0)) },
  ]));
  const { x, y, samples } = wide.data!;
  assertEquals([x.length, y.length, samples], [100, 100, 1000]);
});

Deno.test("without samples, with a loss of somebody's own, or with nothing at all: a page of what there is", () => {
  const [start, , ...rest] = tutorial;
  assert(start.event === "start");
  for (
    const records of [
      [start, ...rest],
      [{ ...start, pipeline: { ...start.pipeline, loss: "mine" } }, ...tutorial.slice(1)],
      [start],
    ]
  ) {
    const scene = sceneOf(records);
    const html = report(scene, pictures(scene));
    assertStringIncludes(html, "<h1>mldawn</h1>");
    assert(!html.includes("<script"));
  }
});

Deno.test("changes are written into the elements that they name, as text", () => {
  const markup = '<p id="a"></p><path class="x" id="b"/><p id="c">as it is</p>';
  assertEquals(
    filled(markup, [["a", { text: "1 < 2" }], ["b", { d: "M0,0", "aria-label": '"' }]]),
    '<p id="a">1 &lt; 2</p><path class="x" id="b" d="M0,0" aria-label="&quot;"/><p id="c">as it is</p>',
  );
});

Deno.test("every element that changes is in the page, and only once", () => {
  const scene = sceneOf(tutorial);
  const html = report(scene, pictures(scene));
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assertEquals(new Set(ids).size, ids.length);
  const run = runOf(scene)!;
  const place = { ...lastPlace(run), bet: { boundary: 1, isRevealed: true } };
  for (const [id] of changesOf(run, place, NO_FRAMES)) assert(ids.includes(id), id);
});

Deno.test("the command of the page repeats the run", async () => {
  const html = await Deno.readTextFile("out/mldawn/report.html");
  const [, command] = /<pre tabindex="0">([^<]*)<\/pre>/.exec(html)!;
  await withFolder(async (folder) => {
    // Where there is no jq, this is what it does here.
    const jq = "jq() { deno eval 'const text = await new Response(Deno.stdin.readable).text();" +
      " console.log(JSON.stringify(JSON.parse(text).pipeline))'; }";
    const { code, stderr } = await shell(
      `${jq}\n${command.replace("LOG", "out/mldawn/metrics.jsonl")} -q --out '${folder}/run'`,
    );
    assertEquals(code, 0, stderr);
    const log = await Deno.readTextFile(`${folder}/run/metrics.jsonl`);
    assertEquals(log, await Deno.readTextFile("out/mldawn/metrics.jsonl"));
  });
});
