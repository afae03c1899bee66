import { DOMParser } from "linkedom/worker";

/** A part of a figure, drawn by Plot, and where it stands. */
export interface Part {
  /** The drawing. */
  readonly svg: Element;
  /** Its left edge, in pixels. */
  readonly x?: number;
  /** Its upper edge, in pixels. */
  readonly y?: number;
}

/** A figure: what it shows, and of what it is made. */
export interface Figure {
  /** Its name, for those who cannot see it. */
  readonly title: string;
  /** What there is to see, for those who cannot see it. */
  readonly description: string;
  /** The width, in pixels. */
  readonly width: number;
  /** The height, in pixels. */
  readonly height: number;
  /** The parts, from back to front. */
  readonly parts: readonly Part[];
}

/** The font of all text: no file is needed for it. */
const FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";

/** A document for Plot to draw in. */
export function svgDocument(): Document {
  const xml = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  return new DOMParser().parseFromString(xml, "image/svg+xml") as unknown as Document;
}

/** A figure as the text of a standalone SVG file: the same bytes for the same figure. */
export function toSvg({ title, description, width, height, parts }: Figure): string {
  const drawings = parts.map(({ svg, x = 0, y = 0 }) => {
    // Plot's style sheet is for a web page; what it does for a picture is set here, once for all.
    for (const style of svg.querySelectorAll("style")) style.remove();
    for (const name of ["class", "font-family", "fill"]) svg.removeAttribute(name);
    svg.setAttribute("x", String(x));
    svg.setAttribute("y", String(y));
    return svg.toString();
  });
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description" ` +
    `font-family="${FONT}" color="#222" fill="#222">`;
  return [
    head,
    `<title id="title">${escape(title)}</title>`,
    `<desc id="description">${escape(description)}</desc>`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...drawings.map(tidy),
    "</svg>\n",
  ].join("\n");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function rounded(number: string): string {
  return String(Math.round(Number(number) * 100) / 100);
}

/**
 * Rounds lengths to what anybody can see, and numbers clip paths by their order in the drawing: Plot counts them
 * up for as long as the process lives.
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
