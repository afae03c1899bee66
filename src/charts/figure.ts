import * as Plot from "@observablehq/plot";
import { DOMParser } from "linkedom/worker";
import type { Document, Element } from "./dom.ts";
import { legend, type LegendEntry } from "./legend.ts";
import { COLORS, FONT, themed } from "./theme.ts";

/** A figure: what it shows, and what it is made of. */
export interface Figure {
  /** Its name, for those who cannot see it. */
  readonly title: string;
  /** What there is to see, for those who cannot see it. */
  readonly description: string;
  /** What the legend above the plot names. Default: no legend. */
  readonly legend?: readonly LegendEntry[];
  /** What Plot draws, on top of what the theme says. */
  readonly plot: Plot.PlotOptions & { readonly marginLeft: number };
}

/** Characters that a name may have and an XML file may not. */
// deno-lint-ignore no-control-regex -- control characters are what it looks for
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** A figure as the text of a standalone SVG file: the same bytes for the same figure. */
export function figure({ title, description, legend: entries, plot }: Figure): string {
  const document = svgDocument();
  const chart = Plot.plot({ ...themed(plot), document }) as Element;
  const width = Number(chart.getAttribute("width"));
  const parts = entries
    ? [legend(entries, { document, width, left: plot.marginLeft }), chart]
    : [chart];
  let height = 0;
  const drawings = parts.map((svg) => {
    // Plot's style sheet is for a web page; what it does for a picture is set here, once for all.
    for (const style of svg.querySelectorAll("style")) style.remove();
    for (const name of ["class", "font-family", "fill"]) svg.removeAttribute(name);
    svg.setAttribute("x", "0");
    svg.setAttribute("y", String(height));
    height += Number(svg.getAttribute("height"));
    return tidy(svg.toString());
  });
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description" ` +
    `font-family="${FONT}" color="${COLORS.text}" fill="${COLORS.text}">`;
  return [
    head,
    `<title id="title">${escape(title)}</title>`,
    `<desc id="description">${escape(description)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${COLORS.background}"/>`,
    ...drawings,
    "</svg>\n",
  ].join("\n").replaceAll(NOT_XML, "\ufffd");
}

/** A document for Plot to draw in. */
function svgDocument(): Document {
  const xml = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  // linkedom's types know a part of the DOM; Plot uses no other.
  return new DOMParser().parseFromString(xml, "image/svg+xml") as unknown as Document;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function rounded(number: string): string {
  return String(Math.round(Number(number) * 100) / 100);
}

/**
 * Rounds lengths to what anybody can see, and numbers clip paths by their order in the drawing: Plot
 * counts them up for as long as the process lives.
 */
function tidy(drawing: string): string {
  const ids = new Map<string, string>();
  return drawing
    .replaceAll(/<[^>]+>/g, (tag) => tag.replaceAll(/-?\d+\.\d{3,}/g, rounded))
    .replaceAll(/plot-clip-\d+/g, (id) => {
      if (!ids.has(id)) ids.set(id, `clip-${ids.size + 1}`);
      return ids.get(id)!;
    })
    .replaceAll(/<(text|title|desc)\b/g, "\n<$1");
}
