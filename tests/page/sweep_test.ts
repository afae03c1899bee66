import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Scene } from "../../src/charts/scene.ts";
import type { Sweep, SweepRun } from "../../src/charts/sweep.ts";
import { sweepReport } from "../../src/page/sweep_report.ts";
import { SCRIPT } from "../../src/page/sweep_script.ts";
import { run } from "../../src/run/run.ts";
import { openRunFolder } from "../../src/run/folder.ts";
import { collectRun, readScene } from "../../src/sweep/collect.ts";
import { withFolder } from "../cli/command.ts";
import { pipeline } from "../run/runs.ts";

/** A run of a few epochs on a thousand samples, as its records tell. */
async function trained(seed: number): Promise<{ run: SweepRun; scene: Scene }> {
  let found: { run: SweepRun; scene: Scene } | undefined;
  const classes = [{ mean: 0, sd: 1, count: 500 }, { mean: 5, sd: 0.5, count: 500 }] as const;
  const spec = pipeline({ name: `s/seed=${seed}`, seed, data: { kind: "gaussians", classes } });
  await withFolder(async (folder) => {
    await run(spec, { folder: openRunFolder(`${folder}/run`) });
    found = {
      run: await collectRun(`${folder}/run`, { name: `seed=${seed}`, values: [seed] }),
      scene: await readScene(`${folder}/run/metrics.jsonl`),
    };
  });
  return found!;
}

const [one, other] = [await trained(1), await trained(2)];

/** A sweep of runs that are all the same but for their names, and its page. */
async function pageOf(count: number, { isOwn = true } = {}) {
  const runs = Array.from({ length: count }, (_, i): SweepRun => ({
    ...one.run,
    name: `batch=${i},seed=1`,
    values: [i, 1],
  }));
  const sweep: Sweep = { name: "many", fields: ["batch", "seed"], runs };
  let asked = 0;
  const html = await sweepReport(sweep, {
    pictures: [],
    scene: () => {
      const { data, ...scene } = one.scene;
      const own = { ...data!, x: data!.x.map(([x]) => [x + asked++]) };
      return Promise.resolve({ ...scene, data: isOwn ? own : data! } as Scene);
    },
  });
  const opened = [...html.matchAll(/<button [^>]*data-run="([^"]*)"/g)].map(([, name]) => name);
  return { html, opened, asked };
}

Deno.test("the page of a sweep has as many runs as fit, in any case the best, and names the others", async () => {
  const { html, opened } = await pageOf(400);
  assert(html.length < 2e6, String(html.length));
  assert(opened.length > 20 && opened.length < 200, String(opened.length));
  assert(opened.includes("batch=0,seed=1"));
  assertStringIncludes(html, "The records of every run are in its folder.");
  // They are spread over all, not the first ones.
  const last = Math.max(...opened.map((name) => Number(/\d+/.exec(name)![0])));
  assert(last > 300, String(last));
});

Deno.test("samples that runs share stand in the page once", async () => {
  const [shared, own] = [await pageOf(20, { isOwn: false }), await pageOf(20)];
  assertEquals([shared.opened.length, own.opened.length], [20, 20]);
  const samples = JSON.stringify(one.scene.data!.x).length;
  assert(own.html.length - shared.html.length > 18 * samples);
});

Deno.test("the page of a sweep stands whole without its script: the best run, and the table", async () => {
  const sweep: Sweep = { name: "two", fields: ["seed"], runs: [one.run, other.run] };
  const scenes = new Map([one, other].map(({ run, scene }) => [run, scene]));
  const html = await sweepReport(sweep, {
    pictures: [{
      name: "sweep.svg",
      svg: '<svg role="img"><a href="report.html#run=a"></a></svg>',
    }],
    scene: (run) => Promise.resolve(scenes.get(run)),
  });
  const best = [one, other].toSorted((a, b) => a.run.end!.modelLoss! - b.run.end!.modelLoss!)[0];
  assertStringIncludes(html, `<h2 id="run-name">${best.run.name}</h2>`);
  const wrong = Math.round(1000 * (1 - best.run.end!.modelAccuracy!));
  assertStringIncludes(html, `epoch 5: ${wrong} wrong of 1,000`);
  assertStringIncludes(html, '<svg role="group"><a href="#run=a">');
  assert(!/\b(src|href)="(?!#)|url\((?!#)|@import/i.test(html.replace(SCRIPT, "")));
});

Deno.test("a sweep of which nothing is there has a page that says so, without a script", async () => {
  const missing: SweepRun = { name: "seed=1", values: [1], state: "missing", epochs: [] };
  const html = await sweepReport({ name: "none", fields: ["seed"], runs: [missing] }, {
    pictures: [],
    scene: () => Promise.resolve(undefined),
  });
  assertStringIncludes(html, "1 run · 1 missing");
  assert(!html.includes("<script"));
});

Deno.test("the script of a sweep's page, which draws runs anew, is of at most 40 KB", () => {
  const bytes = new TextEncoder().encode(SCRIPT).length;
  assert(bytes <= 40_000, String(bytes));
});
