import { bestFirst, measureOf, type Sweep, type SweepRun } from "../charts/sweep.ts";
import { labelsOf } from "../charts/sweep_words.ts";
import { replaceFile } from "../files.ts";
import { readRuns } from "../sweep/compare.ts";
import { UserError } from "../user_error.ts";
import { printable } from "../values.ts";
import { tell, writeOut } from "./command.ts";
import { writeOnlyTo } from "./folders.ts";
import { type Options, optionsHelp, readCommandLine } from "./options.ts";
import { table } from "./table.ts";

const OPTIONS = {
  svg: { takes: "FILE", help: "draw the losses of all runs over each other" },
  help: { short: "h", help: "show this text" },
} as const satisfies Options;

const HELP =
  `Compare runs: the fields in which their pipelines differ, and what came of them, best first.

Usage: compare RUN…

RUN is a run's folder or its metrics.jsonl, or the folder of a sweep, which stands for all its runs. On
a terminal a table is shown; in a pipe or a file each run is a line of JSON.

${optionsHelp(OPTIONS)}`;

/** Compares runs, as a command line asks. */
export async function compare(args: readonly string[]): Promise<void> {
  const line = readCommandLine(args, OPTIONS);
  if (line.has("help")) return writeOut(`${HELP}\n`);
  if (line.operands.length === 0) throw new UserError("compare: expected runs; see --help");
  const svg = line.get("svg");
  await writeOnlyTo(svg === undefined ? [] : [svg]);
  const compared = await readRuns(line.operands);
  if (Deno.stdout.isTerminal()) writeOut(printable(comparison(compared)) + "\n");
  else for (const run of sorted(compared)) writeOut(JSON.stringify(asRecord(compared, run)) + "\n");
  if (svg === undefined) return;
  const { curvesChart } = await import("../charts/curves_chart.ts");
  replaceFile(svg, curvesChart(compared));
  tell(svg);
}

/** The runs, best first, then those that cannot be compared. */
function sorted(sweep: Sweep): SweepRun[] {
  const best = bestFirst(sweep, measureOf(sweep)).map(({ run }) => run);
  return [...best, ...sweep.runs.filter((run) => !best.includes(run))];
}

/** What there is to say of a run. */
function asRecord({ fields }: Sweep, { name, values, state, end, leastLoss }: SweepRun) {
  return {
    run: name,
    state,
    pipeline: Object.fromEntries(fields.map((field, i) => [field, values[i] ?? null])),
    ...(end && {
      epochs: end.epochs,
      steps: end.steps,
      loss: end.loss,
      leastLoss,
      modelLoss: end.modelLoss,
      modelAccuracy: end.modelAccuracy,
      validationLoss: end.validationLoss,
      validationAccuracy: end.validationAccuracy,
      boundary: end.boundary,
    }),
  };
}

/** The table of a comparison. */
function comparison(sweep: Sweep): string {
  const measure = measureOf(sweep);
  const rows = sorted(sweep).map((run) => {
    const { name, state, values, end } = run;
    const accuracy = end?.modelAccuracy ?? end?.accuracy;
    return [
      name,
      measure.of(run)?.toPrecision(6) ?? state,
      ...values.map((value) =>
        value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value)
      ),
      accuracy == null ? "" : `${(100 * accuracy).toFixed(2)} %`,
      end?.boundary?.toPrecision(6) ?? "",
      String(end?.epochs ?? ""),
    ];
  });
  const header = ["run", measure.name, ...labelsOf(sweep.fields), "accuracy", "boundary", "epochs"];
  return table([header, ...rows], Deno.consoleSize().columns).join("\n");
}
