import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { from, of } from "rxjs";
import { epochs } from "../../src/flow/epochs.ts";
import { learn } from "../../src/flow/learn.ts";
import { validate } from "../../src/flow/validate.ts";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { logit, predict } from "../../src/neuron/forward.ts";
import { toNeuron } from "../../src/neuron/neuron.ts";
import { sgd } from "../../src/neuron/sgd.ts";
import { all, chunk, dataset, plainRule, wholeEpoch } from "./flow.ts";

Deno.test("validate adds mean loss and accuracy of the held-out samples after each epoch", async () => {
  const property = fc.asyncProperty(dataset, async (data) => {
    const { width } = data;
    const neuron = { weights: new Array<number>(width).fill(0), bias: 0 };
    const traces = await all(
      of(data).pipe(
        epochs({ count: 2, chunk: 7 }),
        learn({ neuron, ...plainRule }),
        validate({ data }),
      ),
    );
    for (const { summary, after } of traces) {
      if (summary === undefined) continue;
      const trained = toNeuron(after.parameters);
      const rows = [...data.labels].map((y, row) => {
        const x = data.features.slice(row * width, (row + 1) * width);
        return { y, p: predict(trained, x), z: logit(after.parameters, x) };
      });
      const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
      const losses = rows.map(({ z, y }) => binaryCrossEntropy.value(z, y));
      assertAlmostEquals(summary.validationLoss!, mean(losses), 1e-13);
      const right = rows.map(({ p, y }) => ((p >= 0.5) === (y === 1) ? 1 : 0));
      assertEquals(summary.validationAccuracy, mean(right));
    }
  });
  await fc.assert(property, { numRuns: 50 });
});

Deno.test("held-out samples are never learned from", async () => {
  const neuron = { weights: [0], bias: 0 };
  const flow = of(chunk([1, 2], [0, 1])).pipe(
    epochs({ count: 3 }),
    learn({ neuron, ...plainRule }),
  );
  const heldOut = flow.pipe(validate({ data: chunk([100, -100], [0, 1]) }));
  assertEquals((await all(heldOut)).at(-1)!.after, (await all(flow)).at(-1)!.after);
});

Deno.test("held-out samples are standardized as those are that the epoch was learned from", async () => {
  const neuron = { weights: [1], bias: 0 };
  const still = { ...plainRule, optimizer: sgd({ learningRate: 0 }) };
  const scalings = [[1, 2], [3, 4]].map(([mean, sd]) => ({ mean: [mean], sd: [sd] }));
  const parts = scalings.map((scaling, epoch) => {
    const part = wholeEpoch(epoch, [0], [1]);
    return { ...part, data: { ...part.data, scaling } };
  });
  const traces = await all(
    from(parts).pipe(learn({ neuron, ...still }), validate({ data: chunk([7], [1]) })),
  );
  assertEquals(traces.map(({ summary }) => summary!.validationLoss), [
    binaryCrossEntropy.value((7 - 1) / 2, 1),
    binaryCrossEntropy.value((7 - 3) / 4, 1),
  ]);
});

Deno.test("a held-out sample on the boundary is predicted 1", async () => {
  const neuron = { weights: [1], bias: 0 };
  const still = { ...plainRule, optimizer: sgd({ learningRate: 0 }) };
  const [{ summary }] = await all(
    of(wholeEpoch(0, [1], [1])).pipe(
      learn({ neuron, ...still }),
      validate({ data: chunk([0, 0, 0, 0], [1, 1, 1, 0]) }),
    ),
  );
  assertEquals(summary!.validationAccuracy, 3 / 4);
});
