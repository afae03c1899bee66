import type { Random } from "../random/random.ts";
import { UserError } from "../user_error.ts";
import { type Chunk, gather, inOrder } from "./chunk.ts";

/** Options of {@linkcode holdOut}. */
export interface HoldOutOptions {
  /** The share of the samples that is held out, > 0 and < 1. */
  readonly fraction: number;
  /** The generator that draws them. */
  readonly random: Random;
}

/**
 * Holds out a fraction of the samples, drawn at random; both parts keep their order.
 *
 * @throws {UserError} for a fraction of less than one sample.
 */
export function holdOut(
  all: Chunk,
  { fraction, random }: HoldOutOptions,
): { training: Chunk; heldOut: Chunk } {
  const order = inOrder(all.labels.length);
  random.shuffle(order);
  const heldOut = Math.floor(order.length * fraction);
  if (heldOut === 0) {
    throw new UserError(
      `validation.fraction: ${fraction} of ${order.length} samples holds out none; ` +
        `expected more than ${1 / order.length}, or leave it out`,
    );
  }
  return {
    training: gather(all, order.subarray(heldOut).sort()),
    heldOut: gather(all, order.subarray(0, heldOut).sort()),
  };
}
