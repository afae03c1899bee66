import * as Plot from "@observablehq/plot";

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

/** The height of a legend, in pixels. */
export const LEGEND_HEIGHT = 24;

const SWATCH = 22;
const GAP = 22;
/** Nobody can measure text here: the widest letters of a usual font, on average. */
const LETTER = 6.9;

/**
 * A row of swatches and names, drawn from marks: Plot's own legend is HTML.
 */
export function legend(
  entries: readonly LegendEntry[],
  { document, width, left }: { document: Document; width: number; left: number },
): Element {
  let x = left;
  const placed = entries.map((entry) => {
    const start = x;
    x += SWATCH + 6 + entry.label.length * LETTER + GAP;
    return { ...entry, start };
  });
  const lines = placed.filter(({ mark }) => mark === "line");
  const dots = placed.filter(({ mark }) => mark !== "line");
  return Plot.plot({
    document,
    width,
    height: LEGEND_HEIGHT,
    margin: 0,
    x: { type: "identity", axis: null },
    y: { type: "identity", axis: null },
    marks: [
      Plot.dot(dots, {
        x: ({ start }) => start + SWATCH / 2,
        y: () => LEGEND_HEIGHT / 2,
        r: 5,
        fill: "color",
        fillOpacity: ({ mark }) => mark === "dot" ? 0.5 : 0,
        stroke: "color",
      }),
      lines.map(({ start, color, dash }) =>
        Plot.link([start], {
          x1: start,
          x2: start + SWATCH,
          y1: LEGEND_HEIGHT / 2,
          y2: LEGEND_HEIGHT / 2,
          stroke: color,
          strokeWidth: 2,
          ...(dash && { strokeDasharray: dash }),
        })
      ),
      Plot.text(placed, {
        x: ({ start }) => start + SWATCH + 6,
        y: () => LEGEND_HEIGHT / 2,
        text: "label",
        textAnchor: "start",
        fontSize: 12,
      }),
    ],
  }) as Element;
}
