import { count, figures } from "../charts/numbers.ts";
import { columnExtent } from "../charts/samples.ts";
import { sigmoidAlong } from "../charts/sigmoid.ts";
import { distinct, shortened } from "../charts/text.ts";
import { dPrediction_dz } from "../neuron/forward.ts";
import {
  axisChanges,
  axisMarkup,
  beside,
  LEFT,
  lineThrough,
  moved,
  place,
  px,
  RIGHT,
  type Scale,
  ticksOf,
  WIDTH,
} from "./axis.ts";
import { type Change, escape, filled } from "./changes.ts";
import { ownUnits, type Place, type Run } from "./run.ts";

/** From one column of dots to the next, and at most from one dot to the next. */
const STEP = 4.4;
/** More wrong samples than these have no dot on the curve. */
const MOST_DOTS = 12;
/** Half the length of the tangent. */
const TANGENT = 64;
/** From one point of the curve to the next, as a logit. */
const SMOOTH = 0.15;
/** From the line of a label to its first dot. */
const FIRST = 4;

/** Where the parts of the figure stand, in units from its top. */
function layout(width: number) {
  const top = width === 1 ? { top: 8, height: 84 } : { top: 8, height: width === 2 ? 290 : 0 };
  const room = width === 2 ? 62 : 92;
  const unit = width === 2 ? 120 : 168;
  const one = top.top + top.height + (width === 2 ? 56 : top.height ? 26 : 0) + room;
  const zero = one + unit;
  return { ...top, room, one, zero, axis: zero + room + 18, total: zero + room + 46 };
}

/** The scales of the figure: of the sigmoid, and of what stands above it. */
interface Scales {
  readonly u: Scale;
  readonly y: Scale;
  readonly v: Scale;
  readonly w: Scale;
}

/** The scales of runs that have been asked for. */
const known = new WeakMap<Run, Scales>();

function scalesOf(run: Run): Scales {
  const scales = known.get(run) ?? computeScales(run);
  known.set(run, scales);
  return scales;
}

function computeScales(run: Run): Scales {
  const { samples, moments, domain } = run;
  const { top, height, one, zero } = layout(samples.width);
  const range = [LEFT, WIDTH - RIGHT] as const;
  const highest = Math.max(
    ...moments.flatMap((moment) => {
      const { weights: [w], bias } = ownUnits(moment);
      return domain.map((x) => Math.abs(w * x + bias));
    }),
  ) || 1;
  const isPlane = samples.width === 2;
  return {
    u: { domain, range },
    y: { domain: [0, 1], range: [zero, one] },
    // z above the curve, or the plane of two features.
    v: isPlane
      ? { domain: columnExtent(samples, 1), range: [top + height, top] }
      : { domain: [-highest, highest], range: [top + height, top] },
    w: { domain: isPlane ? columnExtent(samples, 0) : domain, range },
  };
}

/** Where each sample's dot stands: at its label, in columns. */
export function dotsOf(run: Run, moment: number): readonly (readonly [number, number])[] {
  const { samples: { width, features, labels }, at } = run;
  const { u, y } = scalesOf(run);
  const values = width === 1 ? features : at(moment).z;
  const columns = new Map<number, number>();
  const placed = [...labels].map((label, row) => {
    const column = Math.round(place(u, values[row]) / STEP);
    const key = 2 * column + label;
    const above = columns.get(key) ?? 0;
    columns.set(key, above + 1);
    return { x: Math.min(Math.max(column * STEP, LEFT), WIDTH - RIGHT), label, above };
  });
  const step = Math.min(STEP, (layout(width).room - FIRST) / Math.max(...columns.values()));
  return placed.map(({ x, label, above }) => [
    x,
    place(y, label) - (label ? 1 : -1) * (FIRST + above * step),
  ]);
}

/** The sample whose mark is nearest to a point of the figure. */
export function nearestSample(
  run: Run,
  { moment }: Place,
  [x, y]: readonly [number, number],
): number {
  const marks = y < layout(run.samples.width).height && run.samples.width === 2
    ? planePlaces(run)
    : dotsOf(run, moment);
  let nearest = 0;
  const away = (row: number) => Math.hypot(marks[row][0] - x, marks[row][1] - y);
  marks.forEach((_, row) => {
    if (away(row) < away(nearest)) nearest = row;
  });
  return nearest;
}

/** Where each sample stands in the plane of two features. */
function planePlaces(run: Run): readonly (readonly [number, number])[] {
  const { w, v } = scalesOf(run);
  const { features, labels } = run.samples;
  return [...labels.keys()].map((row) => [
    place(w, features[2 * row]),
    place(v, features[2 * row + 1]),
  ]);
}

/** Dots as one path: lines of no length with round ends. */
function dotsPath(places: Iterable<readonly [number, number]>): string {
  let path = "";
  for (const [x, y] of places) path += `M${px(x)},${px(y)}h0`;
  return path;
}

/** The figure, without what changes from moment to moment. */
export function neuronMarkup(run: Run): string {
  const { samples: { width }, classes, start: { features } } = run;
  const { top, height, one, zero, room, axis, total } = layout(width);
  const names = distinct(classes, { width: 240, size: 20 });
  const isPlane = width === 2;
  const name = (j: number) => escape(shortened(features[j], { width: 300, size: 19 }));
  const rule = (y: number) => `<path class="rule" d="M${LEFT},${y}H${WIDTH - RIGHT}"/>`;
  const marks = (part: string, kinds: readonly string[]) =>
    kinds.map((kind) => `<path id="${part}-${kind}" class="${kind}"/>`).join("");
  const labels = [0, 1].map((label) => {
    const isLeft = width === 1 ? leftOf(run, label) : label === 1;
    const y = label ? one - room + 12 : zero + room - 2;
    return `<text class="name c${label}" x="${edge(isLeft)}" y="${y}" ` +
      `text-anchor="${anchor(isLeft)}">${escape(names[label])}</text>`;
  });
  return `<svg id="n" class="fig" viewBox="0 0 ${WIDTH} ${total}" role="img" aria-labelledby="n-title">
<clipPath id="n-clip"><rect x="${LEFT}" y="${top}" width="${WIDTH - LEFT - RIGHT}" height="${
    height || total
  }"/></clipPath>
${
    width === 1
      ? `${rule(top + height / 2)}${axisMarkup("n-z", "y", 3)}
<g clip-path="url(#n-clip)"><path id="n-line" class="line"/></g>
<text id="n-equation" class="halo" y="${top + 12}"></text>`
      : isPlane
      ? `${filled(axisMarkup("n-v", "y") + axisMarkup("n-w", "x"), planeAxes(run))}
<text class="note" text-anchor="end" x="${WIDTH - RIGHT}" y="${top + height + 36}">${name(0)}</text>
<g clip-path="url(#n-clip)">${marks("n-plane", ["right0", "right1", "solid0", "solid1"])}
<path class="holes" d="${
        dotsPath(planePlaces(run).filter((_, row) => run.samples.labels[row] === 0))
      }"/>
<path id="n-thin" class="thin"/><path id="n-line" class="line"/></g>
<path id="n-plane-x" class="light x"/><circle id="n-plane-ring" class="ring" r="7"/>
<text class="note halo" x="${LEFT + 4}" y="${top + 12}">${name(1)}</text>`
      : ""
  }
<path id="n-boundary" class="boundary"/>
${rule(one)}${rule(zero)}
<g class="axis y"><text transform="translate(${
    LEFT - 8
  },${one})">1</text><text transform="translate(${LEFT - 8},${
    (one + zero) / 2
  })">½</text><text transform="translate(${LEFT - 8},${zero})">0</text></g>
${axisMarkup("n-u", "x")}
<text class="note" text-anchor="end" x="${WIDTH - RIGHT}" y="${axis + 22}">${
    width === 1 ? name(0) : "logit z"
  }</text>
${marks("n", ["right0", "right1", "error0", "error1", "solid0", "solid1"])}
<path id="n-x" class="light x"/><path id="n-curve" class="curve"/>
${marks("n", ["on0", "on1"])}
<path id="n-tangent" class="light tangent"/><path id="n-error" class="light error"/>
<circle id="n-ring" class="ring" r="5.5"/><circle id="n-point" class="point" r="4"/>
${labels.join("")}
<text id="n-sigma" class="halo">ŷ = σ(z)</text>
<text id="n-boundary-text" class="note halo"></text>
</svg>`;
}

/** The figure at a moment, with a sample in it. */
export function neuronChanges(run: Run, { moment, row }: Place): Change[] {
  const { samples: { width, features, labels }, moments, at } = run;
  const { z, predictions, wrong, loss } = at(moment);
  const { u, y, v, w } = scalesOf(run);
  const { top, height, axis, one, zero, room } = layout(width);
  const own = ownUnits(moments[moment]);
  const isOne = width === 1;
  const values = isOne ? features : z;
  const dots = dotsOf(run, moment);
  const rows = [...labels.keys()];
  const of = (label: number, isWrong: boolean) =>
    rows.filter((row) => labels[row] === label && wrong.has(row) === isWrong);
  const curve = sigmoidAlong(isOne ? own : { weights: [1], bias: 0 }, {
    domain: u.domain,
    step: SMOOTH,
  });
  const boundary = isOne ? -own.bias / own.weights[0] : 0;
  const isInside = boundary >= u.domain[0] && boundary <= u.domain[1];
  const boundaryX = place(u, boundary);
  const [x, label] = [place(u, values[row]), labels[row]];
  const on = place(y, predictions[row]);
  // The slope of the curve along its axis, in units of the figure.
  const slope = dPrediction_dz(z[row]) * (isOne ? own.weights[0] : 1) *
    (place(y, 1) - place(y, 0)) / (place(u, u.domain[1]) - place(u, u.domain[0])) *
    (u.domain[1] - u.domain[0]);
  const reach = TANGENT / Math.hypot(1, slope);
  const isFalling = isOne && own.weights[0] < 0;
  return [
    ["n-title", {
      text: `${moments[moment].name}: ${count(wrong.size)} wrong of ${count(labels.length)}${
        labels.length < run.all ? " shown" : ""
      }${loss < Infinity ? `, mean loss ${figures(loss)}` : ""}`,
    }],
    ...[0, 1].flatMap((label): Change[] => {
      const wrongOnes = of(label, true);
      return [
        [`n-right${label}`, { d: dotsPath(of(label, false).map((row) => dots[row])) }],
        [`n-solid${label}`, { d: dotsPath(wrongOnes.map((row) => dots[row])) }],
        [`n-error${label}`, {
          d: wrongOnes.map((row) =>
            `M${px(place(u, values[row]))},${px(place(y, label))}V${px(place(y, predictions[row]))}`
          ).join(""),
        }],
        [`n-on${label}`, {
          d: wrong.size > MOST_DOTS ? "" : dotsPath(
            wrongOnes.map((row) => [place(u, values[row]), place(y, predictions[row])] as const),
          ),
        }],
      ];
    }),
    ["n-curve", { d: lineThrough(curve.map((point) => [place(u, point.x), place(y, point.y)])) }],
    ["n-boundary", {
      d: isInside ? `M${px(boundaryX)},${isOne ? top : one - room}V${zero + room}` : "",
    }],
    ["n-boundary-text", {
      text: isInside && isOne ? figures(boundary) : "",
      ...beside(boundaryX, zero + room - 2),
    }],
    ["n-sigma", { x: edge(true), y: px(place(y, curve[0].y) + (isFalling ? 18 : -10)) }],
    ["n-x", { d: `M${px(x)},${axis - 12}V${px(on)}` }],
    ["n-error", {
      d: `M${px(x)},${px(place(y, label))}V${px(on)}`,
      class: `light error c${label}`,
    }],
    ["n-tangent", {
      d: lineThrough([[x - reach, on - reach * slope], [x + reach, on + reach * slope]]),
    }],
    ["n-ring", moved(dots[row][0], dots[row][1])],
    ["n-point", moved(x, on)],
    ...axisChanges("n-u", { kind: "x", at: axis, scale: u, ticks: ticksOf(u, 7) }),
    ...(isOne
      ? [
        ["n-line", {
          d: lineThrough(
            u.domain.map((x) => [place(u, x), place(v, own.weights[0] * x + own.bias)]),
          ),
        }],
        ["n-equation", {
          text: equation(own),
          x: edge(!isFalling),
          "text-anchor": anchor(!isFalling),
        }],
        ...axisChanges("n-z", {
          kind: "y",
          at: LEFT - 8,
          scale: v,
          ticks: ticksOf(v, 3),
          slots: 3,
        }),
      ] satisfies Change[]
      : []),
    ...(width === 2 ? planeChanges(run, { own, wrong, row, scales: { w, v }, top, height }) : []),
  ];
}

/** The axes of the plane of two features. */
function planeAxes(run: Run): Change[] {
  const { w, v } = scalesOf(run);
  const { top, height } = layout(2);
  return [
    ...axisChanges("n-w", { kind: "x", at: top + height + 18, scale: w, ticks: ticksOf(w, 7) }),
    ...axisChanges("n-v", { kind: "y", at: LEFT - 8, scale: v, ticks: ticksOf(v, 5) }),
  ];
}

/** The plane of two features: the line where ŷ = ½, and where it is 0.1 and 0.9. */
function planeChanges(
  run: Run,
  { own, wrong, row, scales: { w, v }, top, height }: {
    own: { weights: readonly number[]; bias: number };
    wrong: ReadonlySet<number>;
    row: number;
    scales: { w: Scale; v: Scale };
    top: number;
    height: number;
  },
): Change[] {
  const places = planePlaces(run);
  const { labels } = run.samples;
  const rows = [...labels.keys()];
  const line = (z: number) => {
    const { weights: [a, b], bias } = own;
    const [[x1, x2], [y1, y2]] = [w.domain, v.domain];
    // Along the side that the line crosses at the larger angle.
    const isFlat = Math.abs(b * (y2 - y1)) >= Math.abs(a * (x2 - x1));
    const ends = isFlat
      ? [x1, x2].map((x) => [x, (z - bias - a * x) / b] as const)
      : [y1, y2].map((y) => [(z - bias - b * y) / a, y] as const);
    return a === 0 && b === 0
      ? ""
      : lineThrough(ends.map(([x, y]) => [place(w, x), place(v, y)] as const));
  };
  const [x, y] = places[row];
  return [
    ...[0, 1].flatMap((label) =>
      [false, true].map((
        isWrong,
      ): Change => [`n-plane-${isWrong ? "solid" : "right"}${label}`, {
        d: dotsPath(
          rows.filter((row) => labels[row] === label && wrong.has(row) === isWrong)
            .map((row) => places[row]),
        ),
      }])
    ),
    ["n-line", { d: line(0) }],
    ["n-thin", { d: line(Math.log(9)) + line(-Math.log(9)) }],
    ["n-plane-ring", moved(x, y)],
    ["n-plane-x", { d: `M${LEFT},${px(y)}H${px(x)}V${top + height}` }],
  ];
}

/** Where a text stands at an edge of the figure, and how. */
function edge(isLeft: boolean): string {
  return px(isLeft ? LEFT + 3 : WIDTH - RIGHT - 3);
}

function anchor(isLeft: boolean): string {
  return isLeft ? "start" : "end";
}

/** Whether there is room for a class's name on the left. */
function leftOf({ samples: { features, labels }, domain }: Run, label: number): boolean {
  const middle = (domain[0] + domain[1]) / 2;
  const rows = [...labels.keys()].filter((row) => labels[row] === label);
  return rows.filter((row) => features[row] < middle).length <= rows.length / 2;
}

/** z = 0.471x − 0.147 */
function equation({ weights: [w], bias }: { weights: readonly number[]; bias: number }): string {
  return `z = ${figures(w)}x ${bias < 0 ? "−" : "+"} ${figures(Math.abs(bias))}`;
}
