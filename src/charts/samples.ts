import * as Plot from "@observablehq/plot";
import type { Chunk } from "../data/chunk.ts";
import { COLORS } from "./style.ts";

/** The column of one feature. */
function column({ features, labels }: Chunk, j: number): Float64Array {
  const width = features.length / labels.length;
  return labels.map((_, row) => features[row * width + j]);
}

/** The extent of one feature of a chunk, with a little room on both sides. */
export function columnExtent(chunk: Chunk, j: number): [number, number] {
  return extent(column(chunk, j));
}

/** The extent of numbers, with a little room on both sides. */
export function extent(values: Float64Array): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const x of values) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  const room = (high - low) * 0.03 || 1;
  return [low - room, high + room];
}

/**
 * The samples of both classes as half transparent dots at y = 0.
 *
 * In a figure of several panels they are drawn once and used again.
 */
export function sampleDots({ features, labels }: Chunk, { r }: { r: number }): Plot.Markish[] {
  return [COLORS.class0, COLORS.class1].map((fill, label) =>
    Plot.dot(features.filter((_, row) => labels[row] === label), {
      x: Plot.identity,
      y: 0,
      r,
      fill,
      fillOpacity: 0.5,
      render: shared(`class-${label}`),
    })
  );
}

/** The samples of both classes in the plane of two features. */
export function planeDots(samples: Chunk, { r }: { r: number }): Plot.Markish[] {
  const rows = [...samples.labels.keys()];
  return [COLORS.class0, COLORS.class1].map((stroke, label) =>
    Plot.dot(rows.filter((row) => samples.labels[row] === label), {
      x: (row: number) => samples.features[2 * row],
      y: (row: number) => samples.features[2 * row + 1],
      r,
      fill: stroke,
      fillOpacity: 0.35,
      stroke,
      render: shared(`class-${label}`),
    })
  );
}

/** Draws a mark in the first panel, and uses it again in the others. */
function shared(id: string): Plot.RenderFunction {
  let drawn = false;
  return (index, scales, values, dimensions, context, next) => {
    const element = (name: string) =>
      context.document.createElementNS("http://www.w3.org/2000/svg", name) as SVGElement;
    if (drawn) {
      const use = element("use");
      use.setAttribute("href", `#${id}`);
      return use;
    }
    drawn = true;
    const dots = next!(index, scales, values, dimensions, context)!;
    dots.setAttribute("id", id);
    // Plot moves what it is given to its panel: the dots themselves must stay where they are.
    const panel = element("g");
    panel.append(dots);
    return panel;
  };
}
