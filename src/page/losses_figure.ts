import { figures } from "../charts/numbers.ts";
import { binaryCrossEntropy } from "../neuron/binary_cross_entropy.ts";
import { sigmoid } from "../neuron/forward.ts";
import type { Loss } from "../neuron/loss.ts";
import { squaredError } from "../neuron/squared_error.ts";
import { lineThrough, moved, place, type Scale, WIDTH } from "./axis.ts";
import type { Change } from "./changes.ts";
import type { Place, Run } from "./run.ts";

const TOP = 34;
const HEIGHT = 200;
const SIDE = 300;
const GAP = 60;
const LEFT = 44;
const POINTS = 60;
/** The largest logit whose prediction can be told from 1. */
const MOST = 6;
/** The largest loss that is shown. */
const MOST_LOSS = 4;
const TANGENT = 46;

/** The two losses, and the class of their marks. */
const LOSSES: readonly (readonly [id: string, loss: Loss])[] = [
  ["l-entropy", binaryCrossEntropy],
  ["l-squared", squaredError],
];

const X: Scale = { domain: [0, 1], range: [LEFT, LEFT + SIDE] };
const SLOPES: Scale = { domain: [0, 1], range: [LEFT + SIDE + GAP, LEFT + 2 * SIDE + GAP] };
const Y: Scale = { domain: [0, MOST_LOSS], range: [TOP + HEIGHT, TOP] };
const PULL: Scale = { domain: [0, 1], range: [TOP + HEIGHT, TOP] };

/** Both losses and their slopes over ŷ, without what changes. */
export function lossesMarkup(): string {
  const bottom = TOP + HEIGHT;
  const axis = (x: Scale, y: Scale, ticks: readonly number[]) =>
    `<path class="rule" d="M${x.range[0]},${bottom}H${x.range[1]}"/><g class="axis x">${
      [0, 0.5, 1].map((at) =>
        `<text transform="translate(${place(x, at)},${bottom + 18})">${
          at === 0.5 ? "½" : at
        }</text>`
      ).join("")
    }</g><g class="axis y">${
      ticks.map((at) =>
        `<text transform="translate(${x.range[0] - 8},${place(y, at)})">${at}</text>`
      ).join("")
    }</g><text class="note" text-anchor="end" x="${x.range[1]}" y="${bottom + 36}">ŷ</text>`;
  const marks = (id: string, kind: string) =>
    `<path id="${id}" class="${kind}"/><path id="${id}-slope" class="${kind}"/>` +
    `<path id="${id}-tangent" class="light on ${kind === "line" ? "" : "dashed"}"/>` +
    `<circle id="${id}-dot" class="point" r="4"/><circle id="${id}-slope-dot" class="point" r="4"/>` +
    `<text id="${id}-now" class="halo"></text><text id="${id}-slope-now" class="halo"></text>`;
  return `<svg id="l" class="fig" viewBox="0 0 ${WIDTH} ${
    bottom + 46
  }" role="img" aria-labelledby="l-title">
<clipPath id="l-clip"><rect x="0" y="${TOP}" width="${WIDTH}" height="${HEIGHT}"/></clipPath>
<text class="name" x="${X.range[0]}" y="${TOP - 16}">loss L by ŷ</text>
<text class="name" x="${SLOPES.range[0]}" y="${TOP - 16}">size of its pull |dL/dz| by ŷ</text>
${axis(X, Y, [0, 1, 2, 3, 4])}${axis(SLOPES, PULL, [0, 0.5, 1])}
${marks("l-entropy", "line")}${marks("l-squared", "dashed")}
</svg>`;
}

/** Both losses of a sample's label, with the sample on them. */
export function lossesChanges(
  { at, samples: { labels } }: Run,
  { moment, row }: Place,
): Change[] {
  const { z, predictions } = at(moment);
  const y = labels[row];
  const prediction = predictions[row];
  const logits = Array.from({ length: POINTS + 1 }, (_, i) => (2 * i / POINTS - 1) * MOST);
  const sigma = logits.map(sigmoid);
  const slope = (loss: Loss, z: number) => Math.abs(loss.gradient(z, y));
  return [
    ...LOSSES.flatMap(([id, loss]): Change[] => {
      const value = loss.value(z[row], y);
      const dot = [place(X, prediction), place(Y, Math.min(value, MOST_LOSS))] as const;
      const rise = (loss.dLoss_dPrediction?.(prediction, y) ?? 0) * -HEIGHT / MOST_LOSS / SIDE;
      const reach = TANGENT / Math.hypot(1, rise);
      const pull = slope(loss, z[row]);
      const pulled = [place(SLOPES, prediction), place(PULL, pull)] as const;
      const isFirst = id === "l-entropy";
      const sign = isFirst ? "━" : "┅";
      const name = `${sign} ${isFirst ? "cross-entropy" : "squared error"}`;
      // Both losses are low on the side of the label, so above it there is room.
      const corner = ({ range }: Scale) => ({
        ...moved(range[y] + (y ? -4 : 4), TOP + (isFirst ? 12 : 36)),
        "text-anchor": y ? "end" : "start",
      });
      return [
        [id, {
          d: lineThrough(
            logits.flatMap((z, i) =>
              loss.value(z, y) <= MOST_LOSS
                ? [[place(X, sigma[i]), place(Y, loss.value(z, y))] as const]
                : []
            ),
          ),
        }],
        [`${id}-slope`, {
          d: lineThrough(
            logits.map((z, i) => [place(SLOPES, sigma[i]), place(PULL, slope(loss, z))] as const),
          ),
        }],
        [`${id}-tangent`, {
          d: reach > 0
            ? lineThrough([
              [dot[0] - reach, dot[1] - reach * rise],
              [dot[0] + reach, dot[1] + reach * rise],
            ])
            : "",
        }],
        [`${id}-dot`, moved(dot[0], dot[1])],
        [`${id}-slope-dot`, moved(pulled[0], pulled[1])],
        [`${id}-now`, { ...corner(X), text: `${name} ${figures(value)}` }],
        [`${id}-slope-now`, { ...corner(SLOPES), text: `${sign} ${figures(pull)}` }],
      ];
    }),
    ["l-said", {
      text: `This sample, at ŷ = ${figures(prediction)}, pulls with ${
        figures(slope(binaryCrossEntropy, z[row]))
      } by cross-entropy and with ${figures(slope(squaredError, z[row]))} by squared error.`,
    }],
  ];
}
