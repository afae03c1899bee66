import type { Sweep, SweepRun } from "../charts/sweep.ts";

/** The columns of `sweep.csv` that follow the swept fields. */
const COLUMNS: readonly (readonly [name: string, of: (run: SweepRun) => unknown])[] = [
  ["state", ({ state }) => state],
  ["epochs", ({ end }) => end?.epochs],
  ["loss", ({ end }) => end?.loss],
  ["leastLoss", ({ leastLoss }) => leastLoss],
  ["modelLoss", ({ end }) => end?.modelLoss],
  ["modelAccuracy", ({ end }) => end?.modelAccuracy],
  ["validationLoss", ({ end }) => end?.validationLoss],
  ["validationAccuracy", ({ end }) => end?.validationAccuracy],
  ["boundary", ({ end }) => end?.boundary],
];

/** A sweep as CSV, a row a run in the order in which they are declared; what a run does not have is empty. */
export function sweepTable({ fields, runs }: Sweep): string {
  const header = ["run", ...fields, ...COLUMNS.map(([name]) => name)];
  const rows = runs.map((run) => [run.name, ...run.values, ...COLUMNS.map(([, of]) => of(run))]);
  return [header, ...rows].map((row) => row.map(cell).join(",") + "\n").join("");
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
