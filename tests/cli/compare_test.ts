import { assertEquals, assertMatch } from "@std/assert";
import { parseLines, task, withFolder } from "./command.ts";
import { trainHere } from "./running.ts";

Deno.test("compared runs tell in a pipe how they differ and what came of them, the best first", () =>
  withFolder(async (folder) => {
    await trainHere(`${folder}/run`, "--epochs", "2", "--no-charts", "--batch", "4");
    // The second learning rate diverges.
    await task(
      ...["sweep", "--epochs", "2", "--quiet", "--set", "stop.limit=5"],
      ...["--grid", "optimizer.learningRate=0.01,1000", "--set", "outputs.charts=false"],
      ...["--out", `${folder}/sweep`],
    );
    const { code, stdout, stderr } = await task("compare", `${folder}/run`, `${folder}/sweep`);
    assertEquals([code, stderr], [0, ""]);
    const runs = parseLines(stdout);
    assertEquals(runs.map(({ run, state }) => [run, state]), [
      [`${folder}/sweep/learningRate=0.01`, "finished"],
      [`${folder}/run`, "finished"],
      [`${folder}/sweep/learningRate=1000`, "diverged"],
    ]);
    assertEquals(runs[1].pipeline, {
      "optimizer.learningRate": 0.001,
      batch: 4,
      "stop.limit": null,
    });
    const end = parseLines(Deno.readTextFileSync(`${folder}/run/metrics.jsonl`)).at(-1)!;
    assertEquals([runs[1].modelLoss, runs[1].epochs], [end.modelLoss, 2]);
  }));

Deno.test("a log, and a folder with a slash after it, are runs, too; none counts twice", () =>
  withFolder(async (folder) => {
    const run = `${folder}/run`;
    await trainHere(run, "--epochs", "2", "--no-charts");
    const { stdout } = await task("compare", run, `${run}/`, `${run}/metrics.jsonl`);
    assertEquals(parseLines(stdout).map(({ run }) => run), [run, `${run}/metrics.jsonl`]);
    assertEquals(parseLines(stdout)[0].pipeline, {});
  }));

Deno.test("what cannot be compared is said", () =>
  withFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/rows.csv`, "1,2\n");
    for (
      const [args, said] of [
        [[], /^compare: expected runs; see --help\n$/],
        [[`${folder}/none`], /none: no such run\n$/],
        [[folder], /: expected the folder of a run or of a sweep, or a log\n$/],
        [[`${folder}/rows.csv`], /rows.csv: expected a log, found no start record\n$/],
      ] as const
    ) {
      const { code, stdout, stderr } = await task("compare", ...args);
      assertEquals([code, stdout], [2, ""]);
      assertMatch(stderr, said);
    }
  }));
