import * as Plot from "@observablehq/plot";
import { xAxis } from "./axis.ts";
import type { PlacedPlot } from "./figure.ts";
import { measureScale } from "./measure_scale.ts";
import { count, type Ticks } from "./numbers.ts";
import { type Group, type Groups, measureWords, statesWords } from "./sweep.ts";
import { labelWords, wordsOf } from "./sweep_words.ts";
import { distinct, textWidth } from "./text.ts";
import { dots, EDGE, INK, LABEL, NOTE, RULE, SIZE, strokes, WIDTH } from "./theme.ts";

const RIGHT = 106;
const LENGTH = WIDTH - EDGE - RIGHT;
const AXIS = 58;
/** What the name of the field needs. */
const TOP = 16;
/** The height of a row without its dots. */
const ROW = 46;
/** So many rows are drawn. */
export const MOST_ROWS = 30;
/** Dots that would touch are piled up: how far they are apart, and the height of the highest pile. */
const STEP = 5.5;
const PILE = 90;

/** The measure of each value of a field that is no number, or of all runs: a row each, a dot for each run. */
export function rowsPlot({ measure, fields, groups, ranked, hasSeeds }: Groups): PlacedPlot {
  const shown = groups.length > MOST_ROWS ? ranked.slice(0, MOST_ROWS) : groups;
  const [field] = wordsOf(fields);
  const top = field === undefined ? 0 : TOP;
  const scale = measureScale(measure, {
    values: shown.flatMap(({ measured }) => measured),
    length: LENGTH,
  });
  const piles = shown.map((group) => pilesOf(group, scale.at));
  const highest = Math.max(...piles.flat().map(({ n }) => n), 1);
  const step = Math.min(STEP, PILE / highest);
  const height = ROW + highest * step;
  const base = (row: number) => top + (row + 1) * height - 12;
  const states = shown.map(({ runs }) => statesWords(runs).replace(/^(?=.)/, " · × "));
  const size = SIZE.label.small;
  const width = LENGTH + RIGHT - EDGE - Math.max(...states.map((words) => textWidth(words, size)));
  const name = ({ values, runs }: Group) => {
    if (field !== undefined) return labelWords(field, values[0]);
    return runs.length === 1 ? "one run" : `${count(runs.length)} ${hasSeeds ? "seeds" : "runs"}`;
  };
  const names = distinct(shown.map(name), { width, size });
  const medians = shown.flatMap(({ median }, row) =>
    median === undefined ? [] : [{ x: scale.at(median), y: base(row), median }]
  );
  const middle = groups.some(({ runs }) => runs.length > 1);
  return {
    height: top + shown.length * height + AXIS,
    marginLeft: EDGE,
    marginRight: RIGHT,
    marginBottom: AXIS,
    x: { domain: [0, LENGTH] },
    y: { domain: [top + shown.length * height, 0] },
    marks: [
      Plot.text(field === undefined ? [] : [field], {
        frameAnchor: "top-left",
        dy: 2,
        ...NOTE,
      }),
      strokes(shown.map((_, row) => [0, base(row), LENGTH, base(row)]), RULE),
      Plot.text(shown, {
        x: 0,
        y: (_: Group, row: number) => base(row) - highest * step - 14,
        text: (_: Group, row: number) => names[row] + states[row],
        textAnchor: "start",
        ...LABEL,
      }),
      dots(
        piles.flatMap((pile, row) =>
          pile.flatMap(({ x, n }) =>
            Array.from({ length: n }, (_, i) => [x, base(row) - (i + 0.5) * step] as const)
          )
        ),
        { r: Math.min(2.5, step / 2), fill: INK, strokeOpacity: middle ? 0.55 : 1 },
      ),
      ...(middle
        ? [strokes(
          medians.map(({ x, y }) => [x, y + 6, x, y - highest * step - 3]),
          { stroke: INK, strokeWidth: 2 },
        )]
        : []),
      Plot.text(medians, {
        x: LENGTH,
        y: "y",
        text: ({ median }: { median: number }) => measureWords(measure, median),
        textAnchor: "start",
        dx: 9,
        dy: -4,
        ...LABEL,
      }),
      xAxis(apart({
        ticks: scale.ticks.map(scale.at),
        tickFormat: (at) => scale.tickFormat(scale.ticks.find((x) => scale.at(x) === at)!),
      })),
      Plot.text([measure.name], { frameAnchor: "bottom", dy: 46, ...NOTE }),
    ],
  };
}

/** How many runs of a group are where, in pixels. */
function pilesOf({ measured }: Group, at: (value: number) => number): { x: number; n: number }[] {
  const piles = Map.groupBy(measured, (value) => Math.round(at(value) / STEP));
  // A lone dot is where it is.
  return [...piles].map(([bin, values]) => ({
    x: values.length === 1 ? at(values[0]) : bin * STEP,
    n: values.length,
  }));
}

/** The ticks that have room beside one another. */
function apart({ ticks, tickFormat }: Ticks): Ticks {
  let free = -Infinity;
  return {
    ticks: ticks.filter((x) => {
      const half = textWidth(tickFormat(x), SIZE.tick.small) / 2;
      if (x - half < free) return false;
      free = x + half + 8;
      return true;
    }),
    tickFormat,
  };
}
