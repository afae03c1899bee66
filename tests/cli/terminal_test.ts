import { assert, assertEquals, assertMatch } from "@std/assert";
import { filesIn, project, shell, V8_FLAGS, withFolder } from "./command.ts";
import { ENDLESS, train, trainHere } from "./running.ts";

const hasScript = (await shell("command -v script stty > /dev/null")).code === 0;

const MAIN =
  `run --cached-only --no-prompt ${V8_FLAGS} --allow-read --allow-write=out,/ src/cli/main.ts`;

/** A test with a terminal of 100 columns, as `script` of util-linux has one. */
function terminalTest(name: string, test: (folder: string) => Promise<void>): void {
  Deno.test({
    name: hasScript ? name : `${name} (not run: no script)`,
    ignore: !hasScript,
    fn: () => withFolder(test),
  });
}

/** Stands where a line begins anew in the place of the one before. */
const ANEW = "⟲";

/** What Deno itself clears before a program begins, and what replaces a line. */
function readable(text: string): string {
  const clearing = ["\x1b[0G", "\x1b[2K", "\x1b[J"];
  return clearing.reduce((text, codes) => text.replaceAll(codes, ""), text)
    .replaceAll("\r\x1b[K", ANEW);
}

/** Starts a command on a terminal, on which a person may type. */
function onTerminal(command: string) {
  const script = `stty cols 100 rows 40 -echo; exec ${command.replace("deno", Deno.execPath())}`;
  const child = new Deno.Command("script", {
    args: ["--quiet", "--return", "--command", script, "/dev/null"],
    cwd: project,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let shown = "";
  return {
    type: (keys: string) => writer.write(new TextEncoder().encode(keys)),
    /** Reads until something is shown. */
    async shows(what: RegExp): Promise<void> {
      while (!what.test(readable(shown))) {
        const { done, value } = await reader.read();
        assert(!done, `the command has ended: ${shown}`);
        shown += value;
      }
    },
    /** Reads the rest: all lines that were shown, and the exit code. */
    async end(): Promise<{ code: number; lines: string[] }> {
      for (let read; !(read = await reader.read()).done;) shown += read.value;
      const { code } = await child.status;
      await writer.close().catch(() => {});
      return { code, lines: readable(shown).trimEnd().split(/\r?\n/) };
    },
  };
}

terminalTest(
  "a run on a terminal shows how far it is, no records, and Ctrl-C stops it",
  async (folder) => {
    const run = onTerminal(`${train} ${ENDLESS.join(" ")} --out ${folder}/run`);
    await run.shows(
      /⟲epoch \d+\/1000000000 · loss 0\.\d{4} [▁-█]+ · \S+ samples\/s · .* left/,
    );
    await run.type("\x03");
    const { code, lines } = await run.end();
    assertEquals(code, 130);
    // The progress line is gone from the place where the last line stands.
    assertMatch(
      lines.at(-1)!,
      /⟲SIGINT: stopped after \d+ epochs, \d+ steps; .*continues$/,
    );
    assert(!lines.join().includes('"event"'));
    assert(Deno.statSync(`${folder}/run/.partial/metrics.jsonl`).size > 0);
  },
);

terminalTest(
  "a sweep on a terminal shows how far it is, then the runs as a table, the best first",
  async (folder) => {
    const { code, lines } = await onTerminal(
      `deno ${MAIN} sweep --grid optimizer.learningRate=0.001,0.01,1000 --grid seed=1,2 ` +
        `--epochs 2 --set stop.limit=5 --set outputs.charts=false --workers 1 --out ${folder}/s`,
    ).end();
    assertEquals(code, 1);
    const progress = lines[0].split(ANEW);
    assertEquals(progress.slice(1, -1).map((line) => line.split(" · ")[0]), [
      ...["1/6 runs", "2/6 runs", "3/6 runs", "4/6 runs", "5/6 runs", "6/6 runs"],
    ]);
    assertMatch(progress[3], /^3\/6 runs · best loss 0\.\d+ [▁-█]+ · learningRate=0\.01,seed=\d$/);
    assertMatch(progress[6], / · 2 diverged or failed · /);
    assertEquals(progress.at(-1), "6 runs: 2 diverged");
    const at = lines.findIndex((line) => /^learning rate +median loss +least +greatest/.test(line));
    assertMatch(lines[at + 1], /^ +0\.01 +0\.\d+ +0\.\d+ +0\.\d+ +\d.* +2$/);
    assertMatch(lines[at + 2], /^ +0\.001 +0\.\d+ /);
    const diverged = lines.filter((line) => / diverged at epoch \d+, step \d+$/.test(line));
    assertEquals(diverged.length, 2);
  },
);

terminalTest("runs that are compared on a terminal are a table", async (folder) => {
  const [a, b] = [`${folder}/a`, `${folder}/b`];
  await trainHere(a, "--epochs", "2", "--no-charts");
  await trainHere(b, "--epochs", "2", "--no-charts", "--lr", "0.01");
  const { code, lines } = await onTerminal(`deno ${MAIN} compare ${a} ${b}`).end();
  assertEquals([code, lines.length], [0, 3]);
  assertMatch(lines[0], /^run +loss +learningRate +accuracy +boundary +epochs$/);
  assertMatch(lines[1], new RegExp(`^${b} +0\\.\\d+ +0\\.01 +\\d+\\.\\d\\d % +[\\d.]+ +2$`));
  assertMatch(lines[2], new RegExp(`^${a} +0\\.\\d+ +0\\.001 +\\d+\\.\\d\\d % +[\\d.]+ +2$`));
});

terminalTest(
  "rows that a person is to type are asked for, and learned from",
  async (folder) => {
    const run = onTerminal(`${train} --data - --format csv --no-charts --out ${folder}/run`);
    await run.shows(/waiting for rows on standard input; Ctrl-D ends them, Ctrl-C ends the run/);
    await run.type("x,y\n1,0\n2,1\n");
    await run.type("\x04");
    const { code, lines } = await run.end();
    assertEquals(code, 0, lines.join("\n"));
    assertMatch(lines.join("\n"), /completed; 120 epochs, 240 steps\n/);
    assertEquals(filesIn(`${folder}/run`).includes("model.json"), true);
  },
);
