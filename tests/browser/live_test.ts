import { assertEquals } from "@std/assert";
import { project, withFolder } from "../cli/command.ts";
import { viewing } from "../cli/viewing.ts";
import { type Page, program, startBrowser } from "./browser.ts";

const ignore = program === undefined || !Deno.args.includes("--browser");

/** Waits until an expression in the page has another value than before, and gives it. */
function changed<Value>(page: Page, expression: string): Promise<Value> {
  return page.evaluate(`new Promise((done) => {
    const before = ${expression};
    const look = () => ${expression} === before ? setTimeout(look, 20) : done(${expression});
    look();
  })`);
}

const MOMENT = 'document.getElementById("moment-name").textContent';

/** Runs a trainer that goes on until it is told to stop. */
async function training(folder: string, test: () => Promise<void>): Promise<void> {
  const trainer = new Deno.Command("deno", {
    args: ["task", "--quiet", "train", "--epochs", "1e9", "--no-charts", "-q", "--out", folder],
    cwd: project,
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    await test();
  } finally {
    trainer.kill("SIGINT");
    assertEquals((await trainer.status).code, 130);
  }
}

Deno.test({
  name:
    "a page follows a run that goes on, leaves a reader where they are, and outlives run and view",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      await using browser = await startBrowser();
      let page: Page | undefined;
      await viewing([`${folder}/run`], async ({ address }) => {
        page = await browser.open(address);
        await training(`${folder}/run`, async () => {
          await changed(page!, 'document.querySelector("h1")?.textContent');
          const first = await changed(page!, MOMENT);
          await changed(page!, MOMENT);
          await using second = await browser.open(address);
          await changed(second, MOMENT);
          // Whoever looks at another moment stays there; the run goes on.
          await page!.evaluate('document.getElementById("moment").focus()');
          await page!.press("Home");
          assertEquals(await page!.evaluate(MOMENT), "start");
          await changed(page!, 'document.querySelector("header").textContent');
          assertEquals(await page!.evaluate(MOMENT), "start");
          assertEquals(await page!.evaluate("document.activeElement.id"), "moment");
          assertEquals(first === "start", false);
        });
      });
      await page!.evaluate(`new Promise((done) => {
        const look = () =>
          document.getElementById("live").textContent.includes("ended") ? done() : setTimeout(look, 20);
        look();
      })`);
      await page!.press("End");
      assertEquals(page!.problems.filter((problem) => !problem.includes("net::")), []);
    }),
});
