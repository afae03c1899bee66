import * as Plot from "@observablehq/plot";
import { sigmoid } from "../neuron/forward.ts";
import { tickLabels } from "./axis.ts";
import type { DataChartOptions } from "./data_chart.ts";
import { classEntries } from "./legend.ts";
import { between, IN_PANEL, type PanelCheckpoint, panelFigure, panelsOf } from "./panel_grid.ts";
import { columnExtent, sampleDots } from "./samples.ts";
import { COLORS, DASH, frame } from "./theme.ts";

/** Options of {@linkcode panelsChart}. */
export interface PanelsChartOptions extends DataChartOptions {
  /** The neuron at its checkpoints, one panel each; at least one. */
  readonly checkpoints: readonly PanelCheckpoint[];
}

const POINTS = 80;

/**
 * Draws a neuron of one feature at each checkpoint: the samples, the line z = wx + b in black, the
 * sigmoid σ(z) in blue and, dashed, the boundary where σ(z) = ½.
 *
 * The panels stand in as many rows as columns, or one row fewer, and share their axes.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { points } from "@dawnstream/dawnstream";
 * import { panelsChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const samples = points([{ x: 0, y: 0 }, { x: 1, y: 0 }, { x: 5, y: 1 }]);
 * const checkpoints = [{ epoch: 20, loss: 0.25, weights: [2], bias: -5 }];
 * const classes = ["class 0", "class 1"] as const;
 * const svg = panelsChart({ samples, feature: "x", classes, checkpoints });
 * assertStringIncludes(svg, "epoch 20 · loss 0.2500");
 * ```
 */
export function panelsChart(
  { samples, feature, classes, checkpoints }: PanelsChartOptions,
): string {
  const panels = panelsOf(checkpoints);
  const domain = columnExtent(samples, 0);
  const neurons = panels.map(({ checkpoint: { weights: { 0: w }, bias: b }, ...panel }) => ({
    ...panel,
    z: (x: number) => w * x + b,
    boundary: -b / w,
  }));
  const curve = { ...IN_PANEL, x: "x", y: "y", z: "title" };
  return panelFigure(panels, {
    shows: `the samples along ${feature}, the line z, the sigmoid of z and the decision boundary`,
    legend: [
      ...classEntries(classes),
      { label: "z = wx + b", mark: "line", color: COLORS.line },
      { label: "ŷ = σ(z)", mark: "line", color: COLORS.sigmoid },
      { label: "boundary, ŷ = ½", mark: "line", color: COLORS.boundary, dash: DASH },
    ],
    plot: {
      x: { domain, label: feature, ticks: 6, ...tickLabels(domain, { length: 270 }) },
      y: { domain: [-0.2, 1.25], label: null, ticks: 6 },
      marks: [
        frame(),
        ...sampleDots(samples, { r: 3.5 }),
        Plot.ruleX(neurons.filter(({ boundary }) => boundary > domain[0] && boundary < domain[1]), {
          ...IN_PANEL,
          x: "boundary",
          stroke: COLORS.boundary,
          strokeWidth: 1.5,
          strokeDasharray: DASH,
        }),
        Plot.line(
          neurons.flatMap((neuron) => domain.map((x) => ({ ...neuron, x, y: neuron.z(x) }))),
          { ...curve, stroke: COLORS.line, clip: true },
        ),
        Plot.line(
          neurons.flatMap((neuron) =>
            between(domain, POINTS).map((x) => ({ ...neuron, x, y: sigmoid(neuron.z(x)) }))
          ),
          { ...curve, stroke: COLORS.sigmoid, strokeWidth: 2 },
        ),
      ],
    },
  });
}
