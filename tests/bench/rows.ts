import { numpyRandom } from "../../src/random/numpy_random.ts";
import { here, pythonWith, shell, TRAIN } from "./commands.ts";
import { compare, run } from "./measure.ts";
import { inMilliseconds, perSecond, report, reportMissing } from "./report.ts";

/** What a file of rows is like. */
interface RowsOptions {
  readonly rows: number;
  readonly columns: number;
  /** The number of decimals; if left out, all 17 digits. */
  readonly decimals?: number;
}

/** Writes rows of two classes that overlap, and gives the file's path. */
export async function rowsFile(
  folder: string,
  { rows, columns, decimals }: RowsOptions,
): Promise<string> {
  const path = `${folder}/${rows}_${columns}_${decimals}.csv`;
  using file = await Deno.create(path);
  const random = numpyRandom(1);
  const encoder = new TextEncoder();
  let lines = Array.from({ length: columns }, (_, j) => `x${j + 1},`).join("") + "y\n";
  for (let row = 0; row < rows; row++) {
    const y = row & 1;
    for (let j = 0; j < columns; j++) {
      const x = random.normal(j === 0 ? 3 * y : 1, 1);
      lines += `${decimals === undefined ? x : x.toFixed(decimals)},`;
    }
    lines += `${y}\n`;
    if (lines.length > 1e6 || row === rows - 1) {
      for (let bytes = encoder.encode(lines); bytes.length > 0;) {
        bytes = bytes.subarray(file.writeSync(bytes));
      }
      lines = "";
    }
  }
  return path;
}

/** Rows from standard input, parsed and learned from in one pass. */
export async function csv(folder: string): Promise<void> {
  await csvRow(folder, { rows: 3e6, columns: 2, decimals: 4, atLeast: 1 });
  await csvRow(folder, { rows: 1e5, columns: 100, decimals: 4, atLeast: 1 });
  await csvRow(folder, { rows: 3e6, columns: 2, atLeast: 0.8 });
}

async function csvRow(
  folder: string,
  { atLeast, ...options }: RowsOptions & { readonly atLeast: number },
): Promise<void> {
  const { rows, columns, decimals } = options;
  const path = await rowsFile(folder, options);
  const stream = `pipelines/stream.json --set transforms=[] --quiet --no-charts`;
  const comparison = await compare(
    () => shell(`cat ${path} | ${TRAIN} ${stream} --out ${folder}/csv > /dev/null`),
    () => shell(`cat ${path} | ${Deno.execPath()} run ${here}bare_csv.ts > /dev/null`),
    { pairs: 5 },
  );
  await Deno.remove(path);
  report({
    what: `CSV rows from standard input, ${columns} columns${decimals ? "" : ", 17 digits"}`,
    against: "indexOf, Number and the loop",
    ...perSecond(rows, comparison),
    ratio: comparison.ratio,
    atLeast,
  });
}

/** A model on a million labelled rows. */
export async function evaluating(folder: string): Promise<void> {
  const rows = 1e6;
  const path = await rowsFile(folder, { rows, columns: 2, decimals: 4 });
  const out = `${folder}/evaluated`;
  await shell(
    `head -2001 ${path} | ${TRAIN} --data - --format csv --quiet --no-charts --out ${out}`,
  );
  const model = `${out}/model.json`;
  const row = { what: "evaluate, 10⁶ rows", against: "pandas and scikit-learn" };
  const python = await pythonWith("pandas, sklearn");
  if (python === undefined) return reportMissing(row);
  const comparison = await compare(
    () => run(Deno.execPath(), "task", "--quiet", "evaluate", model, path).then(() => {}),
    () => run(python, `${here}evaluate.py`, model, path).then(() => {}),
  );
  await Deno.remove(path);
  report({ ...row, ...inMilliseconds(comparison), ratio: comparison.ratio, atLeast: 3 });
}
