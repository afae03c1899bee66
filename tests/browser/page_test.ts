import { assert, assertEquals } from "@std/assert";
import axe from "axe-core/axe.min.js" with { type: "text" };
import type { CheckpointRecord, EpochRecord, LogRecord } from "../../src/records.ts";
import { figures } from "../../src/charts/numbers.ts";
import { parseLines, shell } from "../cli/command.ts";
import { type Browser, type Page, program, startBrowser } from "./browser.ts";

const ignore = program === undefined || !Deno.args.includes("--browser");
if (ignore) {
  console.error(
    program === undefined
      ? "tests/browser: skipped, there is no Chromium"
      : "tests/browser: skipped here; deno task test:browser runs them",
  );
}

/** How the command line makes runs whose pages differ. */
const RUNS = {
  tutorial: "train",
  "four features": "train iris-hard",
  "two features": `train --data pipelines/iris.csv --set 'data.only=["versicolor","virginica"]' ` +
    `--set 'data.features=["petal_length","petal_width"]' --standardize --lr 0.02 --epochs 20`,
  stream: `train --data pipelines/iris.csv --set data.stream=true ` +
    `--set 'data.only=["setosa","virginica"]' --set 'data.features=["petal_length"]'`,
  "large steps": "train large-step",
  "separable classes": "train --seed 0 --epochs 20",
  diverged: "train --lr 30 --set stop.limit=0.5",
  "long names": `train --data <(printf '%s\\n' ` +
    `'a feature whose name is longer than the page is wide,${"漢字".repeat(30)},label' ` +
    `1,2,${"yes".repeat(20)} 2,1,${"no".repeat(30)} 2,2,${"yes".repeat(20)} 1,1,${
      "no".repeat(30)
    }) ` +
    `--format csv --positive ${"yes".repeat(20)} --epochs 3`,
} as const;

/** What axe-core has found. */
interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { html: string }[];
  }[];
}

type RunName = keyof typeof RUNS;

let folder: string;
let browser: Browser;

Deno.test.beforeAll(async () => {
  if (ignore) return;
  folder = await Deno.makeTempDir({ prefix: "dawnstream_pages_" });
  browser = await startBrowser();
});

Deno.test.afterAll(async () => {
  if (ignore) return;
  await browser[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});

const made = new Map<RunName, Promise<string>>();

/** The folder of a run, which is made when it is first asked for. */
function runFolder(name: RunName): Promise<string> {
  const path = made.get(name) ?? make(name);
  made.set(name, path);
  return path;
}

async function make(name: RunName): Promise<string> {
  const out = `${folder}/${name.replaceAll(" ", "-")}`;
  const { code, stderr } = await shell(`deno task --quiet ${RUNS[name]} -q --out '${out}'`);
  // What has diverged leaves its files in .partial.
  assertEquals(code, name === "diverged" ? 1 : 0, stderr);
  return name === "diverged" ? `${out}/.partial` : out;
}

async function open(
  name: RunName,
  { hash = "", ...options }: Parameters<Browser["open"]>[1] & { hash?: string } = {},
): Promise<Page> {
  const page = await browser.open(`file://${await runFolder(name)}/report.html${hash}`, options);
  if (options.scripts !== false) await page.evaluate(NEXT_FRAME);
  return page;
}

const NEXT_FRAME =
  "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

async function recordsOf(name: RunName): Promise<LogRecord[]> {
  const log = await Deno.readTextFile(`${await runFolder(name)}/metrics.jsonl`);
  return parseLines(log) as unknown as LogRecord[];
}

function text(page: Page, id: string): Promise<string> {
  return page.evaluate(`document.getElementById("${id}").textContent`);
}

async function focus(page: Page, id: string): Promise<void> {
  await page.evaluate(`document.getElementById("${id}").focus()`);
}

/** The middle of an element in the window, into which it is scrolled. */
function middle(page: Page, selector: string): Promise<[number, number]> {
  return page.evaluate(`(() => {
    const element = document.querySelector("${selector}");
    element.scrollIntoView({ block: "center" });
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  })()`);
}

/** A test in the browser that all tests share, whose connection is open before and after each. */
function browserTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn, sanitizeOps: false, sanitizeResources: false });
}

for (const name of Object.keys(RUNS) as RunName[]) {
  browserTest(
    `${name}: no error, no scrolling sideways, nothing loaded: light and dark, 400 and 1400 px`,
    async () => {
      for (const width of [400, 1400]) {
        for (const media of [[], ["dark"]] as const) {
          await using page = await open(name, { width, media });
          await focus(page, "moment");
          for (const key of ["End", "Home", "ArrowRight"]) await page.press(key);
          const found = await page.evaluate<number[]>(
            "[document.documentElement.scrollWidth - document.documentElement.clientWidth, " +
              'performance.getEntriesByType("resource").length]',
          );
          assertEquals([found, page.problems], [[0, 0], []]);
        }
      }
    },
  );

  browserTest(`${name}: axe-core finds nothing, at the start and at the end`, async () => {
    for (const media of [[], ["dark"]] as const) {
      await using page = await open(name, { media });
      await page.evaluate(axe);
      for (const key of ["Home", "End"]) {
        await focus(page, "moment");
        await page.press(key);
        const { violations } = await page.evaluate<AxeResults>("axe.run()");
        assertEquals(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`),
          [],
        );
      }
    }
  });

  browserTest(
    `${name}: without its script the page says what it says with it at the end`,
    async () => {
      const parts = `[...document.querySelectorAll("main [id]")].flatMap((element) =>
      element.childElementCount === 0 && !element.matches("#moment-name,[id^=b-],output")
        ? [element.id + ": " + element.textContent] : [])`;
      await using still = await open(name, { scripts: false });
      await using moving = await open(name);
      await focus(moving, "moment");
      await moving.press("End");
      const [before, after] = [await still.evaluate(parts), await moving.evaluate(parts)];
      assertEquals(after, before);
      const controls = 'document.querySelectorAll("[data-moving]:not([hidden])").length';
      assertEquals(await still.evaluate(controls), 0);
      assert(await moving.evaluate<number>(controls) > 0);
    },
  );

  browserTest(`${name}: the texts of a figure do not overlap, and lie inside it`, async () => {
    for (const width of [400, 1400]) {
      await using page = await open(name, { width });
      for (const key of ["Home", "End"]) {
        await focus(page, "moment");
        await page.press(key);
        const found = await page.evaluate(
          `[...document.querySelectorAll("svg.fig")].flatMap((svg) => {
          const { left, right } = svg.getBoundingClientRect();
          const boxes = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim())
            .map((text) => [text.textContent, text.getBoundingClientRect()]);
          return boxes.flatMap(([name, a], i) => [
            ...(a.left < left - 1 || a.right > right + 1 ? [name + " is cut"] : []),
            ...boxes.slice(i + 1).flatMap(([other, b]) =>
              Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
              Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.35 * Math.min(a.height, b.height)
                ? [name + " and " + other] : []),
          ]);
        })`,
        );
        assertEquals(found, [], `${width} ${key}`);
      }
    }
  });
}

browserTest(
  "the slider goes from epoch to epoch with the arrow keys, and all numbers are the records'",
  async () => {
    const records = await recordsOf("tutorial");
    const epochs = records.filter((record) => record.event === "epoch") as EpochRecord[];
    const checkpoints = records.filter((record) =>
      record.event === "checkpoint"
    ) as CheckpointRecord[];
    await using page = await open("tutorial");
    assertEquals(await text(page, "moment-name"), "start");
    await focus(page, "moment");
    let at = 0;
    for (const { epoch, weights: [w], boundary } of checkpoints) {
      await page.press("ArrowRight", epoch + 1 - at);
      at = epoch + 1;
      const valueText = await page.evaluate(
        'document.getElementById("moment").getAttribute("aria-valuetext")',
      );
      assertEquals([await text(page, "moment-name"), valueText], [
        `epoch ${epoch}`,
        `epoch ${epoch}`,
      ]);
      const { loss, accuracy, bias } = epochs[epoch];
      assertEquals(await text(page, "t-loss-now"), figures(loss));
      assertEquals(await text(page, "t-wrong-now"), String(Math.round((1 - accuracy) * 1000)));
      assertEquals(
        await text(page, "n-equation"),
        `z = ${figures(w)}x ${bias < 0 ? "−" : "+"} ${figures(Math.abs(bias))}`,
      );
      assertEquals(await text(page, "n-boundary-text"), figures(boundary!));
    }
  },
);

browserTest(
  "the dots on the surface and on the curves of the training move with the slider",
  async () => {
    await using page = await open("tutorial");
    const where = () =>
      page.evaluate<string[]>(
        `["f-dot-0", "f-dot-1", "t-loss-dot"].map((id) => document.getElementById(id).getAttribute("transform"))`,
      );
    const start = await where();
    await focus(page, "moment");
    await page.press("End");
    const end = await where();
    start.forEach((place, i) => assert(place !== end[i], place));
    // At the end the dot stands on the end of the path, where the picture has its own.
    const away = await page.evaluate<number>(`(() => {
    const middle = (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [x + width / 2, y + height / 2];
    };
    const dot = middle(document.getElementById("f-dot-0"));
    const ends = [...document.querySelectorAll("#picture-surface circle")]
      .filter((circle) => !circle.id.startsWith("f-")).map(middle);
    return Math.min(...ends.map(([x, y]) => Math.hypot(x - dot[0], y - dot[1])));
  })()`);
    assert(away < 0.5, `${away} px away`);
  },
);

browserTest(
  "a sample is found by a click and by the arrow keys; its step is computed for it",
  async () => {
    await using page = await open("tutorial", { hash: "#at=epoch+20&sample=1" });
    const [first] = (await recordsOf("tutorial")).flatMap((record) =>
      record.event === "data" ? record.x : []
    );
    assert((await text(page, "s-title")).includes(`x = ${first[0].toPrecision(6)}`));
    // From neighbour to neighbour by x.
    await focus(page, "sample");
    const xs: number[] = [];
    await page.press("Home");
    for (let i = 0; i < 5; i++) {
      xs.push(Number(/x = (−?[\d.]+)/.exec(await text(page, "s-title"))![1].replace("−", "-")));
      await page.press("ArrowRight");
    }
    assertEquals(xs, xs.toSorted((a, b) => a - b));
    assertEquals(new Set(xs).size, 5);
    // A click on the mark of the sample of the largest error selects it again.
    await page.evaluate('location.hash = "#at=epoch+119"');
    await page.evaluate(NEXT_FRAME);
    await page.press("End");
    const title = await text(page, "s-title");
    const ring = await middle(page, "#n-ring");
    await page.press("Home");
    assert(await text(page, "s-title") !== title);
    await page.click(...ring);
    assertEquals(await text(page, "s-title"), title);
  },
);

browserTest(
  "pointing at a factor lights what it is in the figure, and so does the keyboard's focus",
  async () => {
    await using page = await open("tutorial");
    const lit = () => page.evaluate<string>('document.getElementById("n").getAttribute("class")');
    for (const light of ["error", "tangent", "x"]) {
      const button = `[data-lights=${light}]`;
      await page.point(...await middle(page, button));
      assertEquals(await lit(), `fig lit-${light}`);
      await page.point(1, 1);
      assertEquals(await lit(), "fig");
      await page.evaluate(`document.querySelector("${button}").focus()`);
      assertEquals(await lit(), `fig lit-${light}`);
      await page.evaluate("document.activeElement.blur()");
      assertEquals(await lit(), "fig");
    }
  },
);

/** Plays, and waits for so many moments. */
async function played(page: Page, moments: number): Promise<string[]> {
  return await page.evaluate(`new Promise((done) => {
    const names = [];
    const name = document.getElementById("moment-name");
    new MutationObserver(() => {
      names.push(name.textContent);
      if (names.length === ${moments}) done(names);
    }).observe(name, { childList: true, characterData: true, subtree: true });
    document.getElementById("play").click();
  })`);
}

browserTest("play goes through the epochs, and pauses when it is clicked again", async () => {
  await using page = await open("tutorial");
  // A busy machine draws fewer frames than there are epochs.
  const epochs = (await played(page, 4)).map((name) => Number(name.replace("epoch ", "")));
  assertEquals(epochs, [...new Set(epochs)].toSorted((a, b) => a - b));
  const label = 'document.getElementById("play").getAttribute("aria-label")';
  assertEquals(await page.evaluate(label), "Pause");
  await page.click(...await middle(page, "#play"));
  assertEquals(await page.evaluate(label), "Play");
});

browserTest(
  "a reader who prefers less motion sees the checkpoints one after the other",
  async () => {
    await using page = await open("tutorial", { media: ["reduced-motion"] });
    assertEquals(await played(page, 2), ["epoch 0", "epoch 20"]);
  },
);

browserTest(
  "the address comes to say where the reader rests, and as a link leads there",
  async () => {
    await using first = await open("tutorial");
    await focus(first, "moment");
    await first.press("ArrowRight", 3);
    await focus(first, "sample");
    await first.press("Home");
    const address = await first.evaluate<string>(`new Promise((done) => {
    const look = () =>
      location.hash.includes("at=epoch+2&") ? done(location.hash) : requestAnimationFrame(look);
    look();
  })`);
    await using second = await open("tutorial", { hash: address });
    assertEquals(await text(second, "s-title"), await text(first, "s-title"));
    assertEquals(await text(second, "moment-name"), "epoch 2");
  },
);

browserTest("a link leads to a sample at a checkpoint", async () => {
  await using page = await open("tutorial", { hash: "#at=epoch+40&sample=500" });
  assertEquals(await text(page, "moment-name"), "epoch 40");
  const [data] = (await recordsOf("tutorial")).filter((record) => record.event === "data");
  assert(data.event === "data");
  assert((await text(page, "s-title")).includes(data.x[499][0].toPrecision(6).replace("-", "−")));
});

browserTest("a bet on the boundary is taken, then the end is revealed", async () => {
  const end = (await recordsOf("tutorial")).at(-1)!;
  assert(end.event === "end");
  await using page = await open("tutorial");
  await focus(page, "bet");
  await page.press("ArrowRight", 3);
  const bet = await page.evaluate<number>('Number(document.getElementById("bet").value)');
  assertEquals(await text(page, "b-bet-text"), `your bet ${figures(bet)}`);
  assertEquals(await text(page, "b-end-text"), "");
  await page.click(...await middle(page, "#reveal"));
  assertEquals(await text(page, "b-end-text"), `the end ${figures(end.boundary!)}`);
});

browserTest("a threshold changes the confusion matrix", async () => {
  await using page = await open("tutorial", { hash: "#at=epoch+119" });
  const right = await text(page, "c-said");
  await focus(page, "threshold");
  await page.press("Home");
  assert(await text(page, "c-said") !== right);
  assert((await text(page, "c-said")).startsWith("Called class 1 from ŷ = 0.01 up"));
});

browserTest(
  "on paper there are no controls, and the colours are those of light paper",
  async () => {
    await using page = await open("tutorial", { media: ["dark", "print"] });
    const seen = await page.evaluate(`[
    [...document.querySelectorAll("[data-moving] input, .bar, #reveal")]
      .filter((control) => control.checkVisibility()).length,
    getComputedStyle(document.body).backgroundColor,
    getComputedStyle(document.querySelector("h1")).color,
  ]`);
    assertEquals(seen, [0, "rgb(255, 255, 255)", "rgb(31, 35, 40)"]);
  },
);

browserTest("dark paper for a reader who prefers it, in the pictures too", async () => {
  await using page = await open("tutorial", { media: ["dark"] });
  const papers = await page.evaluate<string[]>(
    `[getComputedStyle(document.body).backgroundColor, ...[...document.querySelectorAll("figure > svg > rect")]
      .map((rect) => getComputedStyle(rect).fill)]`,
  );
  assert(papers.length >= 5);
  assertEquals(new Set(papers), new Set(["rgb(13, 17, 23)"]));
});
