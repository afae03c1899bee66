import type { Pipeline } from "../../src/pipeline/types.ts";
import { assert, assertEquals } from "@std/assert";
import { filesIn, parseLines, project, withFolder } from "./command.ts";
import { exists } from "../../src/files.ts";
import {
  assertWhole,
  ENDLESS,
  pause,
  run,
  start,
  texts,
  TRAIN,
  trainHere,
  unfinishedIn,
  until,
} from "./running.ts";

/** Epochs so long that there are few of them. */
const LARGE = [0, 1].flatMap((i) => ["--set", `data.classes.${i}.count=20000`]);

/** All stop after the first epoch; the second in the middle of one, with lines that wait to be written. */
const signals = [
  { signal: "SIGINT", code: 130, records: 30, how: LARGE },
  {
    signal: "SIGTERM",
    code: 143,
    records: 1500,
    how: ["--samples", "--chunk", "7", "--no-charts"],
  },
] as const;

for (const { signal, code, records, how } of signals) {
  Deno.test(`${signal} stops a run with its files so far, and --resume finishes it`, async () => {
    await withFolder(async (temp) => {
      const out = `${temp}/run`;
      await trainHere(out, ...how, "--epochs", "2");
      const before = texts(out);
      const child = start(...how, ...ENDLESS, "--out", out);
      await child.records(records);
      child.kill(signal);
      const stopped = await child.end();
      const end = parseLines(stopped.stdout).at(-1)!;
      assertEquals([stopped.code, end.event, end.stopped], [code, "end", "signal"]);
      assertEquals(
        stopped.stderr,
        `${signal}: stopped after ${end.epochs} ${
          end.epochs === 1 ? "epoch" : "epochs"
        }, ${end.steps} steps; ` +
          `files so far in ${out}/.partial/, --resume continues\n`,
      );
      assertEquals(texts(out), before);
      assertEquals(unfinishedIn(out), Object.keys(before));
      assertWhole(`${out}/.partial`);
      assertEquals(Deno.readTextFileSync(`${out}/.partial/metrics.jsonl`), stopped.stdout);

      const more = [...how, "--epochs", String(end.epochs as number + 3)];
      const resumed = await run(...more, "--out", out, "--resume");
      // The checkpoints stay as far apart as in the run that was to be endless.
      const { every } = (parseLines(stopped.stdout)[0].pipeline as Pipeline).checkpoints;
      const apart = ["--set", `checkpoints.every=${every}`];
      const whole = await trainHere(`${temp}/whole`, ...more, ...apart);
      assertEquals([resumed.code, resumed.stdout], [0, whole.log]);
      assertEquals(texts(out), texts(`${temp}/whole`));
      assertEquals(filesIn(out), filesIn(`${temp}/whole`));
    });
  });
}

Deno.test("a second Ctrl-C leaves at once, and every file is whole", async () => {
  await withFolder(async (temp) => {
    const child = start(...ENDLESS, "--out", temp);
    await child.records(30);
    child.kill("SIGINT");
    await child.records(31);
    try {
      child.kill("SIGINT");
    } catch {
      // The first one was enough.
    }
    assertEquals((await child.end()).code, 130);
    assertWhole(`${temp}/.partial`);
  });
});

/** The signals of a shell come again after this, in milliseconds: sooner, they are the same key. */
const LATER = 150;

Deno.test("a reader that does not read: the run waits, SIGTERM stops it, the second ends it", async () => {
  await withFolder(async (temp) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: [...TRAIN, ...ENDLESS, "--samples", "--out", temp],
      cwd: project,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    // One that hangs would do so for ever.
    const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
    const log = `${temp}/.partial/metrics.jsonl`;
    const text = () => exists(log) ? Deno.readTextFileSync(log) : "";
    await until(() => text() !== "", child);
    child.kill("SIGTERM");
    await until(() => text().includes('"event":"end"'), child);
    const { length } = text();
    await pause(LATER);
    child.kill("SIGTERM");
    const { code } = await child.status;
    clearTimeout(timer);
    assertEquals(code, 143);
    assertWhole(`${temp}/.partial`);
    // The pipe's 64 KiB, what is being written, what waits, and the samples of one chunk.
    assert(length < 2 ** 20, String(length));
    await child.stdout.cancel();
  });
});

Deno.test("a run whose --resume was forgotten is moved aside, and resumed there", async () => {
  await withFolder(async (temp) => {
    const out = `${temp}/run`;
    const apart = [...LARGE, "--set", "checkpoints.every=20", "--no-charts"];
    const child = start(...ENDLESS, ...apart, "--out", out);
    await child.records(30);
    child.kill("SIGINT");
    const { stdout } = await child.end();
    const epochs = parseLines(stdout).at(-1)!.epochs as number;
    const other = await run("--epochs", "1", "--no-charts", "--out", out, "--quiet");
    assertEquals(
      other.stderr,
      `${out}: unfinished run moved to ${out}.1; --out ${out}.1 --resume continues it\n`,
    );
    assertEquals(Deno.readTextFileSync(`${out}.1/.partial/metrics.jsonl`), stdout);
    const more = [...apart, "--epochs", String(epochs + 2)];
    const resumed = await run(...more, "--out", `${out}.1`, "--resume");
    const whole = await trainHere(`${temp}/whole`, ...more);
    assertEquals([resumed.code, resumed.stdout], [0, whole.log]);
    assertEquals(texts(`${out}.1`), texts(`${temp}/whole`));
  });
});

Deno.test("the task hands a signal on", async () => {
  await withFolder(async (temp) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "train", ...ENDLESS, "--out", temp],
      cwd: project,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let killed = false;
    for await (const _ of child.stdout) {
      if (!killed) child.kill("SIGINT");
      killed = true;
    }
    assertEquals((await child.status).code, 130);
  });
});

/** Sends a signal to a run whose records nobody reads, as often as it takes, and waits for its end. */
async function endUnread(args: readonly string[], isReady: () => boolean) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...TRAIN, ...args],
    cwd: project,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
  const stderr = new Response(child.stderr).text();
  await until(isReady, child);
  // By then it waits for its reader: there is nothing else that it could wait for.
  await pause(LATER);
  child.kill("SIGTERM");
  const { code } = await child.status;
  clearTimeout(timer);
  await child.stdout.cancel();
  return { code, stderr: await stderr };
}

Deno.test("a reader that does not read the records of a resumed run: the first SIGTERM ends it, nothing is lost", async () => {
  await withFolder(async (temp) => {
    const out = `${temp}/run`;
    const flow = ["--samples", "--no-charts", "--epochs"];
    const args = ["--out", out, ...flow];
    await trainHere(out, ...flow, "2");
    const before = texts(out);
    const log = `${out}/.partial/metrics.jsonl`;
    const more = await endUnread([...args, "4", "--resume"], () => exists(log));
    assertEquals(more, {
      code: 143,
      stderr: "SIGTERM: stopped before the run went on; --resume continues it\n",
    });
    assertEquals(texts(out), before);
    const resumed = await run(...args, "4", "--resume");
    const { log: whole } = await trainHere(`${temp}/whole`, ...flow, "4");
    assert(resumed.stdout === whole);
    const finished = await endUnread([...args, "4", "--resume", "-q"], () => true);
    assertEquals([finished.code, texts(out)["metrics.jsonl"] === whole], [143, true]);
  });
});
