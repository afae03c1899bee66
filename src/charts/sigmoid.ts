import { sigmoid } from "../neuron/forward.ts";
import { between } from "./samples.ts";

/** Beyond this logit, nobody can tell the sigmoid from 0 or 1. */
const FLAT = 7;
/** The sigmoid along x, in steps of z so long: as many points as its steepness asks for. */
export function sigmoidAlong(
  { weights: { 0: w }, bias }: { weights: readonly number[]; bias: number },
  { domain, step }: { domain: readonly [number, number]; step: number },
): { x: number; y: number }[] {
  const [from, to] = domain.map((x) => Math.min(Math.max(w * x + bias, -FLAT), FLAT));
  const steps = Math.ceil(Math.abs(to - from) / step);
  const inner = between([from, to], steps || 1).slice(1, -1)
    .map((z) => ({ x: (z - bias) / w, y: sigmoid(z) }));
  const [first, last] = domain.map((x) => ({ x, y: sigmoid(w * x + bias) }));
  // Where the curve becomes flat inside the picture, its bend has to be there.
  const bends = [from, to].filter((z) => Math.abs(z) === FLAT)
    .map((z) => ({ x: (z - bias) / w, y: sigmoid(z) }))
    .filter(({ x }) => x >= domain[0] && x <= domain[1]);
  return [first, ...[...inner, ...bends].sort((a, b) => a.x - b.x), last];
}
