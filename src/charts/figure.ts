import * as Plot from "@observablehq/plot";
import { DOMParser } from "linkedom/worker";
import type { Document, Element } from "./dom.ts";
import { shortened, textWidth } from "./text.ts";
import { EDGE, INK, MINOR, MUTED, PAPER, SIZE, SMALL, STYLE, WIDTH } from "./theme.ts";
import { FONT } from "./tones.ts";

/** How a picture stands where it is shown. */
export interface FigureOptions {
  /** What its ids begin with, so that several of a kind can stand in one page. Default: nothing. */
  readonly prefix?: string;
  /** Whether it carries its style sheet; inline in a page, which has one for all, it need not. Default: true. */
  readonly style?: boolean;
}

/** A figure: what it says, and what it is made of. */
export interface Figure {
  /** What kind of picture it is: "loss", say. */
  readonly kind: string;
  /** What it says, as a sentence. */
  readonly title: string;
  /** How to read it, or what else is to be said: parts between " · ", the first the most important. */
  readonly subtitle?: string;
  /** What there is to see, for those who cannot see it. */
  readonly description: string;
  /** Where its text begins. Default: at the picture's edge. */
  readonly left?: number;
  /** Its width. Default: that of all pictures. */
  readonly width?: number;
  /** The height below the head. Default: as far as the plots go. */
  readonly height?: number;
  /** What Plot draws, each below the head at its place. */
  readonly plots: readonly PlacedPlot[];
  /** Its scales, for a page that draws on it: from the top of the head, left out where nobody does. */
  readonly frames?: readonly Frame[];
}

/** Where numbers stand in a picture. */
export interface Frame {
  /** From left to right. */
  readonly x: Scale;
  /** From bottom to top. */
  readonly y?: Scale;
}

/** The numbers at both ends of a linear axis, and where in the picture those stand. */
export interface Scale {
  /** The numbers. */
  readonly domain: readonly [number, number];
  /** Their places, in units of the picture. */
  readonly range: readonly [number, number];
}

/** What Plot draws, and where. */
export interface PlacedPlot extends Plot.PlotOptions {
  /** From the left edge. Default: 0. */
  readonly left?: number;
  /** From the head. Default: 0. */
  readonly top?: number;
  /** The height. */
  readonly height: number;
  /** What is drawn. */
  readonly marks: Plot.Markish[];
}

/** The height of the title and the sentence under it. */
export const HEAD = 64;

/** Characters that a name may have and an XML file may not. */
// deno-lint-ignore no-control-regex -- control characters are what it looks for
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** A figure as the text of a standalone SVG file: the same bytes for the same figure. */
export function figure(
  { kind, title, subtitle = "", description, left = EDGE, width = WIDTH, plots, frames, ...figure }:
    Figure,
  { prefix = "", style = true }: FigureOptions = {},
): string {
  const id = prefix + kind;
  const document = svgDocument();
  const height = HEAD + Math.ceil(
    figure.height ?? Math.max(...plots.map((plot) => (plot.top ?? 0) + plot.height)),
  );
  const ids = new Map<string, string>();
  const drawings = plots.map(({ left = 0, top = 0, ...plot }) => {
    const svg = Plot.plot({
      width,
      margin: 0,
      ...plot,
      x: { axis: null, ...plot.x },
      y: { axis: null, ...plot.y },
      fx: { axis: null, ...plot.fx },
      fy: { axis: null, ...plot.fy },
      document,
    }) as Element;
    // Plot's style sheet is for a web page; what it does for a picture is set here, once for all.
    // It is the first element: linkedom takes as long to compile a selector as to draw a small plot.
    if (svg.firstElementChild?.localName === "style") svg.firstElementChild.remove();
    for (const name of ["class", "font-family", "font-size", "fill", "viewBox"]) {
      svg.removeAttribute(name);
    }
    svg.setAttribute("x", String(left));
    svg.setAttribute("y", String(HEAD + top));
    svg.setAttribute("overflow", "visible");
    return tidy(svg.toString(), { id, ids });
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc" ` +
    `font-family="${FONT}" font-size="${SIZE.tick.normal}" color="${INK}" fill="${INK}">`,
    `<title id="${id}-title">${escape(title)}</title>`,
    `<desc id="${id}-desc">${escape(description)}</desc>`,
    ...(style ? [`<style>${STYLE}</style>`] : []),
    `<rect width="${width}" height="${height}" fill="${PAPER}"` +
    `${frames ? ` data-frames='${JSON.stringify(frames)}'` : ""}/>`,
    ...head({ title, subtitle, left, width }),
    ...drawings,
    "</svg>\n",
    // What Plot links by a name of XLink's, SVG has a name of its own for.
  ].join("\n").replaceAll(" xlink:href=", " href=").replaceAll(NOT_XML, "\ufffd");
}

/** The title and the sentence under it: as they are, and as they fit where the picture is small. */
function head(
  { title, subtitle, left, width }: {
    title: string;
    subtitle: string;
    left: number;
    width: number;
  },
): string[] {
  const room = width - left - EDGE;
  const text = (words: string, { y, size, fill, bold }: Line) =>
    words &&
    `<text x="${left}" y="${y}" font-size="${size}"${bold ? ' font-weight="600"' : ""} ` +
      `fill="${fill}">${escape(words)}</text>`;
  const fits = (words: string, size: number) =>
    shortened(cut(words, { room, size }), { width: room, size });
  const { title: titleSize, subtitle: subtitleSize } = SIZE;
  const normal = [
    text(fits(title, titleSize.normal), { ...TITLE, y: 26 }),
    text(fits(subtitle, subtitleSize.normal), { ...SUBTITLE, y: 47 }),
  ];
  const [first, second] = twoLines(title, { room, size: titleSize.small * BOLD });
  const small = [
    text(first, { ...TITLE, y: 28 }),
    second
      ? text(shortened(second, { width: room, size: titleSize.small * BOLD }), { ...TITLE, y: 55 })
      : text(fits(subtitle, subtitleSize.small), { ...SUBTITLE, y: 54 }),
  ];
  return [
    `<g class="${MINOR}">`,
    ...normal.filter(Boolean),
    "</g>",
    `<g class="${SMALL}" display="none" aria-hidden="true">`,
    ...small.filter(Boolean),
    "</g>",
  ];
}

/** A line of the head. */
interface Line {
  readonly y: number;
  readonly size: number;
  readonly fill: string;
  readonly bold: boolean;
}

const TITLE = { size: SIZE.title.normal, fill: INK, bold: true };
const SUBTITLE = { size: SIZE.subtitle.normal, fill: MUTED, bold: false };
/** How much wider bold text is. */
const BOLD = 1.06;

/** As many of the parts between " · " as fit, at least the first. */
function cut(words: string, { room, size }: { room: number; size: number }): string {
  const parts = words.split(" · ");
  while (parts.length > 1 && textWidth(parts.join(" · "), size) > room) parts.pop();
  return parts.join(" · ");
}

/** Words on one line if they fit, else on two. */
function twoLines(words: string, { room, size }: { room: number; size: number }): string[] {
  if (textWidth(words, size) <= room) return [words];
  // A number stays with what belongs to it.
  const all = words.split(/(?<!×) (?![×%])/);
  let first = 1;
  while (textWidth(all.slice(0, first + 1).join(" "), size) <= room) first++;
  return [
    shortened(all.slice(0, first).join(" "), { width: room, size }),
    all.slice(first).join(" "),
  ];
}

/** A document for Plot to draw in. */
function svgDocument(): Document {
  const xml = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  // linkedom's types know a part of the DOM; Plot uses no other.
  return new DOMParser().parseFromString(xml, "image/svg+xml") as unknown as Document;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("]]>", "]]&gt;");
}

function rounded(number: string): string {
  // Lengths below 1 are opacities and widths of lines too.
  const digits = Math.abs(Number(number)) < 1 ? 1000 : 10;
  return String(Math.round(Number(number) * digits) / digits);
}

/**
 * Rounds lengths to what anybody can see, and numbers clip paths by their order in the figure: Plot
 * counts them up for as long as the process lives.
 */
function tidy(drawing: string, { id, ids }: { id: string; ids: Map<string, string> }): string {
  return drawing
    .replaceAll(/<[^>]+>/g, (tag) => tag.replaceAll(/-?\d+\.\d{2,}/g, rounded))
    .replaceAll(/plot-clip-\d+/g, (clip) => {
      if (!ids.has(clip)) ids.set(clip, `${id}-clip-${ids.size + 1}`);
      return ids.get(clip)!;
    })
    .replaceAll(`class="${SMALL}"`, `class="${SMALL}" display="none" aria-hidden="true"`)
    .replaceAll(/<(text|title|desc)\b/g, "\n<$1");
}
