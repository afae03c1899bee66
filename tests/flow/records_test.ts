import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { of } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { checkpoints } from "../../src/flow/checkpoints.ts";
import { epochs } from "../../src/flow/epochs.ts";
import { learn } from "../../src/flow/learn.ts";
import { finite } from "../../src/flow/finite.ts";
import { keepBest } from "../../src/flow/keep_best.ts";
import { modelRecord, records, type TraceRecord } from "../../src/flow/records.ts";
import { progressive } from "../../src/flow/progressive.ts";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { sgd } from "../../src/neuron/sgd.ts";
import type { SampleRecord } from "../../src/records.ts";
import { all, chunk, dataset, plainRule, wholeEpoch } from "./flow.ts";

const zero = { weights: [0], bias: 0 };

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
    const neuron = { weights: new Array<number>(width).fill(0.5), bias: -0.5 };
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
  const neuron = { weights: [100], bias: 0 };
  const [sample] = await all(
    of(wholeEpoch(0, [100], [0])).pipe(learn({ neuron, ...plainRule }), records({ samples: true })),
  ) as SampleRecord[];
  assertEquals(sample.dLoss_dPrediction, null);
  assert(Number.isFinite(sample.dLoss_db));
});

/** What two epochs of three samples give, standardized as they were, in chunks of two. */
async function standardizedRecords(): Promise<TraceRecord[]> {
  const scaling = { mean: [20], sd: [4] };
  return await all(
    of({ ...chunk([-1, 0, 1], [0, 1, 1]), scaling }).pipe(
      epochs({ count: 2, chunk: 2 }),
      learn({ neuron: { weights: [0.5], bias: -0.25 }, ...plainRule }),
      checkpoints({ epochs: [1], samples: 2 }),
      progressive(),
      records({ samples: true }),
    ),
  );
}

Deno.test("the samples of an epoch are numbered through, whatever its chunks", async () => {
  const seen = await standardizedRecords();
  assertEquals(
    seen.flatMap((record) => record.event === "sample" ? [[record.epoch, record.sample]] : []),
    [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]],
  );
});

Deno.test("a checkpoint within an epoch has its record, and a report has one before it", async () => {
  const seen = await standardizedRecords();
  assertEquals(seen.map(({ event }) => event).filter((event) => event !== "sample"), [
    ...["progress", "checkpoint", "progress", "epoch"],
    ...["progress", "checkpoint", "progress", "epoch", "checkpoint"],
  ]);
  const within = seen.find((record) => record.event === "checkpoint")!;
  assertEquals([within.epoch, within.samples], [0, 2]);
});

Deno.test("what is standardized has its means and deviations in a checkpoint, and its boundary in the data's units", async () => {
  for (const record of await standardizedRecords()) {
    if (record.event !== "checkpoint") continue;
    assertEquals([record.mean, record.sd], [[20], [4]]);
    const [w] = record.weights;
    assertAlmostEquals(record.boundary!, 20 - 4 * record.bias / w, 1e-12);
  }
});

Deno.test("the record of the model is the last neuron's, or that of the best epoch over all its samples", async () => {
  const traces = await all(
    of(chunk([1, 2, -3], [0, 1, 0])).pipe(
      epochs({ count: 2 }),
      learn({ neuron: zero, ...plainRule }),
      keepBest(),
    ),
  );
  const { best: _, ...last } = traces[1];
  const { event, epoch, samples, weights } = modelRecord(last);
  assertEquals([event, epoch, samples], ["checkpoint", 1, 3]);
  assertEquals(weights, [...last.after.parameters.slice(0, 1)]);
  const best = { ...traces[0].best!, weights: [7], bias: 14 };
  const record = modelRecord({ ...last, best });
  assertEquals(record, {
    ...{ event: "checkpoint", epoch: 0, samples: 3, loss: best.loss, accuracy: best.accuracy },
    ...{ weights: [7], bias: 14, boundary: -2 },
  });
});

Deno.test("a run that diverges at the first sample of an epoch has the neuron of the epoch before", async () => {
  // The first epoch is still; the step of the second is infinite.
  const optimizer = sgd({ learningRate: (epoch) => epoch === 0 ? 0 : Infinity });
  const traces = await all(
    of(chunk([1], [1])).pipe(
      epochs({ count: 2 }),
      learn({ neuron: zero, loss: binaryCrossEntropy, optimizer }),
      finite(),
    ),
  );
  assertEquals(traces.map(({ stopped }) => stopped), [undefined, "diverged"]);
  const { epoch, samples, weights } = modelRecord(traces[1]);
  assertEquals([epoch, samples, weights], [0, 1, [0]]);
});

Deno.test("a run that diverges within an epoch has the neuron of the sample before", async () => {
  // The first epoch is still; in the second, the step of the second sample is infinite.
  const optimizer = sgd({ learningRate: (epoch) => epoch === 0 ? 0 : 1e300 });
  const traces = await all(
    of(chunk([0, 1e300], [1, 0])).pipe(
      epochs({ count: 2, chunk: 1 }),
      learn({ neuron: zero, loss: binaryCrossEntropy, optimizer }),
      finite(),
    ),
  );
  const { epoch, samples, bias } = modelRecord(traces.at(-1)!);
  assertEquals([epoch, samples, bias], [1, 1, 5e299]);
});

Deno.test("a checkpoint within an epoch is a record of its own, where nothing else is asked for", async () => {
  const seen = await all(
    of(chunk([1, 2, 3], [0, 1, 1])).pipe(
      epochs({ count: 1, chunk: 2 }),
      learn({ neuron: zero, ...plainRule }),
      checkpoints({ epochs: [], samples: 2 }),
      records(),
    ),
  );
  assertEquals(seen.map(({ event }) => event), ["checkpoint", "epoch"]);
});
