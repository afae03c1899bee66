import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  adam,
  binaryCrossEntropy,
  checkpoints,
  cosine,
  epochs,
  gaussians,
  learn,
  numpyRandom,
  records,
  sgd,
  stop,
  uniformNeuron,
  UserError,
} from "@dawnstream/dawnstream";
import { compile, resolve } from "@dawnstream/dawnstream/pipeline";
import { of } from "rxjs";
import { all } from "../flow/flow.ts";
import { load } from "../../src/pipeline/load.ts";

async function recordsOf(spec: unknown) {
  const { traces } = await compile(resolve(spec, { source: "test" }));
  return await all(traces().pipe(records()));
}

Deno.test("a declared pipeline gives the records of the one piped by hand", async () => {
  const random = numpyRandom(42);
  const classes = [{ mean: 0, sd: 1, count: 500 }, { mean: 5, sd: 0.5, count: 500 }] as const;
  const data = gaussians({ random, classes });
  const neuron = uniformNeuron({ random, low: -0.01, high: 0.01 });
  const optimizer = sgd({ learningRate: 0.001 });
  const byHand = of(data).pipe(
    epochs({ count: 120, shuffle: random }),
    learn({ neuron, loss: binaryCrossEntropy, optimizer }),
    checkpoints({ every: 20 }),
    records(),
  );
  assertEquals(await recordsOf(await load("pipelines/mldawn.ts")), await all(byHand));
});

Deno.test("every field reaches its operator", async () => {
  const random = numpyRandom(7);
  const classes = [{ mean: 1, sd: 2, count: 30 }, { mean: 2, sd: 1, count: 20 }] as const;
  const neuron = { weights: [0.5], bias: -1 };
  const learningRate = cosine(0.2, { epochs: 9, final: 0.1 });
  const optimizer = adam({ learningRate, beta1: 0.8, beta2: 0.9, epsilon: 0.1, weightDecay: 0.3 });
  const byHand = of(gaussians({ random, classes })).pipe(
    epochs({ count: 9, chunk: 3 }),
    learn({ neuron, loss: binaryCrossEntropy, optimizer, batch: 4 }),
    stop({ patience: 3, delta: 0.01 }),
    checkpoints({ epochs: [1, 2] }),
    records(),
  );
  const declared = await recordsOf({
    name: "all",
    seed: 7,
    data: { kind: "gaussians", classes },
    epochs: { count: 9, shuffle: false, chunk: 3 },
    neuron: { weights: [0.5], bias: -1 },
    optimizer: {
      kind: "adam",
      learningRate: 0.2,
      beta1: 0.8,
      beta2: 0.9,
      epsilon: 0.1,
      weightDecay: 0.3,
    },
    schedule: { kind: "cosine", final: 0.1 },
    batch: 4,
    stop: { patience: 3, delta: 0.01 },
    checkpoints: { epochs: [1, 2] },
  });
  assertEquals(declared, await all(byHand));
});

Deno.test("every value of a field changes the outcome", async () => {
  const base = {
    name: "base",
    epochs: { count: 6 },
    data: {
      kind: "points",
      points: Array.from({ length: 20 }, (_, i) => ({ x: [i / 10, 1 - i / 7], y: i % 3 ? 1 : 0 })),
    },
  };
  const variants = [
    {},
    { seed: 1 },
    { loss: "squared-error" },
    { batch: 2 },
    { epochs: { count: 6, shuffle: false } },
    { neuron: { init: { low: 0.1, high: 0.2 } } },
    { optimizer: { momentum: 0.5 } },
    { optimizer: { momentum: 0.5, nesterov: true } },
    { optimizer: { weightDecay: 0.1 } },
    { optimizer: { kind: "adam" } },
    { schedule: { kind: "exponential" } },
    { schedule: { kind: "cosine" } },
    { schedule: { kind: "inverse-time" } },
    { stop: { loss: 100 } },
  ];
  const outcomes = await Promise.all(
    variants.map(async (variant) =>
      JSON.stringify((await recordsOf({ ...base, ...variant })).at(-1))
    ),
  );
  assertEquals(new Set(outcomes).size, variants.length);
});

Deno.test("points may have several features", async () => {
  const points = [{ x: [0, 1], y: 0 }, { x: [1, 0], y: 1 }];
  const [first] = await recordsOf({
    name: "p",
    data: { kind: "points", points },
    epochs: { count: 1 },
  });
  assert(first.event === "epoch" && first.weights.length === 2);
});

Deno.test("points and weights of unequal widths are refused", async () => {
  const compiled = (spec: object) => () =>
    compile(resolve({ name: "p", ...spec }, { source: "test" }));
  await assertRejects(
    compiled({ data: { kind: "points", points: [{ x: [1, 2], y: 0 }, { x: 3, y: 1 }] } }),
    UserError,
    "data.points.1.x: expected 2 features as in the first point, found 1",
  );
  await assertRejects(
    compiled({ neuron: { weights: [1, 2] } }),
    UserError,
    "neuron.weights: expected 1, one per feature of the data, found 2",
  );
});
