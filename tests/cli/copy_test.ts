import { assertEquals, assertMatch } from "@std/assert";
import { exists } from "../../src/files.ts";
import { filesIn, parseLines, shell, withFolder } from "./command.ts";
import { ENDLESS, run, start, texts, train, trainHere } from "./running.ts";

/** What `--jsonl` names, and what becomes of the run then; `$` is the test's folder. */
const copies: Record<string, [file: string, args: string[], error: RegExp]> = {
  "the data is missing": ["old.jsonl", ["--data", "$/missing.csv"], /missing.csv: no such file/],
  "another pipeline's run is to be resumed": [
    "old.jsonl",
    ["--seed", "7", "--out", "$/finished", "--resume"],
    /cannot be resumed: seed was 42/,
  ],
  "it is the data": ["rows.csv", ["--data", "$/rows.csv"], /rows.csv is the run's data/],
  "it is the data by a link": ["link.csv", ["--data", "$/rows.csv"], /is the run's data/],
  "it is the held-out data": [
    "old.jsonl",
    ["--data", "$/rows.csv", "--set", "validation.path=$/old.jsonl"],
    /old.jsonl/,
  ],
  "it is the run's log": [
    "finished/metrics.jsonl",
    ["--out", "$/finished"],
    /metrics.jsonl lies in the run's folder/,
  ],
  "it is a new file in the run's folder": [
    "finished/new.jsonl",
    ["--out", "$/finished"],
    /new.jsonl lies in the run's folder/,
  ],
  "it is the pipeline": [
    "pipeline.json",
    ["$/pipeline.json"],
    /pipeline.json holds something other than records; remove it first/,
  ],
};

for (const [what, [file, args, error]] of Object.entries(copies)) {
  Deno.test(`--jsonl where ${what}: one line, exit 2, no file changes`, async () => {
    await withFolder(async (temp) => {
      await trainHere(`${temp}/finished`, "--epochs", "1", "--no-charts");
      await Deno.writeTextFile(`${temp}/rows.csv`, "x,y\n1,0\n2,1\n");
      await Deno.writeTextFile(`${temp}/old.jsonl`, '{"event":"start","x":1,"y":0}\n');
      await Deno.writeTextFile(`${temp}/pipeline.json`, '{"name":"small","epochs":{"count":1}}');
      await Deno.symlink("rows.csv", `${temp}/link.csv`);
      const all = () =>
        filesIn(temp).filter((name) => name !== "run").map((name) => {
          const path = `${temp}/${name}`;
          return [name, Deno.statSync(path).isFile ? Deno.readTextFileSync(path) : texts(path)];
        });
      const before = all();
      const { code, stdout, stderr } = await run(
        ...["--out", `${temp}/run`].filter(() => !args.includes("--out")),
        ...args.map((arg) => arg.replace("$", temp)),
        ...["--jsonl", `${temp}/${file}`],
      );
      assertMatch(stderr, error);
      assertEquals([code, stdout, stderr.trimEnd().split("\n").length], [2, "", 1]);
      assertEquals(all(), before);
    });
  });
}

Deno.test("--jsonl where another run is writing: the file stays as it is", async () => {
  await withFolder(async (temp) => {
    const first = start(...ENDLESS, "--out", `${temp}/run`);
    await first.records(3);
    await Deno.writeTextFile(`${temp}/old.jsonl`, '{"event":"start"}\n');
    const second = await run("--out", `${temp}/run`, "--jsonl", `${temp}/old.jsonl`);
    assertEquals(second.code, 1);
    assertEquals(Deno.readTextFileSync(`${temp}/old.jsonl`), '{"event":"start"}\n');
    first.kill("SIGKILL");
    await first.end();
  });
});

Deno.test("stderr that is full does not fail a run", async () => {
  await withFolder(async (temp) => {
    const out = `${temp}/run`;
    await trainHere(out, "--epochs", "1", "--seed", "7", "--no-charts");
    const { code, stdout } = await shell(
      `${train} --epochs 1 --no-charts --out '${out}' 2> /dev/full`,
    );
    assertEquals([code, stdout], [0, texts(out)["metrics.jsonl"]]);
  });
});

Deno.test("a FIFO whose reader leaves: one line, exit 1, an earlier run intact", async () => {
  await withFolder(async (temp) => {
    await trainHere(`${temp}/run`, "--epochs", "1", "--no-charts");
    const before = texts(`${temp}/run`);
    const { code, stdout, stderr } = await shell(
      `mkfifo '${temp}/fifo'; head -2 '${temp}/fifo' & ` +
        `${train} ${ENDLESS.join(" ")} --out '${temp}/run' --jsonl '${temp}/fifo'`,
    );
    assertEquals(stderr, `${temp}/fifo: cannot be written (its reader has left)\n`);
    assertEquals([code, parseLines(stdout).map(({ event }) => event)], [1, ["start", "data"]]);
    assertEquals(texts(`${temp}/run`), before);
  });
});

Deno.test("standard output that is full: one line, exit 1", async () => {
  await withFolder(async (temp) => {
    const { code, stderr } = await shell(`${train} --out '${temp}/run' > /dev/full`);
    assertEquals(stderr, "<stdout>: cannot be written (No space left on device)\n");
    // The run may have come to a snapshot before it was told.
    assertEquals([code, exists(`${temp}/run/metrics.jsonl`)], [1, false]);
  });
});

Deno.test("standard output that is closed is as /dev/null: the run goes its way", async () => {
  await withFolder(async (temp) => {
    const { code } = await shell(`${train} --epochs 1 --no-charts --out '${temp}/run' >&-`);
    assertEquals([code, parseLines(texts(`${temp}/run`)["metrics.jsonl"]).length], [0, 5]);
  });
});
