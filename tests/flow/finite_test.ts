import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { from, map, of } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import type { Chunk } from "../../src/samples/chunk.ts";
import { epochs } from "../../src/flow/epochs.ts";
import { finite } from "../../src/flow/finite.ts";
import { learn } from "../../src/flow/learn.ts";
import { onePass } from "../../src/flow/one_pass.ts";
import type { Trace } from "../../src/flow/trace.ts";
import { validate } from "../../src/flow/validate.ts";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { sgd } from "../../src/neuron/sgd.ts";
import { all, chunk, plainRule, wholeEpoch } from "./flow.ts";

const neuron = { weights: [0], bias: 0 };
const rule = { loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 1e300 }) };

function run(data: Chunk, size: number): Promise<Trace[]> {
  return all(
    of(data).pipe(epochs({ count: 3, chunk: size }), learn({ neuron, ...rule }), finite()),
  );
}

Deno.test("finite passes on what is finite, and a failure of its source", () => {
  new TestScheduler((actual, expected) => assertEquals(actual, expected)).run(
    ({ cold, expectObservable }) => {
      const chunks = { a: wholeEpoch(0, [1], [1]), b: wholeEpoch(1, [2], [0]) };
      const seen = cold("-a-b-#", chunks).pipe(
        learn({ neuron, ...plainRule }),
        finite(),
        map(({ stopped }) => stopped ?? "finite"),
      );
      expectObservable(seen).toBe("-a-b-#", { a: "finite", b: "finite" });
    },
  );
});

Deno.test("finite completes with the epoch whose loss is above the limit", async () => {
  const traces = await all(
    of(chunk([1, -1], [0, 1])).pipe(
      epochs({ count: 3 }),
      learn({ neuron, ...plainRule }),
      finite({ limit: 0.1 }),
    ),
  );
  assertEquals(traces.map(({ stopped }) => stopped), ["diverged"]);
  assertEquals(traces[0].divergence, { epoch: 0, step: 2, sample: 1, learningRate: 0.1 });
});

Deno.test("whatever the chunk, the run ends at the first sample after which something is not finite", async () => {
  const property = fc.asyncProperty(
    fc.array(fc.constantFrom(0, 1, -2, 1e5, -1e9, 1e12), { minLength: 1, maxLength: 20 }),
    fc.array(fc.constantFrom(0, 1), { minLength: 20, maxLength: 20 }),
    fc.integer({ min: 2, max: 30 }),
    async (x, labels, size) => {
      const data = chunk(x, labels.slice(0, x.length));
      const outcome = (traces: Trace[]) => {
        const { after, stopped, divergence } = traces.at(-1)!;
        const samples = traces.reduce((sum, trace) => sum + trace.chunk.end - trace.chunk.begin, 0);
        return { parameters: after.parameters, samples, stopped, divergence };
      };
      const literal = outcome(await run(data, 1));
      assertEquals(outcome(await run(data, size)), literal);
      assertEquals(literal.parameters.every(Number.isFinite), true);
    },
  );
  await fc.assert(property);
});

Deno.test("a stream that diverges says at which of all its samples, the step at its end included", async () => {
  const parts = [chunk([1, 1], [1, 1]), chunk([1e300, 1e300, 1e300], [1, 1, 0])];
  for (const [batch, sample] of [[1, 2], [5, 4], [6, 4]]) {
    const traces = await all(
      from(parts).pipe(onePass(), learn({ neuron, ...rule, batch }), finite()),
    );
    assertEquals(traces.at(-1)!.divergence?.sample, sample, `batch ${batch}`);
  }
});

Deno.test("a loss that is not finite ends a run, though its slope is finite", async () => {
  const loss = { value: (z: number) => z > 0 ? Infinity : z, gradient: () => -1 };
  const traces = await all(
    of(chunk([1, 1], [1, 1])).pipe(
      epochs({ count: 1 }),
      learn({ neuron, loss, optimizer: sgd({ learningRate: 1 }) }),
      finite(),
    ),
  );
  assertEquals(traces.at(-1)!.divergence?.sample, 1);
});

Deno.test("an epoch whose loss is exactly the limit has not diverged", async () => {
  // Of a neuron that is all 0, the loss of one sample is ln 2.
  const stopped = (limit: number) =>
    all(
      of(chunk([1], [1])).pipe(
        epochs({ count: 1 }),
        learn({ neuron, ...plainRule }),
        finite({ limit }),
        map(({ stopped }) => stopped),
      ),
    );
  assertEquals(await stopped(Math.log(2)), [undefined]);
  assertEquals(await stopped(Math.log(2) - 1e-9), ["diverged"]);
});

Deno.test("a held-out loss that is not finite ends the run, says so, and is in no summary", async () => {
  const traces = await all(
    of(chunk([100, -100], [1, 0])).pipe(
      epochs({ count: 3 }),
      learn({ neuron, ...plainRule }),
      validate({ data: chunk([1.7e308, -1.7e308], [0, 1]) }),
      finite(),
    ),
  );
  assertEquals(traces.length, 1);
  const [{ summary, stopped, divergence }] = traces;
  assertEquals([stopped, divergence?.diverged], ["diverged", "validationLoss"]);
  assertEquals("validationLoss" in summary!, false);
});

Deno.test("the divergence is told by its epoch, step, sample and learning rate", async () => {
  const data = chunk([1, 1e10, 3], [1, 0, 1]);
  for (const size of [1, 3]) {
    const { divergence, after } = (await run(data, size)).at(-1)!;
    assertEquals(divergence, { epoch: 0, step: 2, sample: 1, learningRate: 1e300 });
    // It ends before that step.
    assertEquals([after.steps, after.samples], [1, 1]);
  }
});
