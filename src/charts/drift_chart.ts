import * as Plot from "@observablehq/plot";
import { xAxis, xTicks, yAxis } from "./axis.ts";
import { figure, type FigureOptions, type PlacedPlot } from "./figure.ts";
import type { Level } from "./loss_figure.ts";
import { count, figures, roundTicks } from "./numbers.ts";
import { evenlySpaced } from "./samples.ts";
import { distinct, textWidth } from "./text.ts";
import {
  BEST,
  EDGE,
  GHOST,
  HALO,
  INK,
  LABEL,
  MINOR,
  MUTED,
  NOTE,
  PAPER,
  RULE,
  SIZE,
  WIDTH,
} from "./theme.ts";

/** How a stream was predicted since the report before. */
export interface DriftReport {
  /** The number of samples so far, ≥ 1. */
  readonly samples: number;
  /** The mean of the losses since the report before, each before its own step. */
  readonly lossSinceLast: number;
  /** The share predicted correctly since then, each before its own step. */
  readonly accuracySinceLast: number;
}

/** A neuron on its way through a stream. */
export interface DriftNeuron {
  /** The number of samples so far. */
  readonly samples: number;
  /** Its weights w. */
  readonly weights: readonly number[];
  /** Its bias b. */
  readonly bias: number;
}

/** Options of {@linkcode driftChart}. */
export interface DriftChartOptions {
  /** What the loss is called: "mean cross-entropy", say. */
  readonly label: string;
  /** The names of the features. */
  readonly features: readonly string[];
  /** Whether the features are standardized, so that their weights can be compared. */
  readonly standardized: boolean;
  /** The reports of the stream, in order; at least one. */
  readonly reports: readonly DriftReport[];
  /** The neuron at its checkpoints, in order; at least one. */
  readonly neurons: readonly DriftNeuron[];
  /** The loss of a coin's toss: ln 2 for cross-entropy. */
  readonly coin?: Level;
}

/** Reports are taken together until they are of this share of the samples. */
const FINE = 1 / 150;
/** A sentence is said of longer stretches, which chance moves less: of at least so many samples. */
const COARSE = 1 / 20;
const FEWEST = 100;
/** By what factor a loss is above its least where it has risen: chance alone moves it less. */
const RISEN = 1.5;
const MOST_NEURONS = 300;
const MOST_NAMES = 4;
const MOST_OTHERS = 100;
const LEFT = 64;
/** Room for the numbers and the names at the right: what they need, within bounds. */
const LEAST_RIGHT = 96;
const LONGEST_NAME = 190;
const AXIS = 46;
const TOP = 34;
/** How far two labels above one another are apart, where the picture is small too. */
const LINE = 20;

/** Samples that follow one another, and how they were predicted. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly loss: number;
  readonly wrong: number;
}

/**
 * Draws how a stream was predicted as it flowed, by the number of samples: the loss and the share
 * predicted wrongly, each over the samples since the mark before, and the weights. A change of what
 * the stream is made of is a step up, and a bend of the weights.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { driftChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const reports = [
 *   { samples: 1000, lossSinceLast: 0.25, accuracySinceLast: 0.875 },
 *   { samples: 2000, lossSinceLast: 0.75, accuracySinceLast: 0.5 },
 * ];
 * const neurons = [{ samples: 2000, weights: [2], bias: -5 }];
 * const svg = driftChart({
 *   label: "mean cross-entropy",
 *   features: ["x"],
 *   standardized: false,
 *   reports,
 *   neurons,
 * });
 * assertStringIncludes(svg, "The loss has risen: 0.250 at its least, 0.750 at the end");
 * ```
 */
export function driftChart(
  { label, features, standardized, reports, neurons, coin }: DriftChartOptions,
  options: FigureOptions = {},
): string {
  const samples = Math.max(
    reports[reports.length - 1].samples,
    neurons[neurons.length - 1].samples,
  );
  const stretches = together(reports, samples * FINE);
  const length = Math.max(...stretches.slice(1).map(({ from, to }) => to - from), 1);
  const x = { domain: [0, samples] as const };
  const named = namesOf(neurons[neurons.length - 1], features);
  const widest = Math.max(...named.map(({ name }) => textWidth(name, SIZE.label.small)));
  const marginRight = Math.max(LEAST_RIGHT, widest + 9 + EDGE);
  const parts: Part[] = [
    lossPart(stretches, { label, coin }),
    wrongPart(stretches),
    weightsPart(neurons, { named, width: features.length, samples }),
  ];
  let top = 0;
  const plots = parts.map(({ height, ...plot }, i): PlacedPlot => {
    const isLast = i === parts.length - 1;
    const placed = {
      top,
      height: height + (isLast ? AXIS : 0),
      marginLeft: LEFT,
      marginRight,
      marginTop: TOP,
      x,
      ...plot,
      ...(isLast && {
        marginBottom: AXIS,
        marks: [
          xAxis(xTicks({ ...x, length: WIDTH - LEFT - marginRight, most: 6 })),
          Plot.text(["samples"], { frameAnchor: "bottom", dy: 40, ...NOTE, className: MINOR }),
          ...plot.marks,
        ],
      }),
    };
    top += height;
    return placed;
  });
  const said = together(reports, Math.max(samples * COARSE, FEWEST));
  const end = said[said.length - 1];
  return figure({
    kind: "drift",
    left: LEFT,
    title: titleOf(said),
    subtitle: [
      ...(said.length === 1 ? [] : [`at the end: the last ${count(end.to - end.from)} samples`]),
      ...(stretches.length === 1 ? [] : [`a step: up to ${count(length)} samples`]),
      standardized ? "weights per standard deviation" : "weights per unit of the feature",
    ].join(" · "),
    description: `How ${count(samples)} samples were predicted as they flowed by: over the last ` +
      `${count(end.to - end.from)} the ${label} is ${figures(end.loss)}, and ` +
      `${figures(100 * end.wrong)} % are wrong.`,
    plots,
  }, options);
}

/** One of the plots above one another. */
interface Part extends Plot.PlotOptions {
  readonly height: number;
  readonly marks: Plot.Markish[];
}

/** Reports taken together until each is of so many samples; what is left joins the last. */
function together(reports: readonly DriftReport[], least: number): Stretch[] {
  const stretches: Stretch[] = [];
  let open: Stretch | undefined;
  let seen = 0;
  for (const { samples, lossSinceLast, accuracySinceLast } of reports) {
    open = joined(open, {
      from: seen,
      to: samples,
      loss: lossSinceLast,
      wrong: 1 - accuracySinceLast,
    });
    seen = samples;
    if (open.to - open.from < least) continue;
    stretches.push(open);
    open = undefined;
  }
  if (open !== undefined) stretches.push(joined(stretches.pop(), open));
  return stretches;
}

function joined(a: Stretch | undefined, b: Stretch): Stretch {
  if (a === undefined) return b;
  const [before, after] = [a.to - a.from, b.to - b.from];
  const mean = (a: number, b: number) => (a * before + b * after) / (before + after);
  return { from: a.from, to: b.to, loss: mean(a.loss, b.loss), wrong: mean(a.wrong, b.wrong) };
}

/** Whether the loss is falling, has settled or has risen again. */
function titleOf(stretches: readonly Stretch[]): string {
  const { loss, to } = stretches[stretches.length - 1];
  if (stretches.length === 1) return `Over ${count(to)} samples the loss is ${figures(loss)}`;
  const now = `${figures(loss)} at the end`;
  const least = Math.min(...stretches.map(({ loss }) => loss));
  if (loss > RISEN * least) {
    return `The loss has risen: ${figures(least)} at its least, ${now}`;
  }
  return loss === least
    ? `The loss is least at the end: ${figures(loss)}`
    : `The loss is ${now}, ${figures(least)} at its least`;
}

/** A line over stretches: level in each. */
function steps(stretches: readonly Stretch[], value: (stretch: Stretch) => number): Plot.Markish {
  const points = stretches.flatMap((stretch) => {
    const y = value(stretch);
    return [[stretch.from, y], [stretch.to, y]] as const;
  });
  return Plot.line(points, { stroke: INK, strokeWidth: 1.5 });
}

/** The name of a part, above it. */
function nameOf(name: string): Plot.Markish {
  return Plot.text([name], { frameAnchor: "top-left", dx: 2, dy: -20, ...LABEL });
}

/** A number at the end of a line. */
function atEnd([x, y]: readonly [number, number], text: string): Plot.Markish {
  return Plot.text([[x, y]], { text: [text], textAnchor: "start", dx: 9, ...LABEL });
}

function lossPart(
  stretches: readonly Stretch[],
  { label, coin }: { label: string; coin: Level | undefined },
): Part {
  const high = Math.max(...stretches.map(({ loss }) => loss)) || 1;
  const { to, loss } = stretches[stretches.length - 1];
  const y = roundTicks([0, high], 4);
  const hasCoin = coin !== undefined && coin.loss <= high;
  return {
    height: 170,
    y: { domain: [0, high] },
    marks: [
      Plot.ruleY(y.ticks, { ...RULE, strokeOpacity: 0.6 }),
      yAxis(y),
      ...(hasCoin
        ? [
          Plot.ruleY([coin.loss], BEST),
          Plot.text([coin.name], {
            frameAnchor: "right",
            y: coin.loss,
            dx: -4,
            dy: -9,
            ...HALO,
            ...NOTE,
            className: MINOR,
          }),
        ]
        : []),
      steps(stretches, ({ loss }) => loss),
      nameOf(label),
      atEnd([to, loss], figures(loss)),
    ],
  };
}

function wrongPart(stretches: readonly Stretch[]): Part {
  const high = Math.max(...stretches.map(({ wrong }) => wrong)) || 0.01;
  const { to, wrong } = stretches[stretches.length - 1];
  const y = roundTicks([0, 100 * high], 3);
  const outline = stretches.flatMap(({ from, to, wrong }) => [[from, wrong], [to, wrong]] as const);
  return {
    height: 130,
    y: { domain: [0, high] },
    marks: [
      yAxis({ ticks: y.ticks.map((tick) => tick / 100), tickFormat: (x) => y.tickFormat(100 * x) }),
      Plot.ruleY([0], RULE),
      Plot.areaY(outline, { x: "0", y1: 0, y2: "1", fill: GHOST, fillOpacity: 0.45 }),
      steps(stretches, ({ wrong }) => wrong),
      nameOf("wrong, in %"),
      atEnd([to, wrong], `${figures(100 * wrong)} %`),
    ],
  };
}

/** A weight with its name. */
interface Named {
  readonly feature: number;
  readonly name: string;
}

/** The names of the weights, of many those of the largest. */
function namesOf({ weights }: DriftNeuron, features: readonly string[]): Named[] {
  const largest = [...features.keys()]
    .sort((a, b) => Math.abs(weights[b]) - Math.abs(weights[a]) || a - b)
    .slice(0, MOST_NAMES)
    .sort((a, b) => a - b);
  const names = distinct(
    largest.map((feature) => features.length === 1 ? "w" : features[feature]),
    { width: LONGEST_NAME, size: SIZE.label.small },
  );
  return largest.map((feature, i) => ({ feature, name: names[i] }));
}

/** The weights, of many the largest with their names, and the bias. */
function weightsPart(
  neurons: readonly DriftNeuron[],
  { named, width, samples }: { named: readonly Named[]; width: number; samples: number },
): Part {
  const shown = evenlySpaced(neurons, MOST_NEURONS);
  const last = shown[shown.length - 1];
  const weight = (j: number) => ({ weights }: DriftNeuron) => weights[j];
  const lines = [
    ...named.map(({ feature, name }) => ({ name, value: weight(feature), bias: false })),
    { name: "b", value: ({ bias }: DriftNeuron) => bias, bias: true },
  ];
  const largest = new Set(named.map(({ feature }) => feature));
  const others = Array.from({ length: width }, (_, j) => j)
    .filter((j) => !largest.has(j))
    .slice(0, MOST_OTHERS);
  const drawn = [...lines.map(({ value }) => value), ...others.map(weight)];
  const values = shown.flatMap((neuron) => drawn.map((value) => value(neuron)));
  const [low, high] = [Math.min(...values, 0), Math.max(...values, 0)];
  const domain = [low, high > low ? high : low + 1] as const;
  const height = 200;
  const y = roundTicks(domain, 5);
  const line = (value: (neuron: DriftNeuron) => number, style: Plot.LineOptions) =>
    Plot.line(shown.map((neuron) => [neuron.samples, value(neuron)] as const), style);
  const ends = apart(lines.map(({ value, ...line }) => ({ ...line, end: value(last) })), {
    domain,
    length: height - TOP,
  });
  return {
    height,
    y: { domain },
    marks: [
      yAxis(y),
      Plot.ruleY([0], RULE),
      ...others.map((j) => line(weight(j), { stroke: GHOST, strokeWidth: 1 })),
      ...lines.map(({ value, bias }) =>
        line(
          value,
          bias
            ? { stroke: MUTED, strokeWidth: 1.25, strokeDasharray: "5,3" }
            : { stroke: INK, strokeWidth: 1.5 },
        )
      ),
      ...(shown.length === 1
        ? [Plot.dot(lines.map(({ value }) => [last.samples, value(last)] as const), {
          r: 3,
          fill: INK,
          stroke: PAPER,
        })]
        : []),
      nameOf(
        width === named.length
          ? "weights, and dashed the bias"
          : `the ${named.length} largest weights of ${count(width)}, and dashed the bias`,
      ),
      ...ends.map(({ name, end, bias, dy }) =>
        Plot.text([[samples, end]], {
          text: [name],
          textAnchor: "start",
          dx: 9,
          dy,
          ...LABEL,
          fill: bias ? MUTED : INK,
        })
      ),
    ],
  };
}

/** Labels at the ends of lines, moved apart where they would overlap. */
function apart<Label extends { readonly end: number }>(
  labels: readonly Label[],
  { domain: [low, high], length }: { domain: readonly [number, number]; length: number },
): (Label & { dy: number })[] {
  const place = (value: number) => (high - value) / (high - low) * length;
  let free = -Infinity;
  const placed = labels.toSorted((a, b) => b.end - a.end).map((label) => {
    const at = Math.max(place(label.end), free);
    free = at + LINE;
    return { label, at };
  });
  // What was pushed below the frame pushes the others up again.
  let most = length;
  return placed.toReversed().map(({ label, at }) => {
    const lifted = Math.min(at, most);
    most = lifted - LINE;
    return { ...label, dy: lifted - place(label.end) };
  });
}
