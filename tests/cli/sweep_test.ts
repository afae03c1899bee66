import { assert, assertEquals, assertMatch } from "@std/assert";
import { sweep as sweepHere } from "../../src/cli/sweep.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import { DivergedError } from "../../src/run/run.ts";
import { runInto } from "../run/runs.ts";
import {
  filesIn,
  parseLines,
  project,
  refusal,
  shell,
  task,
  tree,
  V8_FLAGS,
  withFolder,
} from "./command.ts";
import { until } from "./running.ts";

/** The command of the task. */
const SWEEP = [
  ...["run", "--cached-only", "--no-prompt", V8_FLAGS, "--allow-read", "--allow-write=out,/"],
  ...["src/cli/main.ts", "sweep"],
];

async function sweep(...args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...SWEEP, ...args],
    cwd: project,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Two learning rates, with the second of which every run diverges, and two seeds. */
const DIVERGING = [
  ...["--grid", "optimizer.learningRate=0.01,1000", "--grid", "seed=1,2"],
  ...["--set", "stop.limit=5", "--set", "epochs.count=3"],
];
/** Runs without pictures; the sweep draws its own. */
const PLAIN = ["--set", "outputs.charts=false", "--quiet"];
/** Runs that take long enough to be cut. */
const LONG = ["--grid", "seed=1..4", "--set", "epochs.count=1500", ...PLAIN];

Deno.test("one worker, several and none give the same records and the same files", () =>
  withFolder(async (folder) => {
    const [one, three, some] = await Promise.all(
      [["--workers", "1"], ["--workers", "3"], []].map((workers, i) =>
        sweep(...DIVERGING, ...workers, "--quiet", "--out", `${folder}/${i}`)
      ),
    );
    assertEquals([one.code, one.stderr], [1, ""]);
    assertEquals([three, some], [one, one]);
    const files = tree(`${folder}/0`);
    assertEquals(tree(`${folder}/1`), files);
    assertEquals(tree(`${folder}/2`), files);
    const states = files.get("sweep.csv")!.trim().split("\n").map((row) =>
      /,(state|finished|diverged),/.exec(row)?.[1]
    );
    assertEquals(states, ["state", "finished", "finished", "diverged", "diverged"]);
    assertMatch(files.get("sweep.svg")!, /<title [^>]*>Best at learning rate 0\.01: loss /);
    assertMatch(files.get("curves.svg")!, /<title [^>]*>Best of 4 runs: loss /);
  }));

Deno.test("the records of all runs come in the order of the runs, each with its run's name", () =>
  withFolder(async (folder) => {
    const { stdout } = await sweep(...DIVERGING, ...PLAIN, "--out", folder);
    const names = ["0.01,seed=1", "0.01,seed=2", "1000,seed=1", "1000,seed=2"].map((values) =>
      `learningRate=${values}`
    );
    const logs = names.map((name, i) => {
      const place = i < 2 ? "" : ".partial/";
      const text = Deno.readTextFileSync(`${folder}/${name}/${place}metrics.jsonl`);
      return parseLines(text).map(({ event, ...fields }) => ({ event, run: name, ...fields }));
    });
    const records = logs.flat().map((record) => JSON.stringify(record) + "\n").join("");
    assertEquals(stdout, records);
    const { code } = await sweep(
      ...[...DIVERGING, ...PLAIN, "--out", folder, "--jsonl", `${folder}.jsonl`],
    );
    assertEquals(code, 1);
    assertEquals(Deno.readTextFileSync(`${folder}.jsonl`), records);
    await Deno.remove(`${folder}.jsonl`);
  }));

Deno.test("a run that fails stops no other, and is repeated alone by the command that is said", () =>
  withFolder(async (folder) => {
    const rows = `${folder}/rows.csv`;
    const grid = `data.path=pipelines/iris.csv,${rows}`;
    const args = ["iris-petal", "--grid", grid, "--set", "epochs.count=2", "--out", `${folder}/s`];
    const { code, stderr } = await sweep(...args, "--set", "outputs.charts=false");
    assertEquals(code, 1);
    assertMatch(stderr, /^2 runs: 1 failed\n/);
    assertMatch(stderr, /path=~\w{8} failed: .*rows\.csv: .*no such file/);
    const again = /again, alone: deno task (.*)/.exec(stderr)![1];
    assertMatch(Deno.readTextFileSync(`${folder}/s/sweep.csv`), /rows\.csv,failed,/);
    Deno.copyFileSync(`${project}pipelines/iris.csv`, rows);
    const alone = await shell(`deno task --quiet ${again} --quiet > '${folder}/alone.jsonl'`);
    assertEquals([alone.code, alone.stderr], [0, ""]);
    const [start] = parseLines(Deno.readTextFileSync(`${folder}/alone.jsonl`));
    assertMatch(String(start.run), /^path=~/);
    assertEquals(
      Deno.readTextFileSync(`${folder}/s/sweep.csv`).match(/,finished,/g)?.length,
      2,
    );
  }));

Deno.test("sweeps that are killed or stopped are resumed to the same bytes", () =>
  withFolder(async (folder) => {
    const whole = await sweep(...LONG, "--out", `${folder}/whole`);
    assertEquals([whole.code, whole.stderr], [0, ""]);
    for (const [signal, workers, code] of [["SIGKILL", "3", 137], ["SIGINT", "2", 130]] as const) {
      const out = `${folder}/${signal}`;
      const child = new Deno.Command(Deno.execPath(), {
        args: [...SWEEP, ...LONG, "--workers", workers, "--out", out, "--jsonl", "/dev/null"],
        cwd: project,
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      // One has finished, and another has begun.
      await until(() => {
        const isOne = (log: string) => [1, 2, 3, 4].some((n) => existsIn(out, `seed=${n}/${log}`));
        return isOne("metrics.jsonl") && isOne(".partial/metrics.jsonl");
      }, child);
      child.kill(signal);
      assertEquals((await child.status).code, code);
      const resumed = await sweep(...LONG, "--resume", "--out", out);
      assertEquals(resumed, whole);
      assertEquals(tree(out), tree(`${folder}/whole`));
    }
  }));

Deno.test("a run whose log is damaged counts as stopped, and is resumed to the same bytes", () =>
  withFolder(async (folder) => {
    const args = ["mldawn", "--grid", "seed=1..3", "--epochs", "3", "--out", `${folder}/sweep`];
    const whole = await sweep(...args);
    const before = tree(`${folder}/sweep`);
    const log = `${folder}/sweep/seed=2/metrics.jsonl`;
    await Deno.truncate(log, Deno.statSync(log).size - 20);
    const collected = await sweep("--collect", `${folder}/sweep`);
    assertEquals(collected.code, 1);
    assertMatch(collected.stderr, /^3 runs: 1 was stopped\n/);
    const resumed = await sweep(...args, "--resume");
    assertEquals([resumed.code, resumed.stdout], [0, whole.stdout]);
    assertEquals(tree(`${folder}/sweep`), before);
  }));

function existsIn(folder: string, path: string): boolean {
  try {
    return Deno.statSync(`${folder}/${path}`).isFile;
  } catch {
    return false;
  }
}

Deno.test("values that are added add the runs that are new, and touch no other", () =>
  withFolder(async (folder) => {
    const args = ["--set", "epochs.count=2", "--out", folder, ...PLAIN];
    await sweep("--grid", "seed=1,2", ...args);
    const inode = (run: string) => Deno.statSync(`${folder}/${run}/metrics.jsonl`).ino;
    const before = ["seed=1", "seed=2"].map(inode);
    const { code, stderr } = await sweep("--grid", "seed=0..3", ...args, "--resume");
    assertEquals([code, stderr], [0, ""]);
    assertEquals(["seed=1", "seed=2"].map(inode), before);
    const rows = Deno.readTextFileSync(`${folder}/sweep.csv`).trim().split("\n");
    assertEquals(rows.map((row) => row.split(",")[0]), [
      ...["run", "seed=0", "seed=1", "seed=2", "seed=3"],
    ]);
  }));

Deno.test("more epochs are trained, and the checkpoints of each run stay as far apart as they were", () =>
  withFolder(async (folder) => {
    const args = ["--grid", "seed=1,2", "--out", folder, ...PLAIN];
    await sweep(...args, "--epochs", "5");
    const { code, stderr } = await sweep(...args, "--epochs", "7", "--resume");
    assertEquals([code, stderr], [0, ""]);
    const other = await sweep(
      ...[...args, "--epochs", "7", "--set", "checkpoints.every=3", "--resume"],
    );
    assertEquals(other.code, 2);
    assertMatch(other.stderr, /checkpoints\.every was 1, now it is 3/);
  }));

Deno.test("a changed pipeline is not resumed: the field is said, and nothing is touched", () =>
  withFolder(async (folder) => {
    const args = ["--grid", "seed=1,2", "--out", folder, ...PLAIN];
    await sweep(...args, "--set", "epochs.count=3");
    const before = tree(folder);
    for (
      const [change, said] of [
        ["batch=2", "batch was 1, now it is 2"],
        ["epochs.count=2", "epochs.count was 3, now it is 2"],
      ]
    ) {
      const count = change.startsWith("epochs") ? [] : ["--set", "epochs.count=3"];
      const { code, stderr } = await sweep(...args, ...count, "--set", change, "--resume");
      assertEquals(code, 2);
      assertEquals(
        stderr,
        `${folder}/seed=1: cannot be resumed: ${said}; ` +
          "set it back, try --out, or run without --resume to start anew\n",
      );
      assertEquals(tree(folder), before);
    }
  }));

Deno.test("a previous sweep moves aside unless it is done again", () =>
  withFolder(async (folder) => {
    const out = `${folder}/s`;
    const args = ["--set", "epochs.count=2", "--out", out, ...PLAIN];
    await sweep("--grid", "seed=1,2", ...args);
    const before = tree(out);
    const again = await sweep("--grid", "seed=1,2", ...args);
    assertEquals([again.code, again.stderr, filesIn(folder)], [0, "", ["s"]]);
    assertEquals(tree(out), before);
    const other = await sweep("--grid", "seed=2,3", ...args);
    assertEquals([other.code, other.stderr], [
      0,
      `${out}: previous sweep moved to ${out}.1; --out ${out}.1 --resume continues it\n`,
    ]);
    assertEquals(tree(`${out}.1`), before);
    assertEquals(filesIn(out).filter((name) => name.startsWith("seed")), ["seed=2", "seed=3"]);
  }));

// Runs that moved aside one by one would take names of other runs: momentum=0 that of momentum=0.1.
for (
  const [change, { before = [], after = [], rows = "" }] of [
    ["rows are added", { rows: "1,2,1\n" }],
    ["rows are added, of which some are held out", {
      before: ["--set", "validation.fraction=0.5"],
      after: ["--set", "validation.fraction=0.5"],
      rows: "1,2,1\n",
    }],
    ["the rows are a stream", { before: ["--stream"], after: ["--stream"] }],
    ["fewer files are written", { before: ["--set", "outputs.model=true"], after: [] }],
  ] satisfies [string, { before?: string[]; after?: string[]; rows?: string }][]
) {
  Deno.test(`a previous sweep moves aside as one where ${change}`, () =>
    withFolder(async (folder) => {
      const [out, data] = [`${folder}/s`, `${folder}/rows.csv`];
      Deno.writeTextFileSync(data, "a,b,label\n1,2,0\n2,1,1\n3,1,0\n0,2,1\n");
      const files = ["--set", "outputs.model=false", "--set", "outputs.charts=false"];
      const args = ["--data", data, "--set", "epochs.count=1", ...files, "--out", out];
      await sweep(...args, ...before, "--grid", "optimizer.momentum=0", "-q");
      const earlier = tree(out);
      Deno.writeTextFileSync(data, rows, { append: true });
      const { code, stderr } = await sweep(
        ...[...args, ...after, "--grid", "optimizer.momentum=0,0.1", "-q"],
      );
      assertEquals([code, stderr], [
        0,
        `${out}: previous sweep moved to ${out}.1; --out ${out}.1 --resume continues it\n`,
      ]);
      assertEquals(tree(`${out}.1`), earlier);
      assertEquals(filesIn(out).filter((name) => name.startsWith("momentum")), [
        "momentum=0",
        "momentum=0.1",
      ]);
    }));
}

Deno.test("runs of a stream that were trained elsewhere stay when they are printed again", () =>
  withFolder(async (folder) => {
    const out = `${folder}/s`;
    const data = `${folder}/rows.csv`;
    Deno.writeTextFileSync(data, "a,b,label\n1,2,0\n2,1,1\n");
    const args = ["--data", data, "--stream", "--grid", "seed=1,2", "--out", out, ...PLAIN];
    assertEquals((await sweep(...args)).code, 0);
    const { code, stderr } = await sweep(...args, "--print");
    assertEquals([code, stderr, filesIn(folder)], [0, "", ["rows.csv", "s"]]);
  }));

Deno.test("printed pipelines that are trained elsewhere, then collected, are the same sweep", () =>
  withFolder(async (folder) => {
    const [here, there] = [`${folder}/here`, `${folder}/there`];
    await sweep(...DIVERGING, ...PLAIN, "--out", here);
    const printed = await sweep(...DIVERGING, ...PLAIN, "--print", "--out", there);
    assertEquals([printed.code, printed.stderr], [0, ""]);
    const pipelines = parseLines(printed.stdout);
    assertEquals(pipelines.length, 4);
    const missing = await sweep("--collect", there, "--quiet");
    assertEquals(missing.code, 1);
    assertEquals(Deno.readTextFileSync(`${there}/sweep.csv`).match(/,missing,/g)?.length, 4);
    for (const pipeline of pipelines) {
      const name = String(pipeline.name).replace("mldawn-sweep/", "");
      // Those that diverge fail.
      await runInto(`${there}/${name}`, resolve(pipeline, { source: name }))
        .catch((error) => assert(error instanceof DivergedError, String(error)));
    }
    const { code, stderr } = await sweep("--collect", there, "--quiet");
    assertEquals([code, stderr], [1, ""]);
    assertEquals(tree(there), tree(here));
  }));

Deno.test("what cannot be swept is said before anything is written", () =>
  withFolder(async (folder) => {
    const out = `${folder}/s`;
    for (
      const [args, said] of [
        [
          ["--grid", "seed=1,-1"],
          /^--grid seed: expected an integer from 0 to 4294967295, found -1/,
        ],
        [["--grid", "seed=1", "--only", "seed=2"], /^--only: seed=2: no such run in the sweep/],
        [["--grid", "seed=1", "--workers", "0"], /^--workers: expected an integer ≥ 1, found 0/],
        [["--grid", "seed=1", "--zip", "--random", "1"], /^--zip: does not go with --random/],
        [["--collect", folder], /: expected the folder of a sweep; it has no sweep.json/],
        [[], /mldawn.ts: expected the fields to sweep and their values/],
      ] as const
    ) {
      const { code, stderr } = await refusal(() => sweepHere([...args, "--out", out]));
      assertEquals(code, 2);
      assertMatch(stderr, said);
      assertEquals(filesIn(folder), []);
    }
  }));

Deno.test("the task sweeps, too, and its help names every option", async () => {
  const { code, stdout } = await task("sweep", "--help");
  assertEquals(code, 0);
  assert(/--grid FIELD=VALUES.*--workers N.*--collect DIR/s.test(stdout), stdout);
});

Deno.test("a refused --jsonl changes nothing: no sweep moves aside, nothing is emptied", () =>
  withFolder(async (folder) => {
    const out = `${folder}/s`;
    const args = ["--set", "epochs.count=2", "--out", out, ...PLAIN];
    await sweep("--grid", "seed=1,2", ...args);
    await Deno.writeTextFile(`${folder}/mine`, "not records\n");
    const before = tree(folder);
    for (
      const [jsonl, said] of [
        [`${folder}/mine`, "holds something other than records; remove it first"],
        [`${out}/seed=1/metrics.jsonl`, "lies in the run's folder"],
      ]
    ) {
      const { code, stderr } = await sweep("--grid", "seed=7", ...args, "--jsonl", jsonl);
      assertEquals([code, stderr], [2, `--jsonl: ${jsonl} ${said}\n`]);
      assertEquals(tree(folder), before);
    }
  }));

Deno.test("training one run alone leaves the others as they are, those that failed too", () =>
  withFolder(async (folder) => {
    const grid = `data.path=pipelines/iris.csv,${folder}/none.csv`;
    const args = ["iris-petal", "--grid", grid, "--set", "epochs.count=2", "--out", `${folder}/s`];
    await sweep(...args, ...PLAIN);
    const before = tree(`${folder}/s`);
    const [, good] = before.get("sweep.csv")!.split("\n").map((row) => row.split(",")[0]);
    const { code } = await sweep(...args, "--only", good, ...PLAIN);
    assertEquals(code, 0);
    assertEquals(tree(`${folder}/s`), before);
    assertMatch(before.get("sweep.csv")!, /none\.csv,failed,/);
  }));

Deno.test("a second sweep in a folder in which one is running is refused", () =>
  withFolder(async (folder) => {
    const args = ["--grid", "seed=1,2", "--set", "epochs.count=1000000", "--out", folder, "-q"];
    const child = new Deno.Command(Deno.execPath(), {
      args: [...SWEEP, ...args],
      cwd: project,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await until(() => existsIn(folder, "seed=1/.partial/metrics.jsonl"), child);
    const { code, stderr } = await sweep(...args);
    child.kill("SIGINT");
    assertEquals((await child.status).code, 130);
    assertEquals([code, stderr], [
      1,
      `${folder}: another run is writing here; wait for it, or try --out\n`,
    ]);
  }));
