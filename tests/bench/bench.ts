/**
 * Measures what the project promises of its speed, as ratios: the two sides of each row run in turn
 * on the same machine, and the median of several pairs counts.
 *
 * `--json` prints a line of JSON for each row in place of the table; names of groups of rows measure
 * those alone.
 */
import { memory } from "./memory.ts";
import { drawing, startUp, sweeps } from "./processes.ts";
import { csv, evaluating } from "./rows.ts";
import { againstC, sampleRecords, throughTheCommand, training } from "./training.ts";

const GROUPS: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  training,
  c: againstC,
  log: throughTheCommand,
  samples: sampleRecords,
  start: startUp,
  sweeps,
  csv,
  evaluate: evaluating,
  drawing,
  memory,
};

const asked = Deno.args.filter((arg) => !arg.startsWith("-"));
const unknown = asked.find((name) => !Object.hasOwn(GROUPS, name));
if (unknown !== undefined) {
  console.error(`${unknown}: no such rows; there are ${Object.keys(GROUPS).join(", ")}`);
  Deno.exit(2);
}
const folder = await Deno.makeTempDir({ prefix: "dawnstream_bench_" });
try {
  for (const [name, measure] of Object.entries(GROUPS)) {
    if (asked.length === 0 || asked.includes(name)) await measure(folder);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
