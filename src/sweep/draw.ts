import type { Sweep } from "../charts/sweep.ts";
import { replaceFile } from "../files.ts";
import { sweepTable } from "./table.ts";

/** Writes what compares the runs of a sweep: the table, the pictures and the page. */
export async function drawSweep(sweep: Sweep, folder: string): Promise<void> {
  const write = (name: string, text: string) =>
    replaceFile(`${folder}/${name}`, text, { durable: false });
  write("sweep.csv", sweepTable(sweep));
  // Plot takes longer to load than all else; who asks for help does not wait for it.
  const [{ sweepChart }, { curvesChart }] = await Promise.all([
    import("../charts/sweep_chart.ts"),
    import("../charts/curves_chart.ts"),
  ]);
  write("sweep.svg", sweepChart(sweep));
  write("curves.svg", curvesChart(sweep));
}
