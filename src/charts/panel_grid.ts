import * as Plot from "@observablehq/plot";
import { figure } from "./figure.ts";
import type { LegendEntry } from "./legend.ts";

/** A neuron at some moment of its training. */
export interface PanelCheckpoint {
  /** The epoch, 0 the first. */
  readonly epoch: number;
  /** The mean loss. */
  readonly loss: number;
  /** Its weights w. */
  readonly weights: ArrayLike<number>;
  /** Its bias b. */
  readonly bias: number;
  /** On a stream, the number of samples so far: it is shown instead of the epoch. */
  readonly samples?: number;
}

/** A panel of a figure: its place, its title, and the neuron that it shows. */
export interface Panel {
  /** The column, 0 the first. */
  readonly fx: number;
  /** The row, 0 the first. */
  readonly fy: number;
  /** What stands above it. */
  readonly title: string;
  /** The neuron. */
  readonly checkpoint: PanelCheckpoint;
}

/** What a figure of panels shows. */
export interface PanelFigure {
  /** What there is to see in a panel, as the end of a sentence, for those who cannot see it. */
  readonly shows: string;
  /** What the legend above the panels names. */
  readonly legend: readonly LegendEntry[];
  /** What Plot draws in the panels, on top of what the theme says. */
  readonly plot: Plot.PlotOptions & { readonly marks: Plot.Markish[] };
}

/** The channels by which Plot finds a mark's panel. */
export const IN_PANEL = { fx: "fx", fy: "fy" } as const;

/** Nobody compares more panels than these. */
const MOST_PANELS = 36;
const PANEL_WIDTH = 300;
const PANEL_HEIGHT = 215;
const MARGIN = { left: 52, right: 14, top: 26, bottom: 38 };

/**
 * Panels for checkpoints, in as many rows as columns or fewer.
 *
 * Of very many checkpoints, 36 have a panel: the first, the last, and others evenly spaced.
 */
export function panelsOf(checkpoints: readonly PanelCheckpoint[]): Panel[] {
  const shown = evenlySpaced(checkpoints);
  const columns = columnsOf(shown.length);
  return shown.map((checkpoint, i) => ({
    fx: i % columns,
    fy: Math.floor(i / columns),
    title: titleOf(checkpoint),
    checkpoint,
  }));
}

/** A figure of panels, which share their axes, as the text of a standalone SVG file. */
export function panelFigure(
  panels: readonly Panel[],
  { shows, legend, plot }: PanelFigure,
): string {
  const columns = columnsOf(panels.length);
  const rows = Math.ceil(panels.length / columns);
  const zoom = columns === 1 ? 2 : 1;
  const titles = Plot.text(panels, {
    ...IN_PANEL,
    text: "title",
    frameAnchor: "top",
    dy: -18,
    fontSize: 13,
    fontWeight: 600,
  });
  return figure({
    title: "The neuron at its checkpoints",
    description: `${panels.length} panels, from “${panels[0].title}” to “${
      panels[panels.length - 1].title
    }”. Each shows ${shows}.`,
    legend,
    plot: {
      width: MARGIN.left + columns * PANEL_WIDTH * zoom + MARGIN.right,
      height: MARGIN.top + rows * PANEL_HEIGHT * zoom + MARGIN.bottom,
      marginLeft: MARGIN.left,
      marginRight: MARGIN.right,
      marginTop: MARGIN.top,
      marginBottom: MARGIN.bottom,
      // Plot leaves room for the padding of a lone panel too.
      fx: { axis: null, padding: columns === 1 ? 0 : 0.06 },
      fy: { axis: null, padding: rows === 1 ? 0 : 0.16, paddingOuter: 0 },
      ...plot,
      marks: [...plot.marks, titles],
    },
  });
}

function evenlySpaced(checkpoints: readonly PanelCheckpoint[]): readonly PanelCheckpoint[] {
  if (checkpoints.length <= MOST_PANELS) return checkpoints;
  const step = (checkpoints.length - 1) / (MOST_PANELS - 1);
  return Array.from({ length: MOST_PANELS }, (_, i) => checkpoints[Math.round(i * step)]);
}

function titleOf({ epoch, samples, loss }: PanelCheckpoint): string {
  const place = samples === undefined
    ? `epoch ${epoch}`
    : `${samples.toLocaleString("en")} samples`;
  return `${place} · loss ${loss.toFixed(4)}`;
}

/** As many columns as rows, or one more; up to three panels stand side by side. */
function columnsOf(panels: number): number {
  return panels <= 3 ? panels : Math.ceil(Math.sqrt(panels));
}

/** Numbers from low to high, both included. */
export function between([low, high]: readonly [number, number], intervals: number): number[] {
  return Array.from({ length: intervals + 1 }, (_, i) => low + (high - low) * i / intervals);
}
