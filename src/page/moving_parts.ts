import { betMarkup } from "./bet_overlay.ts";
import { escape, filled } from "./changes.ts";
import { confusionMarkup } from "./confusion_table.ts";
import { lossesMarkup } from "./losses_figure.ts";
import { neuronMarkup } from "./neuron_figure.ts";
import { pullsMarkup } from "./pulls_figure.ts";
import type { Run } from "./run.ts";
import { stepsMarkup } from "./sample_steps.ts";
import { changesOf, type Frames, lastPlace } from "./show.ts";
import { overlayMarkup } from "./surface_overlay.ts";
import { trainingMarkup } from "./training_figure.ts";

/** A part of a page. */
export function section(id: string, ...content: readonly string[]): string {
  return `<section id="part-${id}">${content.join("\n")}</section>\n`;
}

/** A figure of a page. */
export function figure(name: string, svg: string): string {
  return `<figure id="picture-${name}">${svg}</figure>`;
}

/** The picture of more weights is too high to stand beside the neuron. */
const MOST_BESIDE = 12;

/** The parts that move, as they are at the end; the pictures that they take are taken out. */
export function movingParts(
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
