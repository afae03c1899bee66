import { type Figure, figure, type FigureOptions } from "./figure.ts";
import { count } from "./numbers.ts";
import { isNumbers, valuesIn } from "./places.ts";
import {
  type Groups,
  groupsOf,
  headline,
  placeWords,
  statesWords,
  type Sweep,
  type SweepRun,
} from "./sweep.ts";
import { LEFT, linePlot } from "./sweep_line.ts";
import { MOST_ROWS, rowsPlot } from "./sweep_rows.ts";
import { textWidth } from "./text.ts";
import { EDGE, SIZE, WIDTH } from "./theme.ts";

/** What is drawn below the head, and what the head says of it. */
export type Drawing = Pick<Figure, "plots" | "left"> & {
  /** How to read it. */
  readonly notes: readonly string[];
};

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
  // What does not fit into the title goes below it.
  const isLong = textWidth(title, SIZE.title.normal) > WIDTH - LEFT - EDGE;
  const [short, spread] = isLong ? title.split(/, (?=over )/) : [title];
  return figure({
    kind: "sweep",
    title: short,
    subtitle: [
      ...(spread ? [spread] : []),
      ...(states && !isEmpty ? [`× ${states}`] : []),
      ...versus(sweep, groups),
      ...notes,
    ].join(" · "),
    description: `${count(sweep.runs.length)} runs of ${sweep.name}. ${title}.` +
      (states ? ` Of the runs ${states}.` : ""),
    ...drawing,
  }, options);
}

function drawingOf(groups: Groups): Drawing {
  const values = groups.fields.map((_, i) =>
    valuesIn(groups.groups.map(({ values }) => values[i]))
  );
  if (groups.fields.length === 1 && isNumbers(values[0])) {
    return { plots: [linePlot(groups)], left: LEFT, notes: lineNotes(groups) };
  }
  return { plots: [rowsPlot(groups)], notes: rowsNotes(groups) };
}

function lineNotes(groups: Groups): string[] {
  return spreadNotes(groups, "line: the median");
}

function rowsNotes(groups: Groups): string[] {
  const hidden = groups.groups.length - MOST_ROWS;
  return [
    ...(hidden > 0 ? [`the first ${MOST_ROWS} of ${count(groups.groups.length)} values`] : []),
    ...spreadNotes(groups, "bold: the median"),
  ];
}

function spreadNotes({ groups }: Groups, median: string): string[] {
  return groups.some(({ runs }) => runs.length > 1) ? [`${median}, each dot a run`] : [];
}

/** With how many seeds the best is better than the next, where both have run with the same. */
function versus({ fields }: Sweep, { ranked: [best, next], ...groups }: Groups): string[] {
  if (!groups.hasSeeds || best === undefined || next === undefined) return [];
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
