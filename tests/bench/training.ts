import { lastValueFrom, of } from "rxjs";
import { checkpoints } from "../../src/flow/checkpoints.ts";
import { epochs } from "../../src/flow/epochs.ts";
import { learn } from "../../src/flow/learn.ts";
import { records } from "../../src/flow/records.ts";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { sgd } from "../../src/neuron/sgd.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import type { LogRecord } from "../../src/records.ts";
import type { Chunk } from "../../src/samples/chunk.ts";
import { jsonLines, lineLog } from "../../src/sinks/json_lines.ts";
import { bareJson } from "./bare_json.ts";
import { bareLoop, type Outcome } from "./bare_loop.ts";
import { firstThatRuns, here, shell, TRAIN } from "./commands.ts";
import { compare, run } from "./measure.ts";
import { inMilliseconds, report, reportMissing } from "./report.ts";

const ROWS = 1000;
const LEARNING_RATE = 0.001;
const optimizer = sgd({ learningRate: LEARNING_RATE });

/** The size of a job. */
interface Job {
  readonly width: number;
  readonly count: number;
  readonly chunk?: number;
}

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

async function flow(data: Chunk, { count, chunk }: Job): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const neuron = { weights: new Array<number>(data.width).fill(0), bias: 0 };
  await of(data).pipe(
    epochs({ count: count / ROWS, shuffle: numpyRandom(1), ...(chunk && { chunk }) }),
    learn({ neuron, loss: binaryCrossEntropy, optimizer }),
    checkpoints({ every: 20 }),
    records(),
  ).forEach((record) => {
    if (record.event === "epoch") outcomes.push(record);
  });
  return outcomes;
}

function loop(data: Chunk, { count }: Job): Outcome[] {
  const job = { data, epochs: count / ROWS, learningRate: LEARNING_RATE };
  return bareLoop({ ...job, random: numpyRandom(1) });
}

function nameOf({ width, count, chunk }: Job): string {
  const features = `${width} ${width === 1 ? "feature" : "features"}`;
  return `${count.toExponential(0)} samples, ${features}${chunk === 1 ? ", chunk 1" : ""}`;
}

/** The flow against a loop of the same arithmetic. */
export async function training(): Promise<void> {
  const sizes = [[1, 1e5], [1, 1e6], [1, 1e7], [1, 1e8], [8, 1e5], [8, 1e7], [100, 1e5], [
    100,
    3e6,
  ]];
  for (const [width, count] of sizes) await trainingRow({ width, count });
  for (const width of [1, 8, 100]) await trainingRow({ width, count: 3e5, chunk: 1 });
}

async function trainingRow(job: Job): Promise<void> {
  const { width, count, chunk } = job;
  const data = samples(width);
  let flowed: Outcome[] = [];
  let looped: Outcome[] = [];
  const { ours, theirs, ratio } = await compare(
    async () => {
      flowed = await flow(data, job);
    },
    () => {
      looped = loop(data, job);
    },
    { pairs: count >= 1e8 ? 1 : count >= 1e7 ? 3 : count <= 1e5 ? 25 : 7 },
  );
  looped.forEach(({ loss, accuracy }, i) => {
    const same = Math.abs(flowed[i].loss - loss) <= 1e-12 * loss && flowed[i].accuracy === accuracy;
    if (!same) throw new Error(`epoch ${i}: ${flowed[i].loss} in the flow, ${loss} in the loop`);
  });
  report({
    what: nameOf(job),
    against: "bare loop",
    ours: `${(ours / count * 1e6).toFixed(1)} ns`,
    theirs: `${(theirs / count * 1e6).toFixed(1)} ns`,
    ratio,
    atLeast: chunk === 1 ? 0.2 : 0.95,
  });
}

/** The flow against the loop in C, whose whole process is a millisecond longer. */
export async function againstC(folder: string): Promise<void> {
  const job = { width: 1, count: 1e7 };
  const row = { what: nameOf(job), against: "C -O2, NumPy's order" };
  const program = `${folder}/bare_loop`;
  const source = `${here}bare_loop.c`;
  const compiler = await firstThatRuns(["cc", "gcc"], "-O2", "-o", program, source, "-lm");
  if (compiler === undefined) return reportMissing(row);
  const data = samples(job.width);
  const file = `${folder}/samples`;
  const numbers = Float64Array.of(...data.features, ...data.labels);
  await Deno.writeFile(file, new Uint8Array(numbers.buffer));
  const args = [ROWS, job.width, job.count / ROWS, LEARNING_RATE, 1].map(String);
  const { ours, theirs, ratio } = await compare(
    () => flow(data, job).then(() => {}),
    () => run(program, file, ...args).then(() => {}),
  );
  report({
    ...row,
    ours: `${(ours / job.count * 1e6).toFixed(1)} ns`,
    theirs: `${(theirs / job.count * 1e6).toFixed(1)} ns`,
    ratio,
    atLeast: 0.9,
  });
}

/** The whole command with its log against the loop alone, which starts nothing and writes nothing. */
export async function throughTheCommand(folder: string): Promise<void> {
  const job = { width: 1, count: 3e7 };
  const epochs = job.count / ROWS;
  const data = samples(job.width);
  const out = `--no-charts --quiet --out ${folder}/log`;
  const command = (more: string) => shell(`${TRAIN} --epochs ${epochs} ${out} ${more} > /dev/null`);
  for (const log of ["its log on disk and in a pipe", "no log"]) {
    const more = log === "no log" ? "--set outputs.metrics=false --jsonl /dev/null" : "";
    const comparison = await compare(() => command(more), () => void loop(data, job), { pairs: 7 });
    report({
      what: `deno task train, ${epochs.toLocaleString("en")} epochs, ${log}`,
      against: "bare loop, without a start",
      ...inMilliseconds(comparison),
      ratio: comparison.ratio,
      ...(log !== "no log" && { atLeast: 0.95 }),
    });
  }
}

/** Records of samples, made and written, against records that are there already. */
export async function sampleRecords(folder: string): Promise<void> {
  const data = samples(1);
  const neuron = { weights: [0], bias: 0 };
  const traced = of(data).pipe(
    epochs({ count: 100, shuffle: numpyRandom(1) }),
    learn({ neuron, loss: binaryCrossEntropy, optimizer }),
    records({ samples: true }),
  );
  const open = (name: string) =>
    Deno.openSync(`${folder}/${name}`, { write: true, create: true, truncate: true });
  const write = () => lastValueFrom(traced.pipe(jsonLines(lineLog([open("samples.jsonl")]))));
  await write();
  // Parsed, not collected: the engine remembers code whose objects live long, and allocates the next
  // ones where garbage is collected late.
  const lines = await Deno.readTextFile(`${folder}/samples.jsonl`);
  const kept = lines.trimEnd().split("\n")
    .map((line): LogRecord => JSON.parse(line))
    .filter((record) => record.event === "sample");
  const { ours, theirs, ratio } = await compare(
    async () => {
      await write();
    },
    () => {
      using file = open("bare.jsonl");
      bareJson(kept, file);
    },
    { pairs: 9 },
  );
  const perRecord = (milliseconds: number) => `${(milliseconds / kept.length * 1e3).toFixed(2)} µs`;
  report({
    what: "sample records to a file, learned on the way",
    against: "JSON.stringify of kept records",
    ours: perRecord(ours),
    theirs: perRecord(theirs),
    ratio,
    atLeast: 0.75,
  });
}
