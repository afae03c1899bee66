import * as Plot from "@observablehq/plot";
import { sigmoid } from "../neuron/forward.ts";
import { tickLabels } from "./axis.ts";
import type { DataChartOptions } from "./data_chart.ts";
import { legend } from "./legend.ts";
import {
  between,
  describePanels,
  type PanelCheckpoint,
  panelGrid,
  panelTitles,
} from "./panel_grid.ts";
import { columnExtent, sampleDots } from "./samples.ts";
import { COLORS } from "./style.ts";
import { svgDocument, toSvg } from "./svg.ts";

/** What a picture of a neuron's training needs. */
export interface PanelsChartOptions extends DataChartOptions {
  /** The neuron at its checkpoints, one panel each. */
  readonly checkpoints: readonly PanelCheckpoint[];
}

const POINTS = 80;
const BOUNDARY_DASH = "5,3";

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
 * import { panelsChart } from "@dawnstream/dawnstream";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const samples = { features: Float64Array.of(0, 1, 5), labels: Float64Array.of(0, 0, 1) };
 * const checkpoints = [{ epoch: 20, loss: 0.25, weights: [2], bias: -5 }];
 * const classes = ["class 0", "class 1"] as const;
 * const svg = panelsChart({ samples, feature: "x", classes, checkpoints });
 * assertStringIncludes(svg, "epoch 20 · loss 0.2500");
 * ```
 */
export function panelsChart(
  { samples, feature, classes, checkpoints }: PanelsChartOptions,
): string {
  const document = svgDocument();
  const { panels, layout, width, left } = panelGrid(checkpoints);
  const domain = columnExtent(samples, 0);
  const neurons = panels.map(({ checkpoint: { weights: { 0: w }, bias: b }, ...panel }) => ({
    ...panel,
    z: (x: number) => w * x + b,
    boundary: -b / w,
  }));
  const chart = Plot.plot({
    ...layout,
    document,
    x: {
      domain,
      label: feature,
      labelAnchor: "center",
      labelArrow: "none",
      ticks: 6,
      ...tickLabels(domain, { length: 270 }),
    },
    y: { domain: [-0.2, 1.25], label: null, ticks: 6 },
    grid: true,
    marks: [
      Plot.frame({ stroke: "#bbb" }),
      ...sampleDots(samples, { r: 3.5 }),
      Plot.ruleX(neurons.filter(({ boundary }) => boundary > domain[0] && boundary < domain[1]), {
        x: "boundary",
        fx: "fx",
        fy: "fy",
        stroke: COLORS.boundary,
        strokeWidth: 1.5,
        strokeDasharray: BOUNDARY_DASH,
      }),
      Plot.line(
        neurons.flatMap((neuron) => domain.map((x) => ({ ...neuron, x, y: neuron.z(x) }))),
        {
          x: "x",
          y: "y",
          fx: "fx",
          fy: "fy",
          z: "title",
          stroke: COLORS.line,
          clip: true,
        },
      ),
      Plot.line(
        neurons.flatMap((neuron) =>
          between(domain, POINTS).map((x) => ({ ...neuron, x, y: sigmoid(neuron.z(x)) }))
        ),
        { x: "x", y: "y", fx: "fx", fy: "fy", z: "title", stroke: COLORS.sigmoid, strokeWidth: 2 },
      ),
      panelTitles(panels),
    ],
  });
  const entries = [
    { label: classes[0], mark: "dot", color: COLORS.class0 },
    { label: classes[1], mark: "dot", color: COLORS.class1 },
    { label: "z = wx + b", mark: "line", color: COLORS.line },
    { label: "ŷ = σ(z)", mark: "line", color: COLORS.sigmoid },
    { label: "boundary, ŷ = ½", mark: "line", color: COLORS.boundary, dash: BOUNDARY_DASH },
  ] as const;
  return toSvg({
    title: "The neuron at its checkpoints",
    description: `${describePanels(panels)} Each shows the samples along ${feature}, the line z, ` +
      "the sigmoid of z and the decision boundary.",
    width,
    parts: [legend(entries, { document, width, left }), chart],
  });
}
