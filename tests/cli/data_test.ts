import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { filesIn, parseLines, refusal, shell, task, withFolder } from "./command.ts";
import { trainHere } from "./running.ts";

Deno.test("rows from a pipe: the iris job, with accuracy 1", async () => {
  await withFolder(async (folder) => {
    const { code, stdout } = await shell(
      `cat pipelines/iris.csv | deno task --quiet train pipelines/iris-petal.json --data - ` +
        `--format csv --out '${folder}/run' --no-charts -q`,
    );
    assertEquals(code, 0);
    const end = parseLines(stdout).at(-1)!;
    assertEquals([end.accuracy, end.classes], [1, ["setosa", "versicolor"]]);
    const model = JSON.parse(await Deno.readTextFile(`${folder}/run/model.json`));
    assertEquals(model.features, ["petal_length"]);
  });
});

Deno.test("a stream from a pipe: progress at growing counts, a summary, a model", async () => {
  await withFolder(async (folder) => {
    const rows =
      `awk -v OFS=, 'BEGIN { print "x,y"; for (i = 0; i < 3000; i++) print i % 10, (i % 10 > 4) }'`;
    const { code, stdout } = await shell(
      `${rows} | deno task --quiet train pipelines/stream.json --out '${folder}/run' -q`,
    );
    assertEquals(code, 0);
    const records = parseLines(stdout);
    const progress = records.filter(({ event }) => event === "progress");
    const marks = [...Array(12).keys()].map((i) => 2 ** i);
    assertEquals(progress.map(({ samples }) => samples), [...marks, 3000]);
    const { samples, mean, sd } = records.at(-1)! as Record<string, number & number[]>;
    assertEquals(samples as number, 3000);
    assert(Math.abs(mean[0] - 4.5) < 1e-9 && Math.abs(sd[0] - Math.sqrt(8.25)) < 1e-9);
  });
});

Deno.test("a stream: reports at least every checkpoints.samples, and advice where its loss has risen", async () => {
  await withFolder(async (folder) => {
    // Far from 0, both classes: each sample throws the weights off for the next.
    const rows =
      `awk -v OFS=, 'BEGIN { print "x,y"; for (i = 0; i < 1500; i++) print 900 + i % 7, (i % 7 > 3) }'`;
    const train = (options: string) =>
      shell(
        `${rows} | deno task --quiet train --data - --format csv --stream --no-charts ` +
          `--set checkpoints.samples=300 --out '${folder}/run' ${options} --jsonl '${folder}/log'`,
      );
    const { stderr } = await train("");
    const log = parseLines(await Deno.readTextFile(`${folder}/log`));
    const marks = log.filter(({ event }) => event === "progress").map(({ samples }) => samples);
    assertEquals(marks.filter((mark) => Number(mark) >= 300), [
      300,
      512,
      600,
      900,
      1024,
      1200,
      1500,
    ]);
    assert(/^the loss ended above where it began \(.* add --standardize/m.test(stderr), stderr);
    const mended = await train("--standardize");
    assert(!mended.stderr.includes("the loss ended"), mended.stderr);
  });
});

const bad: [name: string, rows: string, line: string][] = [
  ["text for a number", "x,y\n1,0\nabc,1\n", '3:1: expected a number for x, found "abc"'],
  ["a third label", "x,y\n1,0\n2,1\n3,2\n", "4:3: "],
  ["too few fields", "x,z,y\n1,2,0\n2,1\n", "3:"],
  ["an empty file", "", " "],
  ["a header only", "x,y\n", " "],
  ["one class", "x,y\n1,0\n2,0\n", " "],
  ["NaN", "x,y\n1,0\nNaN,1\n", "3:1: "],
  ["an infinity", "x,y\n1,0\n1e999,1\n", "3:1: "],
];

for (const [name, rows, line] of bad) {
  Deno.test(`bad rows: ${name}: one line, exit 2, nothing written`, async () => {
    await withFolder(async (folder) => {
      const path = `${folder}/rows.csv`;
      await Deno.writeTextFile(path, rows);
      const { code, stderr } = await refusal(() => trainHere(`${folder}/run`, "--data", path));
      assertEquals(code, 2);
      assertEquals(stderr.trimEnd().split("\n").length, 1);
      assertStringIncludes(stderr, `${path}:${line}`);
      assertEquals(filesIn(folder), ["rows.csv"]);
    });
  });
}

Deno.test("bad rows from a pipe: one line, exit 2, nothing written", async () => {
  await withFolder(async (folder) => {
    const { code, stdout, stderr } = await shell(
      `printf 'x,y\\n1,0\\nabc,1\\n' | ` +
        `deno task --quiet train --data - --format csv --out '${folder}/run'`,
    );
    assertEquals([code, stdout], [2, ""]);
    assertEquals(
      stderr,
      '<stdin>:3:1: expected a number for x, found "abc"; ' +
        "if it is text, add --categories or --exclude x\n",
    );
    assertEquals(filesIn(folder), []);
  });
});

Deno.test("pipeline data: texts and missing values are written as they are", async () => {
  await withFolder(async (folder) => {
    const rows = 'c,x,y\n"a ""b"", c",1,0\n,2,1\nd,,1\n';
    await Deno.writeTextFile(`${folder}/rows.csv`, rows);
    const data = { kind: "csv", path: "rows.csv", missing: "mean" };
    const file = `${folder}/mixed.json`;
    const write = (spec: object) =>
      Deno.writeTextFile(file, JSON.stringify({ data, transforms: ["categories"], ...spec }));
    await write({ name: "mixed" });
    assertEquals((await task("pipeline", "data", file)).stdout, rows);
    // Also where a model has taught other texts.
    const epochs = { count: 1 };
    await write({ name: "mixed", epochs });
    await trainHere(`${folder}/run`, file, "--no-charts");
    await Deno.writeTextFile(`${folder}/rows.csv`, rows.replace("d,", "e,"));
    await write({ name: "mixed", neuron: { from: "run/model.json" } });
    const { stdout } = await task("pipeline", "data", file, "--format", "jsonl");
    assertEquals(parseLines(stdout), [
      { c: 'a "b", c', x: 1, y: 0 },
      { c: null, x: 2, y: 1 },
      { c: "e", x: null, y: 1 },
    ]);
  });
});

Deno.test("bad rows can be skipped: counted in the end record, the first ones shown", async () => {
  await withFolder(async (folder) => {
    const rows = "x,y\n1,0\noops,1\n2,1\n3\n4,1\n";
    const { code, stdout, stderr } = await shell(
      `printf '${rows.replaceAll("\n", "\\n")}' | deno task --quiet train --data - --format csv ` +
        `--set data.onBadRow=skip --epochs 1 --no-charts --out '${folder}/run'`,
    );
    assertEquals(code, 0);
    const end = parseLines(stdout).at(-1)!;
    assertEquals([end.samples, end.skipped], [3, 2]);
    assertStringIncludes(stderr, '<stdin>:3:1: expected a number for x, found "oops"');
    assertStringIncludes(stderr, "2 bad rows were skipped");
  });
});

Deno.test("what was assumed of a doubtful first row is said in one line, data.header decides", async () => {
  await withFolder(async (folder) => {
    const train = (out: string, set = "") =>
      shell(
        `printf '5,7,no\\n1,2,no\\n2,3,yes\\n' | deno task --quiet train --data - --format csv ` +
          `--set data.positive=yes ${set} --epochs 1 --no-charts -q --out '${folder}/${out}'`,
      );
    const { stdout, stderr } = await train("guessed");
    assertEquals(
      stderr,
      '<stdin>: took the first row ("5", "7", "no") for a sample; if not, set data.header to true\n',
    );
    assertEquals(parseLines(stdout)[0].samples, 3);
    assertEquals((await train("told", "--set data.header=false")).stderr, "");
  });
});

Deno.test("standard input cannot be resumed: one line, exit 2, nothing written", async () => {
  await withFolder(async (folder) => {
    const { code, stdout, stderr } = await shell(
      `deno task --quiet train pipelines/stream.json --resume --out '${folder}/run' ` +
        `< pipelines/iris.csv`,
    );
    assertEquals([code, stdout], [2, ""]);
    assertEquals(stderr, "--resume: standard input cannot be resumed\n");
    assertEquals(filesIn(folder), []);
  });
});

Deno.test("--set data.stream=true is all that makes a stream of a file", async () => {
  await withFolder(async (folder) => {
    const { log, warnings } = await trainHere(
      `${folder}/run`,
      ...["--data", "pipelines/iris.csv", "--set", "data.stream=true"],
      ...["--set", 'data.only=["setosa","virginica"]', "--no-charts"],
    );
    assertEquals(warnings, []);
    const end = parseLines(log).at(-1)!;
    assertEquals([end.epochs, end.samples, end.stopped], [1, 100, "completed"]);
  });
});
