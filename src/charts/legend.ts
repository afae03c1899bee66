import * as Plot from "@observablehq/plot";
import type { Document, Element } from "./dom.ts";
import { COLORS, FONT_SIZE, LETTER } from "./theme.ts";

/** What a legend names: a dot, a ring or a line. */
export interface LegendEntry {
  /** The name. */
  readonly label: string;
  /** How it is drawn. */
  readonly mark: "dot" | "ring" | "line";
  /** Its colour. */
  readonly color: string;
  /** The dashes of a line. */
  readonly dash?: string;
}

const ROW = 24;
const SWATCH = 22;
const GAP = 22;

/** What the dots of the classes 0 and 1 are called. */
export function classEntries(classes: readonly [string, string]): LegendEntry[] {
  return [
    { label: classes[0], mark: "dot", color: COLORS.class0 },
    { label: classes[1], mark: "dot", color: COLORS.class1 },
  ];
}

/**
 * Swatches and names in as many rows as they need, drawn from marks: Plot's own legend is HTML.
 */
export function legend(
  entries: readonly LegendEntry[],
  { document, width, left }: { document: Document; width: number; left: number },
): Element {
  const longest = Math.floor((width - left - SWATCH - 6) / LETTER);
  let [x, row] = [left, 0];
  const placed = entries.map((entry) => {
    const label = shortened(entry.label, longest);
    const needed = SWATCH + 6 + label.length * LETTER;
    if (x > left && x + needed > width) [x, row] = [left, row + 1];
    const start = x;
    x += needed + GAP;
    return { ...entry, label, start, middle: (row + 0.5) * ROW };
  });
  const lines = placed.filter(({ mark }) => mark === "line");
  const dots = placed.filter(({ mark }) => mark !== "line");
  return Plot.plot({
    document,
    width,
    height: (row + 1) * ROW,
    margin: 0,
    x: { type: "identity", axis: null },
    y: { type: "identity", axis: null },
    marks: [
      Plot.dot(dots, {
        x: ({ start }) => start + SWATCH / 2,
        y: "middle",
        r: 5,
        fill: "color",
        fillOpacity: ({ mark }) => mark === "dot" ? 0.5 : 0,
        stroke: "color",
      }),
      lines.map(({ start, middle, color, dash }) =>
        Plot.link([start], {
          x1: start,
          x2: start + SWATCH,
          y1: middle,
          y2: middle,
          stroke: color,
          strokeWidth: 2,
          ...(dash && { strokeDasharray: dash }),
        })
      ),
      Plot.text(placed, {
        x: ({ start }) => start + SWATCH + 6,
        y: "middle",
        text: "label",
        textAnchor: "start",
        fontSize: FONT_SIZE,
      }),
    ],
  }) as Element;
}

function shortened(label: string, longest: number): string {
  return label.length <= longest ? label : `${label.slice(0, longest - 1)}…`;
}
