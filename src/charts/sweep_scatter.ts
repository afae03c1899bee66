import * as Plot from "@observablehq/plot";
import { measureScale } from "./measure_scale.ts";
import { count } from "./numbers.ts";
import { placesOf } from "./places.ts";
import { type Groups, isBad, measureWords } from "./sweep.ts";
import type { Drawing } from "./drawing.ts";
import { wordsOf } from "./sweep_words.ts";
import { shortened } from "./text.ts";
import { dots, HALO, INK, LABEL, NOTE, PAPER, RULE, SIZE, strokes, WIDTH } from "./theme.ts";

const LEFT = 76;
const RIGHT = 36;
const GAP = 30;
const BESIDE = 2;
const LENGTH = (WIDTH - LEFT - RIGHT - GAP) / BESIDE;
const HEIGHT = 150;
/** What a panel's name and the marks of runs without a value need above it, and the labels below. */
const TOP = 46;
const LABELS = 40;
const MOST_FIELDS = 6;

/** The measure over each of some fields, where most of their combinations have not been tried. */
export function scatterDrawing(
  { measure, fields, groups, ranked: [best, ...others] }: Groups,
): Drawing {
  const shown = wordsOf(fields).slice(0, MOST_FIELDS);
  const scale = measureScale(measure, {
    values: [best, ...others].map(({ median }) => median),
    length: HEIGHT,
  });
  const panels = shown.map((name, i) => ({
    name: shortened(name, { width: LENGTH, size: SIZE.label.small }),
    field: i,
    isFirst: i % BESIDE === 0,
    left: LEFT + (i % BESIDE) * (LENGTH + GAP),
    top: Math.floor(i / BESIDE) * (TOP + HEIGHT + LABELS) + TOP + 20,
  }));
  const height = Math.ceil(shown.length / BESIDE) * (TOP + HEIGHT + LABELS) + 20;
  const without = groups.filter(({ median }) => median === undefined);
  const isLost = without.every(({ runs }) => runs.some(isBad));
  const text = (places: readonly (readonly number[])[], options: Plot.TextOptions) =>
    Plot.text(places, { x: "0", y: "1", ...options });
  return {
    left: LEFT,
    notes: [
      "each dot is a setting, in every panel",
      ...(fields.length > MOST_FIELDS ? [`${MOST_FIELDS} of ${count(fields.length)} fields`] : []),
    ],
    plots: [{
      height,
      x: { domain: [0, WIDTH] },
      y: { domain: [height, 0] },
      marks: [
        text([[LEFT, 8]], { text: [measure.name], textAnchor: "start", ...NOTE }),
        ...panels.flatMap(({ name, field, left, top, isFirst }) => {
          const places = placesOf(groups.map(({ values }) => values[field]));
          const { ticks, tickFormat } = places.ticks(LENGTH);
          const bottom = top + HEIGHT;
          const place = (
            { values, median }: { values: readonly unknown[]; median?: number | undefined },
          ) =>
            [
              left + places.at(values[field]) * LENGTH,
              median === undefined ? top - 14 : bottom - scale.at(median),
            ] as const;
          const [x, y] = place(best);
          return [
            strokes(
              scale.rules.map((
                rule,
              ) => [left, bottom - scale.at(rule), left + LENGTH, bottom - scale.at(rule)]),
              { ...RULE, strokeOpacity: 0.6 },
            ),
            text([[left, top - 34]], { text: [name], textAnchor: "start", ...LABEL }),
            ...(isFirst
              ? [text(scale.ticks.map((tick) => [left - 7, bottom - scale.at(tick)]), {
                text: scale.ticks.map(scale.tickFormat),
                textAnchor: "end",
                ...NOTE,
              })]
              : []),
            text(ticks.map((tick) => [left + tick * LENGTH, bottom + 16]), {
              text: ticks.map(tickFormat),
              ...NOTE,
            }),
            dots(others.map(place), { r: 2.25, fill: INK, strokeOpacity: 0.5 }),
            Plot.dot(without.map(place), {
              x: "0",
              y: "1",
              symbol: isLost ? "times" : "circle",
              r: 3,
              stroke: INK,
              strokeWidth: 1.5,
            }),
            Plot.dot([[x, y]], { x: "0", y: "1", r: 5, fill: PAPER, stroke: INK, strokeWidth: 2 }),
            ...(field === 0
              ? [text([[x, y]], {
                text: [measureWords(measure, best.median)],
                textAnchor: x > left + LENGTH / 2 ? "end" : "start",
                dx: x > left + LENGTH / 2 ? -11 : 11,
                ...HALO,
                ...LABEL,
              })]
              : []),
          ];
        }),
      ],
    }],
  };
}
