import * as Plot from "@observablehq/plot";
import { figure, type FigureOptions } from "./figure.ts";
import { shortened, textWidth } from "./text.ts";
import {
  EDGE,
  HELD_OUT,
  INK,
  LABEL,
  MINOR,
  MUTED,
  NOTE,
  ONLY_SMALL,
  PAPER,
  SIZE,
  WIDTH,
} from "./theme.ts";

/** A part of a flow: an operator, say. */
export interface FlowPart {
  /** Its name. */
  readonly name: string;
  /** What it is told, in a few words each, the most important first. */
  readonly options: readonly string[];
}

/** A flow, from its samples to its subscribers. */
export interface Flow {
  /** The name of the pipeline. */
  readonly name: string;
  /** Where the samples come from, then what is done to them before they flow. */
  readonly samples: readonly FlowPart[];
  /** The operators, in their order. */
  readonly operators: readonly FlowPart[];
  /** What takes the records. */
  readonly subscribers: readonly FlowPart[];
}

/** From the picture's edge to the line that joins the parts. */
const SPINE = EDGE + 18;
/** To the line of the samples that go past learning. */
const BYPASS = EDGE + 4;
/** To the names of the parts. */
const NAMES = SPINE + 20;
/** To their options, where the picture is small and where it is not. */
const OPTIONS = { normal: NAMES + 112, small: NAMES + 162 } as const;
/** The most lines of a part's options. */
const MOST_LINES = 2;
/** How far lines of text are apart. */
const LINE = { normal: 16, small: 24 } as const;
/** What a part and a heading need above and below their text. */
const ROOM = { part: 10, heading: 38 } as const;

/** A part at its place: the middle of its name, from the head. */
interface Placed extends FlowPart {
  readonly y: number;
}

/**
 * Draws a flow from top to bottom: the samples, the operators that what flows passes one after the
 * other, and the subscribers to which it branches; held-out samples go past learning.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { flowChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const svg = flowChart({
 *   name: "quick",
 *   samples: [{ name: "gaussians", options: ["500 of N(0, 1)", "500 of N(5, 0.5)"] }],
 *   operators: [{ name: "epochs", options: ["count 3"] }, { name: "learn", options: ["sgd"] }],
 *   subscribers: [{ name: "charts", options: [] }],
 * });
 * assertStringIncludes(svg, "count 3");
 * ```
 */
export function flowChart(flow: Flow, options: FigureOptions = {}): string {
  const groups = [
    { heading: "samples", parts: flow.samples },
    { heading: "operators", parts: flow.operators },
    { heading: "subscribers", parts: flow.subscribers },
  ];
  let height = 0;
  const [samples, operators, subscribers] = groups.map(({ heading, parts }) => {
    const y = height + ROOM.heading / 2;
    height += ROOM.heading;
    const placed = parts.map((part): Placed => {
      const y = height + (LINE.small + ROOM.part) / 2;
      height += LINE.small * Math.max(linesOf(part, "small").length, 1) + ROOM.part;
      return { ...part, y };
    });
    return { heading, y, placed };
  });
  const all = [samples, operators, subscribers];
  const parts = all.flatMap(({ placed }) => placed);
  const [first, records] = [samples.placed[0], operators.placed[operators.placed.length - 1]];
  return figure({
    kind: "flow",
    title: `The flow of ${flow.name}`,
    subtitle: "each takes what the one above gives · the subscribers take the records",
    description: all.map(({ heading, placed }) =>
      `${heading}: ${placed.map(({ name, options }) => [name, ...options].join(" ")).join("; ")}.`
    ).join(" "),
    height: height + EDGE / 2,
    plots: [{
      height,
      x: { type: "identity" },
      y: { type: "identity" },
      marks: [
        Plot.line([[SPINE, first.y], [SPINE, records.y]], { stroke: INK, strokeWidth: 1.5 }),
        ...branches(records, subscribers.placed),
        ...bypass(parts),
        ...dotsOf([...samples.placed, ...operators.placed]),
        Plot.text(all, {
          ...{ x: NAMES, y: "y", text: "heading", textAnchor: "start" },
          ...NOTE,
          fontStyle: "italic",
          dy: 4,
        }),
        Plot.text(parts, { ...{ x: NAMES, y: "y", text: "name", textAnchor: "start" }, ...LABEL }),
        ...(["normal", "small"] as const).map((size) =>
          Plot.text(
            parts.flatMap((part) =>
              linesOf(part, size).map((line, i) => ({ line, y: part.y + i * LINE[size] }))
            ),
            {
              ...{ x: OPTIONS[size], y: "y", text: "line", textAnchor: "start" },
              ...NOTE,
              ...(size === "small" ? ONLY_SMALL : { className: MINOR }),
            },
          )
        ),
      ],
    }],
  }, options);
}

/** A part's options in lines, as many as there is room for. */
function linesOf({ options }: FlowPart, sizes: "normal" | "small"): string[] {
  const size = SIZE.tick[sizes];
  const width = WIDTH - EDGE - OPTIONS[sizes];
  const lines: string[] = [];
  for (const [i, option] of options.entries()) {
    const line = lines.length === 0 ? undefined : `${lines[lines.length - 1]} · ${option}`;
    const isLast = i === options.length - 1;
    const fits = (text: string) => textWidth(isLast ? text : `${text} · …`, size) <= width;
    if (line !== undefined && fits(line)) lines[lines.length - 1] = line;
    else if (lines.length < MOST_LINES) lines.push(shortened(option, { width, size }));
    else return [...lines.slice(0, -1), `${lines[lines.length - 1]} · …`];
  }
  return lines;
}

/** The lines to the subscribers. */
function branches(records: Placed, subscribers: readonly Placed[]): Plot.Markish[] {
  const end = NAMES - 6;
  const style = { stroke: MUTED, strokeWidth: 1 };
  const last = Math.max(records.y, ...subscribers.map(({ y }) => y));
  return [
    Plot.line([[SPINE, records.y], [SPINE, last]], style),
    ...subscribers.flatMap(({ y }) => [
      Plot.line([[SPINE, y], [end, y]], style),
      Plot.line([[end - 5, y - 3.5], [end, y], [end - 5, y + 3.5]], style),
    ]),
  ];
}

/** The line of the held-out samples, from where they are held out to where they are predicted. */
function bypass(parts: readonly Placed[]): Plot.Markish[] {
  const [from, to] = ["holdOut", "validate"].map((name) =>
    parts.find((part) => part.name === name)
  );
  if (from === undefined || to === undefined) return [];
  return [
    Plot.line([[SPINE, from.y], [BYPASS, from.y], [BYPASS, to.y], [SPINE, to.y]], {
      stroke: HELD_OUT,
      strokeWidth: 1.5,
    }),
  ];
}

/** A dot for each part; the neuron's is the largest. */
function dotsOf(parts: readonly Placed[]): Plot.Markish[] {
  const isHeldOut = ({ name }: FlowPart) => name === "holdOut" || name === "validate";
  return [
    Plot.dot(parts, {
      ...{ x: SPINE, y: "y", r: ({ name }: FlowPart) => name === "learn" ? 9 : 5 },
      fill: (part: FlowPart) => isHeldOut(part) ? HELD_OUT : INK,
      stroke: PAPER,
      strokeWidth: 2,
    }),
  ];
}
