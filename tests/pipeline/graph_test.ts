import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import config from "../../deno.json" with { type: "json" };
import { graphOf } from "../../src/pipeline/graph.ts";
import { load } from "../../src/pipeline/load.ts";
import { isSweep } from "../../src/sweep/expand.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import type { Pipeline } from "../../src/pipeline/types.ts";
import { modelText } from "../../src/sinks/model_file.ts";
import { UserError } from "../../src/user_error.ts";
import { filesIn, project, withFolder } from "../cli/command.ts";
import { type Applied, noting } from "./applied.ts";

/** A module's address. */
const at = (path: string) => new URL(path, `file://${project}`).href;

/** All operators and subscribers by module: each is called as its file is. */
const modules: [module: string, name: string][] = [
  ...["flow", "sinks"].flatMap((folder) =>
    filesIn(`${project}/src/${folder}`).map((file): [string, string] => [
      at(`src/${folder}/${file}`),
      file.replace(".ts", "").replace(/_(\w)/g, (_, letter) => letter.toUpperCase()),
    ])
  ).filter(([, name]) => !["advance", "copy", "paced", "sparkline", "trace"].includes(name)),
  [at("src/flow/paced.ts"), "read"],
];

/** What running each of some pipelines really applies, in a process that notes it. */
async function applied(pipelines: readonly Pipeline[]): Promise<Applied[][]> {
  const lines: Applied[][] = [];
  await withFolder(async (folder) => {
    const wrappers = modules.map(([module, name]) => {
      const path = `${folder}/${name}.js`;
      Deno.writeTextFileSync(path, noting(module, name));
      return [module, `file://${path}`] as const;
    });
    // Deno's own configuration names what is within a package, too; an import map does not.
    const within = Object.entries(config.imports).filter(([name]) => !name.endsWith("/"))
      .map(([name, target]) => [`${name}/`, `${target.replace("npm:", "npm:/")}/`]);
    const map = {
      imports: { ...config.imports, ...Object.fromEntries([...within, ...wrappers]) },
      scopes: {
        [at("src/")]: { rxjs: at("src/rxjs.ts") },
        [`file://${folder}/`]: Object.fromEntries(modules.map(([module]) => [module, module])),
      },
    };
    await Deno.writeTextFile(`${folder}/map.json`, JSON.stringify(map));
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-check", "--cached-only", "--allow-read", "--allow-write"],
        ...["--import-map", `${folder}/map.json`, `${project}tests/pipeline/applied.ts`],
      ],
      cwd: project,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const output = new Response(child.stdout).text();
    const input = new Blob(pipelines.map((pipeline) => JSON.stringify(pipeline) + "\n"));
    await input.stream().pipeTo(child.stdin);
    for (const line of (await output).trimEnd().split("\n")) lines.push(JSON.parse(line));
    assert((await child.status).success);
  });
  return lines;
}

/** What a graph says against what was applied, as far as that is an operator or a subscriber. */
function compare(pipeline: Pipeline, applied: readonly Applied[]): void {
  const { operators, subscribers } = graphOf(pipeline);
  const takers = subscribers.map(({ name }) => name);
  const spec = JSON.stringify(pipeline);
  const names = applied.map(([name]) => name);
  assertEquals(names.filter((name) => takers.includes(name)).sort(), takers.toSorted(), spec);
  assertEquals(
    names.filter((name) => !takers.includes(name)),
    // To scale by a model is no operator, but `map` by hand.
    operators.map(({ name }) => name).filter((name) => name !== "scale"),
    spec,
  );
  const given = new Map(applied);
  for (const { name, options } of operators) {
    for (const option of options) {
      const [key, ...value] = option.split(" ");
      const told = given.get(name)?.[key];
      if (value.length > 0 && told !== undefined) {
        assertEquals(value.join(" "), Array.isArray(told) ? told.join(", ") : String(told), spec);
      }
    }
  }
}

const rows = { path: "pipelines/iris.csv", only: ["versicolor", "virginica"] };

Deno.test("the graph of every pipeline of the gallery shows what its run applies", async () => {
  const gallery = filesIn(`${project}/pipelines`)
    .filter((name) => /\.(ts|json)$/.test(name) && name !== "schema.json");
  const specs = await Promise.all(gallery.map((name) => load(`pipelines/${name}`)));
  const pipelines = specs.filter((spec) => !isSweep(spec)).map((declared) => {
    const spec = resolve(declared, { source: "gallery" });
    const data = "path" in spec.data && spec.data.path === "-"
      ? { ...spec.data, ...rows }
      : spec.data;
    return { ...spec, data, epochs: { ...spec.epochs, count: Math.min(spec.epochs.count, 2) } };
  });
  const found = await applied(pipelines as Pipeline[]);
  assert(found.length > 10);
  pipelines.forEach((pipeline, i) => compare(pipeline as Pipeline, found[i]));
});

/** A field that may be left out. */
function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined });
}

const someRows = fc.constant({ kind: "csv", ...rows });
const stop = fc.record({
  on: maybe(fc.constantFrom("loss", "validationLoss")),
  loss: maybe(fc.constantFrom(0, 0.5)),
  patience: maybe(fc.constant(2)),
  delta: maybe(fc.constantFrom(0, 0.1)),
  limit: maybe(fc.constantFrom(0.1, 100)),
  keep: maybe(fc.constantFrom("best", "last")),
});
const always = {
  transforms: fc.constantFrom([], ["standardize"], ["categories"], ["categories", "standardize"]),
  optimizer: fc.constantFrom("sgd", "adam", { momentum: 0.5 }),
  batch: fc.constantFrom(1, 3),
  outputs: fc.record({
    metrics: fc.boolean(),
    model: fc.boolean(),
    charts: fc.constant(false),
    samples: fc.boolean(),
  }),
};
const kept = fc.record({
  ...always,
  data: fc.oneof(fc.constant({ kind: "gaussians" }), someRows),
  validation: fc.constantFrom({}, { fraction: 0.2 }, { path: rows.path }),
  epochs: fc.record({ count: fc.constantFrom(1, 3), shuffle: fc.boolean() }),
  checkpoints: fc.constantFrom({}, { every: 2 }, { epochs: [0, 2] }),
  stop,
});
const streamed = fc.record({
  ...always,
  data: someRows.map((data) => ({ ...data, stream: true })),
  validation: fc.constantFrom({}, { path: rows.path }),
  epochs: fc.constantFrom({}, { shuffle: { buffer: 20 } }),
  checkpoints: fc.constantFrom({}, { samples: 10 }),
  stop: fc.record({ limit: maybe(fc.constant(100)) }),
});

Deno.test("the graph of any pipeline shows what its run applies", async () => {
  const pipelines = fc.sample(fc.oneof(kept, streamed), 400).flatMap((spec) => {
    try {
      return [resolve({ name: "any", ...JSON.parse(JSON.stringify(spec)) }, { source: "test" })];
    } catch (error) {
      // Some of them do not go together.
      assert(error instanceof UserError);
      return [];
    }
  }).slice(0, 100);
  const found = await applied(pipelines);
  pipelines.forEach((pipeline, i) => compare(pipeline, found[i]));
});

Deno.test("the graph of a run that starts from a model says what is the model's", async () => {
  await withFolder(async (folder) => {
    const lengths = ["sepal_length", "sepal_width", "petal_length", "petal_width"];
    const four = (value: number) => lengths.map(() => value);
    const transforms = [{ kind: "standardize" as const, mean: four(4), sd: four(2) }];
    const spec = {
      name: "on",
      neuron: { from: `${folder}/model.json` },
      transforms: ["standardize"],
    };
    await Deno.writeTextFile(
      `${folder}/model.json`,
      modelText({
        ...{ features: lengths, label: "species", classes: ["versicolor", "virginica"] },
        ...{ weights: four(0), bias: 0, transforms, pipeline: { name: "before" } },
      }),
    );
    const pipelines = [false, true].map((stream) =>
      resolve({ ...spec, data: { kind: "csv", ...rows, stream } }, { source: "test" })
    );
    const found = await applied(pipelines);
    pipelines.forEach((pipeline, i) => compare(pipeline, found[i]));
    const [kept, streamed] = pipelines.map((pipeline) => graphOf(pipeline));
    assertEquals(kept.samples.at(-1), { name: "standardize", options: ["by the model"] });
    assertEquals(streamed.operators[2], { name: "scale", options: ["by the model"] });
    assert(!found[1].some(([name]) => name === "standardize"));
  });
});
