import type { Pipeline } from "../../src/pipeline/types.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { exists } from "../../src/files.ts";
import { filesIn, type Outcome, parseLines, project, shell, withFolder } from "./command.ts";

/** The command of the task, with all else denied that can be denied. */
const DENIED = ["net", "env", "run", "ffi", "sys"].map((name) => `--deny-${name}`);
const TRAIN = [
  ...["run", "--cached-only", "--no-prompt", "--allow-read", "--allow-write"],
  ...[...DENIED, "src/cli/main.ts", "train"],
];
/** The same for a script. */
const train = `deno ${TRAIN.join(" ")}`;
const ENDLESS = ["--epochs", "1000000000"];

/** A run whose records are read as they come. */
function start(...args: readonly string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...TRAIN, ...args],
    cwd: project,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let stdout = "";
  return {
    kill: (signal: Deno.Signal) => child.kill(signal),
    /** Reads until so many records have come. */
    async records(count: number): Promise<void> {
      while (stdout.split("\n").length <= count) stdout += (await reader.read()).value ?? "";
    },
    /** Reads the rest. */
    async end(): Promise<Outcome> {
      for (let read; !(read = await reader.read()).done;) stdout += read.value;
      const { code } = await child.status;
      return { code, stdout, stderr: await stderr };
    },
  };
}

async function run(...args: readonly string[]): Promise<Outcome> {
  return await start(...args).end();
}

/** Asserts that every file of a run in a folder is whole. */
function assertWhole(folder: string): void {
  for (const file of filesIn(folder).filter((name) => name !== ".partial")) {
    const text = Deno.readTextFileSync(`${folder}/${file}`);
    assert(!file.endsWith(".new"), file);
    if (file.endsWith(".json")) JSON.parse(text);
    else if (file.endsWith(".jsonl")) parseLines(text);
    else assert(text.trimEnd().endsWith("</svg>"), file);
  }
}

/** The texts of all files in a folder but the unfinished run's. */
function texts(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesIn(folder).filter((file) => file !== ".partial")
      .map((file) => [file, Deno.readTextFileSync(`${folder}/${file}`)]),
  );
}

/** The files of an unfinished run; whether there are two snapshots depends on the clock. */
function unfinishedIn(folder: string): string[] {
  return filesIn(`${folder}/.partial`).filter((name) => name !== "snapshot.previous.json");
}

/** All stop after the first epoch; the second in the middle of one, with lines that wait to be written. */
const signals = [
  { signal: "SIGINT", code: 130, records: 30, how: [] },
  { signal: "SIGTERM", code: 143, records: 1500, how: ["--samples", "--chunk", "7"] },
] as const;

for (const { signal, code, records, how } of signals) {
  Deno.test(`${signal} stops a run with its files so far, and --resume finishes it`, async () => {
    await withFolder(async (temp) => {
      const out = `${temp}/run`;
      await run("--epochs", "2", "--out", out);
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
      const whole = await run(...more, ...apart, "--out", `${temp}/whole`);
      assertEquals([resumed.code, resumed.stdout], [0, whole.stdout]);
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
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

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
    while (text() === "") await pause(10);
    child.kill("SIGTERM");
    while (!text().includes('"event":"end"')) await pause(10);
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
    const apart = ["--set", "checkpoints.every=20"];
    const child = start(...ENDLESS, ...apart, "--out", out);
    await child.records(30);
    child.kill("SIGINT");
    const { stdout } = await child.end();
    const epochs = parseLines(stdout).at(-1)!.epochs as number;
    const other = await run("--epochs", "1", "--out", out, "--quiet");
    assertEquals(
      other.stderr,
      `${out}: unfinished run moved to ${out}.1; --out ${out}.1 --resume continues it\n`,
    );
    assertEquals(Deno.readTextFileSync(`${out}.1/.partial/metrics.jsonl`), stdout);
    const more = [...apart, "--epochs", String(epochs + 2)];
    const resumed = await run(...more, "--out", `${out}.1`, "--resume");
    const whole = await run(...more, "--out", `${temp}/whole`);
    assertEquals([resumed.code, resumed.stdout], [0, whole.stdout]);
    assertEquals(texts(`${out}.1`), texts(`${temp}/whole`));
  });
});

Deno.test("a run without pictures leaves none of an earlier one in its folder", async () => {
  await withFolder(async (temp) => {
    const out = `${temp}/run`;
    await run("--epochs", "2", "--out", out);
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
    const again = await run("--epochs", "1", "--out", out, "--quiet");
    assertEquals([again.stderr, filesIn(temp)], ["", ["run", "run.1"]]);
  });
});

Deno.test("a damaged snapshot: the one before is used, that is said, and all files are the same", async () => {
  await withFolder(async (temp) => {
    const out = `${temp}/run`;
    const args = ["--epochs", "100000", "--no-charts", "--jsonl", "/dev/null", "--out"];
    const child = start(...args, out);
    const snapshot = `${out}/.partial/snapshot.json`;
    // The second snapshot has been written, and the third comes in a second.
    while (!exists(`${out}/.partial/snapshot.previous.json`) || !exists(snapshot)) await pause(10);
    child.kill("SIGKILL");
    await child.end();
    const text = Deno.readTextFileSync(snapshot);
    Deno.writeTextFileSync(snapshot, text.replace(/"steps":\d/, '"steps":0'));
    const resumed = await run(...args, out, "--resume", "--quiet");
    assertEquals(
      [resumed.code, resumed.stderr],
      [0, `${snapshot}: damaged; the run is resumed from the snapshot before\n`],
    );
    await run(...args, `${temp}/whole`);
    const [log, whole] = [out, `${temp}/whole`].map((folder) => texts(folder)["metrics.jsonl"]);
    assert(log === whole);
  });
});

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
      await run("--epochs", "1", "--out", `${temp}/finished`);
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
    await run("--epochs", "1", "--seed", "7", "--out", out);
    const { code, stdout } = await shell(`${train} --epochs 1 --out '${out}' 2> /dev/full`);
    assertEquals([code, stdout], [0, texts(out)["metrics.jsonl"]]);
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

/** Whether this is allowed to mount a file system, as only the system's administrator is. */
const canMount = (await shell(
  "d=$(mktemp -d) && mount -t tmpfs -o size=64k none $d && umount $d; s=$?; rmdir $d; exit $s",
)).code === 0;
const ignore = !canMount;

/** A folder on a file system of its own. */
async function withDisk(size: string, test: (disk: string) => Promise<void>): Promise<void> {
  await withFolder(async (temp) => {
    assertEquals((await shell(`mount -t tmpfs -o size=${size} none '${temp}'`)).code, 0);
    try {
      await test(temp);
    } finally {
      assertEquals((await shell(`umount '${temp}'`)).code, 0);
    }
  });
}

Deno.test({
  name: "a full disk: one line, exit 1, an earlier run intact, and --resume continues (may mount)",
  ignore,
  async fn() {
    // Room for the records of more than a second, not of all.
    await withDisk("1500k", async (disk) => {
      const out = `${disk}/run`;
      await run("--epochs", "1", "--out", out);
      const before = texts(out);
      const args = ["--epochs", "10000", "--no-charts"];
      const { code, stderr } = await run(...args, "--chunk", "1", "--out", out);
      assertMatch(stderr, /^\S+: cannot be written \(No space left on device\)\n$/);
      assertEquals(code, 1);
      assertEquals(texts(out), before);
      assertEquals(unfinishedIn(out), ["metrics.jsonl", "snapshot.json"]);
      assertWhole(`${out}/.partial`);
      assertEquals((await shell(`mount -o remount,size=64m '${disk}'`)).code, 0);
      const resumed = await run(...args, "--out", out, "--resume");
      const whole = await run(...args, "--out", `${disk}/whole`);
      assertEquals([resumed.code, resumed.stdout], [0, whole.stdout]);
      assertEquals(texts(out)["metrics.jsonl"], whole.stdout);
    });
  },
});

Deno.test({
  name: "a read-only disk: one line, exit 1, an earlier run intact (may mount)",
  ignore,
  async fn() {
    await withDisk("4m", async (disk) => {
      await run("--epochs", "1", "--out", `${disk}/run`);
      const before = texts(`${disk}/run`);
      assertEquals((await shell(`mount -o remount,ro '${disk}'`)).code, 0);
      for (const name of ["run", "other"]) {
        const { code, stdout, stderr } = await run("--out", `${disk}/${name}`);
        const line = `${disk}/${name}: no run can be written here (Read-only file system)`;
        assertStringIncludes(stderr, line);
        assertEquals([code, stdout, stderr.trimEnd().split("\n").length], [1, "", 1]);
      }
      assertEquals(texts(`${disk}/run`), before);
      assertEquals(filesIn(disk), ["run"]);
    });
  },
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

Deno.test("a FIFO whose reader leaves: one line, exit 1, an earlier run intact", async () => {
  await withFolder(async (temp) => {
    await run("--epochs", "1", "--out", `${temp}/run`);
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
    assertEquals([code, filesIn(temp)], [1, []]);
  });
});

Deno.test("standard output that is closed is as /dev/null: the run goes its way", async () => {
  await withFolder(async (temp) => {
    const { code } = await shell(`${train} --epochs 1 --out '${temp}/run' >&-`);
    assertEquals([code, parseLines(texts(`${temp}/run`)["metrics.jsonl"]).length], [0, 5]);
  });
});

Deno.test("a second run in the same folder is refused; a killed one locks nobody out", async () => {
  await withFolder(async (temp) => {
    const first = start(...ENDLESS, "--out", temp);
    await first.records(3);
    const second = await run("--epochs", "1", "--out", temp);
    assertEquals(
      second.stderr,
      `${temp}: another run is writing here; wait for it, or try --out\n`,
    );
    assertEquals([second.code, second.stdout], [1, ""]);
    first.kill("SIGKILL");
    await first.end();
    assertEquals((await run("--epochs", "1", "--out", temp)).code, 0);
    assertWhole(temp);
    assert(!filesIn(temp).includes(".partial"));
  });
});

Deno.test("another pipeline's run in the folder is moved aside, and that is said", async () => {
  await withFolder(async (temp) => {
    const out = `${temp}/run`;
    await run("--epochs", "1", "--seed", "7", "--out", out);
    const before = texts(out);
    const { stderr } = await run("--epochs", "1", "--out", out, "--quiet");
    assertEquals(stderr, `${out}: previous run moved to ${out}.1\n`);
    assertEquals(texts(`${out}.1`), before);
    const again = await run("--epochs", "1", "--out", out, "--quiet");
    assertEquals([again.stderr, filesIn(temp)], ["", ["run", "run.1"]]);
  });
});

Deno.test("--resume of another pipeline: one line, exit 2, all stays as it was", async () => {
  await withFolder(async (temp) => {
    const out = `${temp}/run`;
    await run("--epochs", "1", "--out", out);
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

const deep = (open: string, close: string) => open.repeat(1e6) + "1" + close.repeat(1e6);
const hostile: Record<string, [text: string, line: RegExp]> = {
  "lists 10⁶ deep": [deep("[", "]"), /: expected an object .*, found a list of 1/],
  "objects 10⁶ deep": [deep('{"a":', "}"), /: a: unknown field/],
  "a field 10⁶ deep": [`{"name":"x","data":${deep('{"kind":', "}")}}`, /: data\.kind: /],
  "lists that never end": ["[".repeat(1e6), /: nested too deeply/],
  "a line of 100 MB": [`{"name":"${"x".repeat(1e8)}"}`, /: longer than 16777216 bytes/],
  "15 MB of rubbish": ["x, ".repeat(5e6), /:1:1: not JSON/],
  "prototype keys": [
    '{"name":"x","__proto__":{"seed":1},"constructor":{"prototype":{}},"epochs":{"toString":1}}',
    /: epochs\.toString: unknown field/,
  ],
  "20,000 unknown fields": [
    `{"name":"x"${Array.from({ length: 20_000 }, (_, i) => `,"k${i}":1`).join("")}}`,
    /… and more/,
  ],
  "a huge number": ['{"name":"x","seed":1e400}', /: seed: expected .*, found Infinity/],
  "a name of a kilobyte": [
    `{"name":"${"x".repeat(1024)}"}`,
    /: name: expected a name of up to 100/,
  ],
  "bytes that are no text": ['{"name":"\udc00\u0000"}', /:1:9: not JSON: invalid character/],
};

for (const [what, [text, line]] of Object.entries(hostile)) {
  Deno.test(`a pipeline file with ${what}: a clear error, exit 2, nothing written`, async () => {
    await withFolder(async (temp) => {
      await Deno.writeTextFile(`${temp}/x.json`, text);
      const { code, stdout, stderr } = await run(`${temp}/x.json`, "--out", `${temp}/run`);
      assertMatch(stderr, line);
      assert(!/^\s+at /m.test(stderr) && stderr.length < 20_000, stderr.slice(0, 1000));
      assertEquals([code, stdout, filesIn(temp)], [2, "", ["x.json"]]);
    });
  });
}

Deno.test("standard input that never ends is no pipeline", async () => {
  const { code, stderr } = await shell(`yes '{"a":' | ${train} -; exit \${PIPESTATUS[1]}`);
  assertEquals([code, stderr], [2, "<stdin>: longer than 16777216 bytes\n"]);
});
