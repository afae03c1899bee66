import { assert, assertEquals } from "@std/assert";
import { filesIn, withFolder } from "./command.ts";
import { assertWhole, ENDLESS, run, start, texts, trainHere } from "./running.ts";

Deno.test("a run without pictures leaves none of an earlier one in its folder", async () => {
  await withFolder(async (temp) => {
    const out = `${temp}/run`;
    await trainHere(out, "--epochs", "2");
    const before = texts(out);
    const { stderr } = await run("--epochs", "3", "--no-charts", "--out", out, "--quiet");
    assertEquals(stderr, `${out}: previous run moved to ${out}.1\n`);
    assertEquals(filesIn(out), ["metrics.jsonl", "model.json", "snapshot.json"]);
    assertEquals(texts(`${out}.1`), before);
  });
});

Deno.test("a person's own picture is not replaced, and where it is now is said", async () => {
  await withFolder(async (temp) => {
    const out = `${temp}/run`;
    Deno.mkdirSync(out);
    Deno.writeTextFileSync(`${out}/loss.svg`, "mine");
    const { stderr } = await run("--epochs", "1", "--out", out, "--quiet");
    assertEquals(stderr, `${out}: loss.svg, which no run wrote, moved to ${out}.1\n`);
    assertEquals(texts(`${out}.1`), { "loss.svg": "mine" });
    assertWhole(out);
    // All files of a run are known as such: they take each other's places.
    const again = await trainHere(out, "--epochs", "1");
    assertEquals([again.warnings, filesIn(temp)], [[], ["run", "run.1"]]);
  });
});

Deno.test("a second run in the same folder is refused; a killed one locks nobody out", async () => {
  await withFolder(async (temp) => {
    const first = start(...ENDLESS, "--out", temp);
    await first.records(3);
    const second = await run("--epochs", "1", "--no-charts", "--out", temp);
    assertEquals(
      second.stderr,
      `${temp}: another run is writing here; wait for it, or try --out\n`,
    );
    assertEquals([second.code, second.stdout], [1, ""]);
    first.kill("SIGKILL");
    await first.end();
    await trainHere(temp, "--epochs", "1", "--no-charts");
    assertWhole(temp);
    assert(!filesIn(temp).includes(".partial"));
  });
});

Deno.test("another pipeline's run in the folder is moved aside, and that is said", async () => {
  await withFolder(async (temp) => {
    const out = `${temp}/run`;
    await trainHere(out, "--epochs", "1", "--seed", "7", "--no-charts");
    const before = texts(out);
    const args = ["--epochs", "1", "--no-charts"];
    const { stderr } = await run(...args, "--out", out, "--quiet");
    assertEquals(stderr, `${out}: previous run moved to ${out}.1\n`);
    assertEquals(texts(`${out}.1`), before);
    const again = await trainHere(out, ...args);
    assertEquals([again.warnings, filesIn(temp)], [[], ["run", "run.1"]]);
  });
});

Deno.test("--resume of another pipeline: one line, exit 2, all stays as it was", async () => {
  await withFolder(async (temp) => {
    const out = `${temp}/run`;
    await trainHere(out, "--epochs", "1", "--no-charts");
    const before = texts(out);
    const { code, stdout, stderr } = await run("--seed", "7", "--out", out, "--resume");
    assertEquals(
      stderr,
      `${out}: cannot be resumed: seed was 42, now it is 7; ` +
        "set it back, try --out, or run without --resume to start anew\n",
    );
    assertEquals([code, stdout, texts(out), filesIn(temp)], [2, "", before, ["run"]]);
  });
});
