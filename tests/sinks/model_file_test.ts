import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { from, lastValueFrom, toArray } from "rxjs";
import type { LogRecord } from "../../src/records.ts";
import { predict } from "../../src/neuron/forward.ts";
import {
  type Model,
  modelColumns,
  modelFeatures,
  modelPredictions,
} from "../../src/neuron/model.ts";
import { modelFile, modelText, parseModel } from "../../src/sinks/model_file.ts";
import { UserError } from "../../src/user_error.ts";

const valid = {
  features: ["u", "v"],
  classes: ["no", "yes"] as [string, string],
  weights: [1.5, -2],
  bias: 0.25,
  transforms: [{ kind: "standardize" as const, mean: [1, 2], sd: [3, 4] }],
  pipeline: { name: "test" },
};

Deno.test("a model reads back as it was written", () => {
  assertEquals(parseModel(modelText(valid), "m.json"), valid);
});

/** A model of a number and a text, of which each may be missing. */
const whole = {
  ...valid,
  features: ["x", "c=blue", "c=red"],
  weights: [1, 2, -4],
  threshold: 0.3,
  transforms: [
    {
      kind: "categories" as const,
      columns: [{ name: "x" }, { name: "c", categories: ["blue", "red"] }],
    },
    { kind: "missing" as const, mean: [5, 0.25, 0.75] },
    { kind: "standardize" as const, mean: [5, 0.25, 0.75], sd: [2, 1, 1] },
  ],
};

Deno.test("a model that reads columns of text reads back, and says which columns", () => {
  assertEquals(parseModel(modelText(whole), "m.json"), whole);
  assertEquals(modelColumns(whole), whole.transforms[0].columns);
  assertEquals(modelColumns(valid), [{ name: "u" }, { name: "v" }]);
});

Deno.test("columns become features, missing ones the means, then they are standardized", () => {
  // red, blue with x missing, a text of no category, a missing text
  const features = Float64Array.of(7, 1, NaN, 0, 5, -1, 5, NaN);
  const chunk = { width: 2, features, labels: new Float64Array(4) };
  const scaled = [[1, -0.25, 0.25], [0, 0.75, -0.75], [0, -0.25, -0.75], [0, 0, 0]];
  assertEquals([...modelPredictions(whole, chunk)], scaled.map((x) => predict(whole, x)));
  assertEquals([...modelFeatures(whole, chunk).features], [
    ...[7, 0, 1],
    ...[5, 1, 0],
    ...[5, 0, 0],
    ...[5, 0.25, 0.75],
  ]);
});

Deno.test("rows are standardized as in training before they are weighed", () => {
  fc.assert(fc.property(fc.double({ min: -9, max: 9, noNaN: true }), (x) => {
    const chunk = { width: 2, features: Float64Array.of(x, 2, 1, x), labels: new Float64Array(2) };
    const expected = [[x, 2], [1, x]].map(([u, v]) => predict(valid, [(u - 1) / 3, (v - 2) / 4]));
    modelPredictions(valid, chunk).forEach((p, i) => assertAlmostEquals(p, expected[i], 1e-15));
  }));
});

const damaged: [change: object, message: string][] = [
  [{ version: 2 }, "version: expected version 1, written by this version of Dawnstream"],
  [{ weights: [1] }, "expected as many weights, categories, means and deviations as features"],
  [{ weights: ["1", 2] }, "weights.0: expected"],
  [{ weights: 7 }, "weights: expected a list of finite numbers"],
  [{ bias: null }, "bias: expected a finite number"],
  [{ classes: ["a"] }, "classes.1: expected"],
  [{ features: [] }, "features: expected at least one feature"],
  [
    { transforms: [{ kind: "log" }] },
    'transforms.0.kind: expected one of "categories", "missing", "standardize"',
  ],
  [
    { transforms: [{ kind: "standardize", mean: [1, 2], sd: [0, 1] }] },
    "expected deviations above 0",
  ],
  [{ threshold: 1 }, "threshold: expected a number above 0 and below 1"],
  [
    { transforms: [{ kind: "missing", mean: [1] }] },
    "expected as many weights, categories, means and deviations as features",
  ],
  [
    { transforms: [{ kind: "categories", columns: [{ name: "u", categories: ["a"] }] }] },
    "expected as many weights, categories, means and deviations as features",
  ],
  [
    { transforms: [valid.transforms[0], { kind: "missing", mean: [1, 2] }] },
    "transforms: expected each transform at most once, in the order categories, missing, standardize",
  ],
  [
    { transforms: [valid.transforms[0], valid.transforms[0]] },
    "transforms: expected each transform at most once, in the order categories, missing, standardize",
  ],
  [{ threshold: 0 }, "threshold: expected a number above 0 and below 1"],
  [{ pipeline: undefined }, "pipeline: expected"],
  [{ pipeline: { data: 5 } }, "pipeline.data: expected an object { … }"],
  [{ pipeline: { data: { only: 7 } } }, "pipeline.data.only: expected a list of two names"],
];

for (const [change, message] of damaged) {
  Deno.test(`a damaged model: ${message}`, () => {
    const text = JSON.stringify({ version: 1, ...valid, ...change });
    assertThrows(() => parseModel(text, "m.json"), UserError, `m.json: is not a model: ${message}`);
  });
}

Deno.test("whatever the text, it is a model or a clear error", () => {
  const text = modelText(valid);
  const cut = fc.nat(text.length - 3).map((length) => text.slice(0, length));
  const changed = fc.tuple(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 1 }))
    .map(([at, letter]) => text.slice(0, at) + letter + text.slice(at + 1));
  fc.assert(
    fc.property(fc.oneof(fc.json(), cut, changed, fc.string()), (text) => {
      try {
        const { weights, features } = parseModel(text, "m.json");
        assertEquals(weights.length, features.length);
      } catch (error) {
        assert(error instanceof UserError && error.message.startsWith("m.json: is not a model: "));
      }
    }),
    { numRuns: 500 },
  );
  const nested = `{"version":1,"features":${"[".repeat(1e6)}${"]".repeat(1e6)}}`;
  assertThrows(() => parseModel(nested, "m.json"), UserError, "m.json: is not a model");
});

/** The model that a run writes, of its first record and its last. */
async function modelOf(start: object, end: object = {}) {
  const files: [string, string][] = [];
  const records = [
    {
      ...{ event: "start", features: ["x"], samples: 4, digest: "d".repeat(64) },
      ...{ pipeline: { name: "test" }, ...start },
    },
    { event: "epoch" },
    { event: "end", classes: ["0", "1"], weights: [2], bias: -1, modelEpoch: 6, ...end },
  ] as unknown as LogRecord[];
  const passed = await lastValueFrom(
    from(records).pipe(
      modelFile({ write: (...file) => files.push(file) }),
      toArray(),
    ),
  );
  assertEquals(passed, records);
  assertEquals(files.map(([name]) => name), ["model.json"]);
  return parseModel(files[0][1], "model.json");
}

Deno.test("a run's model has what is needed to use it, and says what it was trained on", async () => {
  const plain: Model = {
    ...{
      features: ["x"],
      classes: ["0", "1"] as const,
      weights: [2],
      bias: -1,
      epoch: 6,
      threshold: 0.5,
    },
    ...{ transforms: [], samples: 4, digest: "d".repeat(64), pipeline: { name: "test" } },
  };
  assertEquals(await modelOf({}), plain);
  const columns = [{ name: "x" }];
  assertEquals(
    await modelOf({ label: "y", columns, fill: [5] }, { mean: [1], sd: [2] }),
    {
      ...plain,
      label: "y",
      transforms: [
        { kind: "categories", columns },
        { kind: "missing", mean: [5] },
        { kind: "standardize", mean: [1], sd: [2] },
      ],
    },
  );
});

Deno.test("the model of rows that are not known says nothing of them", async () => {
  for (const start of [{ samples: null }, { digest: null }]) {
    const { samples, digest } = await modelOf(start);
    assertEquals([samples, digest], [undefined, undefined]);
  }
});
