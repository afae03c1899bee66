import { DOMParser } from "linkedom/worker";

/** A figure: what it shows, and of what it is made. */
export interface Figure {
  /** Its name, for those who cannot see it. */
  readonly title: string;
  /** What there is to see, for those who cannot see it. */
  readonly description: string;
  /** The width, in pixels. */
  readonly width: number;
  /** The parts, drawn by Plot, which stand one below the other. */
  readonly parts: readonly Element[];
}

/** The font of all text: no file is needed for it. */
const FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";

/** Letters that a name may have and an XML file may not. */
// deno-lint-ignore no-control-regex -- control letters are what it looks for
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** A document for Plot to draw in. */
export function svgDocument(): Document {
  const xml = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  return new DOMParser().parseFromString(xml, "image/svg+xml") as unknown as Document;
}

/** A figure as the text of a standalone SVG file: the same bytes for the same figure. */
export function toSvg({ title, description, width, parts }: Figure): string {
  let height = 0;
  const drawings = parts.map((svg) => {
    // Plot's style sheet is for a web page; what it does for a picture is set here, once for all.
    for (const style of svg.querySelectorAll("style")) style.remove();
    for (const name of ["class", "font-family", "fill"]) svg.removeAttribute(name);
    svg.setAttribute("x", "0");
    svg.setAttribute("y", String(height));
    height += Number(svg.getAttribute("height"));
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
  ].join("\n").replaceAll(NOT_XML, "\ufffd");
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
