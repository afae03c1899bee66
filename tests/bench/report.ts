import type { Comparison } from "./measure.ts";

/** One row of the table. */
export interface Row {
  readonly what: string;
  readonly against: string;
  readonly ours: string;
  readonly theirs: string;
  /** How many times as fast as the other side; of memory and start-up, how many times as much. */
  readonly ratio?: number;
  /** The least or the greatest ratio that is allowed. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

const WIDTHS = [52, 36, 14, 14, 7, 8, 6];

/** Prints a row: as a line of JSON if asked for, else as a line of the table. */
export function report(row: Row): void {
  if (Deno.args.includes("--json")) return console.log(JSON.stringify(row));
  const { what, against, ours, theirs, ratio, atLeast, atMost } = row;
  const bar = atLeast !== undefined ? `≥ ${atLeast}` : atMost !== undefined ? `≤ ${atMost}` : "";
  const met = ratio === undefined || bar === ""
    ? ""
    : ratio >= (atLeast ?? -Infinity) && ratio <= (atMost ?? Infinity)
    ? "met"
    : "MISSED";
  const cells = [what, against, ours, theirs, ratio?.toFixed(3) ?? "", bar, met];
  console.log(cells.map((cell, i) => cell.padEnd(WIDTHS[i])).join("  ").trimEnd());
}

/** Prints a row of what could not be measured here. */
export function reportMissing(row: Pick<Row, "what" | "against">): void {
  report({ ...row, ours: "not measured", theirs: "" });
}

/** The times of both sides, as text. */
export function inMilliseconds({ ours, theirs }: Comparison): Pick<Row, "ours" | "theirs"> {
  return { ours: `${ours.toFixed(0)} ms`, theirs: `${theirs.toFixed(0)} ms` };
}

/** The numbers that both sides get through in a second, as text. */
export function perSecond(
  count: number,
  { ours, theirs }: Comparison,
): Pick<Row, "ours" | "theirs"> {
  const text = (milliseconds: number) => `${(count / milliseconds / 1e3).toFixed(2)} M/s`;
  return { ours: text(ours), theirs: text(theirs) };
}
