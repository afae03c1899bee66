import * as Plot from "@observablehq/plot";
import { roundTicks, type Ticks } from "./numbers.ts";
import { textWidth } from "./text.ts";
import { MUTED, NOTE, SIZE } from "./theme.ts";

const STYLE = { ...NOTE, stroke: MUTED, label: null };

/** The ticks of a horizontal axis: as many as have room side by side, where the picture is small too. */
export function xTicks(
  { domain, length, most }: {
    domain: readonly [number, number];
    length: number;
    most: number;
  },
): Ticks {
  for (let n = most; n > 2; n--) {
    const { ticks, tickFormat } = roundTicks(domain, n);
    const widest = Math.max(...ticks.map((x) => textWidth(tickFormat(x), SIZE.tick.small)));
    const step = (ticks[1] - ticks[0]) / (domain[1] - domain[0]) * length;
    if (ticks.length < 2 || widest + 8 <= step) return { ticks, tickFormat };
  }
  return roundTicks(domain, 2);
}

/** A horizontal axis below. Of `tickFormat`, Plot would leave labels of a logarithmic scale out. */
export function xAxis({ ticks, tickFormat }: Ticks): Plot.Markish {
  return Plot.axisX(ticks, { ...STYLE, text: tickFormat, tickSize: 3 });
}

/** A vertical axis to the left, without tick marks. */
export function yAxis(
  { ticks, tickFormat }: Ticks,
  options: Plot.AxisYOptions = {},
): Plot.Markish {
  return Plot.axisY(ticks, { ...STYLE, text: tickFormat, tickSize: 0, tickPadding: 7, ...options });
}
