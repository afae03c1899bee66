import { count } from "../charts/numbers.ts";
import { className } from "../charts/run.ts";
import type { Scene } from "../charts/scene.ts";
import { whyNoNeurons, whyNoSamples } from "../charts/drawable.ts";
import type { Picture } from "../charts/pictures.ts";
import type { Chunk } from "../samples/chunk.ts";
import { fitScaling } from "../samples/scaling.ts";
import { UserError } from "../user_error.ts";
import { escape } from "./changes.ts";
import { htmlPage, inline } from "./html_page.ts";
import * as following from "./live_script.ts";
import { figure, movingParts, section } from "./moving_parts.ts";
import { type Run, runOf, shownPart } from "./run.ts";
import * as still from "./script.ts";
import type { Frames } from "./show.ts";
import type { Surface } from "./surface_overlay.ts";

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
  return htmlPage({
    title: scene.start?.pipeline.name ?? "",
    body: `${live ? '<p id="live" role="status"></p>' : ""}${
      head(scene, run?.samples.labels.length)
    }
<main>${body}${others.join("")}${pipelineSection(scene)}</main>`,
    ...(run && { data: ["records", { frames, shown }] }),
    ...((run || live) && { script: live ? following : still }),
    live,
  });
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
