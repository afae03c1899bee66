import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { of } from "rxjs";
import type { Chunk } from "../../src/samples/chunk.ts";
import { fitScaling, scale } from "../../src/samples/scaling.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import { epochs } from "../../src/flow/epochs.ts";
import { learn } from "../../src/flow/learn.ts";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { logit, sigmoid } from "../../src/neuron/forward.ts";
import { compile } from "../../src/pipeline/compile.ts";
import { load } from "../../src/pipeline/load.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import { UserError } from "../../src/user_error.ts";
import { withFolder } from "../cli/command.ts";
import { all, plainRule } from "../flow/flow.ts";

async function compiled(spec: unknown) {
  return await compile(resolve(spec, { source: "test" }));
}

async function keptSamples(spec: unknown): Promise<Chunk> {
  return (await compiled(spec)).kept[0];
}

const IRIS = { kind: "csv", path: "pipelines/iris.csv", only: ["versicolor", "virginica"] };

Deno.test("an iris pipeline knows its features, classes and samples", async () => {
  const { features, data, samples } = await compiled(await load("pipelines/iris-petal.json"));
  assertEquals(features, ["petal_length"]);
  assertEquals(data().classes, ["setosa", "versicolor"]);
  assertEquals(samples, 100);
});

Deno.test("a held-out fraction is drawn at random, and the rest is trained on", async () => {
  const whole = await keptSamples({ name: "a", data: IRIS });
  const training = await keptSamples({ name: "a", data: IRIS, validation: { fraction: 0.2 } });
  const other = await keptSamples({
    name: "a",
    seed: 1,
    data: IRIS,
    validation: { fraction: 0.2 },
  });
  assertEquals([whole, training, other].map(({ labels }) => labels.length), [100, 80, 80]);
  const rows = ({ features, labels }: Chunk) =>
    [...labels].map((y, i) => [...features.subarray(4 * i, 4 * i + 4), y].join());
  const all = rows(whole);
  assert(rows(training).every((row) => all.includes(row)));
  assert(rows(training).join() !== rows(other).join());
});

/** The weights and the bias of the maximum likelihood, by Newton's method, and the loss there. */
function optimum({ width, features, labels }: Chunk): { parameters: number[]; loss: number } {
  const rows = labels.length;
  let parameters = new Array(width + 1).fill(0);
  for (let i = 0; i < 30; i++) {
    const gradient = new Array(width + 1).fill(0);
    const hessian = gradient.map(() => new Array(width + 1).fill(0));
    for (let row = 0; row < rows; row++) {
      const x = [...features.subarray(row * width, (row + 1) * width), 1];
      const p = sigmoid(logit(parameters, x));
      x.forEach((xj, j) => {
        gradient[j] += (p - labels[row]) * xj;
        x.forEach((xk, k) => hessian[j][k] += p * (1 - p) * xj * xk);
      });
    }
    const step = solve(hessian, gradient);
    parameters = parameters.map((value, j) => value - step[j]);
  }
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    sum += binaryCrossEntropy.value(logit(parameters, features, row * width), labels[row]);
  }
  return { parameters, loss: sum / rows };
}

/** Solves a system of linear equations by Gauss and Jordan's elimination. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, j) => [...row, right[j]]);
  rows.forEach((_, j) => {
    const pivot = rows.slice(j).reduce((
      best,
      row,
    ) => (Math.abs(row[j]) > Math.abs(best[j]) ? row : best));
    rows.splice(rows.indexOf(pivot), 1, rows[j]);
    rows[j] = pivot.map((value) => value / pivot[j]);
    rows.forEach((row, k) => {
      if (k !== j) rows[k] = row.map((value, i) => value - row[j] * rows[j][i]);
    });
  });
  return rows.map((row) => row.at(-1)!);
}

Deno.test("versicolor and virginica: the loss comes within 1 % of the maximum likelihood", async () => {
  const { traces, kept: [training] } = await compiled({
    name: "iris",
    data: IRIS,
    transforms: [{ kind: "standardize" }],
    epochs: { count: 3000 },
    optimizer: { learningRate: 0.05 },
    schedule: { kind: "inverse-time", decay: 0.002 },
  });
  const scaled = scale(training, fitScaling(training));
  const best = optimum(scaled);
  const { after } = (await all(traces())).at(-1)!;
  const rows = scaled.labels.length;
  const losses = [...scaled.labels].map((y, row) =>
    binaryCrossEntropy.value(logit(after.parameters, scaled.features, row * 4), y)
  );
  const loss = losses.reduce((sum, loss) => sum + loss, 0) / rows;
  assert(loss >= best.loss && loss <= 1.01 * best.loss, `${loss} against ${best.loss}`);
});

Deno.test("a stream goes by once and gives what a plain pass over the rows gives", async () => {
  const kept = await keptSamples({ name: "a", data: IRIS });
  const { traces, samples } = await compiled({
    name: "a",
    data: { ...IRIS, stream: true },
    epochs: { count: 1, shuffle: false },
    neuron: { weights: [0, 0, 0, 0] },
    optimizer: { learningRate: 0.1 },
    checkpoints: { samples: 40 },
  });
  assertEquals(samples, undefined);
  const seen = await all(traces());
  const plain = await all(
    of(kept).pipe(
      epochs({ count: 1 }),
      learn({ neuron: { weights: [0, 0, 0, 0], bias: 0 }, ...plainRule }),
    ),
  );
  assertEquals(seen.at(-1)!.after, plain[0].after);
  const marked = seen.filter(({ checkpoint }) => checkpoint).map(({ after }) => after.samples);
  assertEquals(marked, [40, 80, 100]);
});

Deno.test("on a stream, held-out rows are standardized as the stream is", async () => {
  await withFolder(async (folder) => {
    const random = numpyRandom(1);
    const rows = (count: number) =>
      Array.from({ length: count }, (_, i) => `${random.normal(1000 + 50 * (i % 2), 10)},${i % 2}`);
    const write = (name: string, count: number) =>
      Deno.writeTextFile(`${folder}/${name}`, ["x,y", ...rows(count)].join("\n"));
    await write("rows.csv", 4000);
    await write("held.csv", 1000);
    const { traces } = await compiled({
      name: "a",
      data: { kind: "csv", path: `${folder}/rows.csv`, stream: true },
      transforms: [{ kind: "standardize" }],
      validation: { path: `${folder}/held.csv` },
      optimizer: { learningRate: 0.1 },
    });
    const { summary, chunk: { data }, after } = (await all(traces())).at(-1)!;
    // The classes are five deviations apart, so that about 6 in 1,000 are on the wrong side.
    assert(summary!.validationAccuracy! > 0.98, String(summary!.validationAccuracy));
    assert(data.scaling!.mean[0] > 1000 && after.parameters[0] > 0);
  });
});

Deno.test("held-out rows of a file: their columns and classes are those of the data", async () => {
  await withFolder(async (folder) => {
    const [header, ...rows] = (await Deno.readTextFile("pipelines/iris.csv")).trim().split("\n");
    const reordered = (line: string) => line.split(",").reverse().join(",");
    const virginica = rows.filter((row) => row.endsWith("virginica"));
    const lines = [header, ...virginica].map(reordered);
    await Deno.writeTextFile(`${folder}/held.csv`, lines.join("\n"));
    const { traces } = await compiled({
      name: "a",
      data: { ...IRIS, label: "species" },
      validation: { path: `${folder}/held.csv` },
      neuron: { weights: [0, 0, 0, 0], bias: 10 },
      optimizer: { learningRate: 1e-300 },
      epochs: { count: 1 },
    });
    const { summary } = (await all(traces())).at(-1)!;
    assertEquals(summary!.validationAccuracy, 1);
    assertAlmostEquals(summary!.validationLoss!, binaryCrossEntropy.value(10, 1), 1e-15);
  });
});

Deno.test("on a stream, held-out rows have all the classes of the data, bad ones are counted", async () => {
  await withFolder(async (folder) => {
    const rows = (
      count: number,
      other: string,
    ) => ["x,y", ...Array.from({ length: count }, (_, i) => `${i % 2},${i % 2 ? "yes" : other}`)];
    await Deno.writeTextFile(`${folder}/rows.csv`, rows(20, "no").join("\n"));
    await Deno.writeTextFile(
      `${folder}/held.csv`,
      [...rows(6, "no"), "oops,no", "1,perhaps"].join("\n"),
    );
    const held = async (data: object) => {
      const { traces, skipped, data: shown } = await compiled({
        name: "a",
        data: { kind: "csv", path: `${folder}/rows.csv`, positive: "yes", ...data },
        validation: { path: `${folder}/held.csv` },
        neuron: { weights: [0], bias: 1 },
        optimizer: { learningRate: 1e-300 },
        epochs: { count: 1, shuffle: false },
      });
      const { summary } = (await all(traces())).at(-1)!;
      assertEquals(shown().classes, ["no", "yes"]);
      return [summary!.validationAccuracy, skipped.count, ...skipped.first];
    };
    const seen = await held({ stream: true, onBadRow: "skip" });
    assertEquals(seen, [
      0.5,
      2,
      `${folder}/held.csv:8:1: expected a number for x, found "oops"`,
      `${folder}/held.csv:9:3: expected the label "no" or "yes", found "perhaps"; ` +
      `to keep the rows of these two alone, add --set 'data.only=["no","yes"]'`,
    ]);
    assertEquals(await held({ onBadRow: "skip" }), seen);
    await assertRejects(() => held({ stream: true }), UserError, "held.csv:8:1: ");
  });
});

Deno.test("held-out rows whose classes are not the data's are refused, on a stream as well", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, "x,y\n1,yes\n2,no\n");
    await Deno.writeTextFile(`${folder}/held.csv`, "x,y\n1,yes\n2,never\n");
    for (const stream of [false, true]) {
      for (const onBadRow of ["error", "skip"]) {
        const path = `${folder}/rows.csv`;
        const run = async () => {
          const { traces, skipped } = await compiled({
            name: "a",
            data: { kind: "csv", path, positive: "yes", stream, onBadRow },
            validation: { path: `${folder}/held.csv` },
          });
          await all(traces());
          if (skipped.count > 0) throw new UserError(skipped.first.join());
        };
        await assertRejects(run, UserError, '"n');
      }
    }
  });
});

Deno.test("columns can be excluded; held-out rows need not have them", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, "id,x,y\na,1,0\nb,2,1\n");
    await Deno.writeTextFile(`${folder}/held.csv`, "x,y\n1,0\n");
    const spec = (data: object) => ({
      name: "a",
      data: { kind: "csv", path: `${folder}/rows.csv`, exclude: ["id"], ...data },
      validation: { path: `${folder}/held.csv` },
    });
    const { features, kept } = await compiled(spec({}));
    assertEquals([features, kept.map(({ labels }) => labels.length)], [["x"], [2, 1]]);
    await assertRejects(
      () => compiled(spec({ features: ["x"] })),
      UserError,
      "data.exclude: expected features or exclude, found both",
    );
  });
});

Deno.test("a fraction that holds out no sample is refused", async () => {
  await assertRejects(
    () => compiled({ name: "a", data: IRIS, validation: { fraction: 0.009 } }),
    UserError,
    "validation.fraction: 0.009 of 100 samples holds out none; expected more than 0.01, or",
  );
});

Deno.test("a held-out loss that is not finite ends the run as diverged, and is not recorded", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, "x,y\n1,0\n2,1\n");
    for (const held of ["1e308,0", "1e308,1\n-1e308,1"]) {
      await Deno.writeTextFile(`${folder}/held.csv`, `x,y\n${held}\n`);
      const { traces } = await compiled({
        name: "a",
        data: { kind: "csv", path: `${folder}/rows.csv` },
        validation: { path: `${folder}/held.csv` },
        neuron: { weights: [9] },
      });
      const { summary, stopped, divergence } = (await all(traces())).at(-1)!;
      assertEquals([stopped, summary!.epoch, "validationLoss" in summary!], ["diverged", 0, false]);
      assertEquals(divergence, {
        ...{ epoch: 0, step: 2, sample: 1, learningRate: 0.001 },
        diverged: "validationLoss",
      });
    }
  });
});

Deno.test("early stopping can look at the held-out loss", async () => {
  const spec = {
    name: "a",
    data: IRIS,
    transforms: [{ kind: "standardize" }],
    validation: { fraction: 0.3 },
    optimizer: { learningRate: 0.1 },
    epochs: { count: 500 },
    stop: { on: "validationLoss", patience: 3 },
  };
  const summaries = (await all((await compiled(spec)).traces())).flatMap(({ summary }) =>
    summary ?? []
  );
  assert(summaries.length < 500);
  const losses = summaries.map(({ validationLoss }) => validationLoss!);
  assertEquals(losses.indexOf(Math.min(...losses)), losses.length - 1 - 3);
});
