import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { of } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { checkpoints } from "../../src/flow/checkpoints.ts";
import { epochs } from "../../src/flow/epochs.ts";
import { learn } from "../../src/flow/learn.ts";
import { records } from "../../src/flow/records.ts";
import type { SampleRecord } from "../../src/records.ts";
import { all, chunk, dataset, plainRule, wholeEpoch } from "./flow.ts";

const zero = { weights: Float64Array.of(0), bias: 0 };

Deno.test("an epoch gives its record, and a checkpoint's after it", () => {
  new TestScheduler((actual, expected) => assertEquals(actual, expected)).run(
    ({ cold, expectObservable }) => {
      const source = cold("-a-b---|", { a: wholeEpoch(0, [0], [1]), b: wholeEpoch(1, [0], [1]) });
      const seen = source.pipe(
        learn({ neuron: zero, ...plainRule }),
        checkpoints({ epochs: [1] }),
        records(),
      );
      const b0 = 0.05;
      const loss1 = Math.log1p(Math.exp(-b0));
      const b1 = b0 - 0.1 * (1 / (1 + Math.exp(-b0)) - 1);
      const after = { epoch: 1, loss: loss1, accuracy: 1, weights: [0], bias: b1 };
      expectObservable(seen).toBe("-a-(bc)|", {
        a: {
          event: "epoch",
          epoch: 0,
          loss: Math.log(2),
          accuracy: 1,
          weights: [0],
          bias: b0,
          learningRate: 0.1,
        },
        b: { event: "epoch", ...after, learningRate: 0.1 },
        c: { event: "checkpoint", ...after, samples: 1, boundary: null },
      });
    },
  );
});

Deno.test("sample records come before their epoch, one per sample, and are flat JSON", async () => {
  const seen = await all(
    of(chunk([1, 2, 3], [1, 0, 1])).pipe(
      epochs({ count: 2, chunk: 2 }),
      learn({ neuron: zero, ...plainRule }),
      records({ samples: true }),
    ),
  );
  assertEquals(seen.map(({ event }) => event), [
    ...["sample", "sample", "sample", "epoch"],
    ...["sample", "sample", "sample", "epoch"],
  ]);
  assertEquals(JSON.parse(JSON.stringify(seen)), seen);
});

Deno.test("a sample record has the numbers of the sample's own forward and backward pass", async () => {
  const property = fc.asyncProperty(dataset, async (data) => {
    const { width } = data;
    const neuron = { weights: new Float64Array(width).fill(0.5), bias: -0.5 };
    const seen = await all(
      of(data).pipe(
        epochs({ count: 1 }),
        learn({ neuron, ...plainRule }),
        records({ samples: true }),
      ),
    ) as SampleRecord[];
    for (const sample of seen.slice(0, -1)) {
      const { x, z, y, weightsBefore, biasBefore, weightsAfter, biasAfter } = sample;
      // The same four terms, added up in any order: at most a few roundings of a sum of order 10.
      const sum = x.reduce((z, xj, j) => z + weightsBefore[j] * xj, biasBefore);
      assertAlmostEquals(z, sum, 1e-14);
      assertEquals(sample.dz_dw, x);
      assertEquals(sample.dLoss_db, sample.prediction - y);
      assertEquals(sample.dLoss_dw, x.map((xj) => sample.dLoss_db * xj));
      assertEquals(weightsAfter, weightsBefore.map((w, j) => w - 0.1 * sample.dLoss_dw[j]));
      assertEquals(biasAfter, biasBefore - 0.1 * sample.dLoss_db);
    }
  });
  await fc.assert(property, { numRuns: 50 });
});

Deno.test("a slope that is infinite is null in a record", async () => {
  const neuron = { weights: Float64Array.of(100), bias: 0 };
  const [sample] = await all(
    of(wholeEpoch(0, [100], [0])).pipe(learn({ neuron, ...plainRule }), records({ samples: true })),
  ) as SampleRecord[];
  assertEquals(sample.dLoss_dPrediction, null);
  assert(Number.isFinite(sample.dLoss_db));
});
