import { assertEquals } from "@std/assert";
import { from, map } from "rxjs";
import { keepBest, type KeepBestOptions } from "../../src/flow/keep_best.ts";
import type { BestEpoch, LearnerState, Trace } from "../../src/flow/trace.ts";
import { all } from "./flow.ts";

/** What an epoch came to whose loss is so large, and its held-out loss as much below 1. */
function summary(epoch: number, loss: number) {
  const validationLoss = 1 - loss;
  return { epoch, loss, validationLoss, accuracy: 1, validationAccuracy: 1, learningRate: 1 };
}

/** The best epoch that each trace has; a trace without a loss is within an epoch. */
async function best(losses: readonly (number | undefined)[], options: KeepBestOptions) {
  const traces = losses.map((loss, epoch) => ({
    after: { parameters: [epoch, -epoch] } as Partial<LearnerState>,
    ...(loss !== undefined && { summary: summary(epoch, loss) }),
  } as Trace));
  return await all(from(traces).pipe(keepBest(options), map(({ best }) => best)));
}

Deno.test("the best epoch is the first of those with the least loss, from when there is one", async () => {
  const found = await best([undefined, 0.5, 0.25, undefined, 0.75, 0.25, 0.125], {});
  assertEquals(found.map((best) => best?.epoch), [undefined, 1, 2, 2, 2, 2, 6]);
  assertEquals(found[3], { ...summary(2, 0.25), weights: [2], bias: -2 });
});

Deno.test("held-out samples decide where they should", async () => {
  const found = await best([0.5, 0.25, undefined, 0.75], { on: "validationLoss" });
  assertEquals(found.map((best) => best?.epoch), [0, 0, 0, 3]);
});

Deno.test("the best epoch before counts where a run continues", async () => {
  const before: BestEpoch = { ...summary(1, 0.125), weights: [7], bias: 7 };
  const found = await best([undefined, 0.25, 0.0625], { best: before });
  assertEquals(found.map((best) => best?.loss), [0.125, 0.125, 0.0625]);
  assertEquals(found[0], before);
});
