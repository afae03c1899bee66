import type { Observable } from "rxjs";
import type { Chunk } from "../data/chunk.ts";
import { gaussians } from "../data/gaussians.ts";
import { checkpoints } from "../flow/checkpoints.ts";
import { epochs } from "../flow/epochs.ts";
import { learn, type Trace } from "../flow/learn.ts";
import { binaryCrossEntropy } from "../neuron/binary_cross_entropy.ts";
import { uniformNeuron } from "../neuron/neuron.ts";
import { sgd } from "../neuron/sgd.ts";
import { numpyRandom } from "../random/numpy_random.ts";
import type { Pipeline } from "./schema.ts";

/** A pipeline ready to run. */
export interface Compiled {
  /** The dataset stream. */
  readonly dataset: Observable<Chunk>;
  /** The whole flow; it runs when it is subscribed to. */
  readonly traces: Observable<Trace>;
}

/**
 * Compiles a resolved pipeline to the flow that a user would pipe by hand.
 *
 * @example
 * ```ts
 * import { compile, resolve } from "dawnstream";
 * import { lastValueFrom } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const { traces } = compile(resolve({ name: "quick", epochs: { count: 3 } }, { source: "here" }));
 * assertEquals((await lastValueFrom(traces)).summary?.epoch, 2);
 * ```
 */
export function compile(spec: Pipeline): Compiled {
  const random = numpyRandom(spec.seed);
  const dataset = gaussians({ random, classes: spec.data.classes });
  const neuron = uniformNeuron({ random, ...spec.neuron.init });
  const traces = dataset.pipe(
    epochs({ ...spec.epochs, shuffle: spec.epochs.shuffle ? random : undefined }),
    learn({
      neuron,
      loss: binaryCrossEntropy,
      optimizer: sgd(spec.optimizer),
      batch: spec.batch,
    }),
    checkpoints(spec.checkpoints),
  );
  return { dataset, traces };
}
