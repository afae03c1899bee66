import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { compile } from "../../src/pipeline/compile.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import { UserError } from "../../src/user_error.ts";
import { withFolder } from "../cli/command.ts";
import { lossSum } from "../../src/flow/trace.ts";
import { all } from "../flow/flow.ts";

async function compiled(spec: unknown) {
  return await compile(resolve(spec, { source: "test" }));
}

/** Runs a test on a file of rows, with the pipeline of which they are the data. */
async function withRows(
  text: string,
  test: (spec: (data?: object) => object, folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const path = `${folder}/rows.csv`;
    await Deno.writeTextFile(path, text);
    await test((data) => ({ name: "a", data: { kind: "csv", path, ...data } }), folder);
  });
}

Deno.test("missing values become the mean of the training rows, in held-out ones as well", async () => {
  const lines = Array.from({ length: 10 }, (_, i) => `${i % 3 === 0 ? "" : i * i},${i},${i % 2}`);
  await withRows(`u,v,y\n${lines.join("\n")}\n`, async (spec) => {
    const { kept: [training, heldOut], fill, counts: { filled } } = await compiled({
      ...spec({ missing: "mean" }),
      validation: { fraction: 0.3 },
    });
    const order = Uint32Array.from({ length: 10 }, (_, i) => i);
    numpyRandom(42).shuffle(order);
    const u = (rows: Uint32Array) => [...rows].sort().filter((i) => i % 3 > 0).map((i) => i * i);
    const there = u(order.subarray(3));
    const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
    assertAlmostEquals(fill![0], mean, 1e-12);
    const column = (features: Float64Array) => [...features].filter((_, i) => i % 2 === 0);
    for (const [chunk, rows] of [[training, order.subarray(3)], [heldOut, order.subarray(0, 3)]]) {
      const expected = [...rows as Uint32Array].sort().map((i) => i % 3 > 0 ? i * i : fill![0]);
      assertEquals(column((chunk as typeof training).features), expected);
    }
    assertEquals(filled, 4);
  });
});

Deno.test("categories are features in the order of their names, then standardized", async () => {
  await withRows("c,x,y\nred,1,0\nblue,3,1\nred,5,1\ngreen,7,0\n", async (spec) => {
    const transforms = ["categories", "standardize"];
    const { features, columns, kept, traces } = await compiled({ ...spec(), transforms });
    assertEquals(features, ["c=blue", "c=green", "c=red", "x"]);
    assertEquals(columns, [{ name: "c", categories: ["blue", "green", "red"] }, { name: "x" }]);
    assertEquals([...kept[0].features], [
      ...[0, 0, 1, 1],
      ...[1, 0, 0, 3],
      ...[0, 0, 1, 5],
      ...[0, 1, 0, 7],
    ]);
    const { chunk } = (await all(traces()))[0];
    assertEquals(chunk.data.scaling!.mean, [0.25, 0.25, 0.5, 4]);
  });
});

Deno.test("a missing text is the share of each category, a held-out text may be none", async () => {
  const text = "c,y\nred,0\nblue,1\n,1\nred,0\nblue,1\nred,0\nred,1\n";
  await withRows(text, async (spec, folder) => {
    await Deno.writeTextFile(`${folder}/held.csv`, "y,c\n1,mauve\n0,blue\n1,?\n");
    const { kept: [training, heldOut], fill, counts: { filled, unseen } } = await compiled({
      ...spec({ missing: "mean" }),
      transforms: ["categories"],
      validation: { path: `${folder}/held.csv` },
    });
    assertEquals(fill!.map((share) => share.toFixed(12)), [
      "0.333333333333",
      "0.666666666667",
    ]);
    assertEquals([...training.features.subarray(4, 6)], fill);
    assertEquals([...heldOut.features], [0, 0, 1, 0, ...fill!]);
    assertEquals([filled, unseen], [2, 1]);
  });
});

Deno.test("a text that only held-out samples have is no category", async () => {
  // With seed 42, the first row of the shuffled order is held out: that of the text that occurs once.
  const order = Uint32Array.from({ length: 8 }, (_, i) => i);
  numpyRandom(42).shuffle(order);
  const lines = Array.from(
    { length: 8 },
    (_, i) => `${i === order[0] ? "once" : "often"},${i % 2}`,
  );
  await withRows(`c,y\n${lines.join("\n")}\n`, async (spec) => {
    const { features, kept, counts: { unseen } } = await compiled({
      ...spec(),
      transforms: ["categories"],
      validation: { fraction: 0.125 },
    });
    assertEquals([features, unseen], [["c=often"], 1]);
    assertEquals([...kept[1].features], [0]);
  });
});

Deno.test("a column without a value, and one of too many texts, are errors that name it", async () => {
  await withRows("id,fax,y\na,,0\nb,,1\nc,NA,1\n", async (spec) => {
    await assertRejects(
      () => compiled({ ...spec({ missing: "mean", exclude: ["id"] }) }),
      UserError,
      'data.missing: "fax" has no value in the training rows, and so no mean; add --exclude fax',
    );
    await assertRejects(
      () =>
        compiled({
          ...spec({ exclude: ["fax"] }),
          transforms: [{ kind: "categories", limit: 2 }],
        }),
      UserError,
      'rows.csv:4: column "id" has more than 2 different texts',
    );
  });
});

Deno.test("a column whose texts are all held out leaves nothing to learn from", async () => {
  await withRows("c,y\n?,0\n?,1\n", async (spec, folder) => {
    await Deno.writeTextFile(`${folder}/held.csv`, "c,y\nred,1\n");
    const all = {
      ...spec({ missing: "mean" }),
      transforms: [{ kind: "categories", columns: ["c"] }],
      validation: { path: `${folder}/held.csv` },
    };
    await assertRejects(
      () => compiled(all),
      UserError,
      "transforms: expected at least one category, found no text to learn from",
    );
  });
});

Deno.test("class weights: the loss and each step count a class as its weight says", async () => {
  const run = async (classWeights: unknown) => {
    const { traces, classWeights: resolved } = await compiled({
      name: "a",
      data: {
        kind: "points",
        points: [{ x: 1, y: 0 }, { x: 2, y: 0 }, { x: 3, y: 0 }, { x: 4, y: 1 }],
      },
      neuron: { weights: [0], bias: 0 },
      optimizer: { learningRate: 0.1 },
      epochs: { count: 1, shuffle: false },
      batch: 4,
      ...(classWeights !== undefined && { classWeights }),
    });
    const { after, summary } = (await all(traces())).at(-1)!;
    return { resolved, parameters: after.parameters, loss: summary!.loss };
  };
  const [w0, w1] = [2 / 3, 2];
  const { resolved, parameters, loss } = await run("balanced");
  assertEquals(resolved, [w0, w1]);
  // From zero weights every ŷ is ½: dL/dz is w₀/2 or −w₁/2, and a step goes along their mean.
  assertAlmostEquals(parameters[0], -0.1 * (w0 * (1 + 2 + 3) - w1 * 4) / 2 / 4, 1e-15);
  assertAlmostEquals(parameters[1], -0.1 * (3 * w0 - w1) / 2 / 4, 1e-15);
  // Their mean is 1, so that a coin's toss still costs ln 2.
  assertAlmostEquals(loss, Math.LN2, 1e-15);
  assertEquals(await run([w0, w1]), { resolved, parameters, loss });
  assertEquals((await run([1, 1])).parameters, (await run(undefined)).parameters);
  assertAlmostEquals((await run([1, 5])).loss, binaryCrossEntropy.value(0, 1) * (3 + 5) / 4, 1e-15);
});

Deno.test("held-out samples' loss is weighted as that of the others", async () => {
  await withRows("x,y\n1,0\n2,1\n3,0\n", async (spec, folder) => {
    await Deno.writeTextFile(`${folder}/held.csv`, "x,y\n1,1\n");
    const { traces } = await compiled({
      ...spec(),
      classWeights: [1, 4],
      validation: { path: `${folder}/held.csv` },
      neuron: { weights: [0], bias: 0 },
      optimizer: { learningRate: 1e-300 },
      epochs: { count: 1 },
    });
    const { summary } = (await all(traces())).at(-1)!;
    assertAlmostEquals(summary!.validationLoss!, 4 * Math.LN2, 1e-15);
  });
});

Deno.test("balanced weights of one class alone are refused", async () => {
  const points = [{ x: 1, y: 1 }, { x: 2, y: 1 }];
  await assertRejects(
    () => compiled({ name: "a", data: { kind: "points", points }, classWeights: "balanced" }),
    UserError,
    "classWeights: expected samples of both classes to balance, found none of label 0",
  );
});

Deno.test("what is known only at the end of a stream is refused for one", () => {
  const goneBy = "is known only when a stream has gone by, too late to learn from its first row";
  const data = { kind: "csv", path: "-", stream: true };
  const refused: [spec: object, message: string][] = [
    [
      { data: { ...data, missing: "mean" } },
      `data.missing: a mean ${goneBy}: expected "error" or "skip"`,
    ],
    [
      { data, transforms: ["categories"] },
      `transforms: which categories there are ${goneBy}: leave "categories" out`,
    ],
    [
      { data, classWeights: "balanced" },
      `classWeights: how many samples a class has ${goneBy}: expected two numbers, found "balanced"`,
    ],
  ];
  for (const [spec, message] of refused) {
    const error = assertThrows(() => resolve({ name: "a", ...spec }, { source: "t" }), UserError);
    assertEquals((error as Error).message, `t: ${message}`);
  }
  resolve({ name: "a", data: { ...data, missing: "skip" }, classWeights: [1, 2] }, { source: "t" });
});

Deno.test("a stream skips the rows that miss a value, and weighs its classes", async () => {
  await withRows("x,y\n1,0\n,1\n3,1\nNA,0\n", async (spec) => {
    const { traces, skipped } = await compiled({
      ...spec({ stream: true, missing: "skip" }),
      classWeights: [1, 3],
      neuron: { weights: [0], bias: 0 },
      optimizer: { learningRate: 1e-300 },
    });
    const { after } = (await all(traces())).at(-1)!;
    assertEquals([after.samples, skipped.count], [2, 2]);
    assertAlmostEquals(lossSum(after), 4 * Math.LN2, 1e-15);
  });
});

Deno.test("the values of the new fields are checked, and what does not go together is refused", () => {
  const data = { kind: "csv", path: "rows.csv" };
  const refused: [spec: object, message: string][] = [
    [
      { data: { ...data, missing: "median" } },
      'data.missing: expected one of "error", "skip", "mean", found "median"',
    ],
    [{ data: { ...data, decimal: ";" } }, 'data.decimal: expected one of ".", ",", found ";"'],
    [
      { data: { ...data, decimal: ",", delimiter: "," } },
      "data.decimal: a comma cannot be both the delimiter and before the decimals",
    ],
    [
      { data, transforms: ["standardize", "categories"] },
      "transforms: expected categories, then standardize, each at most once, " +
      "found standardize, categories",
    ],
    [
      { data, transforms: [{ kind: "categories", limit: 0 }] },
      "transforms.0.limit: expected an integer ≥ 1, found 0",
    ],
    [
      { classWeights: [1, 0] },
      "classWeights.1: expected a number > 0, found 0",
    ],
    [
      { classWeights: [1] },
      'classWeights: expected "balanced" or a list of two numbers > 0, found a list of 1',
    ],
    [
      { classWeights: "balance" },
      'classWeights: expected "balanced" or a list of two numbers > 0, found "balance"',
    ],
  ];
  for (const [spec, message] of refused) {
    const error = assertThrows(() => resolve({ name: "a", ...spec }, { source: "t" }), UserError);
    assert((error as Error).message.includes(message), `${message}\n${(error as Error).message}`);
  }
});
