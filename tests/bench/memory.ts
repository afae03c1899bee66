import { here, TRAIN } from "./commands.ts";
import { run } from "./measure.ts";
import { report, reportMissing } from "./report.ts";
import { rowsFile } from "./rows.ts";

/** The peaks of memory of long runs against those of short ones. */
export async function memory(folder: string): Promise<void> {
  const stream = `pipelines/stream.json --quiet --out ${folder}/memory`;
  const streamed = async (rows: number) => {
    const path = await rowsFile(folder, { rows, columns: 2, decimals: 4 });
    const bytes = await peak((command) => `cat ${path} | ${command} ${stream}`);
    await Deno.remove(path);
    return bytes;
  };
  const repeated = (epochs: number) =>
    peak((command) => `${command} --epochs ${epochs} --quiet --no-charts --out ${folder}/epochs`);
  memoryRow("10⁷ rows streamed", "10⁴ rows", [await streamed(1e7), await streamed(1e4)]);
  memoryRow("12,000 epochs", "120 epochs", [await repeated(12000), await repeated(120)]);
}

async function peak(script: (command: string) => string): Promise<number> {
  // What the system tells of a process may be read only with every permission.
  const command = TRAIN.replace(
    "--allow-env=INIT_CWD --allow-read --allow-write=out,/",
    "--allow-all",
  )
    .replace("src/cli/main.ts", `${here}peak.ts`);
  return Number((await run("sh", "-c", script(command))).trim().split("\n").at(-1));
}

function memoryRow(what: string, against: string, [ours, theirs]: [number, number]): void {
  const row = { what: `memory: ${what}`, against };
  if (ours === 0) return reportMissing(row);
  const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  const both = { ours: mebibytes(ours), theirs: mebibytes(theirs) };
  report({ ...row, ...both, ratio: ours / theirs, atMost: 1.2 });
}
