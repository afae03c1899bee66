import { count } from "../charts/numbers.ts";
import type { Picture } from "../charts/pictures.ts";
import { whyNoNeurons, whyNoSamples } from "../charts/drawable.ts";
import { evenlySpaced } from "../charts/samples.ts";
import type { Scene } from "../charts/scene.ts";
import {
  bestFirst,
  groupsOf,
  isSeed,
  measureWords,
  middleOf,
  type Sweep,
  type SweepRun,
} from "../charts/sweep.ts";
import { valueWords, wordsOf } from "../charts/sweep_words.ts";
import { escape } from "./changes.ts";
import { htmlPage, inline } from "./html_page.ts";
import { figure, section } from "./moving_parts.ts";
import { runOf, type Shown, shownPart } from "./run.ts";
import { type CarriedRun, commandOf, runPart, shownOf, type SweepPageData } from "./run_part.ts";
import * as script from "./sweep_script.ts";

/** Options of {@linkcode sweepReport}. */
export interface SweepReportOptions {
  /** The pictures of the sweep, which stand in the page as they are. */
  readonly pictures: readonly Picture[];
  /** All that is known of a run, if there is anything. */
  readonly scene: (run: SweepRun) => Promise<Scene | undefined>;
}

/** The most characters of what the page carries of its runs. */
const MOST_CARRIED = 1.2e6;
/** The most epochs of a run. */
const MOST_EPOCHS = 60;
/** The most runs of a group that are listed. */
const MOST_LISTED = 100;

/**
 * The page of a sweep: from its pictures to a run, from the run to an epoch, and to a sample.
 *
 * It is one HTML file that loads nothing, and stands whole without its script. Of a large sweep it carries
 * the best runs and some of the others; the rest are in their folders.
 */
export async function sweepReport(
  sweep: Sweep,
  { pictures, scene }: SweepReportOptions,
): Promise<string> {
  const { measure, ranked } = groupsOf(sweep);
  const best = bestFirst(sweep, measure).map(({ run }) => run);
  // What the pictures lead to comes first.
  const middles = ranked.map((group) => middleOf(group, measure));
  const wanted = new Set([...best.slice(0, 1), ...spreadOut(middles), ...spreadOut(best)]);
  const data = await carried(wanted, scene);
  const names = new Set(Object.keys(data.runs));
  const first = best.find(({ name }) => names.has(name))?.name;
  const shown = first === undefined ? undefined : shownOf(data, first);
  const run = shown && runOf(shown);
  return htmlPage({
    title: sweep.name,
    body: [
      head(sweep),
      "<main>",
      ...pictures.map(({ name, svg }) => {
        const id = name.replace(".svg", "");
        return section(id, figure(id, linked(svg)));
      }),
      section("runs", runsTable(sweep, names)),
      ...(run && first !== undefined
        ? [
          `<section id="part-run"><h2 id="run-name">${escape(first)}</h2>`,
          "<p>In the folder of this page, this trains it again:</p>",
          `<pre tabindex="0" id="run-again">${escape(commandOf(first))}</pre>`,
          `<div id="run">${runPart(run)}</div></section>`,
        ]
        : []),
      "</main>",
    ].join("\n"),
    ...(run && { data: ["runs", data], script }),
  });
}

/** A picture as it stands in the page: its links lead there, so it is a group of parts and no image. */
function linked(svg: string): string {
  const inside = inline(svg).replaceAll('href="report.html#', 'href="#');
  return inside.includes('href="#') ? inside.replace('role="img"', 'role="group"') : inside;
}

/** What the sweep is. */
function head({ name, fields, runs }: Sweep): string {
  const pipeline = runs.find(({ start }) => start !== undefined)?.start?.pipeline;
  const states = Map.groupBy(runs, ({ state }) => state);
  const facts = [
    `${count(runs.length)} ${runs.length === 1 ? "run" : "runs"}`,
    ...[...states].map(([state, of]) => `${count(of.length)} ${state}`),
    ...(fields.length > 0 ? [`over ${listed(wordsOf(fields))}`] : []),
  ];
  const description = typeof pipeline?.description === "string" ? pipeline.description : "";
  return `<header><h1>${escape(name)}</h1>${
    description === "" ? "" : `<p>${escape(description)}</p>`
  }<p>${escape(facts.join(" · "))}</p></header>`;
}

/** "a", "a and b", "a, b, and c". The list format of Intl takes as long to be made as a picture. */
function listed(words: readonly string[]): string {
  if (words.length < 3) return words.join(" and ");
  return `${words.slice(0, -1).join(", ")}, and ${words[words.length - 1]}`;
}

/** What the page carries of the runs, as many as fit, in order. */
async function carried(
  wanted: Iterable<SweepRun>,
  scene: SweepReportOptions["scene"],
): Promise<SweepPageData> {
  const samples = new Map<string, { at: number; record: NonNullable<Shown["data"]> }>();
  const runs: [name: string, CarriedRun][] = [];
  let size = 0;
  for (const run of wanted) {
    const found = await scene(run);
    const part = found && drawable(found);
    if (part === undefined) continue;
    const { data: record, ...rest } = part;
    const text = JSON.stringify(record);
    size += JSON.stringify(rest).length + (samples.has(text) ? 0 : text.length);
    if (size > MOST_CARRIED) break;
    if (!samples.has(text)) samples.set(text, { at: samples.size, record });
    runs.push([run.name, { ...rest, samples: samples.get(text)!.at }]);
  }
  return {
    samples: [...samples.values()].map(({ record }) => record),
    runs: Object.fromEntries(runs),
  };
}

/** Items in an order in which, wherever it is broken off, those so far are spread over all; the first first. */
function* spreadOut<Item>(items: readonly Item[]): Iterable<Item> {
  const seen = new Set<number>();
  for (let step = 2 ** Math.ceil(Math.log2(items.length)); step >= 1; step /= 2) {
    for (let i = 0; i < items.length; i += step) {
      if (!seen.has(i)) yield items[i];
      seen.add(i);
    }
  }
}

/** What the page shows of a run that can be drawn, with few of its epochs. */
function drawable(scene: Scene): (Shown & { data: NonNullable<Shown["data"]> }) | undefined {
  const { epochs, ...shown } = shownPart(scene);
  const { data } = shown;
  const run = runOf({ ...shown, epochs });
  if (data === undefined || run === undefined) return undefined;
  const isDrawn = whyNoSamples(run.samples, run.start.features) === undefined &&
    whyNoNeurons(scene) === undefined;
  if (!isDrawn) return undefined;
  const marked = new Set(shown.checkpoints.map(({ epoch }) => epoch));
  const few = new Set(evenlySpaced(epochs, MOST_EPOCHS));
  return {
    ...shown,
    data,
    epochs: epochs.filter((record) => few.has(record) || marked.has(record.epoch)),
  };
}

/** The runs, those that differ in nothing but seeds in one row, the best first. */
function runsTable(sweep: Sweep, names: ReadonlySet<string>): string {
  const { measure, fields, groups, ranked } = groupsOf(sweep);
  const areSeveral = groups.some(({ runs }) => runs.length > 1);
  const header = [
    ...wordsOf(fields).map(escape),
    ...(areSeveral ? [`median ${measure.name}`, "least", "greatest"] : [measure.name]),
    areSeveral ? "each run" : "run",
  ];
  const say = (value: number | undefined) =>
    value === undefined ? "" : measureWords(measure, value);
  const rows = [...ranked, ...groups.filter(({ median }) => median === undefined)].map(
    ({ values, runs, median, least, greatest }) => {
      const more = runs.length - MOST_LISTED;
      const listed = runs.slice(0, MOST_LISTED).map((run) =>
        runCell(run, { names, label: labelOf(run, sweep) })
      );
      return [
        ...values.map((value) => escape(valueWords(value))),
        say(median),
        ...(areSeveral ? [say(least), say(greatest)] : []),
        listed.join(" ") + (more > 0 ? ` and ${count(more)} more` : ""),
      ];
    },
  );
  const head = header.map((name) => `<th>${name}</th>`).join("");
  const body = rows.map((row) => {
    const cells = row.map((cell, i) => `<td data-name="${header[i]}">${cell}</td>`);
    return `<tr>${cells.join("")}</tr>`;
  });
  const note = sweep.runs.every(({ name }) => names.has(name))
    ? "Each can be opened below: its epochs, and every sample, step by step."
    : "Those with a frame can be opened below: their epochs, and every sample, step by step. " +
      "The records of every run are in its folder.";
  return `<h2>The runs, best first</h2>
<p class="note" data-moving hidden>${note}</p>
<table class="runs"><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table>`;
}

/** What tells a run from the others in its row: its seeds. */
function labelOf({ values }: SweepRun, { fields }: Sweep): string {
  const seeds = values.filter((_, i) => isSeed(fields[i]));
  return seeds.length === 0 ? "open" : `seed ${seeds.join(", ")}`;
}

/** A run that the page carries as a button, else as a link to its folder. */
function runCell(
  { name, state }: SweepRun,
  { names, label }: { names: ReadonlySet<string>; label: string },
): string {
  const text = state === "finished" ? label : `${label}: ${state}`;
  return names.has(name)
    ? `<button type="button" data-run="${escape(name)}" aria-pressed="false" disabled>${
      escape(text)
    }</button>`
    : `<span>${escape(text)}</span>`;
}
