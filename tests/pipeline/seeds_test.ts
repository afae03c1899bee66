import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { compile } from "../../src/pipeline/compile.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import { all } from "../flow/flow.ts";

/** What of a pipeline is random: its samples, those held out, its neuron, the orders of two epochs. */
async function drawn(spec: object) {
  const classes = [{ mean: 0, sd: 1, count: 9 }, { mean: 2, sd: 1, count: 8 }];
  const whole = { name: "drawn", validation: { fraction: 0.3 }, ...spec };
  const data = { kind: "gaussians", classes, ...Object(Object(spec).data) };
  const epochs = { count: 2, chunk: 12, ...Object(Object(spec).epochs) };
  const { kept, neuron, traces } = await compile(
    resolve({ ...whole, data, epochs }, { source: "test" }),
  );
  const order = (await all(traces())).map(({ chunk: { order, begin, end } }) => [
    ...order.subarray(begin, end),
  ]);
  return {
    data: kept.map(({ features }) => [...features]),
    neuron: [...neuron.weights, neuron.bias],
    order,
  };
}

Deno.test("a part with its own seed changes with it, and no other part does", async () => {
  const [base, orders, neuron] = await Promise.all([
    drawn({ seed: 1 }),
    drawn({ seed: 1, epochs: { seed: 2 } }),
    drawn({ seed: 1, epochs: { seed: 2 }, neuron: { seed: 3 } }),
  ]);
  assertEquals([orders.data, orders.neuron], [base.data, base.neuron]);
  assertNotEquals(orders.order, base.order);
  assertEquals([neuron.data, neuron.order], [base.data, orders.order]);
  assertNotEquals(neuron.neuron, base.neuron);
});

Deno.test("samples and held-out ones are drawn from data.seed as a run of that seed draws them", async () => {
  const [ofSeed, ofData, other] = await Promise.all([
    drawn({ seed: 5 }),
    drawn({ seed: 1, data: { seed: 5 } }),
    drawn({ seed: 2, data: { seed: 5 } }),
  ]);
  assertEquals(ofData.data, ofSeed.data);
  assertEquals(other.data, ofSeed.data);
  assertNotEquals(ofData.neuron, other.neuron);
  assertNotEquals(ofData.order, other.order);
});

Deno.test("three seeds leave nothing to the run's own", async () => {
  const parts = { data: { seed: 1 }, neuron: { seed: 2 }, epochs: { seed: 3 } };
  assertEquals(await drawn({ seed: 4, ...parts }), await drawn({ seed: 5, ...parts }));
});

Deno.test("a stream's buffer shuffles with the seed of the orders", async () => {
  const order = async (spec: object) => {
    const { traces } = await compile(
      resolve({
        name: "iris",
        data: {
          kind: "csv",
          path: "pipelines/iris.csv",
          only: ["setosa", "virginica"],
          stream: true,
        },
        ...spec,
        epochs: { shuffle: { buffer: 20 }, ...Object(Object(spec).epochs) },
      }, { source: "test" }),
    );
    return (await all(traces())).flatMap(({ chunk }) => [...chunk.data.features]);
  };
  assertEquals(
    await order({ seed: 1, epochs: { seed: 3 } }),
    await order({ seed: 2, epochs: { seed: 3 } }),
  );
  const [one, two] = [await order({ seed: 1 }), await order({ seed: 1, epochs: { seed: 3 } })];
  assertNotEquals(one, two);
  assert(one.length === two.length);
});
