import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { compile } from "../../src/pipeline/compile.ts";
import { load } from "../../src/pipeline/load.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import { run } from "../../src/run/run.ts";
import { openRunFolder } from "../../src/run/folder.ts";
import { parseModel } from "../../src/sinks/model_file.ts";
import { UserError } from "../../src/user_error.ts";
import { withFolder } from "../cli/command.ts";
import { all } from "../flow/flow.ts";

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
      const [{ mean, sd }] = model.transforms;
      const expected = [[10, 20, 30, 40], [1, 2, 3, 4]].map((row) =>
        row.map((x, j) => (x - mean[j]) / sd[j])
      );
      const seen = (await all(traces())).flatMap(({ chunk: { data, rows } }) =>
        Array.from(rows, (row) => [...data.features.subarray(row * 4, (row + 1) * 4)])
      );
      assertEquals(seen, expected);
    });
  });
}

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
      `neuron.from: ${path}: the model does not standardize its features: set transforms to []`,
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
