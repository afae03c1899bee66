import * as Plot from "@observablehq/plot";
import { logit, sigmoid } from "../neuron/forward.ts";
import { toParameters } from "../neuron/neuron.ts";
import type { Chunk } from "../samples/chunk.ts";
import { xAxis, xTicks, yAxis } from "./axis.ts";
import { figure, type FigureOptions } from "./figure.ts";
import {
  IN_PANEL,
  type NeuronAt,
  type Panel,
  panelGrid,
  PANELS_LEFT,
  panelsDescribed,
  panelsOf,
  panelsSaid,
  panelTitles,
  placeOf,
  type Training,
  wrongSaid,
} from "./panels.ts";
import { between, extent, histogram, shownOf } from "./samples.ts";
import { distinct } from "./text.ts";
import { BOUNDARY, CLASS, HALO, INK, LABEL, MINOR, NOTE, RIGHT, RULE, SIZE } from "./theme.ts";

/** Options of {@linkcode logitsChart}. */
export interface LogitsChartOptions extends Training {
  /** The samples, of any number of features. */
  readonly samples: Chunk;
  /** The names of the classes 0 and 1. */
  readonly classes: readonly [string, string];
  /** The number of samples in all. Default: of those that are shown. */
  readonly all?: number;
}

/** A unit of ŷ, and how far the highest bar goes beyond 0 and 1, in pixels. */
const UNIT = 60;
const BARS = 60;
const PLOT = { top: 48, height: UNIT + 2 * BARS };
const ROW = 280;
/** What the axis below the last row needs. */
const AXIS = 44;
const BINS = 40;
const POINTS = 60;

/**
 * Draws a neuron of many features at each checkpoint, then at its end: how the logits
 * of each class are distributed, class 1 standing on ŷ = 1 and class 0 hanging from ŷ = 0, the wrong
 * ones solid; and the sigmoid, which turns them into predictions.
 *
 * All panels share both scales, so that they can be compared.
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
 * const checkpoints = [{ name: "epoch 20", loss: 0.25, weights: [2, 1, 1], bias: -5 }];
 * const svg = logitsChart({ samples, classes: ["a", "b"], checkpoints });
 * assertStringIncludes(svg, "loss 0.250 · 0 wrong");
 * ```
 */
export function logitsChart(
  { samples, classes, all, ...training }: LogitsChartOptions,
  options: FigureOptions = {},
): string {
  const { labels } = samples;
  const wrongRows = (neuron: NeuronAt) => {
    const logits = logitsOf(samples, neuron);
    return [...logits.keys()].filter((row) => (logits[row] >= 0) !== (labels[row] === 1));
  };
  // The neuron of the start says nearly the same to all samples: that is no distribution to see.
  const { start: _, ...later } = training;
  const panels = panelsOf(later, wrongRows);
  const logits = panels.map((panel) => logitsOf(samples, panel));
  const [low, high] = extent(Float64Array.from(logits.flatMap((z) => [...z])));
  const domain = [Math.min(low, -1), Math.max(high, 1)] as const;
  const grid = panelGrid(panels.length, ROW);
  const shown = shownOf(samples, all);
  const rows = Math.ceil(panels.length / 3);
  const curve = between(domain, POINTS).map((z) => [z, sigmoid(z)]);
  const names = distinct(classes, { width: grid.width * 0.58, size: SIZE.label.small });
  return figure({
    kind: "panels",
    left: PANELS_LEFT,
    title: wrongSaid(training, { wrongRows, samples: labels.length, shown: shown !== undefined }),
    subtitle: [
      ...(shown ? [shown] : []),
      ...panelsSaid(training),
      "solid: wrong side",
      `${names[1]} stands on 1, ${names[0]} hangs from 0`,
      "by logit z",
    ].join(" · "),
    description:
      `${panelsDescribed(panels)}. Each panel shows how the logits of ${classes[0]} and ` +
      `${classes[1]} are distributed.` + (shown ? ` The picture shows ${shown}.` : ""),
    height: rows * ROW - (ROW - PLOT.top - PLOT.height) + AXIS,
    plots: [
      grid.plot(PLOT, {
        x: { domain },
        y: { domain: [-BARS / UNIT, 1 + BARS / UNIT] },
        marks: [
          ...panelTitles(panels, grid.width),
          Plot.ruleY([0, 1], RULE),
          ...bars(panels, { logits, labels, domain, width: grid.width }),
          Plot.ruleX([0], BOUNDARY),
          Plot.line(curve, { stroke: INK, strokeWidth: 2 }),
          yAxis({ ticks: [0, 0.5, 1], tickFormat: (y) => y === 0.5 ? "½" : String(y) }),
          xAxis(xTicks({ domain, length: grid.width, most: 5 })),
          ...[0, 1].map((label) =>
            Plot.text([names[label]], {
              ...placeOf(panels[0]),
              frameAnchor: label === 1 ? "top-left" : "bottom-right",
              dx: label === 1 ? 3 : -3,
              dy: label === 1 ? 24 : -24,
              ...HALO,
              ...LABEL,
              fill: CLASS[label],
            })
          ),
          Plot.text(["ŷ = σ(z)"], {
            ...placeOf(panels[0]),
            x: domain[0],
            y: 0,
            textAnchor: "start",
            dx: 3,
            dy: -11,
            fontSize: SIZE.tick.normal,
            ...HALO,
            className: MINOR,
          }),
          Plot.text(["logit z"], {
            ...placeOf(panels[panels.length - 1]),
            frameAnchor: "bottom-right",
            dy: 34,
            fontStyle: "italic",
            ...NOTE,
            className: MINOR,
          }),
        ],
      }),
    ],
  }, options);
}

function logitsOf({ width, features, labels }: Chunk, neuron: NeuronAt): Float64Array {
  const parameters = toParameters(neuron);
  return labels.map((_, row) => logit(parameters, features, row * width));
}

/** The logits of both classes as bars, the highest of all panels as high as can be. */
function bars(
  panels: readonly Panel[],
  { logits, labels, domain, width }: {
    logits: readonly Float64Array[];
    labels: Float64Array;
    domain: readonly [number, number];
    width: number;
  },
): Plot.Markish[] {
  const counts = (label: number, only: (z: number) => boolean) =>
    logits.map((of) => {
      const values = of.filter((z, row) => labels[row] === label && only(z));
      return histogram(values, { domain, bins: BINS });
    });
  const every = [0, 1].map((label) => counts(label, () => true));
  const highest = Math.max(...every.flat().flatMap((heights) => [...heights]));
  const unit = BARS / UNIT / highest;
  const place = (bin: number) => domain[0] + (bin + 0.5) / BINS * (domain[1] - domain[0]);
  return [0, 1].flatMap((label) => {
    const wrong = counts(label, (z) => (z >= 0) !== (label === 1));
    return ([[every[label], RIGHT[label]], [wrong, CLASS[label]]] as const).map((
      [heights, stroke],
    ) =>
      Plot.line(
        panels.flatMap((panel, i) =>
          [...heights[i]].flatMap((n, bin) =>
            n === 0 ? [] : [
              { ...placeOf(panel), x: place(bin), y: label },
              { ...placeOf(panel), x: place(bin), y: label + (label ? 1 : -1) * n * unit },
              { ...placeOf(panel), x: NaN, y: NaN },
            ]
          )
        ),
        {
          ...IN_PANEL,
          x: "x",
          y: "y",
          stroke,
          strokeWidth: width / BINS - 0.8,
          strokeLinecap: "butt",
        },
      )
    );
  });
}
