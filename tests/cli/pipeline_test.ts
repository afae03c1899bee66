import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { pipeline } from "../../src/cli/pipeline.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import { runInto } from "../run/runs.ts";
import { filesIn, parseLines, project, refusal, shell, task, withFolder } from "./command.ts";
import { trainHere } from "./running.ts";

const gallery = filesIn(`${project}/pipelines`)
  .filter((name) => /\.(ts|json)$/.test(name) && name !== "schema.json");

Deno.test("the gallery has what it promises, each in at most 15 lines", async () => {
  for (
    const name of [
      "mldawn.ts",
      "overlap.json",
      "imbalanced.json",
      "large-step.json",
      "momentum.json",
      "adam-cosine.json",
      "mini-batch.json",
      "squared-error.json",
      "early-stop.json",
    ]
  ) {
    assert(gallery.includes(name), name);
  }
  for (const name of gallery) {
    const text = await Deno.readTextFile(`${project}/pipelines/${name}`);
    assert(text.trimEnd().split("\n").length <= 15, name);
  }
});

for (
  const [name, format, ...args] of [
    ["mldawn", "csv"],
    ["iris-petal", "jsonl", "--positive", "versicolor"],
  ]
) {
  Deno.test(`pipeline data ${name}: rows of ${format} that are the same samples again`, async () => {
    await withFolder(async (folder) => {
      const path = `${folder}/rows.${format}`;
      const printed = await task("pipeline", "data", name, "--format", format);
      assertEquals([printed.code, printed.stderr], [0, ""]);
      await Deno.writeTextFile(path, printed.stdout);
      const start = async (...args: string[]) => {
        const { log } = await trainHere(`${folder}/run`, ...args, "--epochs", "1", "--no-charts");
        const [{ digest, features, samples }, { classes }] = parseLines(log);
        return { digest, features, samples, classes };
      };
      assertEquals(await start("--data", path, ...args), await start(name));
    });
  });
}

/** The pipeline whose rows come from standard input has a test of its own. */
const STREAM = "stream.json";

/** Those that declare a sweep have tests of their own, too. */
function isSweep(name: string): boolean {
  return /^ *"sweep":/m.test(Deno.readTextFileSync(`${project}pipelines/${name}`));
}

for (const name of gallery.filter((name) => name !== STREAM && !isSweep(name))) {
  Deno.test(`${name} runs, and the resolved pipeline gives the same bytes`, async () => {
    await withFolder(async (folder) => {
      const { log, warnings } = await trainHere(
        `${folder}/direct`,
        `pipelines/${name}`,
        "--no-charts",
      );
      assertEquals(warnings, []);
      const [start, ...others] = parseLines(log);
      assertEquals(others.at(-1)!.event, "end");
      // What the record of the start has of the pipeline is the pipeline with all its defaults.
      await runInto(`${folder}/again`, resolve(start.pipeline, { source: "log" }));
      assertEquals(await Deno.readTextFile(`${folder}/again/metrics.jsonl`), log);
    });
  });
}

Deno.test("pipeline show | train - is the run of the pipeline itself", async () => {
  await withFolder(async (folder) => {
    const { log } = await trainHere(`${folder}/direct`, "iris-adam", "--no-charts");
    const piped = await shell(
      "deno task --quiet pipeline show iris-adam --set outputs.charts=false | " +
        `deno task --quiet train - --out '${folder}/piped' --quiet`,
    );
    assertEquals(piped, { code: 0, stdout: log, stderr: "" });
  });
});

Deno.test("pipeline check: the gallery is green", async () => {
  const { code, stdout, stderr } = await shell("deno task --quiet pipeline check pipelines/*");
  assertEquals([code, stderr], [0, ""]);
  for (const name of gallery) assertStringIncludes(stdout, `pipelines/${name}: ok\n`);
});

Deno.test("pipeline check: a name stands for the pipeline in pipelines/", async () => {
  const { stdout, stderr } = await task("pipeline", "check", "momentum", "momentun");
  assertEquals(stdout, "momentum: ok\n");
  assertEquals(stderr, "momentun: no pipeline of that name, did you mean momentum?\n");
});

Deno.test("pipeline check: every problem of every file, exit 2", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.json`, '{ "name": "a", "sed": 1, "batch": 0 }');
    await Deno.writeTextFile(`${folder}/b.json`, '{ "name": "b", }}');
    await Deno.writeTextFile(`${folder}/c.json`, '{ "name": "c" }');
    const { code, stdout, stderr } = await task(
      ...["pipeline", "check", `${folder}/a.json`, `${folder}/b.json`, `${folder}/c.json`],
    );
    assertEquals([code, stdout], [2, `${folder}/c.json: ok\n`]);
    assertEquals(stderr.split("\n"), [
      `${folder}/a.json: batch: expected an integer ≥ 1, found 0`,
      `${folder}/a.json: sed: unknown field, did you mean seed?`,
      `${folder}/b.json:1:17: not JSON: end of file expected`,
      "",
    ]);
  });
});

Deno.test("pipeline check --data: columns and labels that are not there, every file's", async () => {
  await withFolder(async (folder) => {
    const data = (fields: object) =>
      JSON.stringify({ name: "x", data: { kind: "csv", path: "rows.csv", ...fields } });
    await Deno.writeTextFile(`${folder}/rows.csv`, "u,y\n1,no\n2,yes\n");
    await Deno.writeTextFile(`${folder}/a.json`, data({ label: "z" }));
    await Deno.writeTextFile(`${folder}/b.json`, data({ positive: "maybe" }));
    await Deno.writeTextFile(`${folder}/c.json`, data({ positive: "yes" }));
    const files = ["a", "b", "c"].map((name) => `${folder}/${name}.json`);
    assertEquals((await task("pipeline", "check", ...files)).code, 0);
    const { code, stdout, stderr } = await task("pipeline", "check", "--data", ...files);
    assertEquals([code, stdout], [2, `${folder}/c.json: ok\n`]);
    assertEquals(stderr.split("\n"), [
      `${folder}/a.json: data: ${folder}/rows.csv: no column "z", it has "u", "y"`,
      `${folder}/b.json: data: ${folder}/rows.csv:3:3: expected the label "no" or "maybe", ` +
      `found "yes"; to keep the rows of these two alone, add --set 'data.only=["no","maybe"]'`,
      "",
    ]);
  });
});

Deno.test("pipeline list: path, description and what differs from the defaults", async () => {
  const { stdout } = await task("pipeline", "list");
  for (const name of gallery) assertStringIncludes(stdout, `pipelines/${name}\n`);
  const listed = (name: string) =>
    stdout.split(/^(?=\S)/m).find((text) => text.startsWith(`pipelines/${name}\n`))!
      .trimEnd().split("\n").slice(2).map((line) => line.trim());
  assertEquals(listed("mldawn.ts"), []);
  assertEquals(listed("mini-batch.json"), ["optimizer.learningRate=0.032", "batch=32"]);
  // Of another kind, only what is not that kind's own default; for a stream likewise.
  assertEquals(listed("adam-cosine.json"), [
    "epochs.count=30",
    'optimizer.kind="adam"',
    "optimizer.learningRate=0.01",
    'schedule.kind="cosine"',
  ]);
  assertEquals(listed("overlap.json"), ["data.classes.1.mean=1.5", "data.classes.1.sd=1"]);
  assertEquals(listed("stream.json").filter((line) => !/^(data|transforms)/.test(line)), [
    "optimizer.learningRate=0.1",
    "outputs.charts=false",
  ]);
});

Deno.test("pipeline show: every default filled in, --set applied", async () => {
  const { stdout } = await task("pipeline", "show", "momentum", "--set", "seed=7");
  const shown = JSON.parse(stdout);
  assertEquals([shown.seed, shown.optimizer.momentum, shown.batch], [7, 0.9, 1]);
});

Deno.test("pipeline show and data of several: each over those before it", async () => {
  const { stdout } = await task("pipeline", "show", "iris-hard", "adam-cosine", "--set", "batch=2");
  const { name, data, optimizer, schedule, epochs, batch } = JSON.parse(stdout);
  assertEquals(
    [name, data.path, optimizer.kind, schedule.kind, epochs.count, batch],
    ["iris-hard+adam-cosine", "pipelines/iris.csv", "adam", "cosine", 30, 2],
  );
  const rows = await task("pipeline", "data", "adam-cosine", "iris-hard");
  assertEquals(rows, await task("pipeline", "data", "iris-hard"));
});

Deno.test("pipeline show --origin: a line for each field, with what gave it", async () => {
  const { code, stdout, stderr } = await task(
    ...["pipeline", "show", "iris-hard", "adam-cosine", "--set", "optimizer.beta1=0.5", "--origin"],
  );
  assertEquals([code, stderr], [0, ""]);
  const lines = stdout.trimEnd().split("\n");
  for (
    const line of [
      'data.path = "pipelines/iris.csv"        pipelines/iris-hard.json',
      'data.missing = "error"                  default',
      "optimizer.learningRate = 0.01           pipelines/adam-cosine.json",
      "optimizer.beta1 = 0.5                   --set optimizer.beta1",
      'transforms.0.kind = "standardize"       pipelines/iris-hard.json',
      "stop.delta = 0                          default",
    ]
  ) {
    assert(lines.includes(line), `${line}\n\n${stdout}`);
  }
  assertEquals(
    lines[0],
    'name = "iris-hard+adam-cosine"          pipelines/iris-hard.json + pipelines/adam-cosine.json',
  );
});

Deno.test("pipeline graph: a line for each part of the flow, in order", async () => {
  const { code, stdout, stderr } = await task(
    ...["pipeline", "graph", "iris-hard", "adam-cosine", "--set", "stop.on=validationLoss"],
    ...["--set", "stop.patience=5", "--set", "outputs.charts=false"],
  );
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout.split("\n"), [
    "samples",
    "  csv          pipelines/iris.csv · only versicolor, virginica",
    "  holdOut      fraction 0.2",
    "  standardize  by the training samples",
    "operators",
    "  epochs       count 30 · shuffle · chunk 1024",
    "  learn        binary-cross-entropy · adam · learningRate 0.01 · cosine final 0 · batch 1 · " +
    "beta1 0.9 · beta2 0.999 · epsilon 1e-8 · neuron of U(-0.01, 0.01)",
    "  validate     on the held-out samples",
    "  finite       ends what diverges",
    "  stop         on validationLoss · patience 5",
    "  keepBest     on validationLoss",
    "  checkpoints  every 5",
    "  records",
    "subscribers",
    "  jsonLines    metrics.jsonl · standard output",
    "  modelFile    model.json",
    "  progress     the terminal",
    "",
  ]);
});

Deno.test("pipeline graph of a stream, which nothing is read of; --svg: as a picture", async () => {
  const { code, stdout, stderr } = await task("pipeline", "graph", "stream");
  assertEquals([code, stderr], [0, ""]);
  const names = stdout.split("\n").map((line) => line.trim().split(" ")[0]);
  assertEquals(names.slice(0, 9), [
    ...["samples", "csv", "operators", "read", "cutAtMarks", "standardize", "onePass", "learn"],
    "finite",
  ]);
  const picture = await task("pipeline", "graph", "stream", "--svg");
  assertEquals([picture.code, picture.stderr], [0, ""]);
  assertMatch(picture.stdout, /^<svg [^]*>cutAtMarks<[^]*<\/svg>\n$/);
});

Deno.test("pipeline schema is the file that the pipelines name", async () => {
  const { stdout } = await task("pipeline", "schema");
  assertEquals(stdout, await Deno.readTextFile(`${project}/pipelines/schema.json`));
});

for (
  const [args, line] of [
    [[], "pipeline: expected list, check, show, graph, data or schema; see --help"],
    [["chek"], "chek: expected list, check, show, graph, data or schema; see --help"],
    [["check"], "check: expected at least one pipeline file"],
    [["show"], "show: expected at least one pipeline file"],
    [["graph"], "graph: expected at least one pipeline file"],
    [["data"], "data: expected at least one pipeline file"],
    [["show", "nowhere.json"], "nowhere.json: no such file"],
  ] as const
) {
  Deno.test(`pipeline ${args.join(" ")}: one line, exit 2`, async () => {
    assertEquals(await refusal(() => pipeline(args)), { code: 2, stderr: line + "\n" });
  });
}
