import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { map, of, take } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import type { Chunk } from "../../src/samples/chunk.ts";
import { gaussians } from "../../src/samples/gaussians.ts";
import { epochs } from "../../src/flow/epochs.ts";
import { advance } from "../../src/flow/advance.ts";
import { learn, type LearnOptions } from "../../src/flow/learn.ts";
import { samples } from "../../src/flow/samples.ts";
import { type EpochChunk, type LearnerState, lossSum, type Trace } from "../../src/flow/trace.ts";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { logit, sigmoid } from "../../src/neuron/forward.ts";
import { uniformNeuron } from "../../src/neuron/neuron.ts";
import { sgd } from "../../src/neuron/sgd.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import type { SampleRecord } from "../../src/records.ts";
import reference from "../reference/numpy-seed-42.json" with { type: "json" };
import { all, columns, dataset, plainRule, samplesOf, wholeEpoch } from "./flow.ts";

function zeros(width: number): LearnOptions {
  return { neuron: { weights: new Array<number>(width).fill(0), bias: 0 }, ...plainRule };
}

Deno.test("learn gives one trace per chunk, and a summary where an epoch ends", () => {
  new TestScheduler((actual, expected) => assertEquals(actual, expected)).run(
    ({ cold, expectObservable }) => {
      const source = cold("-a-b-c-|", {
        a: { ...wholeEpoch(0, [1], [1]), last: false },
        b: { ...wholeEpoch(0, [2], [0]), sample: 1 },
        c: wholeEpoch(1, [1], [1]),
      });
      const seen = source.pipe(
        learn(zeros(1)),
        map(({ chunk, summary }) => [chunk.epoch, chunk.sample, summary?.epoch ?? "open"]),
      );
      expectObservable(seen).toBe("-a-b-c-|", { a: [0, 0, "open"], b: [0, 1, 0], c: [1, 0, 1] });
    },
  );
});

Deno.test("learn passes its source's failure on", () => {
  new TestScheduler((actual, expected) => assertEquals(actual, expected)).run(
    ({ cold, expectObservable }) => {
      expectObservable(cold<never>("--#").pipe(learn(zeros(1)))).toBe("--#");
    },
  );
});

Deno.test("each sample moves the weights before the next one is seen", async () => {
  const [{ before, after }] = await all(of(wholeEpoch(0, [2, -1], [1, 1])).pipe(learn(zeros(1))));
  const rate = 0.1;
  const w1 = 0 - rate * (0.5 - 1) * 2;
  const b1 = 0 - rate * (0.5 - 1);
  const error = sigmoid(w1 * -1 + b1) - 1;
  assertEquals(before.parameters, [0, 0]);
  assertAlmostEquals(after.parameters[0], w1 - rate * error * -1, 1e-16);
  assertAlmostEquals(after.parameters[1], b1 - rate * error, 1e-16);
});

Deno.test("the loss and the accuracy of an epoch are those before each update", async () => {
  const traces = await all(
    of(wholeEpoch(0, [1, 3, -2, 0.5], [0, 1, 1, 0])).pipe(learn(zeros(1))),
  );
  const seen = await all(of(...traces).pipe(samples()));
  const { loss, accuracy } = traces[0].summary!;
  const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
  assertAlmostEquals(loss, mean(seen.map((step) => step.loss)), 1e-15);
  assertEquals(accuracy, mean(seen.map(({ z, y }) => ((z >= 0) === (y === 1) ? 1 : 0))));
});

/** All that a run comes to, bit for bit. */
function outcome(traces: readonly Trace[]) {
  return {
    summaries: traces.flatMap(({ summary }) => summary ?? []),
    state: traces.at(-1)!.after,
  };
}

const rules = fc.record({
  rate: fc.constantFrom(0.001, 0.1, 1),
  batch: fc.integer({ min: 1, max: 9 }),
});

function run(data: Chunk, size: number, { rate, batch }: { rate: number; batch: number }) {
  const { width } = data;
  const random = numpyRandom(5);
  const neuron = uniformNeuron({ random, width, low: -0.01, high: 0.01 });
  return of(data).pipe(
    epochs({ count: 3, shuffle: random, chunk: size }),
    learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: rate }), batch }),
  );
}

Deno.test("any chunk size gives the same numbers, bit for bit", async () => {
  const sizes = fc.constantFrom(1, 2, 3, 7, 33, 256);
  const property = fc.asyncProperty(dataset, sizes, rules, async (data, size, rule) => {
    assertEquals(
      outcome(await all(run(data, size, rule))),
      outcome(await all(run(data, 256, rule))),
    );
  });
  await fc.assert(property, { numRuns: 100 });
});

Deno.test("the per-sample stream is the chunked one, opened up", async () => {
  const property = fc.asyncProperty(dataset, rules, async (data, rule) => {
    const traces = await all(run(data, 1, rule));
    const opened = await all(run(data, 256, rule).pipe(samples()));
    assertEquals(opened.length, traces.length);
    opened.forEach((step, i) => {
      const { chunk, before, after } = traces[i];
      assertEquals([step.epoch, step.sample], [chunk.epoch, chunk.sample]);
      const { x, y } = columns(samplesOf(chunk));
      assertEquals([...step.x, step.y], [...x, ...y]);
      assertEquals([...step.weightsBefore, step.biasBefore], before.parameters);
      assertEquals([...step.weightsAfter, step.biasAfter], after.parameters);
      assertEquals(step.z, logit(before.parameters, x));
    });
  });
  await fc.assert(property, { numRuns: 50 });
});

Deno.test("a batch moves the weights by its mean gradient; the last of an epoch may be short", async () => {
  const traces = await all(
    of(wholeEpoch(0, [1, 2, 3, 4, 5], [1, 0, 1, 0, 1])).pipe(learn({ ...zeros(1), batch: 2 })),
  );
  const seen = await all(of(...traces).pipe(samples()));
  assertEquals(traces[0].after.steps, 3);
  for (const [first, last] of [[0, 1], [2, 3], [4, 4]]) {
    const batch = seen.slice(first, last + 1);
    const mean = batch.reduce((sum, { dLoss_dw }) => sum + dLoss_dw[0], 0) / batch.length;
    const moved = seen[last].weightsAfter[0] - seen[first].weightsBefore[0];
    // Sums of a few terms of order 1: a handful of roundings.
    assertAlmostEquals(moved, -0.1 * mean, 1e-15);
  }
});

Deno.test("weight decay adds λ w to the slope along a weight, and nothing along the bias", async () => {
  const property = fc.asyncProperty(dataset, rules, async (data, { rate, batch }) => {
    const { width } = data;
    const random = numpyRandom(5);
    const neuron = uniformNeuron({ random, width, low: -1, high: 1 });
    const optimizer = sgd({ learningRate: rate, weightDecay: 0.5 });
    const seen = await all(
      of(data).pipe(
        epochs({ count: 1, chunk: 4 }),
        learn({ neuron, loss: binaryCrossEntropy, optimizer, batch }),
        samples(),
      ),
    );
    for (let first = 0; first < seen.length; first += batch) {
      const group = seen.slice(first, first + batch);
      const { weightsBefore, biasBefore } = group[0];
      const { weightsAfter, biasAfter } = group.at(-1)!;
      const mean = (slope: (sample: SampleRecord) => number) =>
        group.reduce((sum, sample) => sum + slope(sample), 0) / group.length;
      // Gradients are up to 5 and weights of order 10: a few roundings.
      weightsBefore.forEach((w, j) => {
        const slope = mean(({ dLoss_dw }) => dLoss_dw[j]) + 0.5 * w;
        assertAlmostEquals(weightsAfter[j], w - rate * slope, 1e-14);
      });
      const slope = mean(({ dLoss_db }) => dLoss_db);
      assertAlmostEquals(biasAfter, biasBefore - rate * slope, 1e-14);
    }
  });
  await fc.assert(property, { numRuns: 50 });
});

Deno.test("the sum of the losses is right wherever a chunk ends", async () => {
  const traces = await all(tutorial().pipe(take(40)));
  let sum = 0;
  for (const trace of traces) {
    if (trace.chunk.sample === 0) sum = 0;
    for (const { loss } of await all(of(trace).pipe(samples()))) sum += loss;
    // Up to 1000 roundings of a sum of up to 700, on either side, most of which cancel.
    assertAlmostEquals(lossSum(trace.after), sum, 1e-11);
  }
});

Deno.test("an empty chunk can end an epoch, and closes its batch", async () => {
  const options = { ...zeros(1), batch: 4 };
  const whole = wholeEpoch(0, [1, 2, 3], [1, 0, 1]);
  const none = { ...whole, begin: 3, sample: 3 };
  const [expected] = await all(of(whole).pipe(learn(options)));
  const [, ended] = await all(of({ ...whole, last: false }, none).pipe(learn(options)));
  assertEquals(ended.summary, expected.summary);
  assertEquals(ended.after, expected.after);
});

Deno.test("learning continues from a state that was kept as JSON", async () => {
  const property = fc.asyncProperty(dataset, rules, fc.nat(), async (data, rule, cut) => {
    const traces = await all(run(data, 3, rule));
    const { after, rule: { optimizer } } = traces[cut % traces.length];
    const kept: LearnerState = JSON.parse(JSON.stringify(after));
    const rest = traces.slice(cut % traces.length + 1);
    const resumed = rest.reduce(
      (state, { chunk }) =>
        advance(state, chunk, { loss: binaryCrossEntropy, optimizer, batch: rule.batch }),
      kept,
    );
    assertEquals(resumed, traces.at(-1)!.after);
  });
  await fc.assert(property, { numRuns: 50 });
});

Deno.test("an open batch makes its step when the epoch ends, whatever size is asked for after it", async () => {
  const epoch = wholeEpoch(0, [1, 3], [0, 1]);
  const after = async (chunk: EpochChunk, more: Partial<LearnOptions>) =>
    (await all(of(chunk).pipe(learn({ ...zeros(1), ...more }))))[0].after;
  const state = await after({ ...epoch, last: false }, { batch: 3 });
  const { parameters } = await after(epoch, { batch: 2 });
  for (const batch of [1, 2, 3]) {
    const end = await after({ ...epoch, begin: 2, sample: 2 }, { state, batch });
    assertEquals(end.parameters, parameters);
  }
});

Deno.test("the neuron that learning begins with stays as it is", async () => {
  const options = zeros(1);
  await all(of(wholeEpoch(0, [1], [1])).pipe(learn(options)));
  assertEquals([...options.neuron.weights, options.neuron.bias], [0, 0]);
});

/** Binary cross-entropy that counts what is asked of it. */
function counting() {
  const calls = { value: 0, outside: 0, inside: 0, dLoss_dPrediction: 0, gradient: 0 };
  const { value, gradient, dLoss_dPrediction, parts } = binaryCrossEntropy;
  const loss: typeof binaryCrossEntropy = {
    value: (z, y) => (calls.value++, value(z, y)),
    gradient: (z, y) => (calls.gradient++, gradient(z, y)),
    dLoss_dPrediction: (p, y) => (calls.dLoss_dPrediction++, dLoss_dPrediction!(p, y)),
    parts: {
      outside: (z, y) => (calls.outside++, parts!.outside(z, y)),
      inside: (e) => (calls.inside++, parts!.inside(e)),
      gradient: (z, y, e) => (calls.gradient++, parts!.gradient(z, y, e)),
    },
  };
  return { calls, loss };
}

Deno.test("nothing is computed that nobody subscribes to", async () => {
  const { calls, loss } = counting();
  const flow = of(wholeEpoch(0, [1, 2, 3], [0, 1, 0])).pipe(learn({ ...zeros(1), loss }));
  const opened = flow.pipe(samples());
  const nothing = { value: 0, outside: 0, inside: 0, dLoss_dPrediction: 0, gradient: 0 };
  assertEquals(calls, nothing);
  await all(flow);
  assertEquals(calls, { ...nothing, outside: 3, inside: 3, gradient: 3 });
  await all(opened);
  assertEquals(calls.dLoss_dPrediction, 3);
});

Deno.test("a loss of value and gradient alone learns as one with its fast form", async () => {
  const { value, gradient } = binaryCrossEntropy;
  const property = fc.asyncProperty(dataset, async (data) => {
    const { width } = data;
    const learned = async (loss: typeof binaryCrossEntropy) => {
      const flow = of(data).pipe(epochs({ count: 2 }), learn({ ...zeros(width), loss }));
      return (await all(flow)).at(-1)!;
    };
    const [plain, fast] = [await learned({ value, gradient }), await learned(binaryCrossEntropy)];
    assertEquals(plain.after.parameters, fast.after.parameters);
    // The same at most 40 losses below 40, added up in another way.
    assertAlmostEquals(plain.summary!.loss, fast.summary!.loss, 1e-12);
    const [opened] = await all(of(plain).pipe(samples()));
    const [expected] = await all(of(fast).pipe(samples()));
    // dL/dŷ is (dL/dz) / (dŷ/dz) where the loss does not say: relative to 1 − ŷ, which may be small.
    const { prediction: p } = expected;
    const relative = 1e-15 + 1e-15 / Math.min(p, 1 - p);
    assertAlmostEquals(
      opened.dLoss_dPrediction!,
      expected.dLoss_dPrediction!,
      relative * Math.abs(expected.dLoss_dPrediction!),
    );
  });
  await fc.assert(property, { numRuns: 50 });
});

/** The tutorial's job. */
function tutorial({ outlier, rate = 0.001, scale = 1 }: {
  outlier?: number;
  rate?: number;
  scale?: number;
} = {}) {
  const random = numpyRandom(42);
  const classes = [{ mean: 0, sd: 1, count: 500 }, { mean: 5, sd: 0.5, count: 500 }] as const;
  const data = gaussians({ random, classes });
  const neuron = uniformNeuron({ random, low: -0.01, high: 0.01 });
  return of(data).pipe(
    map(({ features, labels }) => ({
      width: 1,
      features: Float64Array.of(...features, ...(outlier === undefined ? [] : [outlier]))
        .map((x) => x * scale),
      labels: Float64Array.of(...labels, ...(outlier === undefined ? [] : [0])),
    })),
    epochs({ count: 120, shuffle: random }),
    learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: rate }) }),
  );
}

Deno.test("the trajectory is NumPy's over all 120 epochs", async () => {
  const ends = (await all(tutorial())).filter(({ summary }) => summary !== undefined);
  assertEquals(ends.length, 120);
  ends.forEach(({ summary, after: { parameters: [w, b] } }, epoch) => {
    // 1e-12 relative is what is promised. The samples may differ by 1 ulp, and the roundings of
    // 120,000 steps that contract towards the optimum do not add up to more.
    const close = (actual: number, expected: number) =>
      assertAlmostEquals(actual, expected, 1e-12 * Math.abs(expected));
    close(summary!.loss, reference.error[epoch]);
    close(w, reference.w[epoch]);
    close(b, reference.b[epoch]);
  });
});

Deno.test("losses and weights stay finite where the tutorial's own product is NaN", async () => {
  for (const options of [{ outlier: 25 }, { outlier: 100 }, { rate: 10 }, { scale: 100 }]) {
    for (const { summary, after } of await all(tutorial(options))) {
      assert(after.parameters.every(Number.isFinite), JSON.stringify(options));
      assert(summary === undefined || Number.isFinite(summary.loss), JSON.stringify(options));
    }
  }
});

Deno.test("the loss of an epoch is finite however many samples are undecided", async () => {
  // At z = 0 the losses' logarithms are of 2 each: the product of 2000 of them would overflow.
  const still = { loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 0 }) };
  const zeros = new Array<number>(2000).fill(0);
  const [{ summary }] = await all(
    of(wholeEpoch(0, zeros, zeros)).pipe(
      learn({ neuron: { weights: [0], bias: 0 }, ...still }),
    ),
  );
  assertAlmostEquals(summary!.loss, Math.log(2), 1e-12);
});
