import { count } from "../charts/numbers.ts";
import { className } from "../charts/run.ts";
import type { Scene } from "../charts/scene.ts";
import { whyNoNeurons, whyNoSamples } from "../charts/drawable.ts";
import { STYLE } from "../charts/theme.ts";
import type { Picture } from "../charts/pictures.ts";
import type { Chunk } from "../samples/chunk.ts";
import { fitScaling } from "../samples/scaling.ts";
import { UserError } from "../user_error.ts";
import { betMarkup } from "./bet_overlay.ts";
import { escape, filled } from "./changes.ts";
import { confusionMarkup } from "./confusion_table.ts";
import * as following from "./live_script.ts";
import { lossesMarkup } from "./losses_figure.ts";
import { neuronMarkup } from "./neuron_figure.ts";
import { pullsMarkup } from "./pulls_figure.ts";
import { type Run, runOf, shownPart } from "./run.ts";
import { stepsMarkup } from "./sample_steps.ts";
import * as still from "./script.ts";
import { changesOf, type Frames, lastPlace } from "./show.ts";
import { PAGE_STYLE } from "./style.ts";
import { overlayMarkup, type Surface } from "./surface_overlay.ts";
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
  const { SCRIPT, SCRIPT_HASH } = live ? following : still;
  const shown = shownPart(scene);
  const found = runOf(shown);
  const run = found && whyNoSamples(found.samples, found.start.features) === undefined &&
      whyNoNeurons(scene) === undefined
    ? found
    : undefined;
  const drawn = new Map(pictures.map(({ name, svg }) => [name.replace(".svg", ""), inline(svg)]));
  const frames = run && framesOf(run, drawn);
  const body = run && frames ? movingParts(run, { drawn, frames }) : "";
  const others = [...drawn].map(([name, svg]) => section(name, figure(name, svg)));
  return [
    "<!DOCTYPE html>",
    `<html lang="en"${live ? " data-live" : ""}><head><meta charset="utf-8">` +
    '<meta name="generator" content="dawnstream">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ` +
    `style-src 'unsafe-inline'; script-src '${SCRIPT_HASH}'; base-uri 'none'; ` +
    `form-action 'none'${live ? "; connect-src 'self'" : ""}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escape(scene.start?.pipeline.name ?? "")}</title>`,
    `<style>${PAGE_STYLE}</style></head><body>`,
    ...(live ? ['<p id="live" role="status"></p>'] : []),
    head(scene, run?.samples.labels.length),
    `<main>${body}${others.join("")}${pipelineSection(scene)}</main>`,
    ...(run
      ? [`<script type="application/json" id="records">${json({ frames, shown })}</script>`]
      : []),
    ...(run || live ? [`<script>${SCRIPT}</script>`] : []),
    "</body></html>\n",
  ].join("\n");
}

/** A picture as it stands in the page, which has one style sheet for all, and no names for its parts. */
function inline(svg: string): string {
  return svg.replace(`<style>${STYLE}</style>\n`, "").replaceAll(/ aria-label="[^"]*"/g, "")
    .trimEnd();
}

/** Data inside a script element: nothing in it ends the element, or begins a comment. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function section(id: string, ...content: readonly string[]): string {
  return `<section id="part-${id}">${content.join("\n")}</section>\n`;
}

function figure(name: string, svg: string): string {
  return `<figure id="picture-${name}">${svg}</figure>`;
}

/** What the run is. */
function head({ start, data, epochs, end }: Scene, shown?: number): string {
  if (start === undefined) return "<header><p>No records yet.</p></header>";
  const { pipeline, features, seed } = start;
  // A scene may not have all epochs.
  const length = (epochs.at(-1)?.epoch ?? -1) + 1;
  const n = start.samples ?? end?.samples ?? data?.samples;
  const facts = [
    ...(n === undefined ? [] : [
      `${count(n)} samples${shown === undefined || shown === n ? "" : `, ${count(shown)} shown`}`,
    ]),
    features.length === 1 ? "1 feature" : `${count(features.length)} features`,
    ...(data ? [data.classes.map(className).join(" or ")] : []),
    ...(length > 0 ? [length === 1 ? "1 epoch" : `${count(length)} epochs`] : []),
    `seed ${seed}`,
  ];
  const { description } = pipeline;
  return `<header><h1>${escape(pipeline.name)}</h1>${
    typeof description === "string" ? `<p>${escape(description)}</p>` : ""
  }<p>${escape(facts.join(" · "))}</p></header>`;
}

/** The picture of more weights is too high to stand beside the neuron. */
const MOST_BESIDE = 12;

/** The parts that move, as they are at the end; the pictures that they take are taken out. */
function movingParts(
  run: Run,
  { drawn, frames }: { drawn: Map<string, string>; frames: Frames },
): string {
  const { width } = run.samples;
  const changes = changesOf(run, lastPlace(run), frames);
  // Pictures are long, and nothing in them changes: only what is over them is filled in.
  const fill = (...markup: readonly string[]) => filled(markup.join("\n"), changes);
  const take = (name: string) => {
    const svg = drawn.get(name);
    drawn.delete(name);
    return svg;
  };
  const data = width <= 2 ? take("data") : undefined;
  const surface = take("surface");
  // What does not move, but shows the same: the plane of two features, or the weights of more.
  const beside = width === 2 ? data : width <= MOST_BESIDE ? take("weights") : undefined;
  return [
    ...(data !== undefined && width === 1
      ? [section(
        "bet",
        columns([figure("data", over(data, betMarkup()))], [betText(run)]),
      )]
      : []),
    fill(bar(run)),
    section(
      "neuron",
      columns([
        fill('<h2 id="n-title"></h2>', stageText(run), figure("neuron", neuronMarkup(run))),
      ], [
        ...(surface === undefined ? [] : [
          figure("surface", over(surface, fill(overlayMarkup(frames.surface.frames)))),
          fill('<p id="f-said"></p>'),
        ]),
        `<h2 id="t-title">By ${run.by === "epoch" ? "epoch" : "samples"}</h2>`,
        fill(figure("training", trainingMarkup(run))),
        ...(beside === undefined ? [] : [figure("beside", beside)]),
      ]),
    ),
    section("sample", fill(columns([stepsText(run)], [lossesText()]))),
    section("pulls", fill(columns([pullsText(run)], [confusionText(run)]))),
  ].join("\n");
}

/** Two columns, where there is room for them. */
function columns(...sides: readonly (readonly string[])[]): string {
  const divisions = sides.map((side) => `<div>${side.join("\n")}</div>`);
  return `<div class="columns">${divisions.join("")}</div>`;
}

/** A control with its label; it is there where the script is. */
function field(id: string, { label, range }: { label: string; range: string }): string {
  return `<div class="field" data-moving hidden><label for="${id}">${label}</label>` +
    `<input id="${id}" type="range" ${range}></div>`;
}

function bar({ by }: Run): string {
  return `<div class="bar" data-moving hidden>
<button type="button" id="play" aria-label="Play">▶</button>
<input id="moment" type="range" min="0" aria-label="${by === "epoch" ? "epoch" : "samples so far"}">
<output id="moment-name" for="moment"></output></div>`;
}

function betText({ domain: [low, high] }: Run): string {
  const range = `min="${low}" max="${high}" step="${(high - low) / 1000}" value="${
    (low + high) / 2
  }"`;
  return `<div data-moving hidden><h2>Where will the boundary be?</h2>
<p>Move the line to where you think the neuron will draw it, then look.</p>
${field("bet", { label: "bet", range })}
<p><button type="button" id="reveal">Show where it ended</button></p><p id="b-said"></p></div>`;
}

function stepsText(run: Run): string {
  return `<h2>One sample, step by step</h2>
${field("sample", { label: "sample", range: 'min="0"' })}
<p id="s-title"></p>${stepsMarkup(run)}`;
}

function lossesText(): string {
  return `<h2 id="l-title">Why cross-entropy</h2><p id="l-said"></p>
<p>Where a prediction is confidently wrong, the sigmoid is flat and squared error’s pull vanishes;
cross-entropy’s does not.</p>
${figure("losses", lossesMarkup())}`;
}

function pullsText(run: Run): string {
  return `<h2 id="p-title"></h2><p id="p-said"></p>${figure("pulls", pullsMarkup(run))}`;
}

function confusionText(run: Run): string {
  const range = 'min="0.01" max="0.99" step="0.01" value="0.5"';
  return `<h2>Right and wrong</h2>
${field("threshold", { label: `${escape(run.classes[1])} from ŷ =`, range })}
<p id="c-said"></p>${confusionMarkup(run)}`;
}

function stageText({ samples: { width }, classes, start: { features } }: Run): string {
  const [zero, one] = classes.map(escape);
  const [u, v] = features.map(escape);
  return `<p>${
    width === 2
      ? `Above are the samples in the plane of ${u} and ${v}, ${zero} as rings, and the line where ` +
        `ŷ = ½. Below, each stands at its logit z: `
      : `A dot is a sample at its ${width === 1 ? u : "logit z"}: `
  }${one} stands on ŷ = 1, ${zero} hangs from ŷ = 0. ` +
    "A wrong one is solid, with a line to the curve as long as its error ŷ − y.</p>";
}

/** A picture with marks over it. */
function over(svg: string, marks: string): string {
  return `${svg.slice(0, svg.lastIndexOf("</svg>"))}${marks}</svg>`;
}

/** The pictures on which the page draws, and where their numbers stand, as they say themselves. */
function framesOf(run: Run, drawn: ReadonlyMap<string, string>): Frames {
  const { samples, moments } = run;
  const inPicture = (name: string) =>
    JSON.parse(/ data-frames='([^']*)'/.exec(drawn.get(name) ?? "")?.[1] ?? "[]");
  const frames: Surface["frames"] = inPicture("surface");
  const scaling = frames.length > 0 && !moments[0].scaling ? scalingOf(samples) : undefined;
  return { surface: { frames, scaling }, data: samples.width === 1 ? inPicture("data") : [] };
}

/** How samples of one feature would be standardized, where they can be. */
function scalingOf(samples: Chunk): Surface["scaling"] {
  try {
    const { mean, sd } = fitScaling(samples);
    return { mean: mean[0], sd: sd[0] };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The resolved pipeline, and how it runs again. */
function pipelineSection({ start }: Scene): string {
  if (start === undefined) return "";
  const { data } = start.pipeline as { data?: { path?: string } };
  const again = data?.path === "-"
    ? "<p>Every default is filled in; the rows came from standard input.</p>"
    : "<p>Every default is filled in. Where the run was started, this repeats it; LOG is the " +
      'metrics.jsonl beside this page.</p><pre tabindex="0">' +
      "head -1 LOG | jq .pipeline | deno task train -</pre>";
  return section(
    "pipeline",
    `<h2>The pipeline</h2>${again}<details><summary>all fields</summary><pre tabindex="0">${
      escape(JSON.stringify(start.pipeline, null, 2))
    }</pre></details>`,
  );
}
