import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { newScene } from "../../src/charts/scene.ts";
import { chart } from "../../src/cli/chart.ts";
import { draw } from "../../src/page/draw.ts";
import { readLog } from "../../src/run/log.ts";
import { filesIn, refusal, shell, task, withFolder } from "./command.ts";
import { trainHere } from "./running.ts";

/** The pictures and the page in a folder. */
function picturesIn(folder: string): Record<string, string> {
  const names = filesIn(folder).filter((name) => /\.(svg|html)$/.test(name));
  return Object.fromEntries(
    names.map((name) => [name, Deno.readTextFileSync(`${folder}/${name}`)]),
  );
}

Deno.test("chart: the pictures and the page of a folder, a file and a pipe are the run's own", async () => {
  await withFolder(async (temp) => {
    const { code } = await shell(
      `deno task --quiet train -q --out '${temp}/run' | ` +
        `deno task --quiet chart - --out '${temp}/pipe'`,
    );
    assertEquals(code, 0);
    const own = picturesIn(`${temp}/run`);
    assert(Object.keys(own).length >= 4);
    assertEquals(picturesIn(`${temp}/pipe`), own);
    await task("chart", `${temp}/run`, "--out", `${temp}/folder`);
    assertEquals(picturesIn(`${temp}/folder`), own);
    for (const name of Object.keys(own)) await Deno.remove(`${temp}/run/${name}`);
    const { stdout, stderr } = await task("chart", `${temp}/run/metrics.jsonl`);
    assertEquals(picturesIn(`${temp}/run`), own);
    assertEquals(stdout, "");
    for (const name of Object.keys(own)) assertStringIncludes(stderr, `${temp}/run/${name}\n`);
  });
});

const runs: Record<string, string[]> = {
  "four features": ["pipelines/iris-hard.json"],
  "a stream": [
    ...["--data", "pipelines/iris.csv", "--set", "data.stream=true"],
    ...["--set", 'data.only=["setosa","virginica"]', "--set", 'data.features=["petal_length"]'],
  ],
};

for (const [what, args] of Object.entries(runs)) {
  Deno.test(`the pictures and the page that are drawn from a log are the run's own: ${what}`, async () => {
    await withFolder(async (temp) => {
      await trainHere(temp, ...args);
      const own = picturesIn(temp);
      assert(Object.keys(own).length >= 4);
      const scene = newScene();
      for await (const record of readLog(`${temp}/metrics.jsonl`)) scene.add(record);
      assertEquals(Object.fromEntries([...draw(scene)].map(({ name, text }) => [name, text])), own);
    });
  });
}

Deno.test("chart: a log that is cut off in the middle of a line: what came before, one line, exit 2", async () => {
  await withFolder(async (temp) => {
    const { log } = await trainHere(`${temp}/run`, "--epochs", "3", "--no-charts");
    await Deno.writeTextFile(`${temp}/cut.jsonl`, log.slice(0, log.indexOf('"epoch":2') + 20));
    const { code, stderr } = await task("chart", `${temp}/cut.jsonl`, "--out", `${temp}/cut`);
    assertEquals([code, Object.keys(picturesIn(`${temp}/cut`))], [
      2,
      ["data.svg", "loss.svg", "panels.svg", "report.html", "surface.svg"],
    ]);
    assertEquals(
      stderr.trimEnd().split("\n").at(-1),
      `${temp}/cut.jsonl:${
        log.slice(0, log.indexOf('"epoch":2')).split("\n").length
      }: damaged, it is not JSON`,
    );
  });
});

Deno.test("chart: a log of another version: one line, exit 2, nothing written", async () => {
  await withFolder(async (temp) => {
    const log = await Deno.readTextFile("out/mldawn/metrics.jsonl");
    await Deno.writeTextFile(`${temp}/log.jsonl`, log.replace('"version":2', '"version":3'));
    const { code, stderr } = await task("chart", `${temp}/log.jsonl`, "--out", `${temp}/out`);
    assertEquals(
      [code, stderr],
      [2, `${temp}/log.jsonl:1: expected a log of version 2, found version 3\n`],
    );
    assertEquals(filesIn(temp), ["log.jsonl"]);
  });
});

const mistakes: [args: string[], code: number, line: string][] = [
  [[], 2, "chart: expected one run; see --help"],
  [["nowhere"], 1, "nowhere: cannot be read (No such file or directory)"],
  [["-"], 2, "chart: records from standard input need --out DIR"],
  [["pipelines/iris.csv", "--out", "/nowhere"], 2, "pipelines/iris.csv:1: damaged, it is not JSON"],
];

for (const [args, code, line] of mistakes) {
  Deno.test(`chart ${args.join(" ")}: one line, exit ${code}`, async () => {
    assertEquals(await refusal(() => chart(args)), { code, stderr: line + "\n" });
  });
}
