import { assert, assertEquals } from "@std/assert";
import axe from "axe-core/axe.min.js" with { type: "text" };
import type { EndRecord } from "../../src/records.ts";
import { parseLines, shell } from "../cli/command.ts";
import { type Browser, type Page, program, startBrowser } from "./browser.ts";

const ignore = program === undefined || !Deno.args.includes("--browser");

/** Sweeps whose pages differ. */
const SWEEPS = {
  rates: "--grid optimizer.learningRate=0.001,0.1 --grid seed=1..3 --epochs 30",
  diverging: "--grid optimizer.learningRate=0.01,1000 --set stop.limit=5 --epochs 3",
  features: "iris-hard --grid batch=1,8 --grid seed=1,2 --epochs 5",
} as const;

type SweepName = keyof typeof SWEEPS;

let folder: string;
let browser: Browser;

Deno.test.beforeAll(async () => {
  if (ignore) return;
  folder = await Deno.makeTempDir({ prefix: "dawnstream_sweeps_" });
  browser = await startBrowser();
  for (const [name, args] of Object.entries(SWEEPS)) {
    const { code, stderr } = await shell(
      `deno task --quiet sweep ${args} -q --out '${folder}/${name}' > '${folder}/${name}.jsonl'`,
    );
    assertEquals(code, name === "diverging" ? 1 : 0, stderr);
  }
});

Deno.test.afterAll(async () => {
  if (ignore) return;
  await browser[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});

async function open(
  name: SweepName,
  { hash = "", ...options }: Parameters<Browser["open"]>[1] & { hash?: string } = {},
): Promise<Page> {
  const page = await browser.open(`file://${folder}/${name}/report.html${hash}`, options);
  if (options.scripts !== false) await page.evaluate(NEXT_FRAME);
  return page;
}

const NEXT_FRAME =
  "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

function text(page: Page, id: string): Promise<string> {
  return page.evaluate(`document.getElementById("${id}").textContent`);
}

async function click(page: Page, run: string): Promise<void> {
  await page.evaluate(`document.querySelector('[data-run="${run}"]').click()`);
  await page.evaluate(NEXT_FRAME);
}

function endOf(name: SweepName, run: string): EndRecord {
  const log = Deno.readTextFileSync(`${folder}/${name}/${run}/metrics.jsonl`);
  return parseLines(log).at(-1) as unknown as EndRecord;
}

function browserTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn, sanitizeOps: false, sanitizeResources: false });
}

for (const name of Object.keys(SWEEPS) as SweepName[]) {
  browserTest(
    `the page of a sweep, ${name}: no error, no scrolling sideways, nothing loaded, no axe violation`,
    async () => {
      for (const width of [400, 1400]) {
        for (const media of [[], ["dark"]] as const) {
          await using page = await open(name, { width, media });
          const found = await page.evaluate<number[]>(
            "[document.documentElement.scrollWidth - document.documentElement.clientWidth, " +
              'performance.getEntriesByType("resource").length]',
          );
          assertEquals([found, page.problems], [[0, 0], []]);
          await page.evaluate(axe);
          const { violations } = await page.evaluate<{ violations: { id: string }[] }>("axe.run()");
          assertEquals(violations.map(({ id }) => id), []);
        }
      }
    },
  );
}

browserTest("every run of a sweep can be opened: its end is that of its records", async () => {
  await using page = await open("rates");
  const runs = await page.evaluate<string[]>(
    '[...document.querySelectorAll("[data-run]")].map((button) => button.dataset.run)',
  );
  assertEquals(runs.length, 6);
  for (const run of runs) {
    await click(page, run);
    assertEquals(await text(page, "run-name"), run);
    assertEquals(await text(page, "moment-name"), "epoch 29");
    const { modelAccuracy } = endOf("rates", run);
    const wrong = Math.round(1000 * (1 - modelAccuracy!));
    const title = await text(page, "n-title");
    assert(title.startsWith(`epoch 29: ${wrong} wrong of 1,000`), title);
  }
  assertEquals(page.problems, []);
});

browserTest(
  "from the run to an epoch, from run to run at that epoch, and back by the link",
  async () => {
    const [run, other] = ["learningRate=0.001,seed=2", "learningRate=0.1,seed=3"];
    await using page = await open("rates", {
      hash: `#${new URLSearchParams({ run, at: "epoch 19", sample: "7" })}`,
    });
    assertEquals(await text(page, "run-name"), run);
    assertEquals(await text(page, "moment-name"), "epoch 19");
    const pressed =
      '[...document.querySelectorAll("[aria-pressed=true]")].map((b) => b.dataset.run)';
    assertEquals(await page.evaluate(pressed), [run]);
    const sample = await text(page, "s-title");
    await click(page, other);
    assertEquals([await text(page, "run-name"), await text(page, "moment-name")], [
      other,
      "epoch 19",
    ]);
    assertEquals(await page.evaluate(pressed), [other]);
    assert(await text(page, "s-title") !== sample);
    const link = await page.evaluate<string>("location.hash");
    assertEquals(new URLSearchParams(link.slice(1)).get("run"), other);
  },
);

browserTest("arrow keys lead from run to run, Enter opens one", async () => {
  await using page = await open("rates");
  await page.evaluate('document.querySelector("[data-run]").focus()');
  await page.press("ArrowRight");
  const focused = "document.activeElement.dataset.run";
  const run = await page.evaluate<string>(focused);
  await page.press("Enter");
  assertEquals(await text(page, "run-name"), run);
  await page.press("ArrowLeft");
  assert(await page.evaluate<string>(focused) !== run);
});

browserTest(
  "without its script the page of a sweep has its runs and the best one, whole",
  async () => {
    await using page = await open("rates", { scripts: false });
    const html = await Deno.readTextFile(`${folder}/rates/report.html`);
    const name = /<h2 id="run-name">([^<]*)</.exec(html)![1];
    const { modelAccuracy } = endOf("rates", name);
    assert(
      html.includes(`epoch 29: ${Math.round(1000 * (1 - modelAccuracy!))} wrong of 1,000`),
    );
    assertEquals(html.match(/<button [^>]*data-run/g)?.length, 6);
    assertEquals(page.problems, []);
  },
);

browserTest("runs that diverged are named as such, and cannot be opened", async () => {
  await using page = await open("diverging");
  const cell = await page.evaluate<string>('document.querySelector(".runs").textContent');
  assert(/1,000.*open: diverged/s.test(cell), cell);
  assertEquals(await page.evaluate('document.querySelectorAll("[data-run]").length'), 1);
});

browserTest("a mark of the picture leads to the run nearest to its median", async () => {
  await using page = await open("rates");
  const links = await page.evaluate<string[]>(
    `[...document.querySelectorAll("#picture-sweep a")].map((a) => a.getAttribute("href"))`,
  );
  assertEquals(new Set(links).size, 2);
  for (const [i, link] of links.entries()) {
    await page.evaluate(`document.querySelectorAll("#picture-sweep a")[${i}].dispatchEvent(
      new MouseEvent("click", { bubbles: true, cancelable: true }))`);
    await page.evaluate(NEXT_FRAME);
    assertEquals(await text(page, "run-name"), new URLSearchParams(link.slice(1)).get("run"));
    assertEquals(await text(page, "moment-name"), "epoch 29");
  }
  assertEquals(page.problems, []);
});
