import { assert, assertEquals, assertThrows } from "@std/assert";
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
    epochs: { count: 120, shuffle: true, chunk: 1024 },
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
    stop: { on: "loss", delta: 0, keep: "last" },
    checkpoints: { every: 20 },
    outputs: { metrics: true, samples: false, charts: true, model: true },
  });
});

Deno.test("a resolved pipeline resolves to itself", () => {
  const once = resolve({ name: "a", optimizer: { kind: "adam" } }, { source: "x.json" });
  assertEquals(resolve(JSON.parse(JSON.stringify(once)), { source: "x.json" }), once);
});

const CSV = { kind: "csv", path: "x.csv" } as const;
const STREAM = { ...CSV, stream: true };

const NAME = "a name of up to 100 letters, digits, _, -, + and .";
const KINDS = '"gaussians", "points", "csv", "tsv", "jsonl"';

const mistakes: [spec: unknown, lines: string[]][] = [
  [{}, [`name: missing, expected ${NAME}`]],
  [{ name: undefined }, [`name: missing, expected ${NAME}`]],
  [3, ["expected an object { … }, found 3"]],
  [null, ["expected an object { … }, found null"]],
  [undefined, ["missing, expected an object { … }"]],
  [[{}], ["expected an object { … }, found a list of 1"]],
  [{ name: "a", epochs: [] }, ["epochs: expected an object { … }, found an empty list"]],
  [{ name: "a", neuron: { init: [1] } }, [
    "neuron.init: expected an object { … }, found a list of 1",
  ]],
  [{ name: "a", data: [] }, ["data: expected an object { … }, found an empty list"]],
  [{ name: "a", data: 3 }, [`data: expected one of ${KINDS}, or an object { … }, found 3`]],
  [{ name: "a/b/c" }, [`name: expected ${NAME}, found "a/b/c"`]],
  [{ name: "a/../b" }, [`name: expected ${NAME}, found "a/../b"`]],
  [{ name: "/a" }, [`name: expected ${NAME}, found "/a"`]],
  [{ name: ".." }, [`name: expected ${NAME}, found ".."`]],
  [{ name: "a", sead: 1 }, ["sead: unknown field, did you mean seed?"]],
  [{ name: "a", seed: -1 }, ["seed: expected an integer from 0 to 4294967295, found -1"]],
  [{ name: "a", seed: -Infinity }, [
    "seed: expected an integer from 0 to 4294967295, found -Infinity",
  ]],
  [{ name: "a", optimizer: { learningRat: 1 } }, [
    "optimizer.learningRat: unknown field, did you mean learningRate?",
  ]],
  [{ name: "a", epochs: { count: "many" } }, [
    'epochs.count: expected an integer ≥ 1, found "many"',
  ]],
  [{ name: "a", epochs: 3 }, ["epochs: expected an object { … }, found 3"]],
  [{ name: "a", epochs: { xyzzy: 1 } }, [
    "epochs.xyzzy: unknown field, allowed are count, shuffle, chunk, seed",
  ]],
  [{ name: "a", epochs: { shuffle: { bufer: 1 } } }, [
    'epochs.shuffle: expected true, false or { "buffer": samples }, found an object',
    "epochs.shuffle.bufer: unknown field, did you mean buffer?",
  ]],
  [{ name: "a", epochs: { shuffle: [] } }, [
    'epochs.shuffle: expected true, false or { "buffer": samples }, found an empty list',
  ]],
  [{ name: "a", data: { kind: "gausians" } }, [
    `data.kind: expected one of ${KINDS}, found "gausians"`,
  ]],
  [{ name: "a", data: { kind: "gaussians", points: [] } }, [
    "data.points: unknown field, allowed are kind, classes, seed",
  ]],
  [{ name: "a", data: { stream: true } }, [
    "data.stream: unknown field, allowed are kind, classes, seed",
  ]],
  [{ name: "a", data: { kind: "csv", pth: "x" } }, [
    "data.path: missing, expected a path, or - for standard input",
    "data.pth: unknown field, did you mean path?",
  ]],
  [{ name: "a", data: { classes: [{ mean: 0, sd: -1, count: 3 }] } }, [
    "data.classes.0.sd: expected a number ≥ 0, found -1",
    "data.classes.1: missing, expected an object { … }",
  ]],
  [{ name: "a", data: { classes: [{ mean: 0, sd: 1, count: 3, n: 1 }, []] } }, [
    "data.classes.0.n: unknown field, allowed are mean, sd, count",
    "data.classes.1: expected an object { … }, found an empty list",
  ]],
  [{ name: "a", data: { kind: "csv", path: "x", only: ["a", "b", "c"] } }, [
    'data.only.2: expected a list of two labels, such as ["no", "yes"], found "c"',
  ]],
  [{ name: "a", data: { kind: "points", points: [{ x: "1", y: 2 }] } }, [
    'data.points.0.x: expected a number or a list of numbers, found "1"',
    "data.points.0.y: expected 0 or 1, found 2",
  ]],
  [{ name: "a", data: { kind: "points", points: [{ x: 1, y: 1, z: 2 }, []] } }, [
    "data.points.0.z: unknown field, allowed are x, y",
    "data.points.1: expected an object { … }, found an empty list",
  ]],
  [{ name: "a", transforms: [{}] }, [
    'transforms.0.kind: missing, expected one of "categories", "standardize"',
  ]],
  [{ name: "a", transforms: [{ kind: "log" }] }, [
    'transforms.0.kind: expected one of "categories", "standardize", found "log"',
  ]],
  [{ name: "a", transforms: [{ kind: "standardize" }, { kind: "standardize" }] }, [
    "transforms: expected categories, then standardize, each at most once, found standardize, standardize",
  ]],
  [{ name: "a", loss: "hinge" }, [
    'loss: expected one of "binary-cross-entropy", "squared-error", found "hinge"',
  ]],
  [{ name: "a", optimizer: { learningRate: 0 } }, [
    "optimizer.learningRate: expected a number > 0, found 0",
  ]],
  [{ name: "a", optimizer: { kind: "adam", momentum: 0.9 } }, [
    "optimizer.momentum: unknown field, allowed are kind, learningRate, weightDecay, " +
    "beta1, beta2, epsilon",
  ]],
  [{ name: "a", optimizer: { momentum: 1 } }, [
    "optimizer.momentum: expected a number ≥ 0 and < 1, found 1",
  ]],
  [{ name: "a", outputs: { charts: "yes" } }, [
    'outputs.charts: expected true or false, found "yes"',
  ]],
  [{ name: "a", epochs: { constructor: 1, toString: 1 } }, [
    "epochs.constructor: unknown field, allowed are count, shuffle, chunk, seed",
    "epochs.toString: unknown field, allowed are count, shuffle, chunk, seed",
  ]],
  [JSON.parse('{ "name": "a", "epochs": { "__proto__": { "count": 1 } } }'), [
    "epochs.__proto__: unknown field, allowed are count, shuffle, chunk, seed",
  ]],
  [{ name: "a", epochs: { "a\nb.c": 1 } }, [
    'epochs."a\\nb.c": unknown field, allowed are count, shuffle, chunk, seed',
  ]],
];

for (const [spec, lines] of mistakes) {
  Deno.test(`refused: ${Deno.inspect(spec, { compact: true, breakLength: Infinity })}`, () => {
    assertEquals(problems(spec), lines.map((line) => `x.json: ${line}`));
  });
}

Deno.test("all problems are reported at once, in the order of their paths", () => {
  const spec = {
    name: 7,
    epoch: { count: 1 },
    epochs: { cont: 1, chnk: 2, count: 0 },
    data: { kind: "points", points: Array.from({ length: 11 }, () => ({ x: 1, y: 2 })) },
    batch: 1.5,
  };
  const paths = problems(spec).map((line) => line.split(": ")[1]);
  assertEquals(paths, [
    "batch",
    ...Array.from({ length: 11 }, (_, i) => `data.points.${i}.y`),
    "epoch",
    "epochs.chnk",
    "epochs.cont",
    "epochs.count",
    "name",
  ]);
});

Deno.test("of many problems, 50 are reported", () => {
  const points = Array.from({ length: 1000 }, () => ({ x: 1, y: 2, z: 3 }));
  const lines = problems({ name: "a", data: { kind: "points", points } });
  assertEquals([lines.length, lines.at(-1)], [51, "… and more"]);
});

Deno.test("a problem of an override names where the override came from", () => {
  assertEquals(
    problems({ name: "a", batch: 0 }, "epochs.count=0", "epocs.count=3", 'stop={"los":1}'),
    [
      "x.json: batch: expected an integer ≥ 1, found 0",
      "--set epochs.count: expected an integer ≥ 1, found 0",
      "--set epocs.count: epocs: unknown field, did you mean epochs?",
      "--set stop: stop.los: unknown field, did you mean loss?",
    ],
  );
});

Deno.test("a problem that an override gives to another field is the override's", () => {
  const spec = { name: "a", data: { kind: "csv", path: "a.csv" }, epochs: { count: 5 } };
  assertEquals(problems(spec, "batch=2", "data.stream=true"), [
    "--set data.stream: epochs.count: a stream is one epoch: expected 1, found 5",
  ]);
});

Deno.test("the value of --set is a string where only a string is right", () => {
  const { data } = resolve({ name: "a", data: CSV }, {
    source: "x.json",
    overrides: ["data.positive=1.0", "data.label=2", "data.delimiter=0"].map(parseOverride),
  });
  assertEquals(data, {
    ...CSV,
    positive: "1.0",
    label: 2,
    delimiter: "0",
    missing: "error",
    decimal: ".",
    onBadRow: "error",
    stream: false,
  });
  assertEquals(problems({ name: "a", data: CSV }, "data.positive=1", "seed=true"), [
    "--set seed: expected an integer from 0 to 4294967295, found true",
  ]);
});

Deno.test("the name of a kind alone is short for its object", () => {
  const short = { optimizer: "adam", schedule: "cosine", transforms: ["standardize"] };
  const long = {
    optimizer: { kind: "adam" },
    schedule: { kind: "cosine" },
    transforms: [{ kind: "standardize" }],
  };
  const expected = resolve({ name: "a", ...long }, { source: "x.json" });
  assertEquals(resolve({ name: "a", data: "gaussians", ...short }, { source: "x.json" }), expected);
  const overrides = [
    "optimizer=adam",
    "schedule=cosine",
    'transforms=["standardize"]',
    "data=gaussians",
  ].map(parseOverride);
  assertEquals(resolve({ name: "a" }, { source: "x.json", overrides }), expected);
});

for (
  const [spec, line] of [
    [{ optimizer: "adm" }, 'optimizer.kind: expected one of "sgd", "adam", found "adm"'],
    [
      { schedule: 3 },
      'schedule: expected one of "constant", "exponential", "cosine", ' +
      '"inverse-time", or an object { … }, found 3',
    ],
    [{ data: "csv" }, "data.path: missing, expected a path, or - for standard input"],
    [
      { transforms: ["log"] },
      'transforms.0.kind: expected one of "categories", "standardize", found "log"',
    ],
    [
      { transforms: "standardize" },
      'transforms: expected a list such as ["categories","standardize"], found "standardize"',
    ],
    [{ optimizer: "" }, 'optimizer.kind: expected one of "sgd", "adam", found ""'],
  ] as const
) {
  Deno.test(`refused: ${JSON.stringify(spec)}`, () => {
    assertEquals(problems({ name: "a", ...spec }), [`x.json: ${line}`]);
  });
}

Deno.test("checkpoints are spread over the epochs, unless a pipeline says when they are", () => {
  const every = (spec: object) =>
    resolve({ name: "a", ...spec }, { source: "x.json" }).checkpoints.every;
  assertEquals([1, 2, 6, 7, 15, 120, 1000].map((count) => every({ epochs: { count } })), [
    ...[1, 1, 1, 2, 3, 20, 167],
  ]);
  assertEquals(every({}), 20);
  assertEquals(every({ epochs: { count: 30 }, checkpoints: { every: 7 } }), 7);
});

Deno.test("a problem that a file has without its overrides is the file's", () => {
  const spec = { name: "a", data: { kind: "csv", path: "a.csv", label: true } };
  const value = { ...spec.data, path: "b.csv" };
  const overrides = [{ path: "data", value, origin: "--data" }];
  const error = assertThrows(() => resolve(spec, { source: "x.json", overrides }), UserError);
  assertEquals(
    error.message,
    "x.json: data.label: expected a column's name, or its index from 0, found true",
  );
});

Deno.test("the defaults of a stream follow from it", () => {
  const { epochs, checkpoints } = resolve({ name: "a", data: STREAM }, { source: "x.json" });
  assertEquals(epochs, { count: 1, shuffle: false, chunk: 1024 });
  assertEquals(checkpoints, { every: 1, samples: 100_000 });
});

Deno.test("the defaults follow a stream that an override asks for", () => {
  const overrides = [parseOverride("data.stream=true")];
  const { epochs } = resolve({ name: "a", data: CSV }, { source: "x.json", overrides });
  assertEquals([epochs.count, epochs.shuffle], [1, false]);
});

Deno.test("what a pipeline says of its stream goes before the defaults", () => {
  const spec = {
    name: "a",
    data: STREAM,
    epochs: { shuffle: { buffer: 9 } },
    checkpoints: { every: 1, epochs: [0], samples: 7 },
  };
  const resolved = resolve(spec, { source: "x.json" });
  assertEquals(resolved.epochs, { count: 1, shuffle: { buffer: 9 }, chunk: 1024 });
  assertEquals(resolved.checkpoints, spec.checkpoints);
  assertEquals(resolve(resolved, { source: "x.json" }), resolved);
});

Deno.test("the best epoch is kept where held-out samples decide, unless it is said otherwise", () => {
  const keep = (stop: object) =>
    resolve({ name: "a", validation: { fraction: 0.1 }, stop }, { source: "x.json" }).stop.keep;
  assertEquals(keep({ on: "validationLoss" }), "best");
  assertEquals(keep({ on: "validationLoss", keep: "last" }), "last");
  assertEquals([keep({}), keep({ keep: "best" })], ["last", "best"]);
});

const oneEpoch = "a stream is one epoch, with no other to compare: leave it out";
const conflicts: [spec: object, line: string][] = [
  [
    { data: STREAM, epochs: { count: 5 } },
    "epochs.count: a stream is one epoch: expected 1, found 5",
  ],
  [
    { data: STREAM, epochs: { shuffle: true } },
    'epochs.shuffle: a stream cannot be shuffled as a whole: expected false or { "buffer": samples }, found true',
  ],
  [
    { data: CSV, epochs: { shuffle: { buffer: 9 } } },
    "epochs.shuffle: only a stream is shuffled in a buffer: expected true or false, found an object",
  ],
  [
    { data: CSV, checkpoints: { samples: 9 } },
    "checkpoints.samples: only a stream has checkpoints between samples: leave it out, or set checkpoints.every",
  ],
  [
    { data: STREAM, validation: { fraction: 0.1 } },
    "validation.fraction: the length of a stream is not known: leave it out, or set validation.path",
  ],
  [{ data: STREAM, stop: { loss: 0.1 } }, `stop.loss: ${oneEpoch}`],
  [{ data: STREAM, stop: { patience: 3 } }, `stop.patience: ${oneEpoch}`],
  [{ data: STREAM, stop: { delta: 0.1 } }, `stop.delta: ${oneEpoch}`],
  [{ data: STREAM, stop: { keep: "best" } }, `stop.keep: ${oneEpoch}`],
  [
    { data: STREAM, stop: { on: "validationLoss" }, validation: { path: "y.csv" } },
    `stop.on: ${oneEpoch}`,
  ],
  [
    { data: CSV, validation: { fraction: 0.1, path: "y.csv" } },
    "validation: expected fraction or path, found both",
  ],
  [
    { validation: { path: "y.csv" } },
    'validation.path: held-out rows of a file need data of a file, found data of kind "gaussians"',
  ],
  [
    { neuron: { init: { low: 1, high: -1 } } },
    "neuron.init: expected low ≤ high, found low 1 and high -1",
  ],
  [
    { stop: { on: "validationLoss", patience: 3 } },
    "stop.on: there is no validationLoss without validation",
  ],
];

for (const [spec, line] of conflicts) {
  Deno.test(`refused: ${line}`, () => {
    assertEquals(problems({ name: "a", ...spec }), [`x.json: ${line}`]);
  });
}

Deno.test("a stream may have a limit of its loss and held-out rows of a file", () => {
  const spec = { name: "a", data: STREAM, stop: { limit: 9 }, validation: { path: "y.csv" } };
  const { stop, validation } = resolve(spec, { source: "x.json" });
  assertEquals([stop.limit, validation.path], [9, "y.csv"]);
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
      assert(!/Invalid|Expected/.test(error.message), error.message);
    }
  }));
});
