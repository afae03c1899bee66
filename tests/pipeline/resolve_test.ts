import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../src/user_error.ts";
import { parseOverride } from "../../src/pipeline/override.ts";
import { resolve } from "../../src/pipeline/resolve.ts";

/** The lines that a wrong pipeline gets. */
function problems(spec: unknown, ...settings: string[]): string[] {
  const overrides = settings.map(parseOverride);
  const error = assertThrows(() => resolve(spec, { source: "x.json", overrides }), UserError);
  assertEquals(error.exitCode, 2);
  return error.message.split("\n");
}

Deno.test("everything but the name has a default, and the defaults are the tutorial's values", () => {
  assertEquals(resolve({ name: "a" }, { source: "x.json" }), {
    name: "a",
    seed: 42,
    data: {
      kind: "gaussians",
      classes: [{ mean: 0, sd: 1, count: 500 }, { mean: 5, sd: 0.5, count: 500 }],
    },
    transforms: [],
    validation: {},
    epochs: { count: 120, shuffle: true, chunk: 256 },
    neuron: { init: { low: -0.01, high: 0.01 }, bias: 0 },
    loss: "binary-cross-entropy",
    optimizer: {
      kind: "sgd",
      learningRate: 0.001,
      weightDecay: 0,
      momentum: 0,
      nesterov: false,
    },
    schedule: { kind: "constant" },
    batch: 1,
    stop: { on: "loss", delta: 0 },
    checkpoints: { every: 20, samples: 100_000 },
    outputs: { metrics: true, steps: false, charts: true, model: true },
  });
});

Deno.test("a resolved pipeline resolves to itself", () => {
  const once = resolve({ name: "a", optimizer: { kind: "adam" } }, { source: "x.json" });
  assertEquals(resolve(JSON.parse(JSON.stringify(once)), { source: "x.json" }), once);
});

const mistakes: [spec: unknown, lines: string[]][] = [
  [{}, ["x.json: name: missing, expected a value"]],
  [3, ["x.json: expected an object { … }, found 3"]],
  [null, ["x.json: expected an object { … }, found null"]],
  [[{}], ["x.json: name: missing, expected a value", "x.json: 0: unknown field"]],
  [{ name: "a", epochs: [] }, ["x.json: epochs: expected an object { … }, found a list"]],
  [{ name: "a", neuron: { init: [] } }, [
    "x.json: neuron.init: expected an object { … }, found a list",
  ]],
  [{ name: "a/b" }, [
    'x.json: name: expected a name of up to 100 letters, digits, _, - and ., found "a/b"',
  ]],
  [{ name: ".." }, [
    'x.json: name: expected a name of up to 100 letters, digits, _, - and ., found ".."',
  ]],
  [{ name: "a", sead: 1 }, ["x.json: sead: unknown field, did you mean seed?"]],
  [{ name: "a", seed: -1 }, [
    "x.json: seed: expected an integer from 0 to 4294967295, found -1",
  ]],
  [{ name: "a", optimizer: { learningRat: 1 } }, [
    "x.json: optimizer.learningRat: unknown field, did you mean learningRate?",
  ]],
  [{ name: "a", epochs: { count: "many" } }, [
    'x.json: epochs.count: expected an integer from 1 up, found "many"',
  ]],
  [{ name: "a", epochs: 3 }, ["x.json: epochs: expected an object { … }, found 3"]],
  [{ name: "a", epochs: { xyzzy: 1 } }, [
    "x.json: epochs.xyzzy: unknown field, allowed are count, shuffle, chunk",
  ]],
  [{ name: "a", data: { kind: "gausians" } }, [
    'x.json: data.kind: expected one of "gaussians", "points", "csv", "tsv", "jsonl", ' +
    'found "gausians"',
  ]],
  [{ name: "a", data: { kind: "gaussians", points: [] } }, [
    "x.json: data.points: unknown field, allowed are kind, classes",
  ]],
  [{ name: "a", data: { classes: [{ mean: 0, sd: -1, count: 3 }] } }, [
    "x.json: data.classes.0.sd: expected a number from 0 up, found -1",
    "x.json: data.classes.1: missing, expected an object { … }",
  ]],
  [{ name: "a", data: { kind: "points", points: [{ x: "1", y: 2 }] } }, [
    'x.json: data.points.0.x: expected a number or a list of numbers, found "1"',
    "x.json: data.points.0.y: expected 0 or 1, found 2",
  ]],
  [{ name: "a", loss: "hinge" }, [
    'x.json: loss: expected one of "binary-cross-entropy", "squared-error", found "hinge"',
  ]],
  [{ name: "a", optimizer: { learningRate: 0 } }, [
    "x.json: optimizer.learningRate: expected a number above 0, found 0",
  ]],
  [{ name: "a", optimizer: { kind: "adam", momentum: 0.9 } }, [
    "x.json: optimizer.momentum: unknown field, allowed are kind, learningRate, weightDecay, " +
    "beta1, beta2, epsilon",
  ]],
  [{ name: "a", optimizer: { momentum: 1 } }, [
    "x.json: optimizer.momentum: expected a number from 0 to below 1, found 1",
  ]],
  [{ name: "a", outputs: { charts: "yes" } }, [
    'x.json: outputs.charts: expected true or false, found "yes"',
  ]],
  [{ name: "a", constructor: 1 }, ["x.json: constructor: unknown field"]],
  [JSON.parse('{ "name": "a", "__proto__": { "seed": 1 } }'), [
    "x.json: __proto__: unknown field",
  ]],
];

for (const [spec, lines] of mistakes) {
  Deno.test(`${JSON.stringify(spec)} is explained`, () => {
    const actual = problems(spec).map((line, i) =>
      // Where no name is near, all allowed ones are listed; of the longest lists the start will do.
      line.startsWith(lines[i] ?? "?") ? lines[i] : line
    );
    assertEquals(actual, lines);
  });
}

Deno.test("all problems are told at once, several unknown fields of one object too", () => {
  assertEquals(
    problems({ name: 7, epoch: { count: 1 }, epochs: { cont: 1, chnk: 2, count: 0 }, batch: 1.5 })
      .map((line) => line.split(":")[1].trim()).sort(),
    ["batch", "epoch", "epochs.chnk", "epochs.cont", "epochs.count", "name"],
  );
});

Deno.test("a problem of an override names where the override came from", () => {
  assertEquals(problems({ name: "a" }, "epochs.count=0", "epocs.count=3"), [
    "--set epochs.count: expected an integer from 1 up, found 0",
    "x.json: epocs: unknown field, did you mean epochs?",
  ]);
});

Deno.test("whatever the spec, resolving gives a pipeline or a UserError", () => {
  const key = fc.constantFrom(
    "name",
    "data",
    "kind",
    "epochs",
    "count",
    "x",
    "__proto__",
    "points",
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>("adam", "gaussians", 1, -1, 1e400, null, true, "points"),
      fc.string(),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(key, tie("tree"), { maxKeys: 4 }),
    ),
  }));
  fc.assert(fc.property(tree, (spec) => {
    try {
      resolve(spec, { source: "x.json" });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }));
});
