import { defer, map, type MonoTypeOperatorFunction } from "rxjs";
import { logit } from "../neuron/forward.ts";
import type { Loss } from "../neuron/loss.ts";
import type { Chunk } from "../samples/chunk.ts";
import { scale } from "../samples/scaling.ts";
import type { Trace } from "./trace.ts";

/** Options of {@linkcode validate}. */
export interface ValidateOptions {
  /** Samples that are never trained on, in the data's own units. */
  readonly data: Chunk;
}

/**
 * Evaluates the neuron on held-out samples whenever an epoch ends: adds the mean loss and the
 * accuracy there to the epoch's summary.
 *
 * The held-out samples are standardized as those of the epoch are.
 *
 *     source              ──T──T₀──────────T──T₁──────────|
 *     validate({ data })  ──T──T₀ + loss───T──T₁ + loss───|
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy, epochs, learn, points, sgd, validate } from "@dawnstream/dawnstream";
 * import { lastValueFrom, of } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const neuron = { weights: [0], bias: 0 };
 * const { summary } = await lastValueFrom(
 *   of(points([{ x: -1, y: 0 }, { x: 1, y: 1 }])).pipe(
 *     epochs({ count: 10 }),
 *     learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) }),
 *     validate({ data: points([{ x: 3, y: 1 }]) }),
 *   ),
 * );
 * assertEquals(summary?.validationAccuracy, 1);
 * ```
 */
export function validate({ data }: ValidateOptions): MonoTypeOperatorFunction<Trace> {
  return (traces) =>
    defer(() => {
      let scaled = data;
      return traces.pipe(map((trace) => {
        if (trace.summary === undefined) return trace;
        const { scaling } = trace.chunk.data;
        if (scaling !== undefined && scaling !== scaled.scaling) scaled = scale(data, scaling);
        const { after: { parameters }, rule } = trace;
        const { loss, accuracy } = meanLoss({ parameters, ...rule }, scaled);
        const summary = { ...trace.summary, validationLoss: loss, validationAccuracy: accuracy };
        return { ...trace, summary };
      }));
    });
}

/** The mean loss over samples, and the share predicted correctly, with the same weights for all. */
export function meanLoss(
  { parameters, loss }: { parameters: readonly number[]; loss: Loss },
  { width, features, labels }: Chunk,
): { loss: number; accuracy: number } {
  const rows = labels.length;
  let sum = 0;
  let correct = 0;
  for (let row = 0; row < rows; row++) {
    const z = logit(parameters, features, row * width);
    sum += loss.value(z, labels[row]);
    if ((z >= 0) === (labels[row] === 1)) correct++;
  }
  return { loss: sum / rows, accuracy: correct / rows };
}
