import { map, type MonoTypeOperatorFunction } from "rxjs";
import type { Chunk } from "../data/chunk.ts";
import { logit } from "../neuron/forward.ts";
import type { Trace } from "./learn.ts";

/** Options of {@linkcode validate}. */
export interface ValidateOptions {
  /** Samples that are never trained on, standardized as those that are. */
  readonly data: Chunk;
}

/**
 * Tries the neuron on held-out samples whenever an epoch ends: adds the mean loss and the accuracy
 * there to the epoch's summary.
 *
 *     source              ──T──T₀──────────T──T₁──────────|
 *     validate({ data })  ──T──T₀ + loss───T──T₁ + loss───|
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy, epochs, learn, sgd, validate } from "dawnstream";
 * import { lastValueFrom, of } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const neuron = { weights: new Float64Array([0]), bias: 0 };
 * const data = { features: Float64Array.of(-1, 1), labels: Float64Array.of(0, 1) };
 * const { summary } = await lastValueFrom(
 *   of(data).pipe(
 *     epochs({ count: 10 }),
 *     learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) }),
 *     validate({ data }),
 *   ),
 * );
 * assertEquals(summary?.validationAccuracy, 1);
 * ```
 */
export function validate({ data }: ValidateOptions): MonoTypeOperatorFunction<Trace> {
  return map((trace) => {
    if (trace.summary === undefined) return trace;
    return { ...trace, summary: { ...trace.summary, ...tried(trace, data) } };
  });
}

function tried({ after: { parameters }, rule: { loss } }: Trace, { features, labels }: Chunk) {
  const width = parameters.length - 1;
  const rows = labels.length;
  let lossSum = 0;
  let correct = 0;
  for (let row = 0; row < rows; row++) {
    const z = logit(parameters, features, row * width);
    lossSum += loss.value(z, labels[row]);
    if ((z >= 0) === (labels[row] === 1)) correct++;
  }
  return { validationLoss: lossSum / rows, validationAccuracy: correct / rows };
}
