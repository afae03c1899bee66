import * as Plot from "@observablehq/plot";
import { count } from "./numbers.ts";
import { ticksAt, valuesIn } from "./places.ts";
import {
  type Group,
  type Groups,
  linkOf,
  type Measure,
  measureWords,
  type SweepRun,
} from "./sweep.ts";
import type { Drawing } from "./drawing.ts";
import { labelWords, valueWords, wordsOf } from "./sweep_words.ts";
import { distinct, textWidth } from "./text.ts";
import {
  EDGE,
  GHOST,
  HALO,
  INK,
  LABEL,
  MINOR,
  NOTE,
  ONLY_SMALL,
  PAPER,
  SIZE,
  WIDTH,
} from "./theme.ts";

/** The fields that the axes are of, by their places among those of the groups. */
export interface Axes {
  /** Across. */
  readonly x: number;
  /** Up. */
  readonly y: number;
  /** One map for each of its values. */
  readonly facet?: number | undefined;
}

/** Between two maps. */
const GAP = 20;
/** What the name of the vertical axis, of a map and the labels below it need. */
const NAME = 26;
const LABELS = 30;
/** What the name of the horizontal axis needs. */
const FOOT = 34;
/** A cell's height, at most and at least, and that of a map of many. */
const CELL = { most: 46, least: 6, all: 400 };
/** A cell at least so wide has room for its number; of many maps, for a shorter one. */
const WIDE = { few: 54, many: 40 };
/** Text is read on the darkest cell, too: with more ink it is not, on dark paper. */
export const OPACITY = { least: 0.03, most: 0.38 } as const;
const WIDEST_LABEL = 236;

/** Where the settings that a cell stands for are drawn. */
interface Cell {
  readonly left: number;
  readonly top: number;
  readonly groups: readonly Group[];
  /** The best of them. */
  readonly best?: Group & { readonly median: number };
}

/** A map of the measure over two fields, or one for each value of a third: the worse, the more ink. */
export function heatDrawing(all: Groups, { x, y, facet }: Axes): Drawing {
  const { measure, fields, groups, ranked, hasSeeds } = all;
  const valuesOf = (field: number) => valuesIn(groups.map(({ values }) => values[field]));
  const [columns, rows] = [valuesOf(x), valuesOf(y)];
  const facets = facet === undefined ? [undefined] : valuesOf(facet);
  // Numbers go up, as on any axis; words are read from the top.
  if (rows.every((value) => typeof value === "number")) rows.reverse();
  const rowNames = distinct(rows.map(valueWords), { width: WIDEST_LABEL, size: SIZE.tick.small });
  const left = EDGE + 10 + Math.max(...rowNames.map((name) => textWidth(name, SIZE.tick.small)));
  const widthOf = (maps: number) => (WIDTH - left - EDGE - (maps - 1) * GAP) / maps;
  const least = facets.length > 2 ? WIDE.many : WIDE.few;
  let beside = facets.length;
  while (beside > 1 && widthOf(beside) / columns.length < least) beside--;
  const width = widthOf(beside);
  const cell = {
    width: width / columns.length,
    height: Math.max(CELL.least, Math.min(CELL.most, CELL.all / rows.length)),
  };
  const head = facet === undefined ? 0 : NAME;
  const mapHeight = head + rows.length * cell.height + LABELS;
  const names = wordsOf(fields);
  const maps = facets.map((value, i) => ({
    value,
    left: left + (i % beside) * (width + GAP),
    top: NAME + Math.floor(i / beside) * mapHeight + head,
  }));
  const height = NAME + Math.ceil(maps.length / beside) * mapHeight + FOOT;
  const place = new Map(ranked.map((group, i) => [group.runs, i]));
  const key = (column: unknown, row: unknown, map: unknown) => JSON.stringify([column, row, map]);
  const byCell = Map.groupBy(
    groups,
    ({ values }) => key(values[x], values[y], facet === undefined ? undefined : values[facet]),
  );
  const cells = maps.flatMap((map) =>
    rows.flatMap((row, j) =>
      columns.flatMap((column, i): Cell[] => {
        const groups = byCell.get(key(column, row, map.value));
        if (groups === undefined) return [];
        const order = groups.flatMap(({ runs }) => place.get(runs) ?? []);
        return [{
          left: map.left + i * cell.width,
          top: map.top + j * cell.height,
          groups,
          ...(order.length > 0 && { best: ranked[Math.min(...order)] }),
        }];
      })
    )
  );
  const every = Math.ceil(LINE / cell.height);
  const columnTicks = ticksAt(columns, {
    at: (value) => (columns.indexOf(value) + 0.5) / columns.length,
    length: width,
  });
  const others = fields.filter((_, i) => ![x, y, facet].includes(i));
  return {
    left: EDGE,
    notes: [
      ...(others.length > 0
        ? [`each cell at its best over ${wordsOf(others).join(", ")}`]
        : hasSeeds
        ? ["each cell the median over its seeds"]
        : []),
      measure.isLoss ? "more ink, more loss" : "more ink, less accuracy",
    ],
    plots: [{
      height,
      x: { domain: [0, WIDTH] },
      y: { domain: [height, 0] },
      marks: [
        at([[EDGE, 10]], { text: [names[y]], textAnchor: "start", ...LABEL }),
        at([[left + (WIDTH - EDGE - left) / 2, height - FOOT + 12]], {
          text: [names[x]],
          ...LABEL,
        }),
        ...maps.flatMap((map, i) => [
          at(
            rows.flatMap((_, j) =>
              j % every === 0 && i % beside === 0
                ? [[left - 8, map.top + (j + 0.5) * cell.height]]
                : []
            ),
            {
              text: rowNames.filter((_, j) => j % every === 0),
              textAnchor: "end",
              ...NOTE,
            },
          ),
          at(
            columnTicks.ticks.map((
              t,
            ) => [map.left + t * width, map.top + rows.length * cell.height + 14]),
            {
              text: columnTicks.ticks.map(columnTicks.tickFormat),
              ...NOTE,
            },
          ),
          ...(facet === undefined ? [] : [at([[map.left, map.top - 12]], {
            text: distinct([labelWords(names[facet], map.value)], {
              width,
              size: SIZE.label.small,
            }),
            textAnchor: "start",
            ...LABEL,
          })]),
        ]),
        ...cellMarks(cells, { all, cell, bestOfAll: ranked[0]?.median }),
      ],
    }],
  };
}

const LINE = 20;

/** Text at places in pixels. */
function at(places: readonly (readonly number[])[], options: Plot.TextOptions): Plot.Markish {
  return Plot.text(places, { x: "0", y: "1", ...options });
}

/** The cells, and what is written in them. */
function cellMarks(
  cells: readonly Cell[],
  { all, cell, bestOfAll }: {
    all: Groups;
    cell: { width: number; height: number };
    bestOfAll: number | undefined;
  },
): Plot.Markish[] {
  const valued = cells.flatMap((cell) => cell.best ? [{ ...cell, best: cell.best }] : []);
  const without = cells.filter(({ best }) => best === undefined);
  const isBest = ({ best }: Cell) => best?.median === bestOfAll;
  const { measure } = all;
  const { title, href } = linkOf(all);
  const ink = inkOf(measure, valued.map(({ best }) => best.median));
  const rect = (inset: number) => ({
    x1: ({ left }: Cell) => left + inset,
    x2: ({ left }: Cell) => left + cell.width - inset,
    y1: ({ top }: Cell) => top + inset,
    y2: ({ top }: Cell) => top + cell.height - inset,
  });
  const inset = Math.min(1, cell.width / 10, cell.height / 10);
  const texts = cells.map((of) => ({ of, isBest: isBest(of), ...written(of, measure) }));
  const middle = ({ of }: { of: Cell }) => of.left + cell.width / 2;
  const center = ({ of }: { of: Cell }) => of.top + cell.height / 2;
  const fits = (text: string, size: number) =>
    textWidth(text, size) <= cell.width - 4 && size <= cell.height - 2;
  const { normal, small } = SIZE.tick;
  type Written = (typeof texts)[number];
  const text = (of: readonly Written[], text: (of: Written) => string, options: Plot.TextOptions) =>
    [true, false].flatMap((isBest) => {
      const chosen = of.filter((one) => one.isBest === isBest);
      return chosen.length === 0 ? [] : [Plot.text(chosen, {
        x: middle,
        y: center,
        text,
        fontSize: SIZE.tick.normal,
        ...(isBest && { fontWeight: 600 }),
        ...options,
      })];
    });
  const two = ({ line, under }: Written) =>
    under !== "" && cell.height >= 2 * LINE && fits(under, small) && fits(line, small);
  // Numbers in some cells, and in others none, would be of no use.
  const numbers = texts.filter(({ of }) => of.best);
  const shownAt = (size: number) => {
    const all = (length: "line" | "short") => numbers.every((one) => fits(one[length], size));
    const length = all("line") ? "line" : all("short") ? "short" : undefined;
    return (one: Written) =>
      one.of.best
        ? length ? one[length] : ""
        : [one.line, one.short].find((text) => fits(text, size)) ?? "";
  };
  const [atNormal, atSmall] = [shownAt(normal), shownAt(small)];
  const alike = texts.filter((one) => atNormal(one) === atSmall(one));
  const other = texts.filter((one) => !alike.includes(one));
  const unseen = texts.filter((one) => one.isBest && atNormal(one) === "").slice(0, 1);
  return [
    Plot.rect(valued, {
      ...rect(inset),
      fill: INK,
      fillOpacity: {
        value: ({ best }: { best: { median: number } }) => ink(best.median),
        scale: null,
      },
      ...(title && { title: ({ best }: { best: Group }) => title(best) }),
      ...(href && { href: ({ best }: { best: Group }) => href(best) }),
    }),
    Plot.rect(without, { ...rect(inset), stroke: GHOST, strokeWidth: 1 }),
    Plot.rect(valued.filter(isBest), { ...rect(inset), stroke: INK, strokeWidth: 2.5 }),
    ...text(alike.filter((one) => !two(one)), atNormal, {}),
    ...text(alike.filter(two), atNormal, { dy: -9 }),
    ...text(alike.filter(two), ({ under }) => under, { dy: 11, fontWeight: 400 }),
    ...text(other, atNormal, { className: MINOR }),
    ...text(other, atSmall, ONLY_SMALL),
    ...unseen.map((one) => {
      const isLeft = middle(one) < WIDTH / 2;
      return at([[middle(one), center(one)]], {
        text: [`best ${one.line}`],
        textAnchor: isLeft ? "start" : "end",
        dx: (isLeft ? 1 : -1) * (cell.width / 2 + 5),
        ...HALO,
        stroke: PAPER,
        ...LABEL,
      });
    }),
  ];
}

/** How much ink a value has: none the best, most the worst. */
function inkOf({ isLoss }: Measure, values: readonly number[]): (value: number) => number {
  const scale = isLoss && values.every((value) => value > 0)
    ? Math.log
    : (value: number) => isLoss ? value : -value;
  const scaled = values.map(scale);
  const [low, high] = [
    scaled.reduce((a, b) => Math.min(a, b), Infinity),
    scaled.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  const { least, most } = OPACITY;
  return (value) => least + (most - least) * (high > low ? (scale(value) - low) / (high - low) : 0);
}

/** What is written in a cell: its number, else what came of its runs; shorter where that has no room. */
function written({ best, groups }: Cell, measure: Measure) {
  if (best !== undefined) {
    const line = measureWords(measure, best.median);
    const under = best.bad > 0 ? `× ${count(best.bad)} of ${count(best.runs.length)}` : "";
    return { line, short: shortest(line, best.median), under };
  }
  const states = Map.groupBy(
    groups.flatMap(({ runs }) => runs).filter(({ state }) => state !== "finished"),
    ({ state }: SweepRun) => state,
  );
  const [state] = [...states].sort(([, a], [, b]) => b.length - a.length)[0] ?? ["no value"];
  const mark = state === "diverged" || state === "failed" ? "×" : "○";
  return { line: `${mark} ${state}`, short: mark, under: "" };
}

/** A number with two digits, a share without its sign. */
function shortest(line: string, value: number): string {
  if (line.endsWith(" %")) return line.slice(0, -2);
  if (value >= 10 && value < 1e4) return String(Math.round(value));
  return value >= 1e-3 && value < 10 ? value.toPrecision(2) : line;
}
