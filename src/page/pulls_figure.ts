import { count, figures } from "../charts/numbers.ts";
import { binaryCrossEntropy } from "../neuron/binary_cross_entropy.ts";
import {
  axisChanges,
  axisMarkup,
  LEFT,
  place,
  px,
  RIGHT,
  type Scale,
  ticksOf,
  WIDTH,
} from "./axis.ts";
import { type Change, escape } from "./changes.ts";
import type { Place, Run } from "./run.ts";

const TOP = 12;
const HALF = 118;
const MIDDLE = TOP + HALF;
const BOTTOM = MIDDLE + HALF;
/** Shorter arrows have no head. */
const HEAD = 7;

/** The arrows, without what changes. */
export function pullsMarkup({ samples: { width }, start: { features } }: Run): string {
  const rule = (y: number) => `<path class="rule" d="M${LEFT},${y}H${WIDTH - RIGHT}"/>`;
  return `<svg id="p" class="fig" viewBox="0 0 ${WIDTH} ${
    BOTTOM + 44
  }" role="img" aria-labelledby="p-title">
${rule(MIDDLE)}${axisMarkup("p-y", "y", 3)}${axisMarkup("p-x", "x")}
<text class="note" text-anchor="end" x="${WIDTH - RIGHT}" y="${BOTTOM + 40}">${
    width === 1 ? escape(features[0]) : "logit z"
  }</text>
<path id="p-0" class="arrow0"/><path id="p-1" class="arrow1"/><path id="p-one" class="light on"/>
</svg>`;
}

/** How the samples pull at a moment: in all, and how few of them make half of it. */
export function pullsOf({ at }: Run, moment: number): {
  /** The sum of their pulls' sizes. */
  readonly total: number;
  /** How few samples make half of it. */
  readonly half: number;
} {
  const sizes = at(moment).pulls.map(Math.abs).sort().reverse();
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let [half, sum] = [0, 0];
  while (half < sizes.length && sum < total / 2) sum += sizes[half++];
  return { total, half };
}

/** An arrow per sample, at a moment. */
export function pullsChanges(run: Run, { moment, row }: Place): Change[] {
  const { samples: { width, features, labels }, domain, at, classes, loss } = run;
  const { z, pulls } = at(moment);
  const u: Scale = { domain, range: [LEFT, WIDTH - RIGHT] };
  const values = width === 1 ? features : z;
  const { total, half } = pullsOf(run, moment);
  const largest = pulls.reduce((most, pull) => Math.max(most, Math.abs(pull)), 0) || 1;
  // Small pulls are drawn larger, as the axis says.
  const y: Scale = { domain: [-largest, largest], range: [MIDDLE + HALF, MIDDLE - HALF] };
  const arrow = (row: number) => {
    const length = (place(y, pulls[row]) - MIDDLE) * -1;
    const x = px(place(u, values[row]));
    const head = Math.abs(length) < HEAD
      ? ""
      : length > 0
      ? "m-2.5,-4l2.5,4l2.5,-4"
      : "m-2.5,4l2.5,-4l2.5,4";
    return `M${x},${MIDDLE}V${px(MIDDLE + length)}${head}`;
  };
  const rows = [...labels.keys()];
  const sum = (label: number) =>
    Math.abs(rows.reduce((sum, row) => labels[row] === label ? sum + pulls[row] : sum, 0));
  const n = labels.length;
  const name = loss === binaryCrossEntropy ? "ŷ − y" : "dL/dz";
  return [
    ...[0, 1].map((
      label,
    ): Change => [`p-${label}`, {
      d: rows.filter((row) => labels[row] === label).map(arrow).join(""),
    }]),
    ["p-one", { d: arrow(row) }],
    ...axisChanges("p-x", { kind: "x", at: BOTTOM + 18, scale: u, ticks: ticksOf(u, 7) }),
    ...axisChanges("p-y", {
      kind: "y",
      at: LEFT - 8,
      scale: y,
      ticks: [[-largest, figures(largest)], [0, "0"], [largest, figures(largest)]],
      slots: 3,
    }),
    ["p-title", {
      text: total === 0
        ? "No sample pulls any more"
        : `${count(half)} of ${count(n)} samples make half of the pull`,
    }],
    ["p-said", {
      text: `An arrow is a sample’s ${name}: those of ${classes[1]} pull the curve up, with ${
        figures(sum(1))
      } in all, those of ${classes[0]} pull it down, with ${
        figures(sum(0))
      }. The neuron follows the difference.`,
    }],
  ];
}
