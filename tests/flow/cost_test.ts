import { assert, assertEquals } from "@std/assert";
import { getHeapStatistics } from "node:v8";
import { lastValueFrom, of, tap } from "rxjs";
import { checkpoints } from "../../src/flow/checkpoints.ts";
import { epochs } from "../../src/flow/epochs.ts";
import { learn } from "../../src/flow/learn.ts";
import { records } from "../../src/flow/records.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import { chunk, plainRule } from "./flow.ts";

const ROWS = 1000;
const x = Array.from({ length: ROWS }, (_, i) => i % 7 - 3);
const data = chunk(x, x.map((x) => Number(x > 0)));

/** Learns for some epochs and counts what flows where. */
async function emissions(count: number, size?: number) {
  const seen = { chunks: 0, traces: 0, epoch: 0, checkpoint: 0 };
  await lastValueFrom(
    of(data).pipe(
      epochs({ count, shuffle: numpyRandom(1), ...(size && { chunk: size }) }),
      tap(() => seen.chunks++),
      learn({ neuron: { weights: [0], bias: 0 }, ...plainRule }),
      tap(() => seen.traces++),
      checkpoints({ every: 20 }),
      records(),
      tap(({ event }) => seen[event as "epoch" | "checkpoint"]++),
    ),
  );
  return seen;
}

/** How many bytes of objects were allocated so far. */
function allocated(): number {
  return (getHeapStatistics() as unknown as { total_allocated_bytes: number })
    .total_allocated_bytes;
}

Deno.test("an epoch is as many emissions as it has chunks, and one record", async () => {
  for (
    const [size, chunks] of [[undefined, 1], [256, 4], [1, 1000], [333, 4], [1000, 1], [5000, 1]]
  ) {
    assertEquals(await emissions(40, size), {
      chunks: 40 * chunks!,
      traces: 40 * chunks!,
      epoch: 40,
      checkpoint: 2,
    });
  }
});

Deno.test("nothing is allocated per sample", async () => {
  await emissions(1000);
  const before = allocated();
  await emissions(1000);
  const perSample = (allocated() - before) / 1e6;
  // An epoch of 1,000 samples, in one chunk, allocates about 4 KB. One object or typed array per
  // sample would be 50 to 300 more.
  assert(perSample > 0 && perSample < 50, `${perSample} bytes per sample`);
});
