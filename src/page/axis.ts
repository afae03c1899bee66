import { roundTicks } from "../charts/numbers.ts";
import type { Change } from "./changes.ts";

/** Where numbers stand in a figure, in its units. */
export interface Scale {
  /** The numbers at both ends. */
  readonly domain: readonly [number, number];
  /** Where those stand. */
  readonly range: readonly [number, number];
  /** Whether it is logarithmic; then its numbers are above 0. */
  readonly log?: boolean;
}

/** The width of every figure, in units. */
export const WIDTH = 720;
/** From its left edge to its axes, and from those to its right edge. */
export const LEFT = 66;
export const RIGHT = 16;
/** Where nobody sees what would overflow. */
const FAR = 1e4;

/** Where a number stands. */
export function place({ domain, range, log }: Scale, value: number): number {
  const [low, high] = domain;
  const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const where = range[0] + share * (range[1] - range[0]);
  return Number.isNaN(where) ? range[0] : Math.min(Math.max(where, -FAR), FAR);
}

/** A length as text: a tenth of a unit is the least that anybody can see. */
export function px(length: number): string {
  return `${Math.round(length * 10) / 10}`;
}

/** The points of a line, from one to the next. */
export function lineThrough(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], i) => `${i ? "L" : "M"}${px(x)},${px(y)}`).join("");
}

/** The attribute that moves a mark to some place. */
export function moved(x: number, y: number): { transform: string } {
  return { transform: `translate(${px(x)},${px(y)})` };
}

/** Where a text stands beside a mark: on the side on which there is more room. */
export function beside(x: number, y: number): Record<string, string> {
  const isRight = x < WIDTH / 2;
  return {
    ...moved(x + (isRight ? 9 : -9), y),
    "text-anchor": isRight ? "start" : "end",
  };
}

/** A tick: where, and what stands there. */
export type Tick = readonly [value: number, text: string];

/** The most ticks of an axis. */
const MOST_TICKS = 8;

/** Round numbers along a scale. */
export function ticksOf({ domain }: Scale, most: number): Tick[] {
  const { ticks, tickFormat } = roundTicks(domain, most);
  return ticks.map((tick) => [tick, tickFormat(tick)]);
}

/** An axis whose numbers {@linkcode axisChanges} places. */
export function axisMarkup(id: string, kind: "x" | "y", ticks = MOST_TICKS): string {
  const texts = Array.from({ length: ticks }, (_, i) => `<text id="${id}-${i}"></text>`);
  return `<g class="axis ${kind}">${texts.join("")}</g>`;
}

/** The numbers of an axis that stands at some height, or at some distance from the left. */
export function axisChanges(
  id: string,
  { kind, at, scale, ticks, slots = MOST_TICKS }: {
    kind: "x" | "y";
    at: number;
    scale: Scale;
    ticks: readonly Tick[];
    slots?: number;
  },
): Change[] {
  return Array.from({ length: slots }, (_, i): Change => {
    const [value, text] = ticks[i] ?? [scale.domain[0], ""];
    const along = place(scale, value);
    return [`${id}-${i}`, { ...(kind === "x" ? moved(along, at) : moved(at, along)), text }];
  });
}
