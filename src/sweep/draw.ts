import type { Sweep } from "../charts/sweep.ts";
import { replaceFile } from "../files.ts";
import { logOf, readScene } from "./collect.ts";
import { sweepTable } from "./table.ts";

/** Writes what compares the runs of a sweep: the table, the pictures and the page. */
export async function drawSweep(sweep: Sweep, folder: string): Promise<void> {
  const write = (name: string, text: string) =>
    replaceFile(`${folder}/${name}`, text, { durable: false });
  write("sweep.csv", sweepTable(sweep));
  // Plot takes longer to load than all else; who asks for help does not wait for it.
  const [{ sweepChart }, { curvesChart }, { sweepReport }] = await Promise.all([
    import("../charts/sweep_chart.ts"),
    import("../charts/curves_chart.ts"),
    import("../page/sweep_report.ts"),
  ]);
  const pictures = [
    { name: "sweep.svg", svg: sweepChart(sweep) },
    { name: "curves.svg", svg: curvesChart(sweep) },
  ];
  for (const { name, svg } of pictures) write(name, svg);
  const scene = async ({ name }: { readonly name: string }) => {
    const log = logOf(`${folder}/${name}`);
    return log === undefined ? undefined : await readScene(log);
  };
  write("report.html", await sweepReport(sweep, { pictures, scene }));
}
