import * as Plot from "@observablehq/plot";
import type { Chunk } from "../samples/chunk.ts";
import { logit, sigmoid } from "../neuron/forward.ts";
import { classEntries } from "./legend.ts";
import { between, IN_PANEL, type PanelCheckpoint, panelFigure, panelsOf } from "./panel_grid.ts";
import { extent } from "./samples.ts";
import { COLORS, DASH, frame } from "./theme.ts";

/** Options of {@linkcode logitsChart}. */
export interface LogitsChartOptions {
  /** The samples, of any number of features. */
  readonly samples: Chunk;
  /** The names of the classes 0 and 1. */
  readonly classes: readonly [string, string];
  /** The neuron at its checkpoints, one panel each; at least one. */
  readonly checkpoints: readonly PanelCheckpoint[];
}

const BINS = 30;
const POINTS = 80;

/**
 * Draws a neuron of many features at each checkpoint: how the logits of each class are distributed,
 * and the sigmoid, which turns them into predictions.
 *
 * The bars are shares of their class; the highest of a panel has the height 1.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { points } from "@dawnstream/dawnstream";
 * import { logitsChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const samples = points([{ x: [0, 1, 2], y: 0 }, { x: [5, 2, 1], y: 1 }]);
 * const checkpoints = [{ epoch: 20, loss: 0.25, weights: [2, 1, 1], bias: -5 }];
 * const svg = logitsChart({ samples, classes: ["a", "b"], checkpoints });
 * assertStringIncludes(svg, "epoch 20 · loss 0.2500");
 * ```
 */
export function logitsChart({ samples, classes, checkpoints }: LogitsChartOptions): string {
  const panels = panelsOf(checkpoints);
  const logits = panels.map(({ checkpoint }) => logitsOf(samples, checkpoint));
  const domain = extent(Float64Array.from(logits.flatMap((z) => [...z])));
  const bars = panels.flatMap((panel, i) =>
    shares(samples.labels, { logits: logits[i], domain }).map((bar) => ({ ...panel, ...bar }))
  );
  return panelFigure(panels, {
    shows: `the distribution of the logits of ${classes[0]} and ${classes[1]}, and the sigmoid`,
    legend: [
      ...classEntries([`logits of ${classes[0]}`, `logits of ${classes[1]}`]),
      { label: "ŷ = σ(z)", mark: "line", color: COLORS.sigmoid },
      { label: "boundary, ŷ = ½", mark: "line", color: COLORS.boundary, dash: DASH },
    ],
    plot: {
      x: { domain, label: "logit z", ticks: 6 },
      y: { domain: [0, 1.08], label: null, ticks: 6 },
      marks: [
        frame(),
        ...[COLORS.class0, COLORS.class1].map((fill, label) =>
          Plot.rect(bars.filter((bar) => bar.label === label), {
            ...IN_PANEL,
            x1: "x1",
            x2: "x2",
            y1: 0,
            y2: "share",
            fill,
            fillOpacity: 0.5,
            inset: 0.5,
          })
        ),
        Plot.ruleX(panels, {
          ...IN_PANEL,
          x: 0,
          stroke: COLORS.boundary,
          strokeWidth: 1.5,
          strokeDasharray: DASH,
        }),
        Plot.line(
          panels.flatMap((panel) =>
            between(domain, POINTS).map((z) => ({ ...panel, z, y: sigmoid(z) }))
          ),
          { ...IN_PANEL, x: "z", y: "y", z: "title", stroke: COLORS.sigmoid, strokeWidth: 2 },
        ),
      ],
    },
  });
}

function logitsOf({ features, labels }: Chunk, { weights, bias }: PanelCheckpoint): Float64Array {
  const parameters = Float64Array.of(...Array.from(weights), bias);
  return labels.map((_, row) => logit(parameters, features, row * weights.length));
}

/** A bar of a histogram. */
interface Bar {
  readonly label: number;
  readonly x1: number;
  readonly x2: number;
  readonly share: number;
}

function shares(
  labels: Float64Array,
  { logits, domain: [low, high] }: { logits: Float64Array; domain: readonly [number, number] },
): Bar[] {
  const counts = [new Float64Array(BINS), new Float64Array(BINS)];
  logits.forEach((z, row) => {
    counts[labels[row]][Math.floor((z - low) / (high - low) * BINS)]++;
  });
  const sizes = counts.map((bins) => bins.reduce((sum, count) => sum + count, 0) || 1);
  const parts = counts.map((bins, label) => bins.map((count) => count / sizes[label]));
  const highest = Math.max(...parts[0], ...parts[1]);
  const step = (high - low) / BINS;
  return parts.flatMap((bins, label) =>
    [...bins].map((part, i) => ({
      label,
      x1: low + i * step,
      x2: low + (i + 1) * step,
      share: part / highest,
    }))
  ).filter(({ share }) => share > 0);
}
