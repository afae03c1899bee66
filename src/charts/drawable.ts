import type { NeuronFields } from "../records.ts";
import type { Chunk } from "../samples/chunk.ts";
import { figures, tenTo } from "./numbers.ts";
import { column } from "./samples.ts";
import type { Scene } from "./scene.ts";

/** Up to this power of ten, and from its inverse on, sums, products and squares are finite numbers. */
const POWER = 100;
const LARGEST = 10 ** POWER;
const SMALLEST = 10 ** -POWER;

/** Why samples cannot be drawn, if they cannot. */
export function whyNoSamples(samples: Chunk, features: readonly string[]): string | undefined {
  for (const [j, name] of features.entries()) {
    const values = column(samples, j);
    const low = values.reduce((a, b) => Math.min(a, b), Infinity);
    const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const range = `${name} goes from ${figures(low)} to ${figures(high)}`;
    if (Math.max(-low, high) > LARGEST) return tooLarge(range);
    if (high > low && high - low < SMALLEST) return `${range}, too little to be drawn`;
  }
  return undefined;
}

/** All neurons that a scene knows of. */
function neuronsOf({ start, epochs, checkpoints, steps, end }: Scene): NeuronFields[] {
  return [
    ...(start?.weights ? [start] : []),
    ...epochs,
    ...checkpoints,
    ...steps.map(({ weightsAfter, biasAfter }) => ({ weights: weightsAfter, bias: biasAfter })),
    ...(end ? [end] : []),
  ];
}

/** Why neurons cannot be drawn, if they cannot. */
export function whyNoNeurons(scene: Scene): string | undefined {
  for (const { weights, bias, mean = [], sd = [] } of neuronsOf(scene)) {
    const scaled = weights.map((w, j) => w / (sd[j] ?? 1));
    const all = [...weights, ...scaled, bias, ...mean, ...sd];
    const largest = all.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    if (largest > LARGEST) return tooLarge(`a weight or the bias came to ${figures(largest)}`);
  }
  return undefined;
}

function tooLarge(what: string): string {
  return `${what}; numbers are drawn up to ${tenTo(POWER)}`;
}
