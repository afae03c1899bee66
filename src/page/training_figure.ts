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
import type { Change } from "./changes.ts";
import { gradientLength, type Moment, type Place, type Run, someMoments } from "./run.ts";

/** The room for numbers on the right. */
const NUMBERS = 92;
const STRIP = { height: 62, step: 106, first: 34 };
const MOST_POINTS = 500;

/** A quantity by epoch, in a strip of its own. */
interface Strip {
  readonly id: string;
  readonly name: string;
  readonly log: boolean;
  /** Its value at a moment, where it is known. */
  readonly of: (moment: Moment, i: number) => number | undefined;
  /** Moments in which it is asked for; default: all. */
  readonly few?: boolean;
  readonly said: (value: number) => string;
}

function stripsOf(run: Run): Strip[] {
  const { by, samples: { labels }, start, moments } = run;
  const n = start.samples ?? labels.length;
  const of = by === "epoch" ? "of the epoch" : "so far";
  const rates = new Set(moments.map(({ learningRate }) => learningRate));
  return [
    {
      id: "t-loss",
      name: `loss ${of}`,
      log: true,
      of: ({ measured }) => measured?.loss,
      said: figures,
    },
    by === "epoch"
      ? {
        id: "t-wrong",
        name: `wrong in the epoch, of ${count(n)}`,
        log: false,
        of: ({ measured }) => measured && Math.round((1 - measured.accuracy) * n),
        said: count,
      }
      : {
        id: "t-wrong",
        name: "share wrong so far",
        log: false,
        of: ({ measured }) => measured && 1 - measured.accuracy,
        said: figures,
      },
    {
      id: "t-gradient",
      name: "length of the mean gradient",
      log: true,
      few: true,
      of: (moment) => gradientLength(moment, run),
      said: figures,
    },
    ...(rates.size > 1
      ? [{
        id: "t-rate",
        name: "learning rate η of the next step",
        log: false,
        of: ({ learningRate }: Moment) => learningRate,
        said: figures,
      }]
      : []),
  ];
}

/** What has been drawn of a run: it does not change from moment to moment. */
interface Drawn {
  readonly x: Scale;
  readonly strips: readonly (Strip & { readonly y: Scale; readonly line: string })[];
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
  const last = moments[moments.length - 1].at;
  const x: Scale = {
    domain: isStream ? [1, Math.max(last, 2)] : [-1, Math.max(last, 1)],
    range: [LEFT, WIDTH - NUMBERS],
    ...(isStream && { log: true }),
  };
  const all = evenlySpaced([...moments.entries()], MOST_POINTS);
  const few = someMoments(moments);
  const strips = stripsOf(run).map((strip, i) => {
    const values = (strip.few ? few : all).flatMap(([i, moment]) => {
      const value = strip.of(moment, i);
      return value === undefined ? [] : [[Math.max(moment.at, x.domain[0]), value] as const];
    });
    const [low, high] = values.reduce(
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
    const line = lineThrough(values.map(([at, value]) => [place(x, at), place(y, value)]));
    return { ...strip, y, line };
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
  const strips = drawn.strips.map(({ id, name, y: { range: [low, high] } }) =>
    `<text class="name" x="${LEFT}" y="${high - 12}">${name}</text>` +
    `<path class="rule" d="M${LEFT},${low}H${WIDTH - NUMBERS}"/>` +
    `${axisMarkup(`${id}-y`, "y", 3)}<path id="${id}" class="line"/>` +
    `<circle id="${id}-dot" class="point" r="4"/><text id="${id}-now" class="name"></text>`
  );
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
    ...strips.flatMap(({ id, y, line, of, said }): Change[] => {
      const value = of(run.moments[moment], moment);
      const where = value === undefined ? -99 : place(y, value);
      return [
        [id, { d: line }],
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
      ticks: x.log ? powers(x, 8) : ticksOf(x, 7),
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
    const text = power < -3 || power > 4
      ? tenTo(power)
      : power < 0
      ? (10 ** power).toFixed(-power)
      : count(10 ** power);
    return [10 ** power, text];
  });
}
