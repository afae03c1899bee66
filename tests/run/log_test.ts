import { assertEquals, assertRejects } from "@std/assert";
import { LOG_VERSION } from "../../src/records.ts";
import { readLog, type ReadLogOptions } from "../../src/run/log.ts";
import { UserError } from "../../src/user_error.ts";
import { withFolder } from "../cli/command.ts";

/** Reads a log of some records. */
async function readBack(records: readonly object[], options?: ReadLogOptions) {
  let found: Record<string, unknown>[] = [];
  await withFolder(async (folder) => {
    const path = `${folder}/log`;
    await Deno.writeTextFile(path, records.map((record) => JSON.stringify(record) + "\n").join(""));
    found = await Array.fromAsync(readLog(path, options)) as unknown as typeof found;
  });
  return found;
}

const start = { event: "start", version: LOG_VERSION, pipeline: {}, features: ["x"] };
const data = { event: "data", x: [], y: [], classes: ["0", "1"] };
const progress = { event: "progress", samples: 1, loss: 1, accuracy: 1 };
const epoch = { event: "epoch", epoch: 0, loss: 1, accuracy: 1, weights: [1], bias: 0 };
const checkpoint = { ...epoch, event: "checkpoint" };
const all = [start, data, progress, epoch, checkpoint, { event: "end", epochs: 1 }, {
  event: "another",
}];

Deno.test("a log is read record by record, what is not known of too, or some events alone", async () => {
  assertEquals(await readBack(all), all);
  assertEquals(await readBack(all, { events: ["end", "epoch"] }), [epoch, all[5]]);
});

Deno.test("of the records of samples, the first 2000 are read, and none after the first epoch", async () => {
  const sample = (epoch: number, sample: number) => ({ event: "sample", epoch, sample });
  const first = Array.from({ length: 2001 }, (_, i) => sample(0, i));
  assertEquals(await readBack([...first, epoch]), [...first.slice(0, 2000), epoch]);
  assertEquals(await readBack([first[0], epoch, sample(1, 0)]), [first[0], epoch]);
});

const damaged: [record: object, what: string][] = [
  [{ ...start, version: LOG_VERSION - 1 }, `expected a log of version ${LOG_VERSION}, found`],
  [{ ...start, version: LOG_VERSION + 1 }, `expected a log of version ${LOG_VERSION}, found`],
  [{ ...start, pipeline: 1 }, "damaged, it is not a record"],
  [{ ...start, features: "x" }, "damaged, it is not a record"],
  [{ ...data, x: 1 }, "damaged, it is not a record"],
  [{ ...data, y: undefined }, "damaged, it is not a record"],
  [{ ...data, classes: null }, "damaged, it is not a record"],
  ...Object.keys(progress).slice(1).map((field): [object, string] => [
    { ...progress, [field]: "1" },
    "damaged, it is not a record",
  ]),
  ...Object.keys(epoch).slice(1).map((field): [object, string] => [
    { ...epoch, [field]: null },
    "damaged, it is not a record",
  ]),
  [{ ...checkpoint, weights: [1, "2"] }, "damaged, it is not a record"],
  [{ event: 1 }, "damaged, it is not a record"],
  [[1], "damaged, it is not a record"],
];

for (const [record, what] of damaged) {
  Deno.test(`the place of a damaged record is told: ${JSON.stringify(record)}`, async () => {
    const { message } = await assertRejects(() => readBack([epoch, record]), UserError);
    assertEquals(
      message.replace(/^.*\/log/, "log").slice(0, `log:2: ${what}`.length),
      `log:2: ${what}`,
    );
  });
}
