import * as Plot from "@observablehq/plot";
import type { PlacedPlot } from "./figure.ts";
import { count, figures } from "./numbers.ts";
import { evenlySpaced } from "./samples.ts";
import { shortened } from "./text.ts";
import { EDGE, LABEL, MINOR, NOTE, ONLY_SMALL, SIZE, WIDTH } from "./theme.ts";

/** A neuron at some moment of its training. */
export interface NeuronAt {
  /** When: "epoch 20", "start", "1,024 samples". */
  readonly name: string;
  /** Its weights w. */
  readonly weights: readonly number[];
  /** Its bias b. */
  readonly bias: number;
  /** Its mean loss on the samples, where it is known. */
  readonly loss?: number;
}

/** The neurons of a training. */
export interface Training {
  /** At the checkpoints; at least one. */
  readonly checkpoints: readonly NeuronAt[];
  /** Before the first step. */
  readonly start?: NeuronAt;
  /** After the last one, where that is no checkpoint. */
  readonly end?: NeuronAt;
  /** How long it was: "120 epochs", "30,000 samples". */
  readonly length?: string;
  /** How many checkpoints there were, where those are a selection. Default: as many as there are. */
  readonly checkpointCount?: number;
}

/** A panel of a figure: its place, and the neuron that it shows. */
export interface Panel extends NeuronAt {
  /** The column, 0 the first. */
  readonly fx: number;
  /** The row, 0 the first. */
  readonly fy: number;
  /** The neuron of the panel before, in time. */
  readonly before?: NeuronAt;
  /** The rows of the samples that it gets wrong. */
  readonly wrongRows: readonly number[];
  /** The number of them. */
  readonly wrong: number;
}

/** The channels by which Plot finds a mark's panel. */
export const IN_PANEL = { fx: "fx", fy: "fy" } as const;

/** The place of a panel, for what is drawn in it. */
export function placeOf({ fx, fy }: Panel): { fx: number; fy: number } {
  return { fx, fy };
}

/** Nobody compares more panels than these. */
const MOST_PANELS = 15;
const COLUMNS = 3;
const GAP = 14;
const LEFT = 48;

/** The panels of a training: the checkpoints in rows of three, then the start and the end. */
export function panelsOf(
  { checkpoints, start, end }: Training,
  wrongRows: (neuron: NeuronAt) => readonly number[],
): Panel[] {
  const shown = evenlySpaced(checkpoints, MOST_PANELS);
  const inTime = [...(start ? [start] : []), ...shown, ...(end ? [end] : [])];
  const inOrder = [...shown, ...(start ? [start] : []), ...(end ? [end] : [])];
  return inOrder.map((neuron, i) => {
    const rows = wrongRows(neuron);
    const before = inTime[inTime.indexOf(neuron) - 1];
    return {
      fx: i % COLUMNS,
      fy: Math.floor(i / COLUMNS),
      ...neuron,
      wrongRows: rows,
      wrong: rows.length,
      ...(before && { before }),
    };
  });
}

/** The panel of the neuron at the end. */
export function lastOf(panels: readonly Panel[], { checkpoints, end }: Training): Panel {
  const { name } = end ?? checkpoints[checkpoints.length - 1];
  return panels.findLast((panel) => panel.name === name)!;
}

/** The panels as a subtitle says them, where not every checkpoint has one. */
export function panelsSaid(
  { checkpoints, checkpointCount: n = checkpoints.length }: Training,
): string[] {
  return n <= MOST_PANELS ? [] : [`${MOST_PANELS} of ${count(n)} checkpoints, evenly spaced`];
}

/** "In 120 epochs, from 557 wrong to 3 of 1,000", as far as it is known. */
export function wrongSaid(
  { checkpoints, start, end, length }: Training,
  { wrongRows, samples, shown }: {
    wrongRows: (neuron: NeuronAt) => readonly number[];
    samples: number;
    shown: boolean;
  },
): string {
  const wrong = (neuron: NeuronAt) => wrongRows(neuron).length;
  const last = end ?? checkpoints[checkpoints.length - 1];
  const of = `${count(wrong(last))} of ${count(samples)}${shown ? " shown" : ""}`;
  return start && length
    ? `In ${length}, from ${count(wrong(start))} wrong to ${of}`
    : `At ${last.name}, ${of} are wrong`;
}

/** What one panel says of its neuron. */
export function said({ loss, wrong }: Panel): string {
  return `${loss === undefined ? "" : `loss ${figures(loss)} · `}${count(wrong)} wrong`;
}

/** The panels' neurons in words, for those who cannot see them. */
export function panelsDescribed(panels: readonly Panel[]): string {
  return panels.map((panel) => `${panel.name}: ${said(panel)}`).join("; ");
}

/** Where panels stand: in rows of three. */
export interface Grid {
  /** The width of a panel. */
  readonly width: number;
  /** The left and the top edge of a panel, by its number. */
  place(panel: number): { readonly left: number; readonly top: number };
  /** A plot in every panel: so far below the top of its row, and so high. */
  plot(part: { top: number; height: number }, plot: Plot.PlotOptions): PlacedPlot;
}

/** A grid of so many panels, a row so high. */
export function panelGrid(panels: number, row: number): Grid {
  const rows = Math.ceil(panels / COLUMNS);
  const width = (WIDTH - LEFT - EDGE - (COLUMNS - 1) * GAP) / COLUMNS;
  const pitch = width + GAP;
  const scale = (n: number, paddingInner: number) => ({
    domain: Array.from({ length: n }, (_, i) => i),
    // Plot leaves room for the padding of a lone panel too.
    paddingInner: n === 1 ? 0 : paddingInner,
    paddingOuter: 0,
    round: false,
  });
  return {
    width,
    place: (panel) => ({
      left: LEFT + panel % COLUMNS * pitch,
      top: Math.floor(panel / COLUMNS) * row,
    }),
    plot: ({ top, height }, plot) => ({
      ...plot,
      marks: plot.marks ?? [],
      top,
      height: (rows - 1) * row + height,
      marginLeft: LEFT,
      marginRight: EDGE,
      fx: scale(COLUMNS, GAP / pitch),
      fy: scale(rows, 1 - height / row),
    }),
  };
}

/** The name of each panel and what it says, above its plot. */
export function panelTitles(panels: readonly Panel[], width: number): Plot.Markish[] {
  const place = { ...IN_PANEL, frameAnchor: "top-left" } as const;
  const short = ({ loss, wrong }: Panel) =>
    (loss === undefined ? "" : `${figures(loss)} · `) + `${count(wrong)} wrong`;
  return [
    Plot.text(panels, {
      ...place,
      text: ({ name }: Panel) => shortened(name, { width, size: SIZE.label.small }),
      dy: -43,
      ...LABEL,
    }),
    Plot.text(panels, { ...place, text: said, dy: -24, ...NOTE, className: MINOR }),
    Plot.text(panels, { ...place, text: short, dy: -23, ...NOTE, ...ONLY_SMALL }),
  ];
}

/** The left edge of the panels. */
export const PANELS_LEFT = LEFT;
