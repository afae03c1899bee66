import { count } from "../charts/numbers.ts";
import { className } from "../charts/run.ts";
import { newScene, type Scene } from "../charts/scene.ts";
import { STYLE } from "../charts/theme.ts";
import type { Picture } from "../charts/pictures.ts";
import type { Scaling } from "../samples/chunk.ts";
import { fitScaling } from "../samples/scaling.ts";
import { UserError } from "../user_error.ts";
import { betMarkup } from "./bet_overlay.ts";
import { escape, filled } from "./changes.ts";
import { confusionMarkup } from "./confusion_table.ts";
import { lossesMarkup } from "./losses_figure.ts";
import { neuronMarkup } from "./neuron_figure.ts";
import { pullsMarkup } from "./pulls_figure.ts";
import { type Run, runOf, shownRecords } from "./run.ts";
import { stepsMarkup } from "./sample_steps.ts";
import { SCRIPT, SCRIPT_HASH } from "./script.ts";
import { changesOf, type Frames, lastPlace } from "./show.ts";
import { PAGE_STYLE } from "./style.ts";
import { overlayMarkup } from "./surface_overlay.ts";
import { trainingMarkup } from "./training_figure.ts";

/** Options of {@linkcode report}. */
export interface ReportOptions {
  /** Whether it is served while the run goes on, and follows it. Default: false. */
  readonly live?: boolean;
}

/**
 * The page of a run: one HTML file that loads nothing and stands whole without its script.
 *
 * With the script a slider moves through the training, any sample can be looked at step by step, and
 * what is shown is computed by the trainer's own functions.
 *
 * @param pictures the pictures of the same scene, which stand in the page as they are.
 *
 * @example
 * ```ts
 * import type { LogRecord } from "@dawnstream/dawnstream";
 * import { newScene, pictures } from "@dawnstream/dawnstream/charts";
 * import { report } from "@dawnstream/dawnstream/page";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const log = `{"event":"start","pipeline":{"name":"a < b","loss":"mine"},"features":["x"]}
 * {"event":"epoch","epoch":0,"loss":0.5}`;
 * const scene = newScene();
 * for (const line of log.split("\n")) scene.add(JSON.parse(line) as LogRecord);
 * assertStringIncludes(report(scene, pictures(scene)), "<h1>a &lt; b</h1>");
 * ```
 */
export function report(
  scene: Scene,
  pictures: readonly Picture[],
  { live = false }: ReportOptions = {},
): string {
  const records = shownRecords(scene);
  const shown = newScene();
  for (const record of records) shown.add(record);
  const run = runOf(shown);
  const drawn = new Map(pictures.map(({ name, svg }) => [name.replace(".svg", ""), inline(svg)]));
  const body = run ? movingParts(run, drawn) : "";
  const others = [...drawn].map(([name, svg]) => section(name, figure(name, svg)));
  return [
    "<!DOCTYPE html>",
    `<html lang="en"${
      live ? " data-live" : ""
    }><head><meta charset="utf-8"><meta name="generator" content="dawnstream">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ` +
    `style-src 'unsafe-inline'; script-src '${SCRIPT_HASH}'; base-uri 'none'; ` +
    `form-action 'none'${live ? "; connect-src 'self'" : ""}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escape(scene.start?.pipeline.name ?? "")}</title>`,
    `<style>${PAGE_STYLE}</style></head><body>`,
    ...(live ? ['<p id="live" role="status"></p>'] : []),
    head(scene),
    `<main>${body}${others.join("")}${pipelineSection(scene)}</main>`,
    ...(run ? [`<script type="application/json" id="records">${json(records)}</script>`] : []),
    ...(run || live ? [`<script>${SCRIPT}</script>`] : []),
    "</body></html>\n",
  ].join("\n");
}

/** A picture as it stands in the page, which has one style sheet for all. */
function inline(svg: string): string {
  return svg.replace(`<style>${STYLE}</style>\n`, "").trimEnd();
}

/** Data inside a script element: nothing in it ends the element, or begins a comment. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function section(id: string, ...content: readonly string[]): string {
  return `<section id="part-${id}">${content.join("\n")}</section>\n`;
}

function figure(name: string, svg: string, attributes = ""): string {
  return `<figure id="picture-${name}"${attributes}>${svg}</figure>`;
}

/** What the run is. */
function head({ start, data, epochs, end }: Scene): string {
  if (start === undefined) return "<header><p>No records yet.</p></header>";
  const { pipeline, features, seed } = start;
  const n = start.samples ?? end?.samples ?? data?.samples;
  const facts = [
    ...(n === undefined ? [] : [`${count(n)} samples`]),
    features.length === 1 ? "1 feature" : `${count(features.length)} features`,
    ...(data ? [data.classes.map(className).join(" or ")] : []),
    ...(epochs.length > 0
      ? [epochs.length === 1 ? "1 epoch" : `${count(epochs.length)} epochs`]
      : []),
    `seed ${seed}`,
  ];
  const { description } = pipeline;
  return `<header><h1>${escape(pipeline.name)}</h1>${
    typeof description === "string" ? `<p>${escape(description)}</p>` : ""
  }<p>${escape(facts.join(" · "))}</p></header>`;
}

/** The parts that move, as they are at the end; the pictures that they take are taken out. */
function movingParts(run: Run, drawn: Map<string, string>): string {
  const { samples: { width }, domain, by, classes } = run;
  const data = drawn.get("data");
  const surface = drawn.get("surface");
  const scaling = surface === undefined ? undefined : scalingOf(run);
  const frames: Frames = {
    surface: { frames: framesOf(surface), scaling },
    data: width === 1 ? framesOf(data) : [],
  };
  const parts: string[] = [];
  if (data !== undefined && width === 1) {
    drawn.delete("data");
    const step = (domain[1] - domain[0]) / 1000;
    parts.push(section(
      "bet",
      '<div class="columns">',
      figure("data", over(data, betMarkup())),
      `<div data-moving hidden><h2 id="bet-title">Where will the boundary be?</h2>
<p>Move the line to where you think the neuron will draw it, then look.</p>
<div class="field"><label for="bet">bet</label><input id="bet" type="range" min="${
        domain[0]
      }" max="${domain[1]}" step="${step}" value="${(domain[0] + domain[1]) / 2}"></div>
<p><button type="button" id="reveal">Show where it ended</button></p><p id="b-said"></p></div>`,
      "</div>",
    ));
  }
  const bar =
    `<div class="bar" data-moving hidden><button type="button" id="play" aria-label="Play">▶</button>
<input id="moment" type="range" min="0" aria-label="${by === "epoch" ? "epoch" : "samples so far"}">
<output id="moment-name" for="moment"></output></div>`;
  drawn.delete("surface");
  const stage = section(
    "neuron",
    '<div class="columns"><div>',
    `<h2 id="n-title"></h2>`,
    `<p>${stageText(run)}</p>`,
    figure("neuron", neuronMarkup(run)),
    "</div><div>",
    ...(surface === undefined ? [] : [
      figure(
        "surface",
        over(surface, overlayMarkup(frames.surface.frames)),
        scaling ? ` data-mean="${scaling.mean[0]}" data-sd="${scaling.sd[0]}"` : "",
      ),
      '<p id="f-said"></p>',
    ]),
    `<h2 id="t-title">By ${by === "epoch" ? "epoch" : "samples"}</h2>`,
    figure("training", trainingMarkup(run)),
    "</div></div>",
  );
  const sample = section(
    "sample",
    '<div class="columns even"><div><h2>One sample, step by step</h2>',
    `<div class="field" data-moving hidden><label for="sample">sample</label>` +
      '<input id="sample" type="range" min="0"></div>',
    '<p id="s-title"></p>',
    stepsMarkup(run),
    `</div><div><h2 id="l-title">Why cross-entropy</h2><p id="l-said"></p>`,
    `<p>Where a prediction is confidently wrong, the sigmoid is flat and squared error’s pull vanishes; ` +
      "cross-entropy’s does not.</p>",
    figure("losses", lossesMarkup()),
    "</div></div>",
  );
  const pulls = section(
    "pulls",
    '<div class="columns"><div><h2 id="p-title"></h2><p id="p-said"></p>',
    figure("pulls", pullsMarkup(run)),
    "</div><div><h2>Right and wrong</h2>",
    `<div class="field" data-moving hidden><label for="threshold">${
      escape(classes[1])
    } from ŷ =</label><input id="threshold" type="range" min="0.01" max="0.99" step="0.01" value="0.5"></div>`,
    '<p id="c-said"></p>',
    confusionMarkup(run),
    "</div></div>",
  );
  const markup = [...parts, bar, stage, sample, pulls].join("\n");
  return filled(markup, changesOf(run, lastPlace(run), frames));
}

function stageText({ samples: { width, labels }, all, classes, start: { features } }: Run): string {
  const [zero, one] = classes.map(escape);
  const shown = labels.length < all
    ? ` The page shows ${count(labels.length)} of ${count(all)} samples.`
    : "";
  const where = width === 1 ? `at its ${escape(features[0])}` : "at its logit z";
  return `A dot is a sample ${where}: ${one} stands on ŷ = 1, ${zero} hangs from ŷ = 0. ` +
    `A wrong one is solid, with a line to the curve as long as its error ŷ − y.${shown}`;
}

/** A picture with marks over it. */
function over(svg: string, marks: string): string {
  return `${svg.slice(0, svg.lastIndexOf("</svg>"))}${marks}</svg>`;
}

/** Where the numbers of a picture stand, as it says itself. */
function framesOf<Frame>(svg: string | undefined): Frame[] {
  return JSON.parse(/ data-frames='([^']*)'/.exec(svg ?? "")?.[1] ?? "[]");
}

/** How samples would be standardized, where they are not and can be. */
function scalingOf({ samples, moments }: Run): Scaling | undefined {
  if (moments[0].scaling) return undefined;
  try {
    return fitScaling(samples);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The resolved pipeline, and how it runs again. */
function pipelineSection({ start }: Scene): string {
  if (start === undefined) return "";
  return section(
    "pipeline",
    "<h2>The pipeline</h2><p>Every default is filled in. In the folder of the run, this repeats it:</p>",
    `<pre tabindex="0">head -1 metrics.jsonl | jq .pipeline | deno task train -</pre>`,
    `<details><summary>all fields</summary><pre tabindex="0">${
      escape(JSON.stringify(start.pipeline, null, 2))
    }</pre></details>`,
  );
}
