import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { modelText } from "../../src/sinks/model_file.ts";
import { filesIn, parseLines, shell, task, withFolder } from "./command.ts";

/** A model of two features, in a folder of the test's own. */
async function withModel(test: (folder: string, model: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const model = modelText({
      features: ["u", "v"],
      classes: ["no", "yes"],
      weights: [1, -1],
      bias: 0,
      transforms: [],
      pipeline: { name: "test", data: { kind: "csv", label: "y", positive: "yes" } },
    });
    await Deno.writeTextFile(`${folder}/model.json`, model);
    await test(folder, `${folder}/model.json`);
  });
}

Deno.test("predict: each row with its own fields, the prediction and the class", async () => {
  await withModel(async (folder, model) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, 'v,id,u\n2,007,1\n-1,"a, b",1e0\n');
    const { code, stdout, stderr } = await task("predict", model, `${folder}/rows.csv`);
    assertEquals([code, stderr], [0, ""]);
    const [first, second] = parseLines(stdout);
    assertEquals([first.v, first.id, first.u, first.class], [2, "007", 1, "no"]);
    assertEquals([second.id, second.class], ["a, b", "yes"]);
    assertAlmostEquals(first.prediction as number, 1 / (1 + Math.E), 1e-15);
    assertAlmostEquals(second.prediction as number, 1 / (1 + Math.exp(-2)), 1e-15);
  });
});

Deno.test("predict: JSON Lines from a pipe, columns in any order", async () => {
  await withModel(async (_folder, model) => {
    const { stdout } = await shell(
      `printf '{"v":0,"u":3,"prediction":9}\\n{"u":0,"v":3}\\n' | ` +
        `deno task --quiet predict '${model}' --format jsonl`,
    );
    const rows = parseLines(stdout);
    assertEquals(rows.map((row) => row.class), ["yes", "no"]);
    assert((rows[0].prediction as number) < 1);
  });
});

Deno.test("predict: a reader that leaves ends it at once, without a word", async () => {
  await withModel(async (_folder, model) => {
    const endless = `awk 'BEGIN { print "u,v"; while (1) print "1,2" }'`;
    const { stdout, stderr } = await shell(
      `${endless} 2> /dev/null | deno task --quiet predict '${model}' --format csv | head -3`,
    );
    assertEquals(stdout.trimEnd().split("\n").length, 3);
    assertEquals(stderr, "");
  });
});

Deno.test("evaluate: metrics as JSON, and pictures where they are asked for", async () => {
  await withModel(async (folder, model) => {
    const rows = "u,v,y\n2,0,yes\n0,2,no\n1,2,yes\n3,1,yes\n";
    await Deno.writeTextFile(`${folder}/rows.csv`, rows);
    const { code, stdout } = await task(
      ...["evaluate", model, `${folder}/rows.csv`, "--charts", `${folder}/charts`],
    );
    assertEquals(code, 0);
    const metrics = JSON.parse(stdout);
    assertEquals([metrics.rows, metrics.accuracy, metrics.recall], [4, 0.75, 2 / 3]);
    assertEquals(filesIn(`${folder}/charts`), ["calibration.svg", "roc.svg"]);
    const roc = await Deno.readTextFile(`${folder}/charts/roc.svg`);
    assertStringIncludes(roc, `AUC ${metrics.rocAuc.toFixed(4)}`);
  });
});

Deno.test("iris: train, predict and evaluate agree, with accuracy 1", async () => {
  await withFolder(async (folder) => {
    await task("train", "pipelines/iris-petal.json", "--no-charts", "--out", `${folder}/run`);
    const model = `${folder}/run/model.json`;
    const rows = `grep -v virginica pipelines/iris.csv`;
    const predicted = await shell(`${rows} | deno task --quiet predict '${model}' --format csv`);
    const lines = parseLines(predicted.stdout);
    assertEquals(lines.length, 100);
    assert(lines.every((row) => row.class === row.species));
    const { stdout } = await shell(
      `${rows} | deno task --quiet evaluate '${model}' - --format csv`,
    );
    assertEquals(JSON.parse(stdout).accuracy, 1);
  });
});

const mistakes: [command: string, line: string][] = [
  ["predict", "predict: expected a model and at most one file; see --help"],
  ["predict nowhere.json", "nowhere.json: no such file"],
  ["predict MODEL rows.txt", "rows.txt: unknown kind of rows, add --format csv, tsv or jsonl"],
  ["predict MODEL rows.csv --format xml", '--format: expected csv, tsv or jsonl, found "xml"'],
  ["predict MODEL nowhere.csv", "nowhere.csv: no such file"],
  ["predict MODEL pipelines/iris.csv", 'pipelines/iris.csv: no column "u", it has'],
  ["predict pipelines/iris.csv pipelines/iris.csv", "pipelines/iris.csv: is not a model"],
  ["evaluate MODEL", "evaluate: expected a model and a file; see --help"],
  ["evaluate MODEL pipelines/iris.csv", "pipelines/iris.csv: no column"],
];

for (const [command, line] of mistakes) {
  Deno.test(`${command}: one line, exit 2`, async () => {
    await withModel(async (_folder, model) => {
      const args = command.split(" ").map((word) => word === "MODEL" ? model : word);
      const { code, stdout, stderr } = await task(...args);
      assertEquals([code, stdout], [2, ""]);
      assertEquals(stderr.split("\n").length, 2);
      assertStringIncludes(stderr, line);
    });
  });
}
