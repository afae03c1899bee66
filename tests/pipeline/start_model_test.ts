import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { compile } from "../../src/pipeline/compile.ts";
import { load } from "../../src/pipeline/load.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import { run } from "../../src/run/run.ts";
import { openRunFolder } from "../../src/run/folder.ts";
import { modelText, parseModel } from "../../src/sinks/model_file.ts";
import { UserError } from "../../src/user_error.ts";
import { withFolder } from "../cli/command.ts";
import { all, samplesOf } from "../flow/flow.ts";

const IRIS = { kind: "csv", path: "pipelines/iris.csv", only: ["versicolor", "virginica"] };
const STANDARDIZED = { transforms: [{ kind: "standardize" }] };

function pipeline(spec: object) {
  const whole = { name: "flowers", data: IRIS, outputs: { charts: false }, ...spec };
  return resolve(whole, { source: "test" });
}

async function train(folder: string, spec: object) {
  await run(pipeline(spec), { folder: openRunFolder(folder) });
  const path = `${folder}/model.json`;
  const [start] = (await Deno.readTextFile(`${folder}/metrics.jsonl`)).split("\n");
  return { path, start: JSON.parse(start), model: parseModel(await Deno.readTextFile(path), path) };
}

for (const scaled of [{}, STANDARDIZED]) {
  Deno.test(`a run from a model continues where it ended, ${JSON.stringify(scaled)}`, async () => {
    await withFolder(async (temp) => {
      const epochs = (count: number) => ({ ...scaled, epochs: { count, shuffle: false } });
      const whole = await train(`${temp}/whole`, epochs(5));
      const first = await train(`${temp}/first`, epochs(2));
      const rest = await train(`${temp}/rest`, { ...epochs(3), neuron: { from: first.path } });
      const learned = ({ weights, bias, transforms }: typeof whole.model) => ({
        weights,
        bias,
        transforms,
      });
      assertEquals(learned(rest.model), learned(whole.model));
      const { weights, bias, from } = rest.start;
      assertEquals({ weights, bias }, { weights: first.model.weights, bias: first.model.bias });
      assertEquals([from?.length, first.start.from], [64, undefined]);
    });
  });
}

for (const stream of [false, true]) {
  Deno.test(`other rows are scaled as the model's were, stream ${stream}`, async () => {
    await withFolder(async (temp) => {
      const { path, model } = await train(`${temp}/run`, { ...STANDARDIZED, epochs: { count: 2 } });
      // Its columns are found by name, in whatever order.
      const rows = "species,petal_width,petal_length,sepal_width,sepal_length\n" +
        "virginica,40,30,20,10\nsetosa,0,0,0,0\nversicolor,4,3,2,1\n";
      await Deno.writeTextFile(`${temp}/rows.csv`, rows);
      const { traces } = await compile(pipeline({
        ...STANDARDIZED,
        data: { kind: "csv", path: `${temp}/rows.csv`, stream },
        epochs: stream ? {} : { shuffle: false, count: 1 },
        neuron: { from: path },
      }));
      const [scaled] = model.transforms;
      assert(scaled.kind === "standardize");
      const { mean, sd } = scaled;
      const expected = [[10, 20, 30, 40], [1, 2, 3, 4]].map((row) =>
        row.map((x, j) => (x - mean[j]) / sd[j])
      );
      const seen = (await all(traces())).flatMap(({ chunk }) => {
        const { features } = samplesOf(chunk);
        return Array.from({ length: features.length / 4 }, (_, i) => [
          ...features.subarray(4 * i, 4 * i + 4),
        ]);
      });
      assertEquals(seen, expected);
    });
  });
}

/** All that is learned from rows of training: categories, means, scaling. */
const LEARNED = { transforms: [{ kind: "categories" }, { kind: "standardize" }] };

/** Rows of a text and a number, some of them missing. */
const MIXED = "c,x,y\nred,1,0\nblue,?,1\nred,5,1\n?,7,0\ngreen,3,1\nblue,,0\n";

Deno.test("a run from a model with categories and means continues where it ended", async () => {
  await withFolder(async (temp) => {
    const data = { kind: "csv", path: `${temp}/rows.csv`, missing: "mean" };
    await Deno.writeTextFile(data.path, MIXED);
    const spec = (count: number, own: object = {}) => ({
      ...{ ...LEARNED, data, classWeights: [1, 3], epochs: { count, shuffle: false } },
      ...own,
    });
    const whole = await train(`${temp}/whole`, spec(5));
    const first = await train(`${temp}/first`, spec(2));
    const rest = await train(`${temp}/rest`, spec(3, { neuron: { from: first.path } }));
    const learned = ({ features, weights, bias, transforms, digest }: typeof whole.model) => ({
      ...{ features, weights, bias, transforms, digest },
    });
    assertEquals(learned(rest.model), learned(whole.model));
    assertEquals(rest.model.transforms.map(({ kind }) => kind), [
      ...["categories", "missing", "standardize"],
    ]);
    const { columns, fill } = rest.start;
    assertEquals({ columns, fill }, { columns: first.start.columns, fill: first.start.fill });
  });
});

for (const stream of [false, true]) {
  Deno.test(`other rows become features as the model's did, held-out ones too, stream ${stream}`, async () => {
    await withFolder(async (temp) => {
      const data = { kind: "csv", path: `${temp}/rows.csv`, missing: "mean" };
      await Deno.writeTextFile(data.path, MIXED);
      const { path, model } = await train(`${temp}/run`, {
        ...LEARNED,
        data,
        epochs: { count: 2 },
      });
      assertEquals(model.features, ["c=blue", "c=green", "c=red", "x"]);
      const [, filling, scaled] = model.transforms;
      assert(filling.kind === "missing" && scaled.kind === "standardize");
      const [blue, green, red, x] = filling.mean;
      assertEquals([blue, green, red, x].map((mean) => mean.toFixed(12)), [
        ...["0.400000000000", "0.200000000000", "0.400000000000", "4.000000000000"],
      ]);
      // Other columns, in another order, of one class, with a text of its own.
      await Deno.writeTextFile(`${temp}/rows.csv`, "y,n,x,c\n1,9,10,red\n1,9,NA,mauve\n1,9,30,?\n");
      await Deno.writeTextFile(`${temp}/held.csv`, "c,x,y\npink,,0\n");
      const { kept, counts, features, traces, data: dataRecord } = await compile(pipeline({
        ...LEARNED,
        data: { ...data, stream },
        epochs: stream ? {} : { shuffle: false, count: 1 },
        validation: { path: `${temp}/held.csv` },
        neuron: { from: path },
      }));
      const made = [[0, 0, 1, 10], [0, 0, 0, x], [blue, green, red, 30]];
      const seen = (await all(traces())).flatMap(({ chunk }) => {
        const { features } = samplesOf(chunk);
        return Array.from({ length: features.length / 4 }, (_, i) => [
          ...features.subarray(4 * i, 4 * i + 4),
        ]);
      });
      const { mean, sd } = scaled;
      assertEquals(seen, made.map((row) => row.map((value, j) => (value - mean[j]) / sd[j])));
      assertEquals([...kept.at(-1)!.features], [0, 0, 0, x]);
      assertEquals(dataRecord().x, made);
      assertEquals(features, model.features);
      assertEquals(counts, { filled: 3, unseen: 2 });
    });
  });
}

Deno.test("a model whose transforms the pipeline does not say, or says others, is refused", async () => {
  await withFolder(async (temp) => {
    const csv = { kind: "csv", path: `${temp}/rows.csv`, missing: "mean" };
    await Deno.writeTextFile(csv.path, MIXED);
    const of = (name: string, spec: object) =>
      train(`${temp}/${name}`, { data: csv, epochs: { count: 1 }, ...spec });
    const mixed = await of("mixed", LEARNED);
    const plain = await of("plain", { data: { ...csv, exclude: ["c"], missing: "skip" } });
    const refused = (from: string, spec: object, message: string) =>
      assertRejects(
        () => compile(pipeline({ data: csv, ...spec, neuron: { from } })),
        UserError,
        message,
      );
    await refused(
      mixed.path,
      { transforms: ["standardize"] },
      `neuron.from: ${mixed.path}: the model makes features of categories: add --categories`,
    );
    await refused(
      mixed.path,
      { ...LEARNED, data: { ...csv, missing: "error" } },
      "the model fills in missing values: add --missing mean",
    );
    await refused(
      plain.path,
      { transforms: ["categories"] },
      'the model makes no features of categories: leave "categories" out of transforms',
    );
    await refused(
      plain.path,
      {},
      'the model fills in no missing values: set data.missing to "error" or "skip"',
    );
    await refused(
      mixed.path,
      { ...LEARNED, data: {} },
      "the model has columns of text: the data must be rows of a file",
    );
    await refused(
      mixed.path,
      { ...LEARNED, data: { ...csv, exclude: ["x"] } },
      'neuron.from: the model\'s features are "c", "x", those of the data "c"',
    );
  });
});

Deno.test("the threshold of a model is not that of a run from it, and it is said so", async () => {
  await withFolder(async (temp) => {
    const { path, model } = await train(`${temp}/first`, { epochs: { count: 1 } });
    const spec = pipeline({ neuron: { from: path } });
    assertEquals((await compile(spec)).notes, []);
    await Deno.writeTextFile(path, modelText({ ...model, threshold: 0.3 }));
    assertEquals((await compile(spec)).notes, [
      `neuron.from: ${path}: its threshold 0.3 is of its own predictions, the new model's is 0.5; ` +
      "evaluate --threshold --save keeps another",
    ]);
  });
});

Deno.test("a model that does not fit the pipeline or its data is refused", async () => {
  await withFolder(async (temp) => {
    const { path } = await train(`${temp}/plain`, { epochs: { count: 1 } });
    const scaled = await train(`${temp}/scaled`, { ...STANDARDIZED, epochs: { count: 1 } });
    const refused = (spec: object, message: string) =>
      assertRejects(() => compile(pipeline(spec)), UserError, message);
    const neuron = { from: path };
    await refused({ neuron: { from: `${temp}/none.json` } }, `${temp}/none.json: no such file`);
    await refused(
      { neuron: { from: "pipelines/iris-hard.json" } },
      "neuron.from: pipelines/iris-hard.json: is not a model",
    );
    await refused(
      { neuron, ...STANDARDIZED },
      `neuron.from: ${path}: the model does not standardize its features: ` +
        'leave "standardize" out of transforms',
    );
    await refused(
      { neuron: { from: scaled.path } },
      `neuron.from: ${scaled.path}: the model standardizes its features: add --standardize`,
    );
    await refused(
      { neuron, data: { ...IRIS, positive: "versicolor" } },
      'the model\'s classes are "versicolor" and "virginica", the second is 1: ' +
        'data.positive cannot be "versicolor"',
    );
    await refused(
      { neuron, data: { ...IRIS, only: ["setosa", "virginica"] } },
      'the model\'s classes are "versicolor" and "virginica": ' +
        'data.only cannot be "setosa", "virginica"',
    );
    await refused(
      { neuron, data: { ...IRIS, features: ["petal_length", "petal_width"] } },
      'neuron.from: the model\'s features are "sepal_length", "sepal_width", "petal_length", ' +
        '"petal_width", those of the data "petal_length", "petal_width"',
    );
    await refused({ neuron, data: {} }, 'those of the data "x"');
    assertThrows(
      () => pipeline({ neuron: { from: path, weights: [1, 2, 3, 4] } }),
      UserError,
      "neuron.from: expected weights or from, found both",
    );
    const { model } = await train(`${temp}/gaussians`, { data: {}, epochs: { count: 1 } });
    const named = { version: 1, ...model, classes: ["no", "yes"] };
    await Deno.writeTextFile(`${temp}/named.json`, JSON.stringify(named));
    await refused(
      { neuron: { from: `${temp}/named.json` }, data: {} },
      'neuron.from: the model\'s classes are "no", "yes", those of the data "0", "1"',
    );
  });
});

Deno.test("a model is named relative to the pipeline's own file", async () => {
  await withFolder(async (temp) => {
    await Deno.writeTextFile(`${temp}/a.json`, '{"name":"a","neuron":{"from":"model.json"}}');
    const { neuron } = resolve(await load(`${temp}/a.json`), { source: "test" });
    assertEquals(neuron.from, `${temp}/model.json`);
  });
});
