/**
 * Measures what the project promises of its speed, as ratios: the two sides of each row run in turn
 * on the same machine, and the median of several pairs counts.
 *
 * `--json` prints a line of JSON for each row in place of the table.
 */
import { lastValueFrom, of } from "rxjs";
import config from "../../deno.json" with { type: "json" };
import type { Chunk } from "../../src/samples/chunk.ts";
import { checkpoints } from "../../src/flow/checkpoints.ts";
import { epochs } from "../../src/flow/epochs.ts";
import { learn } from "../../src/flow/learn.ts";
import { records } from "../../src/flow/records.ts";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { sgd } from "../../src/neuron/sgd.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import type { SampleRecord } from "../../src/records.ts";
import { newScene } from "../../src/charts/scene.ts";
import { jsonLines, lineLog } from "../../src/sinks/json_lines.ts";
import { bareJson } from "./bare_json.ts";
import { bareLoop, type Outcome } from "./bare_loop.ts";
import { compare, type Comparison, median, run, time } from "./measure.ts";

/** One row of the table. */
interface Row {
  readonly what: string;
  readonly against: string;
  readonly ours: string;
  readonly theirs: string;
  readonly ratio?: number;
  /** The least or the greatest ratio that is allowed. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

const json = Deno.args.includes("--json");
const folder = await Deno.makeTempDir({ prefix: "dawnstream_bench_" });
const here = new URL(".", import.meta.url).pathname;
const [TRAIN, SWEEP] = [config.tasks.train, config.tasks.sweep].map(({ command }) =>
  command.replace(/^deno/, Deno.execPath())
);

const ROWS = 1000;
const LEARNING_RATE = 0.001;
const optimizer = sgd({ learningRate: LEARNING_RATE });

try {
  await training();
  await sampleRecords();
  await startUp();
  await sweeps();
  await csv();
  await drawing();
  await memory();
} finally {
  await Deno.remove(folder, { recursive: true });
}

function report(row: Row): void {
  if (json) return console.log(JSON.stringify(row));
  const { what, against, ours, theirs, ratio, atLeast, atMost } = row;
  const bar = atLeast !== undefined ? `≥ ${atLeast}` : atMost !== undefined ? `≤ ${atMost}` : "";
  const met = ratio === undefined || bar === ""
    ? ""
    : ratio >= (atLeast ?? -Infinity) && ratio <= (atMost ?? Infinity)
    ? "met"
    : "MISSED";
  const cells = [what, against, ours, theirs, ratio?.toFixed(3) ?? "", bar, met];
  const widths = [40, 32, 14, 14, 7, 8, 6];
  console.log(cells.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd());
}

// Training.

/** Two classes of samples, some of which are hard to tell apart whatever the width. */
function samples(width: number): Chunk {
  const random = numpyRandom(42);
  const labels = Float64Array.from({ length: ROWS }, (_, row) => Number(row >= ROWS / 2));
  const features = Float64Array.from(
    { length: ROWS * width },
    (_, i) => random.normal(labels[Math.floor(i / width)] * 5 / width, 1),
  );
  return { width, features, labels };
}

async function flow(data: Chunk, count: number, chunk?: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const neuron = { weights: new Float64Array(data.width), bias: 0 };
  await of(data).pipe(
    epochs({ count, shuffle: numpyRandom(1), ...(chunk && { chunk }) }),
    learn({ neuron, loss: binaryCrossEntropy, optimizer }),
    checkpoints({ every: 20 }),
    records(),
  ).forEach((record) => {
    if (record.event === "epoch") outcomes.push(record);
  });
  return outcomes;
}

async function training(): Promise<void> {
  const sizes = [[1, 1e5], [1, 1e6], [1, 1e7], [1, 1e8], [8, 1e5], [8, 1e7], [100, 1e5], [
    100,
    3e6,
  ]];
  for (const [width, count] of sizes) await trainingRow({ width, count });
  for (const width of [1, 8, 100]) await trainingRow({ width, count: 3e5, chunk: 1 });
}

async function trainingRow({ width, count, chunk }: {
  width: number;
  count: number;
  chunk?: number;
}): Promise<void> {
  const data = samples(width);
  const epochs = count / ROWS;
  let flowed: Outcome[] = [];
  let looped: Outcome[] = [];
  const { ours, theirs, ratio } = await compare(
    async () => {
      flowed = await flow(data, epochs, chunk);
    },
    () => {
      const job = { data, epochs, learningRate: LEARNING_RATE };
      looped = bareLoop({ ...job, random: numpyRandom(1) });
    },
    { pairs: count >= 1e8 ? 1 : count >= 1e7 ? 3 : count <= 1e5 ? 25 : 7 },
  );
  looped.forEach(({ loss, accuracy }, i) => {
    const same = Math.abs(flowed[i].loss - loss) <= 1e-12 * loss && flowed[i].accuracy === accuracy;
    if (!same) throw new Error(`epoch ${i}: ${flowed[i].loss} in the flow, ${loss} in the loop`);
  });
  const features = `${width} ${width === 1 ? "feature" : "features"}`;
  report({
    what: `${count.toExponential(0)} samples, ${features}${chunk === 1 ? ", chunk 1" : ""}`,
    against: "bare loop",
    ours: `${(ours / count * 1e6).toFixed(1)} ns`,
    theirs: `${(theirs / count * 1e6).toFixed(1)} ns`,
    ratio,
    atLeast: chunk === 1 ? 0.1 : 0.9,
  });
}

// Records.

async function sampleRecords(): Promise<void> {
  const data = samples(1);
  const neuron = { weights: new Float64Array(1), bias: 0 };
  const traced = of(data).pipe(
    epochs({ count: 100, shuffle: numpyRandom(1) }),
    learn({ neuron, loss: binaryCrossEntropy, optimizer }),
    records({ samples: true }),
  );
  const kept: SampleRecord[] = [];
  await traced.forEach((record) => {
    if (record.event === "sample") kept.push(record);
  });
  const open = (name: string) =>
    Deno.openSync(`${folder}/${name}`, { write: true, create: true, truncate: true });
  const { ours, theirs, ratio } = await compare(
    async () => {
      await lastValueFrom(traced.pipe(jsonLines(lineLog([open("samples.jsonl")]))));
    },
    () => {
      using file = open("bare.jsonl");
      bareJson(kept, file);
    },
  );
  const perRecord = (milliseconds: number) => `${(milliseconds / kept.length * 1e3).toFixed(2)} µs`;
  report({
    what: "sample records to a file, learned on the way",
    against: "JSON.stringify of kept records",
    ours: perRecord(ours),
    theirs: perRecord(theirs),
    ratio,
    atLeast: 0.7,
  });
}

// Whole processes.

function inMilliseconds({ ours, theirs }: Comparison): Pick<Row, "ours" | "theirs"> {
  return { ours: `${ours.toFixed(0)} ms`, theirs: `${theirs.toFixed(0)} ms` };
}

async function startUp(): Promise<void> {
  const deno = Deno.execPath();
  const help = await compare(
    () => run(deno, "task", "--quiet", "train", "--help").then(() => {}),
    () => run(deno, "eval", "0").then(() => {}),
    { pairs: 11 },
  );
  const what = "deno task train --help";
  report({
    what,
    against: "deno eval 0",
    ...inMilliseconds(help),
    ratio: 1 / help.ratio,
    atMost: 3,
  });

  const job = () => run(deno, "task", "--quiet", "train", "--out", `${folder}/job`).then(() => {});
  const row = { what: "deno task train", against: "tutorial in NumPy and matplotlib" };
  const python = await pythonWithMatplotlib();
  if (python === undefined) {
    return report({
      ...row,
      ours: `${(await medianTime(job)).toFixed(0)} ms`,
      theirs: "not measured",
    });
  }
  const whole = await compare(job, () => run(python, `${here}tutorial.py`, folder).then(() => {}));
  report({ ...row, ...inMilliseconds(whole), ratio: whole.ratio, atLeast: 9 });
}

async function sweeps(): Promise<void> {
  const sweep = (...args: readonly string[]) =>
    shell(`${SWEEP} --quiet --out ${folder}/sweep-${args.join("")} ${args.join(" ")}`);
  const short = await compare(
    () => sweep("--grid", "seed=1..30").then(() => {}),
    () =>
      shell(
        `seq 30 | xargs -P2 -I{} ${TRAIN} --seed {} --no-charts --quiet --out ${folder}/run-{}`,
      ).then(() => {}),
    { pairs: 3 },
  );
  report({
    what: "30 runs of 120 epochs as a sweep",
    against: "xargs -P2 over the shell",
    ...inMilliseconds(short),
    ratio: short.ratio,
    atLeast: 5,
  });
  const long = ["--grid", "seed=1..30", "--set", "epochs.count=12000", "--workers"];
  const two = await compare(
    () => sweep(...long, "2").then(() => {}),
    () => sweep(...long, "1").then(() => {}),
    { pairs: 1 },
  );
  report({
    what: "30 runs of 12,000 epochs, 2 workers",
    against: "1 worker",
    ...inMilliseconds(two),
    ratio: two.ratio,
    atLeast: 1.7,
  });
}

async function medianTime(side: () => Promise<void>): Promise<number> {
  await side();
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push(await time(side));
  return median(times);
}

async function pythonWithMatplotlib(): Promise<string | undefined> {
  for (const python of ["python3", "/usr/bin/python3"]) {
    try {
      await run(python, "-c", "import numpy, matplotlib");
      return python;
    } catch {
      // The next one may have them.
    }
  }
  return undefined;
}

// Rows of text.

/** Writes rows of two features, and gives the file's path. */
async function rowsFile(rows: number): Promise<string> {
  const path = `${folder}/${rows}.csv`;
  using file = await Deno.create(path);
  const random = numpyRandom(1);
  let lines = "x1,x2,y\n";
  const encoder = new TextEncoder();
  for (let row = 0; row < rows; row++) {
    const y = row & 1;
    lines += `${random.normal(3 * y, 1).toFixed(4)},${random.normal(1, 1).toFixed(4)},${y}\n`;
    if (lines.length > 1e6 || row === rows - 1) {
      for (let bytes = encoder.encode(lines); bytes.length > 0;) {
        bytes = bytes.subarray(file.writeSync(bytes));
      }
      lines = "";
    }
  }
  return path;
}

function shell(script: string): Promise<string> {
  return run("sh", "-c", script);
}

async function csv(): Promise<void> {
  const rows = 3e6;
  const path = await rowsFile(rows);
  const deno = Deno.execPath();
  const stream = `pipelines/stream.json --set transforms=[] --quiet --out ${folder}/csv`;
  const { ours, theirs, ratio } = await compare(
    () => shell(`cat ${path} | ${TRAIN} ${stream}`).then(() => {}),
    () => shell(`cat ${path} | ${deno} run ${here}bare_csv.ts`).then(() => {}),
    { pairs: 3 },
  );
  await Deno.remove(path);
  const perSecond = (milliseconds: number) => `${(rows / milliseconds / 1e3).toFixed(2)} M/s`;
  report({
    what: "CSV rows from standard input, one pass",
    against: "indexOf, Number and the loop",
    ours: perSecond(ours),
    theirs: perSecond(theirs),
    ratio,
    atLeast: 0.8,
  });
}

// Pictures.

async function drawing(): Promise<void> {
  const { pictures } = await import("../../src/charts/pictures.ts");
  const scene = newScene();
  const log = `${folder}/job/metrics.jsonl`;
  for (const line of (await Deno.readTextFile(log)).trimEnd().split("\n")) {
    scene.add(JSON.parse(line));
  }
  const draw = () => pictures(scene).map(({ svg }) => svg).length;
  const cold = await time(() => void draw());
  const warm: number[] = [];
  for (let i = 0; i < 10; i++) warm.push(await time(() => void draw()));
  const count = draw();
  report({
    what: "a picture, of the default job's three",
    against: "the first time: ours; again: theirs",
    ours: `${(cold / count).toFixed(0)} ms`,
    theirs: `${(median(warm) / count).toFixed(0)} ms`,
  });
}

// Memory.

async function peak(script: (command: string) => string): Promise<number> {
  // What the system tells of a process may be read only with every permission.
  const command = TRAIN.replace("--allow-read --allow-write", "--allow-all")
    .replace("src/cli/main.ts", `${here}peak.ts`);
  return Number((await shell(script(command))).trim().split("\n").at(-1));
}

async function memory(): Promise<void> {
  const stream = `pipelines/stream.json --quiet --out ${folder}/memory`;
  const streamed = async (rows: number) => {
    const path = await rowsFile(rows);
    const bytes = await peak((command) => `cat ${path} | ${command} ${stream}`);
    await Deno.remove(path);
    return bytes;
  };
  const repeated = (epochs: number) =>
    peak((command) => `${command} --epochs ${epochs} --quiet --no-charts --out ${folder}/epochs`);
  await memoryRow("10⁷ rows streamed", "10⁴ rows", [await streamed(1e7), await streamed(1e4)]);
  await memoryRow("12,000 epochs", "120 epochs", [await repeated(12000), await repeated(120)]);
}

function memoryRow(what: string, against: string, [ours, theirs]: [number, number]): void {
  if (ours === 0) {
    return report({ what: `memory: ${what}`, against, ours: "not measured", theirs: "" });
  }
  const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  report({
    what: `memory: ${what}`,
    against,
    ours: mebibytes(ours),
    theirs: mebibytes(theirs),
    ratio: ours / theirs,
    atMost: 1.2,
  });
}
