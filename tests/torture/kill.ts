/**
 * Kills runs at random moments, resumes each until it ends, and compares every file with those of the
 * uninterrupted run, until so many kills are done: `deno task torture [KILLS] [SEED]`.
 */
import { assertEquals } from "@std/assert";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import { filesIn, project, V8_FLAGS } from "../cli/command.ts";

const TRAIN = [
  "run",
  "--no-prompt",
  V8_FLAGS,
  "--allow-read",
  "--allow-write=out,/",
  "src/cli/main.ts",
  "train",
  "-q",
];

const folder = await Deno.makeTempDir({ prefix: "dawnstream_torture_" });
const rows = `${folder}/rows.csv`;

/** Each with what makes resuming hard. */
const PIPELINES: Record<string, readonly string[]> = {
  "mini-batches with momentum, in the middle of an epoch": [
    ...["--epochs", "500", "--chunk", "17", "--set", "batch=32"],
    ...["--set", "optimizer.momentum=0.9", "--set", "optimizer.nesterov=true"],
    ...[0, 1].map((i) => ["--set", `data.classes.${i}.count=20000`]).flat(),
  ],
  "adam along a cosine, with a record per sample": [
    ...["--epochs", "1000", "--samples", "--set", "schedule.kind=cosine"],
    ...["--set", "optimizer.kind=adam", "--set", "optimizer.learningRate=0.01"],
  ],
  "an early stop": [
    ...["--epochs", "100000", "--set", "stop.patience=80", "--set", "stop.delta=0.000001"],
  ],
  "a stream of a file, standardized and shuffled": [
    ...["pipelines/stream.json", "--data", rows, "--set", "checkpoints.samples=50000"],
    ...[
      "--set",
      'epochs.shuffle={"buffer":1000}',
      "--set",
      "batch=8",
      "--set",
      "optimizer.momentum=0.9",
    ],
  ],
};

/** The results of a run: all its files but its snapshot, which depends on the clock. */
function resultsIn(out: string): string[] {
  return filesIn(out).filter((file) => file !== "snapshot.json");
}

const [most = "100", seed = "1"] = Deno.args;
const random = numpyRandom(Number(seed));
const names = Object.keys(PIPELINES);
let kills = 0;

/** Runs to the end, or to a kill; gives how long it took if it ended. */
async function run(args: readonly string[], out: string, killAfter = Infinity) {
  const begin = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [...TRAIN, ...args, "--out", out],
    cwd: project,
    stdin: "null",
    stdout: "null",
  }).spawn();
  const timer = killAfter === Infinity ? undefined : setTimeout(() => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
  }, killAfter);
  const { code, signal } = await child.status;
  clearTimeout(timer);
  if (signal !== "SIGKILL") assertEquals(code, 0);
  return { killed: signal === "SIGKILL", took: performance.now() - begin };
}

await Deno.writeTextFile(rows, "u,v,y\n");
for (let block = 0; block < 120; block++) {
  const lines = Array.from({ length: 50_000 }, (_, i) => {
    const y = i % 2;
    return `${random.normal(2 * y, 1).toFixed(4)},${random.normal(10, 3).toFixed(4)},${y}\n`;
  });
  await Deno.writeTextFile(rows, lines.join(""), { append: true });
}

const whole = new Map<string, number>();
for (const name of names) {
  const { took } = await run(PIPELINES[name], `${folder}/${name}`);
  console.log(`${(took / 1000).toFixed(1)} s uninterrupted: ${name}`);
  whole.set(name, took);
}

try {
  for (let runs = 0; kills < Number(most); runs++) {
    const name = names[runs % names.length];
    const out = `${folder}/${runs}`;
    const args = [...PIPELINES[name], "--resume"];
    for (let again = 0; again < 3; again++) {
      if ((await run(args, out, random.uniform(0, whole.get(name)!))).killed) kills++;
    }
    await run(args, out);
    const files = resultsIn(out);
    assertEquals(files, resultsIn(`${folder}/${name}`), `${name}: the files`);
    for (const file of files) {
      const [found, expected] = await Promise.all([
        Deno.readFile(`${out}/${file}`),
        Deno.readFile(`${folder}/${name}/${file}`),
      ]);
      assertEquals(found, expected, `${name}: ${file}`);
    }
    await Deno.remove(out, { recursive: true });
    console.log(`${runs + 1} of ${runs + 1} runs equal, after ${kills} kills: ${name}`);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
