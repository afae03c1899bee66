/**
 * Kills runs at random moments, goes on with each until it ends, and compares every file with those
 * of the run that was never disturbed, until so many kills are done: `deno task torture [KILLS] [SEED]`.
 */
import { assertEquals } from "@std/assert";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import { filesIn, project } from "../cli/command.ts";

const TRAIN = ["run", "--no-prompt", "--allow-read", "--allow-write", "src/cli/train.ts", "-q"];

/** Each with what makes a resume hard. */
const PIPELINES: Record<string, readonly string[]> = {
  "mini-batches with momentum, in the middle of an epoch": [
    ...["--epochs", "40", "--chunk", "17", "--set", "batch=32"],
    ...["--set", "optimizer.momentum=0.9", "--set", "optimizer.nesterov=true"],
    ...[0, 1].map((i) => ["--set", `data.classes.${i}.count=20000`]).flat(),
  ],
  "adam along a cosine, with a record per sample": [
    ...["--epochs", "12", "--steps", "--set", "schedule.kind=cosine"],
    ...["--set", "optimizer.kind=adam", "--set", "optimizer.learningRate=0.01"],
  ],
  "an early stop": [
    ...["--epochs", "100000", "--set", "stop.patience=40", "--set", "stop.delta=0.000001"],
  ],
};

const [most = "100", seed = "1"] = Deno.args;
const random = numpyRandom(Number(seed));
const folder = await Deno.makeTempDir({ prefix: "dawnstream_torture_" });
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

const whole = new Map<string, number>();
for (const name of names) {
  whole.set(name, (await run(PIPELINES[name], `${folder}/${name}`)).took);
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
    const files = filesIn(out);
    assertEquals(files, filesIn(`${folder}/${name}`), `${name}: the files`);
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
