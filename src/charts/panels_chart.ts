import * as Plot from "@observablehq/plot";
import { sigmoid } from "../neuron/forward.ts";
import type { DataChartOptions } from "./data_chart.ts";
import { legend, LEGEND_HEIGHT } from "./legend.ts";
import { extent, sampleDots } from "./samples.ts";
import { COLORS } from "./style.ts";
import { svgDocument, toSvg } from "./svg.ts";

/** A neuron of one feature at some moment of its training. */
export interface PanelCheckpoint {
  /** The epoch, 0 the first. */
  readonly epoch: number;
  /** The epoch's mean loss. */
  readonly loss: number;
  /** Its weight w. */
  readonly weights: ArrayLike<number>;
  /** Its bias b. */
  readonly bias: number;
}

/** What a picture of a neuron's training needs. */
export interface PanelsChartOptions extends DataChartOptions {
  /** The neuron at its checkpoints, one panel each. */
  readonly checkpoints: readonly PanelCheckpoint[];
}

const PANEL_WIDTH = 300;
const PANEL_HEIGHT = 215;
const MARGIN = { left: 44, right: 14, top: 26, bottom: 38 };
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
 * import { panelsChart } from "dawnstream";
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
  const columns = columnsOf(checkpoints.length);
  const rows = Math.ceil(checkpoints.length / columns);
  const width = MARGIN.left + columns * PANEL_WIDTH + MARGIN.right;
  const height = MARGIN.top + rows * PANEL_HEIGHT + MARGIN.bottom;
  const domain = extent(samples);
  const panels = checkpoints.map(({ epoch, loss, weights, bias }, i) => ({
    fx: i % columns,
    fy: Math.floor(i / columns),
    title: `epoch ${epoch} · loss ${loss.toFixed(4)}`,
    z: (x: number) => weights[0] * x + bias,
    boundary: -bias / weights[0],
  }));
  const chart = Plot.plot({
    document,
    width,
    height,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    style: { fontSize: "12px" },
    x: { domain, label: feature, labelAnchor: "center", labelArrow: "none", ticks: 6 },
    y: { domain: [-0.2, 1.25], label: null, ticks: 6 },
    fx: { axis: null, padding: 0.06 },
    fy: { axis: null, padding: 0.16, paddingOuter: 0 },
    grid: true,
    marks: [
      Plot.frame({ stroke: "#bbb" }),
      ...sampleDots(samples, { r: 3.5 }),
      Plot.ruleX(panels.filter(({ boundary }) => boundary > domain[0] && boundary < domain[1]), {
        x: "boundary",
        fx: "fx",
        fy: "fy",
        stroke: COLORS.boundary,
        strokeWidth: 1.5,
        strokeDasharray: BOUNDARY_DASH,
      }),
      Plot.line(panels.flatMap((panel) => domain.map((x) => ({ ...panel, x, y: panel.z(x) }))), {
        x: "x",
        y: "y",
        fx: "fx",
        fy: "fy",
        z: "title",
        stroke: COLORS.line,
        clip: true,
      }),
      Plot.line(
        panels.flatMap((panel) =>
          between(domain, POINTS).map((x) => ({ ...panel, x, y: sigmoid(panel.z(x)) }))
        ),
        { x: "x", y: "y", fx: "fx", fy: "fy", z: "title", stroke: COLORS.sigmoid, strokeWidth: 2 },
      ),
      Plot.text(panels, {
        fx: "fx",
        fy: "fy",
        text: "title",
        frameAnchor: "top",
        dy: -18,
        fontSize: 13,
        fontWeight: 600,
      }),
    ],
  });
  const entries = [
    { label: classes[0], mark: "dot", color: COLORS.class0 },
    { label: classes[1], mark: "dot", color: COLORS.class1 },
    { label: "z = wx + b", mark: "line", color: COLORS.line },
    { label: "ŷ = σ(z)", mark: "line", color: COLORS.sigmoid },
    { label: "boundary, ŷ = ½", mark: "line", color: COLORS.boundary, dash: BOUNDARY_DASH },
  ] as const;
  const [first] = checkpoints;
  const last = checkpoints[checkpoints.length - 1];
  return toSvg({
    title: "The neuron at its checkpoints",
    description: `${checkpoints.length} panels, from epoch ${first.epoch} with a loss of ` +
      `${first.loss.toFixed(4)} to epoch ${last.epoch} with ${last.loss.toFixed(4)}. Each shows ` +
      `the samples along ${feature}, the line z, the sigmoid of z and the decision boundary.`,
    width,
    height: LEGEND_HEIGHT + height,
    parts: [
      { svg: legend(entries, { document, width, left: MARGIN.left }) },
      { svg: chart, y: LEGEND_HEIGHT },
    ],
  });
}

/** As many columns as rows, or one more; up to three panels stand side by side. */
function columnsOf(panels: number): number {
  return panels <= 3 ? panels : Math.ceil(Math.sqrt(panels));
}

function between([low, high]: readonly [number, number], intervals: number): number[] {
  return Array.from({ length: intervals + 1 }, (_, i) => low + (high - low) * i / intervals);
}
