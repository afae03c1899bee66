import { assertEquals, assertMatch } from "@std/assert";
import { filesIn, shell, withFolder } from "./command.ts";
import { assertWhole, TRAIN } from "./running.ts";

// With a single core, no run starts a thread.
const ignore = navigator.hardwareConcurrency === 1;

/** Says on stderr which threads are started. */
const TELLING = `globalThis.Worker = class extends Worker {
  constructor(...args) {
    console.error(args[0].split("/").at(-1));
    super(...args);
  }
};`;

/** Starts threads that cannot load what they need. */
const BREAKING = `globalThis.Worker = class extends Worker {
  constructor(_, options) {
    super("data:text/javascript,import 'data:text/javascript,throw new Error(\`no picture\`)'", options);
  }
};`;

/** Trains a few epochs, quietly, after a script that changes what a thread is. */
async function trainAfter(script: string, folder: string, args: string) {
  await Deno.writeTextFile(`${folder}/script.js`, script);
  const [run, ...rest] = TRAIN;
  const command = ["deno", run, "--preload", `${folder}/script.js`, ...rest].join(" ");
  return await shell(
    `${command} --epochs 3 --quiet --out '${folder}/run' ${args} > '${folder}/log' <<< '{}'`,
  );
}

const threads: [what: string, args: string, started: string, drawn: boolean][] = [
  ["draws", "", "draw_worker.ts\n", true],
  ["draws nothing", "--no-charts", "", false],
  ["is given on standard input", "- --set name=given", "", true],
];

for (const [what, args, started, drawn] of threads) {
  Deno.test({
    name: `a run that ${what} starts ${started === "" ? "no" : "a"} thread (needs two cores)`,
    ignore,
    async fn() {
      await withFolder(async (folder) => {
        const { code, stderr } = await trainAfter(TELLING, folder, args);
        assertEquals([code, stderr], [0, started]);
        assertEquals(filesIn(`${folder}/run`).includes("report.html"), drawn);
      });
    },
  });
}

Deno.test({
  name:
    "where the thread that draws cannot load, the run says so, and is resumed (needs two cores)",
  ignore,
  async fn() {
    await withFolder(async (folder) => {
      const { code, stderr } = await trainAfter(BREAKING, folder, "");
      assertEquals(code, 1);
      assertMatch(stderr.trimEnd().split("\n").at(-1)!, /no picture.*: this is a fault of dawn/);
      assertEquals(filesIn(`${folder}/run`), [".partial"]);
      assertEquals((await trainAfter(TELLING, folder, "--resume")).code, 0);
      assertWhole(`${folder}/run`);
      assertEquals(filesIn(`${folder}/run`).includes("report.html"), true);
    });
  },
});
