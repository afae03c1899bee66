/** Prints how many bytes of the heap a million samples take, where nothing is collected meanwhile. */
import { lastValueFrom, of } from "rxjs";
import { epochs } from "../../src/flow/epochs.ts";
import { learn } from "../../src/flow/learn.ts";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { sgd } from "../../src/neuron/sgd.ts";

const rows = 1000;
const data = {
  features: Float64Array.from({ length: rows }, (_, row) => Math.sin(row) + 3 * (row % 2)),
  labels: Float64Array.from({ length: rows }, (_, row) => row % 2),
};
const rule = { loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 0.001 }) };
const neuron = { weights: new Float64Array(1), bias: 0 };

async function pass(samples: number): Promise<void> {
  const flow = of(data).pipe(epochs({ count: samples / rows }), learn({ neuron, ...rule }));
  await lastValueFrom(flow);
}

// Until the loop is compiled, its numbers are boxed.
await pass(1_000_000);
const before = Deno.memoryUsage().heapUsed;
await pass(1_000_000);
console.log(Deno.memoryUsage().heapUsed - before);
