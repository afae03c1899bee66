import * as Plot from "@observablehq/plot";
import { TONES } from "./tones.ts";

const { paper, ink, muted, ghost, class0, right0, class1, right1, heldOut } = TONES;
/** The background. */
export const PAPER = paper.light;
/** The neuron. */
export const INK = ink.light;
/** Notes, and the best there is. */
export const MUTED = muted.light;
/** Rules, and the panel before. */
export const GHOST = ghost.light;
/** The two classes. */
export const CLASS = [class0.light, class1.light] as const;
/** Samples of the two classes that are predicted correctly. */
export const RIGHT = [right0.light, right1.light] as const;
/** Held-out samples. */
export const HELD_OUT = heldOut.light;

/** The sizes of text, in units of the picture: as drawn, and where the picture is small. */
export const SIZE = {
  /** The title. */
  title: { normal: 16, small: 24 },
  /** The sentence under it. */
  subtitle: { normal: 13, small: 20 },
  /** Labels that matter. */
  label: { normal: 12.5, small: 20 },
  /** Ticks and notes. */
  tick: { normal: 12, small: 19 },
} as const;

/** The class of what goes where the picture is small. */
export const MINOR = "minor";
/** The class of what comes where the picture is small. */
export const SMALL = "small";

/** The width of a picture, in units: pixels where it is shown as large as it is. */
export const WIDTH = 720;
/** From the picture's edge to what is in it. */
export const EDGE = 16;

/**
 * The style sheet of all pictures: dark paper where the reader prefers it, and larger text where the
 * picture is 520 pixels wide or less.
 *
 * A standalone picture carries it; a page in which pictures stand inline has it once.
 */
export const STYLE: string = [
  "@media (prefers-color-scheme: dark){",
  ...Object.values(TONES).flatMap(({ light, dark }) =>
    ["fill", "stroke", "color"].map((name) => `[${name}="${light}"]{${name}:${dark}}`)
  ),
  "}",
  "@media (max-width: 520px){",
  ...Object.values(SIZE).map(({ normal, small }) =>
    `[font-size="${normal}"]{font-size:${small}px}`
  ),
  `.${MINOR}{display:none}.${SMALL}{display:inline}`,
  "}",
].join("");

/** The dashes of the boundary. */
export const BOUNDARY = { stroke: INK, strokeWidth: 0.75, strokeDasharray: "2,2" } as const;
/** The dashes of the best there is. */
export const BEST = { stroke: MUTED, strokeWidth: 1.25, strokeDasharray: "3,2.5" } as const;
/** A rule. */
export const RULE = { stroke: GHOST, strokeWidth: 0.75 } as const;
/** Paper around text that stands on lines. */
export const HALO = { fill: INK, stroke: PAPER, strokeWidth: 4, strokeLinejoin: "round" } as const;
/** Text that matters. */
export const LABEL = { fontSize: SIZE.label.normal, fontWeight: 600 } as const;
/** A note. */
export const NOTE = { fontSize: SIZE.tick.normal, fill: MUTED } as const;
/** What is only there where the picture is small: hidden until the style sheet shows it. */
export const ONLY_SMALL = { className: SMALL } as const;

/** Dots at places in pixels, as one path: a thousand circles take longer than all the rest. */
export function dots(
  places: readonly (readonly [number, number])[],
  { r, fill, ...options }: { r: number; fill: string } & Plot.LineOptions,
): Plot.Markish {
  // A point between gaps is a line of no length, whose round ends are a dot.
  const apart = places.flatMap(([x, y]) => [[x, y], [NaN, NaN]] as const);
  return Plot.line(apart, { stroke: fill, strokeWidth: 2 * r, ...options });
}

/** Lines between pairs of places, as one path. */
export function strokes(
  pairs: readonly (readonly [x1: number, y1: number, x2: number, y2: number])[],
  options: Plot.LineOptions,
): Plot.Markish {
  const apart = pairs.flatMap(([x1, y1, x2, y2]) => [[x1, y1], [x2, y2], [NaN, NaN]] as const);
  return Plot.line(apart, { strokeLinecap: "butt", ...options });
}
