import { assert, assertEquals, assertRejects } from "@std/assert";
import { readLog } from "../../src/run/log.ts";
import { DivergedError } from "../../src/run/run.ts";
import { withFolder } from "../cli/command.ts";
import { pipeline, runInto } from "./runs.ts";

/** The first record of a log, and the last. */
async function startAndEnd(path: string) {
  const records = await Array.fromAsync(readLog(path));
  const [start, end] = [records[0], records.at(-1)!];
  assert(start.event === "start" && end.event === "end");
  return { start, end };
}

Deno.test("the log of rows says what was learned from, what was skipped, and where the boundary is", async () => {
  await withFolder(async (temp) => {
    const path = `${temp}/rows.csv`;
    await Deno.writeTextFile(path, "x,y\n1,0\noops,1\n2,1\n3,1\n");
    const spec = pipeline({ data: { kind: "csv", path, onBadRow: "skip" } });
    await runInto(`${temp}/run`, spec);
    const { start, end } = await startAndEnd(`${temp}/run/metrics.jsonl`);
    assertEquals([start.features, start.label, start.samples], [["x"], "y", 3]);
    assertEquals([end.skipped, end.epochs, end.stopped], [1, 6, "completed"]);
    assertEquals(end.boundary, -end.bias / end.weights[0]);
    assert(Number.isFinite(end.modelLoss));
  });
});

Deno.test("the log of a run that diverges says where, and has no loss where no sample was learned from", async () => {
  await withFolder(async (temp) => {
    for (const [x, sample] of [[1e10, 0], [1, 1]]) {
      const spec = pipeline({
        data: { kind: "points", points: [{ x, y: 1 }, { x: 1e10, y: 0 }] },
        epochs: { shuffle: false },
        optimizer: { learningRate: 1e300 },
      });
      await assertRejects(() => runInto(`${temp}/${sample}`, spec), DivergedError);
      const { end } = await startAndEnd(`${temp}/${sample}/.partial/metrics.jsonl`);
      assertEquals(
        [end.stopped, end.epochs, end.epoch, end.step, end.sample, end.learningRate],
        ["diverged", 0, 0, sample + 1, sample, 1e300],
      );
      assertEquals([end.samples, end.loss === null, end.accuracy === null], [
        ...[sample, sample === 0, sample === 0],
      ]);
    }
  });
});
