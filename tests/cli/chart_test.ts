import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { filesIn, shell, task, withFolder } from "./command.ts";

/** The pictures and the page in a folder. */
function picturesIn(folder: string): Record<string, string> {
  const names = filesIn(folder).filter((name) => /\.(svg|html)$/.test(name));
  return Object.fromEntries(
    names.map((name) => [name, Deno.readTextFileSync(`${folder}/${name}`)]),
  );
}

const STREAM = "--data pipelines/iris.csv --set data.stream=true " +
  `--set 'data.only=["setosa","virginica"]' --set 'data.features=["petal_length"]'`;
const runs: Record<string, string> = {
  "the tutorial's job": "",
  "four features": "pipelines/iris-hard.json",
  "a stream": STREAM,
};

for (const [what, args] of Object.entries(runs)) {
  Deno.test(`chart: ${what}: the pictures and the page of a folder, a file and a pipe are the run's own`, async () => {
    await withFolder(async (temp) => {
      const { code } = await shell(
        `deno task --quiet train ${args} -q --out '${temp}/run' | ` +
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
}

Deno.test("chart: a log that is cut off in the middle of a line: what came before, one line, exit 2", async () => {
  await withFolder(async (temp) => {
    await task("train", "--epochs", "3", "-q", "--out", `${temp}/run`);
    const log = await Deno.readTextFile(`${temp}/run/metrics.jsonl`);
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

const mistakes: [args: string[], line: string][] = [
  [[], "chart: expected one run; see --help"],
  [["nowhere"], "nowhere: cannot be read (No such file or directory)"],
  [["-"], "chart: records from standard input need --out DIR"],
  [["pipelines/iris.csv", "--out", "/nowhere"], "pipelines/iris.csv:1: damaged, it is not JSON"],
];

for (const [args, line] of mistakes) {
  Deno.test(`chart ${args.join(" ")}: one line`, async () => {
    const { code, stdout, stderr } = await task("chart", ...args);
    assert(code === 1 || code === 2);
    assertEquals([stdout, stderr], ["", line + "\n"]);
  });
}
