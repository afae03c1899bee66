import { assert, assertEquals, assertMatch } from "@std/assert";
import { filesIn, shell, V8_FLAGS, withFolder } from "./command.ts";
import { trainHere } from "./running.ts";

const MAIN =
  `deno run --cached-only --no-prompt ${V8_FLAGS} --allow-read --allow-write src/cli/main.ts`;

const commands = [
  ...["--help", "--version", "train --help", "train --version", "chart --help", "pipeline --help"],
  ...["pipeline list", "pipeline show mldawn", "pipeline schema", "pipeline check mldawn"],
];

for (const command of commands) {
  Deno.test(`${command} to a full device: one line, exit 1`, async () => {
    const { code, stderr } = await shell(`${MAIN} ${command} > /dev/full`);
    assertEquals([code, stderr], [1, "<stdout>: cannot be written (No space left on device)\n"]);
  });
}

Deno.test("a full stderr changes neither what a command does nor its exit code", async () => {
  await withFolder(async (temp) => {
    assertEquals((await shell(`${MAIN} train --bogus 2> /dev/full`)).code, 2);
    assertEquals((await shell(`${MAIN} train nowhere.json 2>&-`)).code, 2);
    const { code } = await shell(`${MAIN} chart out/mldawn --out '${temp}' 2> /dev/full`);
    assertEquals([code, filesIn(temp).length], [0, 5]);
  });
});

/** What `runCommand` makes of a command. */
function runCommand(command: string) {
  const code = `import { runCommand } from "./src/cli/command.ts"; await runCommand(${command});`;
  return shell(`deno eval --no-check '${code}'`);
}

const REPORT =
  "this is a fault of dawnstream [\\d.]+; please report this line, and what you ran, " +
  "in its issues\\n$";

for (
  const [what, command] of [
    ["a function of it throws", "() => void writeOut(null)"],
    ["something is thrown that is no error", "() => { throw null; }"],
    ["a promise is rejected that nobody waits for", "async () => void Promise.reject(1n)"],
    ["a timer throws", "() => void setTimeout(() => { throw Error(`a\\nb`); })"],
  ]
) {
  Deno.test(`a fault of the program, ${what}: one line that says where to report it, exit 1`, async () => {
    const { code, stdout, stderr } = await runCommand(command);
    assertMatch(stderr, new RegExp(`^[^\\n]+: ${REPORT}`));
    assertEquals([code, stdout], [1, ""]);
  });
}

Deno.test("more samples than there is memory for: one line, exit 1", async () => {
  const { code, stderr } = await runCommand("() => void new Float64Array(2 ** 45)");
  assertEquals([code, stderr], [
    1,
    "not enough memory for so many samples; take fewer, or a stream (data.stream)\n",
  ]);
});

/** Commands that write more than a pipe holds; `$` is the test's folder. */
const long = {
  "predict": "predict '$/run/model.json' '$/rows.csv'",
  "train": "train --samples --epochs 1 --no-charts -q --out '$/again'",
  "train --resume": "train --samples --epochs 1 --no-charts -q --out '$/run' --resume",
};

for (const [what, command] of Object.entries(long)) {
  Deno.test(`${what}: a standard output that does not block, and a slow reader, get every line once`, async () => {
    await withFolder(async (temp) => {
      const run = `${MAIN} ${command.replaceAll("$", temp)}`;
      const rows = Array.from({ length: 5000 }, (_, i) => `${i}`);
      await Deno.writeTextFile(`${temp}/rows.csv`, ["x", ...rows].join("\n"));
      await trainHere(`${temp}/run`, "--samples", "--epochs", "1", "--no-charts");
      const { stdout } = await shell(run);
      assert(stdout.length > 2 ** 17);
      // dd makes the pipe one that does not block; bash reads byte by byte.
      const slow = await shell(
        `{ dd count=0 oflag=nonblock 2> /dev/null; ${run}; } |` +
          ` while IFS= read -r line; do printf '%s\\n' "$line"; done`,
      );
      assertEquals(slow.code, 0);
      assert(slow.stdout === stdout);
    });
  });
}
