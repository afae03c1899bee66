import * as Plot from "@observablehq/plot";

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
  /** How many samples of the epoch were seen, where it was taken within the one pass of a stream. */
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

/** More panels than these nobody compares. */
const MOST_PANELS = 36;
const PANEL_WIDTH = 300;
const PANEL_HEIGHT = 215;
const MARGIN = { left: 52, right: 14, top: 26, bottom: 38 };

/**
 * Panels for checkpoints, in as many rows as columns or fewer, and how Plot is to lay them out.
 *
 * Of very many checkpoints, 36 have a panel: the first, the last, and others evenly spaced.
 */
export function panelGrid(
  checkpoints: readonly PanelCheckpoint[],
): { panels: Panel[]; layout: Plot.PlotOptions; width: number; left: number } {
  const shown = evenlySpaced(checkpoints);
  const columns = columnsOf(shown.length);
  const rows = Math.ceil(shown.length / columns);
  const zoom = columns === 1 ? 2 : 1;
  const width = MARGIN.left + columns * PANEL_WIDTH * zoom + MARGIN.right;
  const height = MARGIN.top + rows * PANEL_HEIGHT * zoom + MARGIN.bottom;
  const panels = shown.map((checkpoint, i) => ({
    fx: i % columns,
    fy: Math.floor(i / columns),
    title: titleOf(checkpoint),
    checkpoint,
  }));
  const layout: Plot.PlotOptions = {
    width,
    height,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    style: { fontSize: "12px" },
    // Plot leaves room for the padding of a lone panel too.
    fx: { axis: null, padding: columns === 1 ? 0 : 0.06 },
    fy: { axis: null, padding: rows === 1 ? 0 : 0.16, paddingOuter: 0 },
  };
  return { panels, layout, width, left: MARGIN.left };
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

/** The titles of panels. */
export function panelTitles(panels: readonly Panel[]): Plot.Markish {
  return Plot.text(panels, {
    fx: "fx",
    fy: "fy",
    text: "title",
    frameAnchor: "top",
    dy: -18,
    fontSize: 13,
    fontWeight: 600,
  });
}

/** What a figure of panels shows, in words. */
export function describePanels(panels: readonly Panel[]): string {
  const last = panels[panels.length - 1];
  return `${panels.length} panels, from “${panels[0].title}” to “${last.title}”.`;
}

/** Numbers from low to high, both included. */
export function between([low, high]: readonly [number, number], intervals: number): number[] {
  return Array.from({ length: intervals + 1 }, (_, i) => low + (high - low) * i / intervals);
}
