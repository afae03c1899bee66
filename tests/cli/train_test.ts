import { assertAlmostEquals, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import reference from "../reference/numpy-seed-42.json" with { type: "json" };
import type { Pipeline } from "../../src/pipeline/types.ts";
import { train } from "../../src/cli/train.ts";
import {
  filesIn,
  parseLines,
  project,
  refusal,
  shell,
  task,
  taskIn,
  V8_FLAGS,
  withFolder,
} from "./command.ts";
import { trainHere } from "./running.ts";

const RESULTS = [
  ...["data.svg", "loss.svg", "metrics.jsonl", "model.json", "panels.svg", "report.html"],
  "surface.svg",
];
const FILES = [...RESULTS, "snapshot.json"].sort();

Deno.test("a fresh run gives the bytes of the committed one, and its log is all that is on standard output", async () => {
  await withFolder(async (folder) => {
    const { code, stdout, stderr } = await task("train", "--out", `${folder}/run`);
    assertEquals(code, 0);
    assertEquals(stdout, await Deno.readTextFile(`${folder}/run/metrics.jsonl`));
    assertEquals(stderr.trimEnd().split("\n").length <= 10, true);
    assertEquals(filesIn(`${folder}/run`), FILES);
    for (const file of RESULTS) {
      const [lines, committed] = await Promise.all(
        [`${folder}/run`, "out/mldawn"].map(async (path) =>
          (await Deno.readTextFile(`${path}/${file}`)).split("\n")
        ),
      );
      const different = lines.findIndex((line, i) => line !== committed[i]);
      assertEquals(lines[different], committed[different], `${file}:${different + 1}`);
      assertEquals(lines.length, committed.length, file);
    }
  });
});

Deno.test("the records of the tutorial's job: how many of each, and NumPy's loss of the last epoch", async () => {
  await withFolder(async (folder) => {
    const { log } = await trainHere(folder, "--no-charts");
    const events = parseLines(log).map(({ event }) => event);
    const count = (event: string) => events.filter((other) => other === event).length;
    assertEquals(["start", "data", "epoch", "checkpoint", "end"].map(count), [1, 1, 120, 7, 1]);
    assertEquals([events[0], events[1], events.at(-1)], ["start", "data", "end"]);
    const last = parseLines(log).findLast(({ event }) => event === "epoch")!;
    assertEquals(last.epoch, 119);
    assertAlmostEquals(last.loss as number, reference.error[119], 1e-12 * reference.error[119]);
  });
});

Deno.test("the same seed gives the same numbers whatever the chunk", async () => {
  await withFolder(async (folder) => {
    const outputs = await Promise.all(["1", "333", "1024"].map(async (chunk) => {
      const args = ["--seed", "7", "--epochs", "5", "--chunk", chunk, "--no-charts"];
      const { log } = await trainHere(`${folder}/${chunk}`, ...args);
      return log.slice(log.indexOf("\n"));
    }));
    assertEquals(outputs[0], outputs[2]);
    assertEquals(outputs[1], outputs[2]);
  });
});

Deno.test("a reader that leaves ends the run without a word, and an earlier run stays intact", async () => {
  await withFolder(async (folder) => {
    await trainHere(`${folder}/run`, "--epochs", "3", "--seed", "1");
    const before = await Deno.readTextFile(`${folder}/run/metrics.jsonl`);
    const { stdout, stderr } = await shell(
      `deno task --quiet train --epochs 1000000 --out '${folder}/run' | head -1`,
    );
    assertEquals(parseLines(stdout).map(({ event }) => event), ["start"]);
    assertEquals(stderr, "");
    assertEquals(await Deno.readTextFile(`${folder}/run/metrics.jsonl`), before);
    // What the reader did not wait for may have reached a snapshot.
    assertEquals(filesIn(`${folder}/run`).filter((name) => name !== ".partial"), FILES);
  });
});

Deno.test("--samples adds a record per sample with every intermediate value", async () => {
  await withFolder(async (folder) => {
    const { log } = await trainHere(folder, "--samples", "--epochs", "2", "--no-charts");
    const samples = parseLines(log).filter(({ event }) => event === "sample");
    assertEquals(samples.length, 2000);
    const [weight] = samples[0].weightsAfter as number[];
    assertEquals(samples[1].weightsBefore, [weight]);
    assertEquals(Object.keys(samples[0]), [
      "event",
      "epoch",
      "sample",
      "x",
      "y",
      "z",
      "prediction",
      "loss",
      "dLoss_dPrediction",
      "dPrediction_dz",
      "dz_dw",
      "dLoss_dw",
      "dLoss_db",
      "weightsBefore",
      "biasBefore",
      "weightsAfter",
      "biasAfter",
    ]);
  });
});

Deno.test("--jsonl FILE takes the records from standard output to a file; --no-charts and --quiet leave out the pictures and the summary", async () => {
  await withFolder(async (folder) => {
    const { stdout, stderr } = await task(
      ...["train", "--epochs", "2", "--no-charts", "--quiet"],
      ...["--out", `${folder}/run`, "--jsonl", `${folder}/log`],
    );
    assertEquals([stdout, stderr], ["", ""]);
    assertEquals(filesIn(`${folder}/run`), ["metrics.jsonl", "model.json", "snapshot.json"]);
    assertEquals(
      await Deno.readTextFile(`${folder}/log`),
      await Deno.readTextFile(`${folder}/run/metrics.jsonl`),
    );
  });
});

for (
  const [options, expected] of [
    ["", [0, 20, 40, 60, 80, 100, 119]],
    ["--epochs 15", [0, 3, 6, 9, 12, 14]],
    ["--epochs 1", [0]],
    ["--set checkpoints.epochs=[] --epochs 9", [8]],
    ["early-stop", [0, 20, 40, 60, 80, 100, 120, 140, 160, 166]],
  ] as const
) {
  Deno.test(`train ${options}: checkpoints from the first epoch to the last`, async () => {
    await withFolder(async (folder) => {
      const args = [...options.split(" ").filter(Boolean), "--no-charts"];
      const records = parseLines((await trainHere(folder, ...args)).log);
      const checkpoints = records.filter(({ event }) => event === "checkpoint");
      assertEquals(checkpoints.map(({ epoch }) => epoch), [...expected]);
      const { weights, bias } = records.at(-1)!;
      assertEquals([checkpoints.at(-1)!.weights, checkpoints.at(-1)!.bias], [weights, bias]);
    });
  });
}

Deno.test("the summary says why the run ended, and what the loss was while learning and after", async () => {
  await withFolder(async (folder) => {
    const { stdout, stderr } = await task("train", "early-stop", "--no-charts", "--out", folder);
    const end = parseLines(stdout).at(-1) as unknown as Record<string, number>;
    assertEquals(stderr.split("\n").slice(0, 3), [
      "stopped early at epoch 166: no improvement for 5 epochs; 167 epochs, 167000 steps",
      `while learning  loss ${end.loss.toFixed(6)}, accuracy ${(100 * end.accuracy).toFixed(2)} %`,
      `trained model   loss ${end.modelLoss.toFixed(6)}, ` +
      `accuracy ${(100 * end.modelAccuracy).toFixed(2)} %`,
    ]);
    const one = await task("train", "--epochs", "1", "--no-charts", "--out", `${folder}/one`);
    assertMatch(one.stderr, /^completed; 1 epoch, 1000 steps\n/);
  });
});

Deno.test("the trained model's loss and accuracy in the log are those of evaluate", async () => {
  await withFolder(async (folder) => {
    const options = ["--epochs", "5", "--no-charts", "--standardize"];
    const { log } = await trainHere(folder, "iris-petal", ...options);
    const evaluated = await task("evaluate", `${folder}/model.json`, "pipelines/iris.csv");
    const { logLoss, accuracy } = JSON.parse(evaluated.stdout);
    const end = parseLines(log).at(-1)!;
    // The model standardizes by its own means and deviations: the same up to rounding.
    assertAlmostEquals(end.modelLoss as number, logLoss, 1e-12);
    assertEquals(end.modelAccuracy, accuracy);
  });
});

Deno.test("what makes data hard to learn from is said, with the option that mends it", async () => {
  await withFolder(async (folder) => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i * 1000},${i % 7},${i % 2}`).join("\n");
    await Deno.writeTextFile(`${folder}/rows.csv`, `a,b,y\n${rows}\n`);
    const args = ["train", "--data", `${folder}/rows.csv`, "--no-charts", "--out", `${folder}/run`];
    const { stderr } = await task(...args);
    const [scales, loss] = stderr.split("\n");
    assertMatch(scales, /^features differ in scale by over 100 times .*: add --standardize$/);
    assertMatch(
      loss,
      /^the loss ended above where it began .*: add --standardize, or try a smaller/,
    );
    const mended = await task(...args, "--standardize");
    assertMatch(mended.stderr, /^.*completed/s);
    assertEquals(mended.stderr.includes("--standardize"), false);
    assertEquals((await task(...args, "--quiet")).stderr.includes("--standardize"), false);
  });
});

Deno.test("the first SIGINT ends a run that waits for its first row", async () => {
  await withFolder(async (folder) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--cached-only", "--no-prompt", V8_FLAGS, "--allow-read", "--allow-write"],
        ...["src/cli/main.ts", "train", "--data", "-", "--format", "csv", "--out", `${folder}/run`],
      ],
      cwd: project,
      stdin: "piped",
      stderr: "piped",
    });
    const watcher = Deno.watchFs(folder);
    const running = child.spawn();
    // The run's folder is made once signals are listened to.
    for await (const _ of watcher) break;
    running.kill("SIGINT");
    const { code, stderr } = await running.output();
    assertEquals(
      [code, new TextDecoder().decode(stderr)],
      [130, "SIGINT: stopped before the first sample, nothing is kept\n"],
    );
    assertEquals(filesIn(folder), []);
    await running.stdin.close();
  });
});

Deno.test("short options are the fields of the pipeline that they stand for", async () => {
  await withFolder(async (folder) => {
    const rows = `${folder}/rows.csv`;
    await Deno.writeTextFile(rows, "y,x\n-1,3\n1,4\n-1,5\n1,9\n");
    const { log, warnings } = await trainHere(
      `${folder}/run`,
      ...["--data", rows, "--label", "y", "--positive", "1", "--standardize"],
      ...["--lr", "0.5", "--batch", "2", "--epochs", "3", "--no-charts"],
    );
    assertEquals(warnings, []);
    const [start] = parseLines(log);
    const { data, transforms, optimizer, batch } = start.pipeline as Pipeline;
    assertEquals([data.kind === "csv" && data.label, transforms, optimizer.learningRate, batch], [
      "y",
      [{ kind: "standardize" }],
      0.5,
      2,
    ]);
    assertEquals(parseLines(log).at(-1)!.classes, ["-1", "1"]);
    const streamed = await trainHere(
      `${folder}/stream`,
      ...["--data", rows, "--label", "y", "--set", "data.positive=1", "--stream", "--no-charts"],
    );
    assertEquals(streamed.warnings, []);
    assertEquals(parseLines(streamed.log).at(-1)!.samples, 4);
  });
});

Deno.test("a name stands for the pipeline in pipelines/, one's own before the program's", async () => {
  await withFolder(async (folder) => {
    const options = ["--no-charts", "--epochs", "1"];
    const byName = await trainHere(`${folder}/a`, "momentum", ...options);
    const byPath = await trainHere(`${folder}/b`, "pipelines/momentum.json", ...options);
    assertEquals(byName, byPath);
    await Deno.mkdir(`${folder}/pipelines`);
    await Deno.writeTextFile(`${folder}/pipelines/momentum.json`, '{ "name": "own" }');
    const own = await taskIn(folder, "train", "momentum", ...options, "-q");
    assertEquals((parseLines(own.stdout)[0].pipeline as Pipeline).name, "own");
  });
});

Deno.test("several pipelines are one run, with all their names and in a folder of that name", async () => {
  await withFolder(async (folder) => {
    const options = ["-q", "--no-charts", "--epochs", "2"];
    const files = [`${project}pipelines/iris-hard.json`, "own.json"];
    await Deno.writeTextFile(`${folder}/own.json`, '{ "optimizer": "adam", "batch": 3 }');
    const both = await taskIn(folder, "train", ...files, ...options);
    assertEquals([both.code, both.stderr], [0, ""]);
    const { name, data, optimizer, batch } = parseLines(both.stdout)[0].pipeline as Pipeline;
    assertEquals([name, data.kind, optimizer.kind, batch], ["iris-hard+own", "csv", "adam", 3]);
    const named = await taskIn(folder, "train", ...files, ...options, "--set", "name=mine");
    assertEquals([named.code, named.stderr], [0, ""]);
    assertEquals(filesIn(`${folder}/out`), ["iris-hard+own", "mine"]);
  });
});

Deno.test("a pipeline from standard input is one of several; without a name, it adds none", async () => {
  await withFolder(async (folder) => {
    const { code, stdout, stderr } = await shell(
      `echo '{ "batch": 4 }' | deno task --quiet train momentum - -q --no-charts --out '${folder}/a'`,
    );
    assertEquals([code, stderr], [0, ""]);
    const { name, batch, optimizer } = parseLines(stdout)[0].pipeline as Pipeline;
    assertEquals([name, batch, "momentum" in optimizer], ["momentum", 4, true]);
  });
});

Deno.test("standard input has a pipeline or its rows, not both", async () => {
  const given = `echo '{ "batch": 2 }' | deno task --quiet train stream -`;
  assertEquals(await shell(given), {
    code: 2,
    stdout: "",
    stderr: "<stdin>: holds the pipeline, so its rows must come from a file: --data FILE\n",
  });
});

Deno.test("a task run in another folder reads and writes there", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, "x,y\n1,0\n2,1\n");
    const { code, stderr } = await taskIn(
      ...[folder, "train", "--data", "rows.csv", "-q", "--no-charts", "--jsonl", "log"] as const,
    );
    assertEquals([code, stderr], [0, ""]);
    assertEquals(filesIn(folder), ["log", "out", "rows.csv"]);
    assertEquals(filesIn(`${folder}/out/rows`), ["metrics.jsonl", "model.json", "snapshot.json"]);
    const { stdout } = await taskIn(folder, "predict", "out/rows/model.json", "rows.csv");
    assertEquals(parseLines(stdout).length, 2);
  });
});

Deno.test("--help and --version print to standard output", async () => {
  const help = await task("train", "--help");
  assertEquals([help.code, help.stderr], [0, ""]);
  for (
    const option of [
      "--seed",
      "--epochs",
      "--out",
      "--jsonl",
      "--samples",
      "--no-charts",
      "--chunk",
      "--quiet",
    ]
  ) {
    assertStringIncludes(help.stdout, option);
  }
  const version = await task("train", "--version");
  assertMatch(version.stdout, /^dawnstream \d+\.\d+\.\d+\n$/);
});

const mistakes: [args: string[], line: string][] = [
  [["--momentum", "1"], "--momentum: unknown option, did you mean --set optimizer.momentum=…?"],
  [
    ["--weight-decay=1"],
    "--weight-decay: unknown option, did you mean --set optimizer.weightDecay=…?",
  ],
  [["--lr", "0"], "--learning-rate: expected a number > 0, found 0"],
  [["--batch", "0"], "--batch: expected an integer ≥ 1, found 0"],
  [["--sead", "7"], "--sead: unknown option, did you mean --seed?"],
  [["--frobnicate"], "--frobnicate: unknown option, see --help"],
  [["--seed", "-1"], "--seed: expected an integer from 0 to 4294967295, found -1"],
  [["--seed", "x"], '--seed: expected an integer from 0 to 4294967295, found "x"'],
  [["--epochs", "many"], '--epochs: expected an integer ≥ 1, found "many"'],
  [["--epochs", "0"], "--epochs: expected an integer ≥ 1, found 0"],
  [["--chunk", "1.5"], "--chunk: expected an integer ≥ 1, found 1.5"],
  [["--seed"], "--seed: a value is missing: --seed N"],
  [["--set="], "--set: a value is missing: --set FIELD=VALUE"],
  [["nowhere.json"], "nowhere.json: no such file"],
  [["momentum", "b.json"], "b.json: no such file"],
  [["momentum", "momentun"], "momentun: no pipeline of that name, did you mean momentum?"],
  [["momentum", "pipelines/momentum.json"], "pipelines/momentum.json: given twice, leave one out"],
  [["-", "momentum", "-"], "<stdin>: given twice, leave one out"],
];

for (const [args, line] of mistakes) {
  Deno.test(`train ${args.join(" ")}: one line, exit 2, nothing written`, async () => {
    await withFolder(async (folder) => {
      const refused = await refusal(() => train(["--out", `${folder}/run`, ...args]));
      assertEquals(refused, { code: 2, stderr: line + "\n" });
      assertEquals(filesIn(folder), []);
    });
  });
}

Deno.test("train momentun: one line on stderr, nothing on standard output, exit 2, nothing written", async () => {
  await withFolder(async (folder) => {
    assertEquals(await task("train", "--out", `${folder}/run`, "momentun"), {
      code: 2,
      stdout: "",
      stderr: "momentun: no pipeline of that name, did you mean momentum?\n",
    });
    assertEquals(filesIn(folder), []);
  });
});
