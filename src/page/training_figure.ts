import { count, figures, tenTo } from "../charts/numbers.ts";
import { evenlySpaced } from "../charts/samples.ts";
import {
  axisChanges,
  axisMarkup,
  LEFT,
  lineThrough,
  moved,
  place,
  px,
  type Scale,
  type Tick,
  ticksOf,
  WIDTH,
} from "./axis.ts";
import type { ProgressRecord } from "../records.ts";
import type { Change } from "./changes.ts";
import { gradientLength, type Moment, type Place, type Run, someMoments } from "./run.ts";

/** The room for numbers on the right. */
const NUMBERS = 104;
const STRIP = { height: 62, step: 106, first: 34 };
const MOST_POINTS = 500;

/** A quantity by epoch, in a strip of its own. */
interface Strip {
  readonly id: string;
  /** Whether its scale is logarithmic, where all values are above 0. */
  readonly log?: boolean;
  /** Its value at a moment, where it is known. */
  readonly of: (moment: Moment) => number | undefined;
  /** Whether it is computed, and so asked for at some moments only. */
  readonly few?: boolean;
  /** What a report of a stream says of it. */
  readonly reported?: (report: ProgressRecord) => number;
  /** The same of held-out samples. */
  readonly heldOut?: (moment: Moment) => number | undefined;
  /** A value as text; default: three digits. */
  readonly said?: (value: number) => string;
}

function stripsOf(run: Run): Strip[] {
  const { start: { samples }, moments } = run;
  const wrong = ({ accuracy }: { accuracy: number }) => (1 - accuracy) * (samples ?? 1);
  const rates = new Set(moments.map(({ learningRate }) => learningRate));
  return [
    {
      id: "t-loss",
      log: true,
      of: ({ measured }) => measured?.loss,
      reported: ({ loss }) => loss,
      heldOut: ({ measured }) => measured?.validationLoss,
    },
    {
      id: "t-wrong",
      of: ({ measured }) => measured && wrong(measured),
      reported: wrong,
      ...(samples !== null && { said: (n) => count(Math.round(n)) }),
    },
    { id: "t-gradient", log: true, few: true, of: (moment) => gradientLength(moment, run) },
    ...(rates.size > 1 ? [{ id: "t-rate", of: ({ learningRate }: Moment) => learningRate }] : []),
  ];
}

/** What a strip shows. */
function nameOf({ id }: Strip, { by, start: { samples } }: Run): string {
  const isStream = by === "samples";
  return {
    "t-loss": isStream ? "loss so far" : "loss of the epoch",
    "t-wrong": isStream ? "share wrong so far" : `wrong in the epoch, of ${count(samples ?? 0)}`,
    "t-gradient": "length of the mean gradient",
    "t-rate": "learning rate η of the next step",
  }[id]!;
}

/** What has been drawn of a run: it does not change from moment to moment. */
interface Drawn {
  readonly x: Scale;
  readonly strips: readonly (Strip & {
    readonly y: Scale;
    readonly line: string;
    readonly second: string;
  })[];
}

const known = new WeakMap<Run, Drawn>();

function drawnOf(run: Run): Drawn {
  const drawn = known.get(run) ?? draw(run);
  known.set(run, drawn);
  return drawn;
}

function draw(run: Run): Drawn {
  const { moments, by } = run;
  const isStream = by === "samples";
  const last = moments.at(-1)!.at;
  const x: Scale = {
    domain: isStream ? [1, Math.max(last, 2)] : [-1, Math.max(last, 1)],
    range: [LEFT, WIDTH - NUMBERS],
    ...(isStream && { log: true }),
  };
  const all = evenlySpaced([...moments.entries()], MOST_POINTS);
  const few = someMoments(moments);
  const strips = stripsOf(run).map((strip, i) => {
    const points = (of: Strip["of"]) =>
      (strip.few ? few : all).flatMap(([, moment]) => {
        const value = of(moment);
        return value === undefined ? [] : [[Math.max(moment.at, x.domain[0]), value] as const];
      });
    const { reported } = strip;
    const values = isStream && reported
      ? run.progress.map((report) => [report.samples, reported(report)] as const)
      : points(strip.of);
    const second = strip.heldOut ? points(strip.heldOut) : [];
    const [low, high] = [...values, ...second].reduce(
      ([low, high], [, value]) => [Math.min(low, value), Math.max(high, value)],
      [Infinity, -Infinity],
    );
    const top = STRIP.first + i * STRIP.step;
    const isLog = strip.log && low > 0;
    const y: Scale = {
      domain: isLog ? [low / 1.15, high * 1.15] : [Math.min(low, 0), high || 1],
      range: [top + STRIP.height, top],
      ...(isLog && { log: true }),
    };
    const through = (points: readonly (readonly [number, number])[]) =>
      lineThrough(points.map(([at, value]) => [place(x, at), place(y, value)]));
    return { ...strip, y, line: through(values), second: through(second) };
  });
  return { x, strips };
}

/** How many strips there are. */
function bottomOf({ strips }: Drawn): number {
  return STRIP.first + (strips.length - 1) * STRIP.step + STRIP.height;
}

/** The quantities by epoch, without what changes. */
export function trainingMarkup(run: Run): string {
  const drawn = drawnOf(run);
  const bottom = bottomOf(drawn);
  const strips = drawn.strips.map((strip) => {
    const { id, heldOut, second, y: { range: [low, high] } } = strip;
    const held = heldOut && second ? '<tspan class="held"> · held-out</tspan>' : "";
    return `<text class="name halo" x="${LEFT}" y="${high - 12}">${nameOf(strip, run)}${held}</text>
<path class="rule" d="M${LEFT},${low}H${WIDTH - NUMBERS}"/>${axisMarkup(`${id}-y`, "y", 3)}
<path id="${id}" class="line"/><path id="${id}-second" class="held"/>
<circle id="${id}-dot" class="point" r="4"/><text id="${id}-now" class="name"></text>`;
  });
  return `<svg id="t" class="fig" viewBox="0 0 ${WIDTH} ${
    bottom + 46
  }" role="img" aria-labelledby="t-title">
<path id="t-rule" class="now"/>${strips.join("\n")}
${axisMarkup("t-x", "x")}<text class="note" text-anchor="end" x="${WIDTH}" y="${
    bottom + 22
  }">${run.by}</text>
</svg>`;
}

/** Where the training is at a moment. */
export function trainingChanges(run: Run, { moment }: Place): Change[] {
  const { x, strips } = drawnOf(run);
  const { at } = run.moments[moment];
  const along = place(x, Math.max(at, x.domain[0]));
  const bottom = bottomOf({ x, strips });
  return [
    ...strips.flatMap(({ id, y, line, second, of, said = figures }): Change[] => {
      const value = of(run.moments[moment]);
      const where = value === undefined ? -99 : place(y, value);
      return [
        [id, { d: line }],
        [`${id}-second`, { d: second }],
        [`${id}-dot`, moved(along, where)],
        [`${id}-now`, {
          transform: `translate(${WIDTH - NUMBERS + 10},${px(where + 4)})`,
          text: value === undefined ? "" : said(value),
        }],
        ...axisChanges(`${id}-y`, {
          kind: "y",
          at: LEFT - 8,
          scale: y,
          ticks: y.log ? powers(y) : ticksOf(y, 2),
          slots: 3,
        }),
      ];
    }),
    ["t-rule", { d: `M${px(along)},${STRIP.first - 6}V${bottom}` }],
    ...axisChanges("t-x", {
      kind: "x",
      at: bottom + 22,
      scale: x,
      ticks: x.log
        ? powers(x, 8)
        : ticksOf(x, 7).flatMap(([at]) => at >= 0 && at % 1 === 0 ? [[at, count(at)]] : []),
    }),
  ];
}

/** The moment whose place on the axis is nearest to some distance from the left. */
export function nearestMoment(run: Run, along: number): number {
  const { x } = drawnOf(run);
  const away = ({ at }: Moment) => Math.abs(place(x, Math.max(at, x.domain[0])) - along);
  return run.moments.reduce(
    (nearest, moment, i) => away(moment) < away(run.moments[nearest]) ? i : nearest,
    0,
  );
}

/** Powers of ten along a logarithmic scale, or its ends where there are none. */
function powers({ domain: [low, high] }: Scale, most = 3): Tick[] {
  const [from, to] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
  if (to < from) return [[Math.sqrt(low * high), figures(Math.sqrt(low * high))]];
  const every = Math.ceil((to - from + 1) / most);
  return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, i) => {
    const power = from + i * every;
    const value = Number(`1e${power}`);
    return [value, Math.abs(power) > 3 ? tenTo(power) : count(value)];
  });
}
