import * as Plot from "@observablehq/plot";
import type { SVGElement } from "./dom.ts";
import type { Chunk } from "../samples/chunk.ts";
import { COLORS } from "./theme.ts";

/** The column of one feature. */
function column({ width, features, labels }: Chunk, j: number): Float64Array {
  return labels.map((_, row) => features[row * width + j]);
}

/** The extent of one feature of a chunk, with a little room on both sides. */
export function columnExtent(chunk: Chunk, j: number): [number, number] {
  return extent(column(chunk, j));
}

/** The extent of numbers, with a little room on both sides; of none, from 0 to 1. */
export function extent(values: Float64Array): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const x of values) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  if (low > high) return [0, 1];
  const room = (high - low) * 0.03 || 1;
  return [low - room, high + room];
}

/** Up to this many samples, all are drawn. */
const MOST_SAMPLES = 2000;
/** The number of dots that can be told apart along an axis. */
const PLACES = 700;

function rowsOf({ labels }: Chunk, label: number): number[] {
  return [...labels.keys()].filter((row) => labels[row] === label);
}

/**
 * The rows of a class to draw along an axis: of very many, two for each place.
 *
 * More would hide one another; a dot that stands alone is always drawn.
 */
function rowsAlong(samples: Chunk, label: number): number[] {
  const rows = rowsOf(samples, label);
  if (samples.labels.length <= MOST_SAMPLES) return rows;
  const [low, high] = columnExtent(samples, 0);
  const drawn = new Uint32Array(PLACES);
  return rows.filter((row) =>
    drawn[Math.floor((samples.features[row] - low) / (high - low) * PLACES)]++ < 2
  );
}

/** The rows of a class to draw in a plane: of very many, an even selection. */
function rowsInPlane(samples: Chunk, label: number): number[] {
  const every = Math.ceil(samples.labels.length / MOST_SAMPLES);
  return rowsOf(samples, label).filter((_, i) => i % every === 0);
}

/**
 * The samples of both classes as half transparent dots at y = 0.
 *
 * In a figure of several panels they are drawn once and used again.
 */
export function sampleDots(samples: Chunk, { r }: { r: number }): Plot.Markish[] {
  return [COLORS.class0, COLORS.class1].map((fill, label) =>
    Plot.dot(rowsAlong(samples, label), {
      x: (row: number) => samples.features[row],
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
  return [COLORS.class0, COLORS.class1].map((stroke, label) =>
    Plot.dot(rowsInPlane(samples, label), {
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
