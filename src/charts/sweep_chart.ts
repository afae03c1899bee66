import type { Drawing } from "./drawing.ts";
import { figure, type FigureOptions } from "./figure.ts";
import { count } from "./numbers.ts";
import { isNumbers, valuesIn } from "./places.ts";
import {
  type Group,
  type Groups,
  groupsOf,
  headline,
  placeWords,
  statesWords,
  type Sweep,
  type SweepRun,
} from "./sweep.ts";
import { heatDrawing } from "./sweep_heat.ts";
import { LEFT, linePlot } from "./sweep_line.ts";
import { MOST_ROWS, rowsPlot } from "./sweep_rows.ts";
import { scatterDrawing } from "./sweep_scatter.ts";
import { textWidth } from "./text.ts";
import { EDGE, SIZE, WIDTH } from "./theme.ts";

/**
 * Draws what runs of a sweep come to over the fields that are swept: over one a line, or a row for each
 * value that is no number; over two a heat map, over three one for each value of the third; of more,
 * those that matter most. Seeds are no axis but the spread. Runs that have diverged, failed, were stopped
 * or are missing have a mark and a word.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { type Sweep, sweepChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const run = { state: "diverged", epochs: [] } as const;
 * const sweep: Sweep = {
 *   name: "large steps",
 *   fields: ["optimizer.learningRate"],
 *   runs: [{ ...run, name: "a", values: [10] }, { ...run, name: "b", values: [1000] }],
 * };
 * assertStringIncludes(sweepChart(sweep), "All runs diverged");
 * ```
 */
export function sweepChart(sweep: Sweep, options: FigureOptions = {}): string {
  const groups = groupsOf(sweep);
  const title = headline(sweep);
  const isEmpty = groups.groups.every(({ measured }) => measured.length === 0);
  const { notes, ...drawing } = isEmpty ? { notes: [], plots: [], height: 0 } : drawingOf(groups);
  const states = statesWords(sweep.runs);
  // In bold, text is a little wider; what does not fit into the title goes below it.
  const isLong = textWidth(title, 1.06 * SIZE.title.normal) > WIDTH - LEFT - EDGE;
  const [short, spread] = isLong ? title.split(/, (?=over )/) : [title];
  return figure({
    kind: "sweep",
    title: short,
    subtitle: [
      // The first part is never left out.
      ...(states && !isEmpty ? [`× ${states}`] : []),
      ...(spread ? [spread] : []),
      ...versus(sweep, groups),
      ...notes,
    ].join(" · "),
    description: `${count(sweep.runs.length)} runs of ${sweep.name}. ${title}.` +
      (states ? ` Of the runs ${states}.` : ""),
    ...drawing,
  }, options);
}

function drawingOf(groups: Groups): Drawing {
  const { fields, ranked } = groups;
  const values = fields.map((_, i) => valuesIn(groups.groups.map(({ values }) => values[i])));
  if (fields.length <= 1) {
    return fields.length === 1 && isNumbers(values[0])
      ? { plots: [linePlot(groups)], left: LEFT, notes: lineNotes(groups) }
      : { plots: [rowsPlot(groups)], notes: rowsNotes(groups) };
  }
  const axes = axesOf(groups, values);
  const combinations = axes.reduce((product, i) => product * values[i].length, 1);
  const tried = new Set(
    groups.groups.map((group) => JSON.stringify(axes.map((i) => group.values[i]))),
  ).size;
  if (tried < combinations / 2 && ranked.length > 0) return scatterDrawing(groups);
  const [x, y, facet] = axes;
  return heatDrawing(groups, { x, y, facet });
}

/** More maps than these cannot be compared. */
const MOST_MAPS = 12;

/** The fields that are drawn across, up and one map each: of many those that matter most. */
function axesOf(groups: Groups, values: readonly (readonly unknown[])[]): number[] {
  const all = values.map((_, i) => i);
  const matters = all.map((i) => effectOf(groups, i));
  const chosen = all.toSorted((a, b) => matters[b] - matters[a] || a - b).slice(0, 3)
    .toSorted((a, b) => values[a].length - values[b].length || b - a);
  const facet = chosen.length > 2 ? chosen.shift()! : undefined;
  const isDrawn = facet !== undefined && values[facet].length <= MOST_MAPS;
  // The names of what is no number have room at the side.
  const [y, x] = isNumbers(values[chosen[0]]) && !isNumbers(values[chosen[1]])
    ? [chosen[1], chosen[0]]
    : chosen;
  return isDrawn ? [x, y, facet] : [x, y];
}

/** How much better the best is with one value of a field than with another. */
function effectOf({ ranked, groups, measure }: Groups, field: number): number {
  const valueOf = ({ values }: Group) => JSON.stringify(values[field]);
  const all = new Set(groups.map(valueOf));
  const bests = new Map(ranked.toReversed().map((group) => [valueOf(group), group.median]));
  if (bests.size < all.size) return Infinity;
  const [low, high] = [Math.min(...bests.values()), Math.max(...bests.values())];
  return measure.isLoss && low > 0 ? high / low : high - low;
}

function lineNotes(groups: Groups): string[] {
  return spreadNotes(groups, "line: the median");
}

function rowsNotes(groups: Groups): string[] {
  const hidden = groups.groups.length - MOST_ROWS;
  return [
    ...(hidden > 0 ? [`the best ${MOST_ROWS} of ${count(groups.groups.length)} values`] : []),
    ...spreadNotes(groups, "bold: the median"),
  ];
}

function spreadNotes({ groups }: Groups, median: string): string[] {
  return groups.some(({ runs }) => runs.length > 1) ? [`${median}, each dot a run`] : [];
}

/** With how many seeds the best is better than the next, where both have run with the same. */
function versus({ fields }: Sweep, { ranked: [best, next], ...groups }: Groups): string[] {
  if (!groups.hasSeeds || next === undefined || next.median === best.median) return [];
  const seedOf = ({ values }: SweepRun) =>
    JSON.stringify(values.filter((_, i) => !groups.fields.includes(fields[i])));
  const others = new Map(next.runs.map((run) => [seedOf(run), groups.measure.of(run)]));
  const pairs = best.runs.flatMap((run) => {
    const [a, b] = [groups.measure.of(run), others.get(seedOf(run))];
    return a === undefined || b === undefined ? [] : [groups.measure.isLoss ? b - a : a - b];
  });
  if (pairs.length < 2) return [];
  const won = pairs.filter((by) => by > 0).length;
  return [
    `with ${count(won)} of ${count(pairs.length)} seeds better than ` +
    placeWords(groups.fields, next.values),
  ];
}
