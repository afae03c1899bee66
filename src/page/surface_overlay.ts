import { figures } from "../charts/numbers.ts";
import { binaryCrossEntropy } from "../neuron/binary_cross_entropy.ts";
import { dPrediction_dz } from "../neuron/forward.ts";
import { scale } from "../samples/scaling.ts";
import type { Chunk } from "../samples/chunk.ts";
import { lineThrough, moved, place, type Scale } from "./axis.ts";
import type { Change } from "./changes.ts";
import type { Place, Run } from "./run.ts";

/** Where the numbers of a picture stand. */
export interface Frame {
  readonly x: Scale;
  readonly y: Scale;
}

/** What the page draws on the picture of the surface. */
export interface Surface {
  /** Its views. */
  readonly frames: readonly Frame[];
  /** How its samples would be standardized, where they are not. */
  readonly scaling?: { readonly mean: number; readonly sd: number } | undefined;
}

/** The longer half axis of the valley, in units of the picture. */
const REACH = 90;

/** The marks that move over a picture of the surface. */
export function overlayMarkup(frames: readonly Frame[]): string {
  return frames.map(({ x, y }, i) => {
    const [left, right] = x.range;
    const [bottom, top] = y.range;
    return `<clipPath id="f-clip-${i}"><rect x="${left}" y="${top}" width="${
      right - left
    }" height="${
      bottom - top
    }"/></clipPath><g clip-path="url(#f-clip-${i})"><path id="f-axes-${i}" class="valley"/>` +
      `<circle id="f-dot-${i}" class="here" r="6.5"/></g>`;
  }).join("");
}

/** How a surface curves at some place. */
interface Curvature {
  /** How much more it curves across the valley than along it. */
  readonly condition: number;
  /** The direction along the valley, and across it, each as long as the valley reaches. */
  readonly axes: readonly (readonly [w: number, b: number])[];
}

/** How the mean cross-entropy of samples of one feature curves, where their logits are these. */
export function curvatureOf({ features, labels }: Chunk, z: Float64Array): Curvature {
  let [ww, wb, bb] = [0, 0, 0];
  features.forEach((x, row) => {
    const slope = dPrediction_dz(z[row]) / labels.length;
    ww += slope * x * x;
    wb += slope * x;
    bb += slope;
  });
  // The eigenvalues and eigenvectors of the Hessian.
  const [middle, half] = [(ww + bb) / 2, Math.hypot((ww - bb) / 2, wb)];
  const [most, least] = [middle + half, (ww * bb - wb * wb) / (middle + half)];
  const angle = Math.atan2(2 * wb, ww - bb) / 2;
  const across = [Math.cos(angle), Math.sin(angle)] as const;
  const axis = ([w, b]: readonly [number, number], curvature: number) =>
    [w / Math.sqrt(curvature), b / Math.sqrt(curvature)] as const;
  return {
    condition: most / least,
    axes: [axis([-across[1], across[0]], least), axis(across, most)],
  };
}

/** Where the neuron is on the surface of the loss, and how the valley lies there. */
export function overlayChanges(run: Run, { moment }: Place, surface: Surface): Change[] {
  const { moments, at, loss, samples } = run;
  const { parameters: [w, b], scaling } = moments[moment];
  const { seen, z } = at(moment);
  const isEntropy = loss === binaryCrossEntropy;
  const { condition, axes } = curvatureOf(seen, z);
  const isKnown = isEntropy && condition > 0 && condition < Infinity;
  const other = scaling ? samples : surface.scaling && scale(samples, {
    mean: [surface.scaling.mean],
    sd: [surface.scaling.sd],
  });
  const otherwise = other ? curvatureOf(other, z).condition : NaN;
  return [
    ...surface.frames.flatMap(({ x, y }, i): Change[] => {
      const [left, top] = [place(x, w), place(y, b)];
      const ends = axes.map(([dw, db]) =>
        [place(x, w + dw) - left, place(y, b + db) - top] as const
      );
      const unit = REACH / Math.max(...ends.map(([dx, dy]) => Math.hypot(dx, dy)));
      return [
        [`f-dot-${i}`, moved(left, top)],
        [`f-axes-${i}`, {
          d: isKnown && unit > 0 && unit < Infinity
            ? ends.map(([dx, dy]) =>
              lineThrough([
                [left - unit * dx, top - unit * dy],
                [left + unit * dx, top + unit * dy],
              ])
            ).join("")
            : "",
        }],
      ];
    }),
    ["f-said", {
      text: isKnown
        ? `The cross lies along the valley: across it the surface curves ${
          figures(condition)
        } times as much as along it, its condition number.` +
          (otherwise > 0 && otherwise < Infinity
            ? ` For the same neuron ${
              scaling ? "without standardizing" : "on standardized samples"
            } it would be ${figures(otherwise)}.`
            : "")
        : "",
    }],
  ];
}
