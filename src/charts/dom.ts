// The types of the DOM as Plot has them: a program that draws pictures need not have the library
// "dom" in its own configuration.
import type * as Plot from "@observablehq/plot";

/** A document. */
export type Document = NonNullable<Plot.PlotOptions["document"]>;

/** An element of a document. */
export type Element = NonNullable<Document["firstElementChild"]>;

/** An element of SVG. */
export type SVGElement = NonNullable<ReturnType<Plot.RenderFunction>>;
