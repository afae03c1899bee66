import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { filesIn, parseLines, shell, withFolder } from "./command.ts";
import { assertWhole, ENDLESS, run, start, train } from "./running.ts";

Deno.test("a run that diverges says where, and keeps its files", async () => {
  await withFolder(async (temp) => {
    const spec = {
      name: "diverges",
      data: { kind: "points", points: [{ x: 1, y: 1 }, { x: 1e10, y: 0 }] },
      epochs: { shuffle: false },
      optimizer: { learningRate: 1e300 },
    };
    await Deno.writeTextFile(`${temp}/x.json`, JSON.stringify(spec));
    const { code, stdout, stderr } = await run(`${temp}/x.json`, "--out", `${temp}/run`);
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /^diverged at epoch 0, step 2, sample 1: .* learning rate 1e\+300; try a smaller optimizer\.learningRate; .*\n$/,
    );
    const { stopped, epoch, step, sample, learningRate, loss } = parseLines(stdout).at(-1)!;
    assertEquals({ stopped, epoch, step, sample, learningRate }, {
      stopped: "diverged",
      epoch: 0,
      step: 2,
      sample: 1,
      learningRate: 1e300,
    });
    assert(Number.isFinite(loss));
    assertEquals(Deno.readTextFileSync(`${temp}/run/.partial/metrics.jsonl`), stdout);
    assertWhole(`${temp}/run/.partial`);
  });
});

Deno.test("a loss above stop.limit: the line says both", async () => {
  await withFolder(async (temp) => {
    const { code, stdout, stderr } = await run("--set", "stop.limit=0.01", "--out", `${temp}/run`);
    const { loss } = parseLines(stdout).at(-1)!;
    assertEquals(code, 1);
    assertStringIncludes(
      stderr,
      `: the loss ${loss} is above stop.limit, 0.01; ` +
        "try a smaller optimizer.learningRate or a larger limit; the files so far are in ",
    );
  });
});

Deno.test("a folder that is removed in the middle: one line, exit 1", async () => {
  await withFolder(async (temp) => {
    const child = start(...ENDLESS, "--out", `${temp}/run`);
    await child.records(30);
    await Deno.remove(`${temp}/run`, { recursive: true });
    const { code, stderr } = await child.end();
    assertMatch(
      stderr,
      /^\S+\/run\/\.partial\/\S+: cannot be \w+ \(No such file or directory\)\n$/,
    );
    assertEquals([code, filesIn(temp)], [1, []]);
  });
});

Deno.test("a pipeline file of lists that never end: one line, exit 2, nothing written", async () => {
  await withFolder(async (temp) => {
    await Deno.writeTextFile(`${temp}/x.json`, "[".repeat(1e6));
    const { code, stdout, stderr } = await run(`${temp}/x.json`, "--out", `${temp}/run`);
    assertEquals([code, stdout, stderr], [2, "", `${temp}/x.json: nested too deeply\n`]);
    assertEquals(filesIn(temp), ["x.json"]);
  });
});

Deno.test("standard input that never ends is no pipeline", async () => {
  const { code, stderr } = await shell(`yes '{"a":' | ${train} -; exit \${PIPESTATUS[1]}`);
  assertEquals([code, stderr], [2, "<stdin>: longer than 16777216 bytes\n"]);
});
