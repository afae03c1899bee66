import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { evaluateModel } from "../../src/cli/evaluate.ts";
import { filesIn, parseLines, refusal, shell, task, withFolder } from "./command.ts";
import { trainHere } from "./running.ts";

/** Rows with an id, numbers that are missing, a text, and labels of words. */
const HEADER = "id,age,colour,weight,buys";
const ROWS = [
  "1,34,red,70,no",
  "2,NA,blue,,no",
  "3,51,red,81,yes",
  "4,29,green,55,no",
  "5,62,?,90,yes",
  "6,58,blue,77,yes",
];
const FLAGS = "--positive yes --exclude id --missing mean --categories --standardize";
const LEARN = "--epochs 50 --lr 0.1";

/** Trains on those rows, and tests what is in the run's folder. */
async function withTraining(
  flags: string,
  test: (run: { folder: string; rows: string; log: string; warnings: string[] }) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const rows = `${folder}/rows.csv`;
    await Deno.writeTextFile(rows, [HEADER, ...ROWS, ""].join("\n"));
    const args = ["--data", rows, "--no-charts", ...flags.split(" ")];
    const trained = await trainHere(`${folder}/run`, ...args);
    await test({ folder, rows, ...trained });
  });
}

Deno.test("rows as they are found: the errors name the options, and with them the rows are learned from", async () => {
  await withFolder(async (folder) => {
    const rows = `${folder}/rows.csv`;
    await Deno.writeTextFile(rows, [HEADER, ...ROWS, ""].join("\n"));
    const args = (flags: string) => ["--data", rows, "--no-charts", ...flags.split(" ")];
    const refused = (flags: string) => refusal(() => trainHere(`${folder}/run`, ...args(flags)));
    const told = await refused("--positive yes");
    assertEquals(
      told.stderr,
      `${rows}:2:6: expected a number for colour, found "red"; ` +
        "if it is text, add --categories or --exclude colour\n",
    );
    const missing = await refused("--positive yes --categories");
    assertEquals(missing.stderr.split("\n"), [
      `${rows}:3:3: expected a number for age, found "NA"; ` +
      "if values may be missing, add --missing mean or --missing skip",
      `${rows}:3:11: expected a number for weight, found ""; ` +
      "if values may be missing, add --missing mean or --missing skip",
      "",
    ]);
    assertEquals([told.code, missing.code, filesIn(folder)], [2, 2, ["rows.csv"]]);
    const { code, stdout, stderr } = await task(
      ...["train", "--out", `${folder}/run`, ...args(`${FLAGS} ${LEARN}`)],
    );
    assertEquals(code, 0);
    const records = parseLines(stdout);
    assertEquals([records[0].features, records[0].columns, records.at(-1)!.filled], [
      ["age", "colour=blue", "colour=green", "colour=red", "weight"],
      [{ name: "age" }, { name: "colour", categories: ["blue", "green", "red"] }, {
        name: "weight",
      }],
      3,
    ]);
    assertStringIncludes(stderr, "\nfilled in       3 missing values\n");
  });
});

Deno.test("predict and evaluate fill in and encode as training did, from CSV and JSON alike", async () => {
  await withTraining(`${FLAGS} ${LEARN}`, async ({ folder, rows, log }) => {
    const model = `${folder}/run/model.json`;
    const csv = await task("predict", model, rows);
    assertEquals(csv.stderr, "3 missing values filled in with the mean of the training rows\n");
    const json = ROWS.map((row) => {
      const [id, age, colour, weight] = row.split(",");
      const number = (text: string) => Number.isNaN(parseFloat(text)) ? null : Number(text);
      return JSON.stringify({
        ...{ id, age: number(age), weight: number(weight) },
        ...(colour !== "?" && { colour }),
      });
    });
    await Deno.writeTextFile(`${folder}/rows.jsonl`, json.join("\n"));
    const fromJson = await task("predict", model, `${folder}/rows.jsonl`);
    const predictions = (text: string) => parseLines(text).map(({ prediction }) => prediction);
    assertEquals(predictions(fromJson.stdout), predictions(csv.stdout));
    const { stdout, stderr } = await task("evaluate", model, rows);
    assertEquals(
      stderr,
      `${rows}: the model was trained on these rows\n` +
        "3 missing values filled in with the mean of the training rows\n",
    );
    const { modelLoss, modelAccuracy } = parseLines(log).at(-1)!;
    const { logLoss, accuracy } = JSON.parse(stdout);
    // Both are means of the same losses; only how their logarithms are summed differs.
    assertAlmostEquals(logLoss, modelLoss as number, 1e-14);
    assertEquals(accuracy, modelAccuracy);
  });
});

Deno.test("a text that training has not seen is none of its categories, and is told", async () => {
  await withTraining(`${FLAGS} ${LEARN}`, async ({ folder }) => {
    const { stdout, stderr } = await shell(
      `printf 'colour,weight,age\\nmauve,75,40\\nred,75,40\\nmauve,5,4\\n' | ` +
        `deno task --quiet predict '${folder}/run/model.json' --format csv`,
    );
    assertEquals(
      stderr,
      '2 texts of no category that the training rows have, such as colour "mauve"\n',
    );
    const { weights, bias, transforms } = JSON.parse(
      await Deno.readTextFile(`${folder}/run/model.json`),
    );
    const { mean, sd } = transforms[2];
    const z = [40, 0, 0, 0, 75].reduce((z, x, j) => z + weights[j] * (x - mean[j]) / sd[j], bias);
    assertAlmostEquals(parseLines(stdout)[0].prediction as number, 1 / (1 + Math.exp(-z)), 1e-12);
  });
});

Deno.test("rows that miss a value are skipped in training, and get no prediction", async () => {
  const flags = `--positive yes --exclude id --missing skip --categories ${LEARN}`;
  await withTraining(flags, async ({ folder, rows, log, warnings }) => {
    const [start, ...others] = parseLines(log);
    assertEquals([start.samples, start.fill, others.at(-1)!.skipped], [4, undefined, 2]);
    assertEquals([warnings[0], warnings.at(-1)], [
      `${rows}:3:3: expected a number for age, found "NA"`,
      "2 bad rows were skipped",
    ]);
    const { code, stdout: predicted } = await task("predict", `${folder}/run/model.json`, rows);
    const predictions = parseLines(predicted).map(({ prediction }) => prediction);
    assertEquals([code, predictions.map((p) => p === null)], [
      0,
      [false, true, false, false, true, false],
    ]);
  });
});

Deno.test("a model trained without missing values refuses them", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, "x,y\n1,0\n2,1\n3,0\n");
    await trainHere(`${folder}/run`, "--data", `${folder}/rows.csv`, "--no-charts");
    const { code, stderr } = await shell(
      `printf 'x,z\\n,1\\n' | deno task --quiet predict '${folder}/run/model.json' --format csv`,
    );
    assertEquals([code, stderr], [2, '<stdin>:2:1: expected a number for x, found ""\n']);
  });
});

Deno.test("evaluate --held-out: the numbers of training, whatever was filled in and encoded", async () => {
  const flags = `${FLAGS} ${LEARN} --set validation.fraction=0.5`;
  await withTraining(flags, async ({ folder, rows, log }) => {
    const { code, stdout } = await task("evaluate", `${folder}/run/model.json`, rows, "--held-out");
    const { validationLoss, validationAccuracy } = parseLines(log).at(-1)!;
    const { rows: count, logLoss, accuracy } = JSON.parse(stdout);
    assertEquals([code, count, accuracy], [0, 3, validationAccuracy]);
    assertAlmostEquals(logLoss, validationLoss as number, 1e-14);
  });
});

Deno.test("evaluate finds the label by the name that it had in training, wherever it stands", async () => {
  await withTraining(`${FLAGS} ${LEARN}`, async ({ folder, rows }) => {
    const model = `${folder}/run/model.json`;
    const reversed = [HEADER, ...ROWS].map((row) => row.split(",").reverse().join());
    await Deno.writeTextFile(`${folder}/reversed.csv`, reversed.join("\n"));
    const other = await task("evaluate", model, `${folder}/reversed.csv`);
    assertEquals(other.stdout, (await task("evaluate", model, rows)).stdout);
  });
});

Deno.test("a threshold: evaluate tries it, --save keeps it for predict and evaluate", async () => {
  await withTraining(`${FLAGS} ${LEARN}`, async ({ folder, rows }) => {
    const model = `${folder}/run/model.json`;
    const before = await Deno.readTextFile(model);
    assertEquals(JSON.parse(before).threshold, 0.5);
    const predictions = async () => parseLines((await task("predict", model, rows)).stdout);
    const first = await predictions();
    const highest = Math.max(...first.map(({ prediction }) => prediction as number));
    const threshold = String(highest);
    const tried = JSON.parse(
      (await task("evaluate", model, rows, "--threshold", threshold)).stdout,
    );
    assertEquals([tried.threshold, tried.confusionMatrix], [highest, {
      truePositives: 1,
      falsePositives: 0,
      trueNegatives: 3,
      falseNegatives: 2,
    }]);
    assertEquals(await Deno.readTextFile(model), before);
    await task("evaluate", model, rows, "--threshold", threshold, "--save");
    const after = JSON.parse(await Deno.readTextFile(model));
    assertEquals(after, { ...JSON.parse(before), threshold: highest });
    const classes = (await predictions()).map(({ prediction, class: name }) => [prediction, name]);
    assertEquals(
      classes,
      first.map(({ prediction }) => [prediction, prediction === highest ? "yes" : "no"]),
    );
    const kept = JSON.parse((await task("evaluate", model, rows)).stdout);
    assertEquals([kept.threshold, kept.accuracy], [highest, tried.accuracy]);
  });
});

Deno.test("a threshold that is none, or none to save: one line, exit 2, the model as it was", async () => {
  await withTraining(`${FLAGS} --epochs 1`, async ({ folder, rows }) => {
    const model = `${folder}/run/model.json`;
    const before = await Deno.readTextFile(model);
    const cases = [
      ["--threshold 1", '--threshold: expected a number above 0 and below 1, found "1"'],
      ["--threshold half", '--threshold: expected a number above 0 and below 1, found "half"'],
      ["--save", "--save: expected a --threshold to keep"],
    ];
    for (const [args, message] of cases) {
      const refused = await refusal(() => evaluateModel([model, rows, ...args.split(" ")]));
      assertEquals(refused, { code: 2, stderr: `${message}\n` });
      assertEquals(await Deno.readTextFile(model), before);
    }
  });
});

Deno.test("--categories and --standardize add to what the pipeline declares, in their order", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, "c,x,y\nred,1,0\nblue,2,1\n7,3,1\n");
    const transforms = async (declared: unknown, ...flags: string[]) => {
      const data = { kind: "csv", path: `${folder}/rows.csv` };
      await Deno.writeTextFile(
        `${folder}/p.json`,
        JSON.stringify({ name: "p", data, transforms: declared }),
      );
      const args = [`${folder}/p.json`, "--no-charts", "--epochs", "1", ...flags];
      const { log } = await trainHere(`${folder}/run`, ...args);
      return (parseLines(log)[0].pipeline as { transforms: unknown }).transforms;
    };
    const categories = { kind: "categories", limit: 100 };
    const standardize = { kind: "standardize" };
    assertEquals(await transforms(["categories"], "--standardize"), [categories, standardize]);
    assertEquals(
      await transforms([{ kind: "categories", limit: 3 }, "standardize"], "--categories"),
      [{ kind: "categories", limit: 3 }, standardize],
    );
    assertEquals(
      await transforms([{ kind: "standardize" }], "--categories", "--standardize"),
      [categories, standardize],
    );
  });
});

Deno.test("the pictures name the features of categories, and are drawn again from the log", async () => {
  await withFolder(async (folder) => {
    const rows = `${folder}/rows.csv`;
    await Deno.writeTextFile(rows, [HEADER, ...ROWS, ""].join("\n"));
    const flags = `${FLAGS} ${LEARN} --set classWeights=balanced`.split(" ");
    const run = `${folder}/run`;
    await trainHere(run, "--data", rows, ...flags);
    const weights = await Deno.readTextFile(`${run}/weights.svg`);
    assertStringIncludes(weights, "colour=red");
    assertStringIncludes(await Deno.readTextFile(`${run}/loss.svg`), "classes weighted");
    const [start] = parseLines(await Deno.readTextFile(`${run}/metrics.jsonl`));
    assertEquals(start.classWeights, [1, 1]);
    await task("chart", run, "--out", `${folder}/again`);
    for (const name of filesIn(`${folder}/again`)) {
      assertEquals(
        await Deno.readTextFile(`${folder}/again/${name}`),
        await Deno.readTextFile(`${run}/${name}`),
      );
    }
  });
});

Deno.test("semicolons and decimal commas: train, predict and evaluate", async () => {
  await withFolder(async (folder) => {
    const rows = `${folder}/rows.csv`;
    const text = '\ufeffBetrag;Rabatt;Stornoà\r\n1,5;0,1;nein\r\n2,5;"0,3";ja\r\n9,75;0,2;ja\r\n';
    await Deno.writeTextFile(rows, text);
    const train = (...flags: string[]) =>
      task(
        "train",
        "--data",
        rows,
        "--positive",
        "ja",
        "--no-charts",
        "--out",
        `${folder}/run`,
        ...flags,
      );
    assertStringIncludes(
      (await train()).stderr,
      `${rows}:2:1: expected a number for Betrag, found "1,5"; ` +
        "if the comma is a decimal comma, add --set data.decimal=,\n",
    );
    const { code, stdout } = await train("--set", "data.decimal=,");
    assertEquals([code, parseLines(stdout)[1].x], [0, [[1.5, 0.1], [2.5, 0.3], [9.75, 0.2]]]);
    const predicted = await task("predict", `${folder}/run/model.json`, rows);
    const evaluated = await task("evaluate", `${folder}/run/model.json`, rows);
    assertEquals([predicted.code, evaluated.code], [0, 0]);
    assertEquals(parseLines(predicted.stdout)[2].Betrag, "9,75");
  });
});

const formats: Record<string, [text: string, ...flags: string[]]> = {
  "a delimiter that cannot be guessed": [
    "a~b~y\n1~2~no\n2~3~yes\n3~1~yes\n",
    ...["--set", "data.delimiter=~"],
  ],
  "no header": [
    "red,big,no\nblue,small,yes\nred,small,yes\n",
    ...["--categories", "--set", "data.header=false"],
  ],
};

for (const [what, [text, ...flags]] of Object.entries(formats)) {
  Deno.test(`a model is used on rows like those of its training: ${what}`, async () => {
    await withFolder(async (folder) => {
      const rows = `${folder}/rows.csv`;
      await Deno.writeTextFile(rows, text);
      const out = ["--no-charts", "--out", `${folder}/run`];
      await task("train", "--data", rows, "--positive", "yes", ...flags, ...out);
      const predicted = await task("predict", `${folder}/run/model.json`, rows);
      const evaluated = await task("evaluate", `${folder}/run/model.json`, rows);
      assertEquals([predicted.code, evaluated.code], [0, 0]);
      assertEquals(parseLines(predicted.stdout).length, 3);
      assertEquals(JSON.parse(evaluated.stdout).rows, 3);
    });
  });
}

Deno.test("a compressed file: one line with the pipe that reads it, exit 2", async () => {
  await withFolder(async (folder) => {
    const { code, stderr } = await shell(
      `printf 'x,y\\n1,0\\n2,1\\n' | gzip > '${folder}/rows.csv.gz' && ` +
        `deno task --quiet train --data '${folder}/rows.csv.gz'`,
    );
    assertEquals([code, stderr.split("; ")[0]], [
      2,
      `${folder}/rows.csv.gz: expected text, found gzip`,
    ]);
    assertStringIncludes(stderr, `zcat ${folder}/rows.csv.gz | …`);
  });
});

Deno.test("JSON Lines with nested fields: what is learned from is named by its path", async () => {
  await withFolder(async (folder) => {
    const lines = [1, 2, 3, 4].map((x) =>
      `{"id":"a${x}","at":{"x":${x},"on":${x > 2}},"y":${+(x > 2)}}`
    );
    await Deno.writeTextFile(`${folder}/rows.jsonl`, lines.join("\n"));
    const { log } = await trainHere(
      `${folder}/run`,
      ...["--data", `${folder}/rows.jsonl`, "--exclude", "id", "--categories"],
      ...["--no-charts", "--epochs", "3"],
    );
    assertEquals(parseLines(log)[0].features, ["at.x", "at.on=false", "at.on=true"]);
    const { stdout: predicted } = await task(
      "predict",
      `${folder}/run/model.json`,
      `${folder}/rows.jsonl`,
    );
    assertEquals(parseLines(predicted)[2].at, { x: 3, on: true });
  });
});

/** A Python that has scikit-learn. */
async function python(): Promise<string | undefined> {
  for (const name of ["python3", "/usr/bin/python3"]) {
    if ((await shell(`'${name}' -c 'import sklearn' 2>&1`)).code === 0) return name;
  }
  return undefined;
}

const withSklearn = await python();

Deno.test({
  name: "breast cancer with missing cells and a text: four commands, within 1 % of scikit-learn" +
    (withSklearn === undefined ? " (not run: no Python with scikit-learn)" : ""),
  ignore: withSklearn === undefined,
  async fn() {
    await withFolder(async (folder) => {
      const [script, csv, run] = [
        "tests/reference/breast_cancer.py",
        `${folder}/cells.csv`,
        `${folder}/run`,
      ];
      const made = await shell(
        `'${withSklearn}' ${script} rows > '${csv}' && '${withSklearn}' -W ignore ${script} score < '${csv}'`,
      );
      const commands = [
        `train --data ${csv} --positive malignant --missing mean --categories --standardize ` +
        `--set validation.fraction=0.25 --no-charts --out ${run}`,
        `evaluate ${run}/model.json ${csv} --held-out`,
        `evaluate ${run}/model.json ${csv} --held-out --threshold 0.3 --save`,
        `predict ${run}/model.json ${csv}`,
      ];
      const outcomes = [];
      for (const command of commands) outcomes.push(await task(...command.split(" ")));
      assertEquals(outcomes.map(({ code }) => code), [0, 0, 0, 0]);
      const [trained, { stdout }, , predicted] = outcomes;
      const { filled } = parseLines(trained.stdout).at(-1)!;
      // 5 % of 569 × 30 cells, by a generator that NumPy keeps as it is.
      assertEquals(filled, 903);
      const { accuracy, rows, recall } = JSON.parse(stdout);
      assertEquals([rows, parseLines(predicted.stdout).length], [142, 569]);
      assertAlmostEquals(accuracy, Number(made.stdout), 0.01);
      assert(JSON.parse(outcomes[2].stdout).recall >= recall);
    });
  },
});
