import * as Plot from "@observablehq/plot";
import { xAxis, yAxis } from "./axis.ts";
import type { PlacedPlot } from "./figure.ts";
import { measureScale } from "./measure_scale.ts";
import { count } from "./numbers.ts";
import { placesOf } from "./places.ts";
import { evenlySpaced } from "./samples.ts";
import { type Group, type Groups, linkOf, measureWords, type RunState } from "./sweep.ts";
import { wordsOf } from "./sweep_words.ts";
import { dots, GHOST, HALO, INK, LABEL, MINOR, NOTE, PAPER, RULE, SIZE, WIDTH } from "./theme.ts";

export const LEFT = 76;
const RIGHT = 118;
const HEIGHT = 250;
const TOP = 26;
/** Room for the number below the best. */
const FLOOR = 26;
const CEILING = 8;
const AXIS = 58;
/** The height of a row of marks of runs that came to something else than their end. */
const LANE = 26;
/** So many runs have a dot each. */
const MOST_DOTS = 1500;
/** The medians of more values than these are not marked. */
const MOST_MARKED = 30;
/** Marks closer than this have no room for a number between them. */
const NEAR = 28;
/** A line through more values than these, each of one run, is noise. */
const MOST_IN_LINE = 60;

/** The states of runs that have no place on the scale, and their marks. */
export const STATES = [
  { state: "diverged", symbol: "times" },
  { state: "failed", symbol: "times" },
  { state: "stopped", symbol: "circle" },
  { state: "missing", symbol: "circle" },
] as const satisfies readonly { state: RunState; symbol: string }[];

/** The measure over one swept field: a line through the medians, a dot for each run. */
export function linePlot(all: Groups): PlacedPlot {
  const { measure, fields, groups, ranked } = all;
  const places = placesOf(groups.map(({ values: [value] }) => value));
  const length = WIDTH - LEFT - RIGHT;
  const y = measureScale(measure, {
    values: groups.flatMap(({ measured }) => measured),
    length: HEIGHT - FLOOR - CEILING,
  });
  const at = ({ values: [value] }: Group) => places.at(value);
  const inOrder = groups.toSorted((a, b) => at(a) - at(b));
  const runs = inOrder.flatMap((group) =>
    group.measured.map((value) => [at(group), value] as const)
  );
  const lanes = STATES.filter(({ state }) =>
    groups.some(({ runs }) => runs.some((run) => run.state === state))
  );
  const spread = inOrder.filter(({ measured }) => measured.length > 1);
  // Where a median is missing, the line has a gap.
  const medians = inOrder.map((group) => ({ x: at(group), y: group.median ?? NaN }));
  const best = ranked.slice(0, 1);
  const link = linkOf(all);
  return {
    height: TOP + lanes.length * LANE + HEIGHT + AXIS,
    marginTop: TOP + lanes.length * LANE,
    marginBottom: AXIS,
    marginLeft: LEFT,
    marginRight: RIGHT,
    x: { domain: [0, 1] },
    y: { type: y.type, domain: y.domain },
    ...(measure.isLoss ? { insetBottom: FLOOR, insetTop: CEILING } : { insetTop: FLOOR }),
    marks: [
      Plot.ruleY(y.rules, { ...RULE, strokeOpacity: 0.6 }),
      yAxis(y),
      xAxis(places.ticks(length)),
      Plot.text([wordsOf(fields)[0]], { frameAnchor: "bottom", dy: 46, ...LABEL }),
      Plot.text([measure.name], { frameAnchor: "top-left", dy: -TOP + 8, ...NOTE }),
      Plot.areaY(spread, {
        x: at,
        y1: "least",
        y2: "greatest",
        fill: GHOST,
        fillOpacity: 0.45,
      }),
      ...(inOrder.length > MOST_IN_LINE && spread.length === 0
        ? []
        : [Plot.line(medians, { x: "x", y: "y", stroke: INK, strokeWidth: 2 })]),
      dots(evenlySpaced(runs, MOST_DOTS), { r: 2.25, fill: INK, strokeOpacity: 0.45 }),
      ...(spread.length > 0 && inOrder.length <= MOST_MARKED
        ? [Plot.dot(ranked, {
          ...{ x: at, y: "median", r: 3.5, fill: INK, stroke: PAPER, strokeWidth: 1 },
          ...link,
        })]
        : []),
      Plot.dot(best, {
        ...{ x: at, y: "median", r: 6, fill: PAPER, stroke: INK, strokeWidth: 2 },
        ...link,
      }),
      ...best.map((group) =>
        bestLabel(measureWords(measure, group.median), {
          x: at(group),
          y: group.median,
          isLow: measure.isLoss,
        })
      ),
      ...lanes.flatMap(({ state, symbol }, i) => {
        const dy = -TOP - 6 - (lanes.length - 1 - i) * LANE;
        const there = inOrder.flatMap((group) => {
          const n = group.runs.filter((run) => run.state === state).length;
          return n === 0 ? [] : [{ x: at(group), n }];
        });
        const isCrowded = there.some(({ x }, i) => i > 0 && (x - there[i - 1].x) * length < NEAR);
        return [
          Plot.dot(there, {
            x: "x",
            frameAnchor: "top",
            dy,
            symbol,
            r: 4,
            stroke: INK,
            strokeWidth: 2,
          }),
          Plot.text(
            isCrowded ? [] : there.filter(({ n }) => n > 1),
            {
              x: "x",
              frameAnchor: "top",
              lineAnchor: "middle",
              text: ({ n }: { n: number }) => count(n),
              dx: 8,
              dy,
              textAnchor: "start",
              fontSize: SIZE.tick.normal,
              className: MINOR,
            },
          ),
          Plot.text([state], {
            frameAnchor: "top-right",
            lineAnchor: "middle",
            dx: 9,
            dy,
            textAnchor: "start",
            ...LABEL,
          }),
        ];
      }),
    ],
  };
}

/** The number of the best, where no line goes: beside it at the right end, else beyond it. */
function bestLabel(
  text: string,
  { x, y, isLow }: { x: number; y: number; isLow: boolean },
): Plot.Markish {
  return Plot.text([[x, y]], {
    text: [text],
    ...(x > 0.9 ? { textAnchor: "start", dx: 12 } : { dy: isLow ? 20 : -20 }),
    ...HALO,
    ...LABEL,
  });
}
