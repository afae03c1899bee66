import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { metricsTable } from "../../src/cli/metrics_table.ts";
import { evaluate } from "../../src/neuron/metrics.ts";
import { modelText } from "../../src/sinks/model_file.ts";
import { evaluateModel } from "../../src/cli/evaluate.ts";
import { predict } from "../../src/cli/predict.ts";
import {
  filesIn,
  parseLines,
  project,
  refusal,
  shell,
  task,
  taskIn,
  withFolder,
} from "./command.ts";
import { trainHere } from "./running.ts";

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

Deno.test("predict: the good rows before a bad one are written, then one line, exit 2", async () => {
  await withModel(async (_folder, model) => {
    const { code, stdout, stderr } = await shell(
      `printf 'u,v\\n2,0\\n0,2\\noops,1\\n1,0\\n' | deno task --quiet predict '${model}' --format csv`,
    );
    assertEquals(code, 2);
    assertEquals(parseLines(stdout).map((row) => row.class), ["yes", "no"]);
    assertEquals(stderr, '<stdin>:4:1: expected a number for u, found "oops"\n');
  });
});

Deno.test("predict --skip: a bad row keeps its fields, has no prediction, and is counted", async () => {
  await withModel(async (_folder, model) => {
    const { code, stdout, stderr } = await shell(
      `printf 'id,u,v\\na,2,0\\nb,oops,1\\nc,1e308,-1e308\\nd,3\\n' | ` +
        `deno task --quiet predict '${model}' --format csv --skip`,
    );
    assertEquals(code, 0);
    const rows = parseLines(stdout);
    assertEquals(rows.map((row) => [row.id, row.class]), [
      ...[["a", "yes"], ["b", null], ["c", null], ["d", null]],
    ]);
    assertEquals(rows[1], { id: "b", u: "oops", v: 1, prediction: null, class: null });
    assertEquals(
      stderr,
      '<stdin>:3:3: expected a number for u, found "oops"\n' +
        "<stdin>:5:3: expected 3 fields, found 2\n" +
        "<stdin>:4: the logit w·x + b overflows, are the features in the units of training?\n" +
        "3 bad rows were skipped\n",
    );
  });
});

Deno.test("predict --csv: a header, each row's own fields, the prediction and the class", async () => {
  await withModel(async (_folder, model) => {
    const { stdout } = await shell(
      `printf 'u,class,"a, b",v\\n2,old,"x ""y""",2\\noops,,z,1\\n' | ` +
        `deno task --quiet predict '${model}' --format csv --csv --skip`,
    );
    assertEquals(
      stdout,
      'u,"a, b",v,prediction,class\n2,"x ""y""",2,0.5,yes\noops,z,1,,\n',
    );
  });
});

Deno.test("predictions that overflow: an error with the line, from predict and evaluate", async () => {
  await withModel(async (folder, model) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, "u,v,y\n1,0,yes\n1e308,-1e308,no\n");
    const message = `${folder}/rows.csv:3: the logit w·x + b overflows, ` +
      "are the features in the units of training?\n";
    const predicted = await task("predict", model, `${folder}/rows.csv`);
    assertEquals([predicted.code, predicted.stderr], [2, message]);
    assertEquals(parseLines(predicted.stdout).length, 1);
    const evaluated = await task("evaluate", model, `${folder}/rows.csv`);
    assertEquals(evaluated, { code: 2, stdout: "", stderr: message });
    const skipped = await task("evaluate", model, `${folder}/rows.csv`, "--skip");
    assertEquals([skipped.code, JSON.parse(skipped.stdout).rows], [0, 1]);
    assertEquals(skipped.stderr, `${message}1 bad row was skipped\n`);
  });
});

Deno.test("a full device: one line, exit 1, from predict and evaluate", async () => {
  await withModel(async (folder, model) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, "u,v,y\n1,0,yes\n0,1,no\n");
    for (const command of ["predict", "evaluate"]) {
      for (const args of [`'${model}' '${folder}/rows.csv'`, "--help"]) {
        const { code, stderr } = await shell(`deno task --quiet ${command} ${args} > /dev/full`);
        assertEquals([code, stderr], [
          1,
          "<stdout>: cannot be written (No space left on device)\n",
        ]);
      }
    }
  });
});

Deno.test("what a terminal would obey is escaped where it comes from data", async () => {
  await withModel(async (folder, model) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, "\x1b[31mred,\x9b2J\n1,2\n");
    await Deno.writeTextFile(`${folder}/rows.jsonl`, '{"u":1,"v":2}\n\x1b[31m\n');
    for (const file of ["rows.csv", "rows.jsonl"]) {
      for (const args of [[], ["--skip"]]) {
        const { stderr } = await task("predict", model, `${folder}/${file}`, ...args);
        assert(stderr.length > 0 && !/[^\n\P{Cc}]/u.test(stderr), JSON.stringify(stderr));
      }
    }
  });
});

Deno.test("evaluate: says so where the model was trained on the rows; --held-out scores the others", async () => {
  await withFolder(async (folder) => {
    const run = `${folder}/run`;
    const { log } = await trainHere(run, "pipelines/iris-hard.json", "--no-charts");
    const end = parseLines(log).at(-1)!;
    const path = "pipelines/iris.csv";
    const whole = await task("evaluate", `${run}/model.json`, path);
    assertEquals(
      whole.stderr,
      `${path}: the model was trained on these rows but 20; --held-out evaluates those alone\n`,
    );
    assertEquals(JSON.parse(whole.stdout).rows, 100);
    const held = await task("evaluate", `${run}/model.json`, path, "--held-out");
    assertEquals(held.stderr, "");
    const { rows, logLoss, accuracy } = JSON.parse(held.stdout);
    assertEquals([rows, logLoss, accuracy], [20, end.validationLoss, end.validationAccuracy]);

    const other = `${folder}/other.csv`;
    await Deno.writeTextFile(other, (await Deno.readTextFile(path)).replace("7.0", "7.1"));
    assertEquals((await task("evaluate", `${run}/model.json`, other)).stderr, "");
    const refused = await task("evaluate", `${run}/model.json`, other, "--held-out");
    assertEquals([refused.code, refused.stderr], [
      ...[2, `--held-out: ${other}: these are not the rows that the model was trained with\n`],
    ]);
    await trainHere(run, "pipelines/iris-petal.json", "--no-charts");
    const all = await task("evaluate", `${run}/model.json`, path);
    assertEquals(all.stderr, `${path}: the model was trained on these rows\n`);
  });
});

Deno.test("where held-out samples decide, the model is of the best epoch, and evaluate agrees", async () => {
  await withFolder(async (folder) => {
    const iris = `${project}pipelines/iris.csv`;
    const settings = ["optimizer.learningRate=0.1", "stop.on=validationLoss", "stop.patience=9"];
    const data = ['data.only=["versicolor","virginica"]', "validation.fraction=0.3"];
    const trained = await taskIn(
      folder,
      ...["train", "--data", iris, "--out", "run", "--no-charts", "--jsonl", "log"],
      ...[...settings, ...data].flatMap((setting) => ["--set", setting]),
    );
    const end = parseLines(await Deno.readTextFile(`${folder}/log`)).at(-1)!;
    const { modelEpoch, epochs, validationLoss } = end as Record<string, number>;
    assert(modelEpoch === epochs - 1 - 9, `${modelEpoch} of ${epochs}`);
    assertStringIncludes(
      trained.stderr,
      `\nmodel           of epoch ${modelEpoch}, whose validationLoss is the least\n`,
    );
    const { stdout } = await taskIn(folder, "evaluate", "run/model.json", iris, "--held-out");
    // The record sums the losses in another order.
    assertAlmostEquals(JSON.parse(stdout).logLoss, validationLoss, 1e-12);
  });
});

Deno.test("metrics as a table: a line each, and the confusion matrix", () => {
  const metrics = evaluate(Float64Array.of(-2, 1, 3, 0.5), Float64Array.of(0, 0, 1, 1));
  assertEquals(metricsTable(metrics, ["no", "\x1byes"]).split("\n"), [
    "rows         4",
    "log-loss     0.4907",
    "accuracy     0.7500",
    "precision    0.6667",
    "recall       1",
    "F1           0.8000",
    "ROC AUC      0.7500",
    "Brier score  0.1734",
    "",
    "              predicted no  predicted \\u001byes",
    "is no                    1                    1",
    "is \\u001byes             0                    2",
  ]);
  const [, threshold] = metricsTable({ ...metrics, threshold: 0.25 }, ["no", "yes"]).split("\n");
  assertEquals(threshold, "threshold    0.2500");
  const { precision } = evaluate(Float64Array.of(-2), Float64Array.of(1));
  assertEquals(precision, null);
});

Deno.test("a model of 130,000 features, of more than 16 MiB, is used", async () => {
  await withFolder(async (folder) => {
    const features = Array.from({ length: 130_000 }, (_, j) => `${"feature ".repeat(12)}${j}`);
    const ones = features.map(() => 1);
    const model = modelText({
      features,
      classes: ["0", "1"],
      weights: ones.map(() => 1 / 3),
      bias: 0,
      transforms: [{ kind: "standardize", mean: ones, sd: ones }],
      pipeline: { name: "wide" },
    });
    assert(model.length > 2 ** 24);
    await Deno.writeTextFile(`${folder}/model.json`, model);
    await Deno.writeTextFile(`${folder}/rows.csv`, `${features.join()}\n${ones.join()}\n`);
    const predicted = await task("predict", `${folder}/model.json`, `${folder}/rows.csv`);
    assertEquals([predicted.code, predicted.stderr], [0, ""]);
    assertEquals(parseLines(predicted.stdout)[0].prediction, 0.5);
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
    await trainHere(`${folder}/run`, "pipelines/iris-petal.json", "--no-charts");
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
      const [name, ...args] = command.split(" ").map((word) => word === "MODEL" ? model : word);
      const run = name === "predict" ? predict : evaluateModel;
      const { code, stderr } = await refusal(() => run(args));
      assertEquals(code, 2);
      assertEquals(stderr.split("\n").length, 2);
      assertStringIncludes(stderr, line);
    });
  });
}
