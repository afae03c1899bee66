import * as Plot from "@observablehq/plot";
import { xAxis, yAxis } from "./axis.ts";
import { roundTicks } from "./numbers.ts";
import { MINOR, NOTE, RULE } from "./theme.ts";

const SIDE = 380;
const MARGIN = { left: 56, right: 24, top: 14, bottom: 50 };
/** Room for dots that stand on an edge. */
const ROOM = 0.03;

/** A square plot of two shares, with rules and numbers. */
export function squarePlot({ x, y }: { x: string; y: string }) {
  const domain = [-ROOM, 1 + ROOM];
  const ticks = roundTicks([0, 1], 6);
  return {
    width: MARGIN.left + SIDE + MARGIN.right,
    height: MARGIN.top + SIDE + MARGIN.bottom,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    x: { domain },
    y: { domain },
    marks: [
      Plot.ruleX(ticks.ticks, { ...RULE, y1: 0, y2: 1 }),
      Plot.ruleY(ticks.ticks, { ...RULE, x1: 0, x2: 1 }),
      xAxis(ticks),
      yAxis(ticks),
      Plot.text([x], { frameAnchor: "bottom-right", dy: 40, fontStyle: "italic", ...NOTE }),
      Plot.text([y], {
        frameAnchor: "top-left",
        dx: 12,
        dy: 16,
        fontStyle: "italic",
        ...NOTE,
        className: MINOR,
      }),
    ],
  };
}
