import {
  bestFirst,
  groupsOf,
  headline,
  isBad,
  measureOf,
  measureWords,
  statesWords,
  type Sweep,
  type SweepRun,
} from "../charts/sweep.ts";
import { valueWords, wordsOf } from "../charts/sweep_words.ts";
import type { EndRecord } from "../records.ts";
import type { Copy } from "../sinks/copy.ts";
import { sparkline } from "../sinks/sparkline.ts";
import { checkpointsOf } from "../run/resume.ts";
import { collect, collectRun, logOf } from "../sweep/collect.ts";
import { drawSweep } from "../sweep/draw.ts";
import { expand, type Plan, type PlannedRun } from "../sweep/expand.ts";
import { openSweepFolder, type SweepFolder } from "../sweep/folder.ts";
import { parseGrid } from "../sweep/grid.ts";
import { copyRecords } from "../sweep/merged_log.ts";
import { type ListedRun, readSweepFile, writeSweepFile } from "../sweep/sweep_file.ts";
import { trainAll, type Trained } from "../sweep/train_all.ts";
import { nearest } from "../nearest.ts";
import { UserError } from "../user_error.ts";
import { counted, quoted } from "../values.ts";
import { tell, writeOut } from "./command.ts";
import { copyOf, inputsOf } from "./copy.ts";
import { declaredBy } from "./declared.ts";
import { writeOnlyTo } from "./folders.ts";
import type { CommandLine, Option } from "./options.ts";
import { PIPELINE_OPTIONS } from "./pipeline_options.ts";
import { type StopSignal, stopSignal } from "./signals.ts";
import { table } from "./table.ts";
import { showOnTerminal } from "./terminal.ts";

/** Sweeps as a command line asks: finds the runs, trains them, makes what compares them, says what it is. */
export async function sweepAs(line: CommandLine): Promise<void> {
  const collected = line.get("collect");
  if (collected !== undefined) return await collectFrom(collected, line);
  const workers = positive(line, "workers");
  const fresh = await planOf(line);
  const folder = line.get("out") ?? `out/${fresh.name}`;
  const resume = line.has("resume");
  const plan = resume ? await planOf(line, await checkpointsIn(folder, fresh)) : fresh;
  await writeOnlyTo([folder, ...line.all("jsonl").filter((file) => file !== "-")]);
  const only = chosen(plan, line.all("only"));
  using opened = await openSweepFolder(folder, plan, {
    resume: resume || only.length < plan.runs.length,
    elsewhere: line.has("print"),
  });
  if (line.has("print")) {
    begin(opened, folder);
    for (const { pipeline } of only) writeOut(JSON.stringify(pipeline) + "\n");
    return;
  }
  const inputs = new Set(only.flatMap(({ pipeline }) => inputsOf(pipeline)));
  const copy = await copyOf(line.get("jsonl"), { inputs: [...inputs], folder })?.();
  begin(opened, folder);
  const failed = await trainRuns(only, { plan, folder, line, workers, copy });
  if (failed > 0) Deno.exit(1);
}

/** Makes room for a sweep, and says where a previous one is now. */
function begin(opened: SweepFolder, folder: string): void {
  const aside = opened.begin();
  if (aside !== undefined) {
    tell(`${folder}: previous sweep moved to ${aside}; --out ${aside} --resume continues it`);
  }
}

/** Trains runs, hands their records on, makes what compares them, and gives the number that failed. */
async function trainRuns(
  runs: readonly PlannedRun[],
  { plan, folder, line, workers, copy }: {
    plan: Plan;
    folder: string;
    line: CommandLine;
    workers: number | undefined;
    copy: Copy | undefined;
  },
): Promise<number> {
  const quiet = line.has("quiet");
  const signal = stopSignal();
  const progress = !quiet && Deno.stderr.isTerminal() ? progressLine(runs.length) : undefined;
  const ended = new Map<string, Trained>();
  const trained = trainAll(runs, {
    folder,
    resume: line.has("resume"),
    workers,
    signal,
    onEnd: (run) => progress?.add(run),
  });
  for await (const one of trained) {
    const { name } = one.run;
    ended.set(name, one);
    const log = logOf(`${folder}/${name}`);
    if (copy !== undefined && log !== undefined) await copyRecords(log, { run: name, copy });
  }
  progress?.end();
  copy?.close();
  const earlier = new Map(readSweepFile(folder)?.runs.map(({ name, failed }) => [name, failed]));
  const listed = plan.runs.map(({ name, values }) => {
    const failed = ended.has(name) ? ended.get(name)?.failed : earlier.get(name);
    return { name, values, failed };
  });
  writeSweepFile(folder, { ...plan, runs: listed });
  const sweepRuns: SweepRun[] = [];
  for (const run of listed) {
    sweepRuns.push(ended.get(run.name)?.run ?? await collectRun(`${folder}/${run.name}`, run));
  }
  const sweep = { ...plan, runs: sweepRuns };
  await drawSweep(sweep, folder);
  if (!quiet) tell(summary(sweep, { folder, listed, command: repeating(line) }));
  if (signal.aborted) {
    const { name, exitCode }: StopSignal = signal.reason;
    if (!quiet) tell(`${name}: stopped; --resume continues`);
    Deno.exit(exitCode);
  }
  return sweep.runs.filter(({ name, state }) => ended.has(name) && state !== "finished").length;
}

/** Makes the table and the pictures of runs that something else has trained. */
async function collectFrom(folder: string, line: CommandLine): Promise<void> {
  if (line.operands.length > 0) {
    throw new UserError("--collect: the folder says which runs there are; name no pipeline");
  }
  const file = readSweepFile(folder);
  if (file === undefined) {
    throw new UserError(
      `${folder}: expected the folder of a sweep; it has no sweep.json, which --print writes`,
    );
  }
  await writeOnlyTo([folder]);
  const sweep = await collect(folder, file);
  await drawSweep(sweep, folder);
  if (!line.has("quiet")) tell(summary(sweep, { folder, listed: file.runs }));
  if (sweep.runs.some(({ state }) => state !== "finished")) Deno.exit(1);
}

/** When each run that is resumed has its checkpoints. */
async function checkpointsIn(folder: string, { runs }: Plan): Promise<Map<string, object>> {
  const found = new Map<string, object>();
  for (const { name } of runs) found.set(name, await checkpointsOf(`${folder}/${name}`));
  return found;
}

/** The runs that a command line declares, with what those of before have where it says nothing. */
async function planOf(line: CommandLine, earlier?: ReadonlyMap<string, object>): Promise<Plan> {
  const { spec, ...options } = await declaredBy(line);
  const random = positive(line, "random");
  return expand(spec, {
    ...options,
    earlier,
    grid: new Map(line.all("grid").map(parseGrid)),
    combine: line.has("zip") ? "zip" : random === undefined ? "product" : { random },
  });
}

function positive(line: CommandLine, name: string): number | undefined {
  const text = line.get(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UserError(`--${name}: expected an integer ≥ 1, found ${text}`);
}

/** The runs that are asked for by their names, or all. */
function chosen({ runs }: Plan, names: readonly string[]): readonly PlannedRun[] {
  if (names.length === 0) return runs;
  for (const name of names) {
    if (runs.some((run) => run.name === name)) continue;
    const near = nearest(name, runs.map((run) => run.name)) ?? runs[0].name;
    throw new UserError(`--only: ${name}: no such run in the sweep, did you mean ${near}?`);
  }
  return runs.filter(({ name }) => names.includes(name));
}

/** The columns of the plot in the progress line. */
const COLUMNS = 12;

/** Shows how far a sweep is, on one line of a terminal. */
function progressLine(count: number) {
  const runs: SweepRun[] = [];
  const values = sparkline(COLUMNS);
  return {
    add(run: SweepRun): void {
      runs.push(run);
      const measure = measureOf({ runs });
      values.add(measure.of(run) ?? NaN);
      const [best] = bestFirst({ runs }, measure);
      const bad = runs.filter(({ state }) => state === "diverged" || state === "failed").length;
      const parts = [
        `${runs.length}/${count} runs`,
        ...(best ? [`best ${measure.name} ${best.value.toPrecision(4)} ${values.text()}`] : []),
        ...(bad > 0 ? [`${bad} diverged or failed`] : []),
        ...(best ? [best.run.name] : []),
      ];
      showOnTerminal(parts.join(" · "));
    },
    end: () => showOnTerminal(""),
  };
}

/** So many rows a summary has, and so many runs that came to nothing are listed. */
const MOST_LISTED = 10;

/** What a sweep came to, as a person reads it. */
function summary(
  sweep: Sweep,
  { folder, listed, command }: {
    folder: string;
    listed: readonly ListedRun[];
    command?: (run: string) => string;
  },
): string {
  const { runs } = sweep;
  const reasons = new Map(listed.map(({ name, failed }) => [name, failed]));
  const bad = runs.filter(isBad);
  const others = statesWords(runs);
  return [
    `${counted(runs.length, "run")}${others === "" ? "" : `: ${others}`}`,
    headline(sweep),
    ...groupsTable(sweep),
    ...bad.slice(0, MOST_LISTED).flatMap(({ name, state, end }) => [
      `${name} ${state}${state === "diverged" ? placeOf(end) : `: ${reasons.get(name)}`}`,
      ...(command ? [`  again, alone: ${command(name)}`] : []),
    ]),
    ...(bad.length > MOST_LISTED ? [`… and ${bad.length - MOST_LISTED} more`] : []),
    `files  ${folder}/{curves.svg,report.html,sweep.csv,sweep.svg}, and a folder for each run`,
  ].join("\n");
}

/** Where a run diverged. */
function placeOf(end: EndRecord | undefined): string {
  return end?.step === undefined ? "" : ` at epoch ${end.epoch}, step ${end.step}`;
}

/** The runs as a table, those that differ in nothing but seeds in one row, the best first. */
function groupsTable(sweep: Sweep): string[] {
  const { measure, fields, hasSeeds, ranked } = groupsOf(sweep);
  if (ranked.length < 2) return [];
  const say = (value: number | undefined) =>
    value === undefined ? "" : measureWords(measure, value);
  const rows = ranked.slice(0, MOST_LISTED).map(({ values, runs, median, least, greatest }) => {
    const ends = runs.flatMap(({ end }) => end ? [end] : []);
    const accuracies = ends.flatMap(({ modelAccuracy }) => modelAccuracy ?? []).sort(
      (a, b) => a - b,
    );
    return [
      ...values.map(valueWords),
      say(median),
      ...(hasSeeds ? [say(least), say(greatest)] : []),
      measure.isLoss && accuracies.length > 0
        ? measureWords({ isLoss: false }, accuracies[accuracies.length >> 1])
        : "",
      hasSeeds ? String(runs.length) : "",
    ];
  });
  const header = [
    ...wordsOf(fields),
    hasSeeds ? `median ${measure.name}` : measure.name,
    ...(hasSeeds ? ["least", "greatest"] : []),
    "accuracy",
    "runs",
  ];
  const more = ranked.length - MOST_LISTED;
  return [
    ...table([header, ...rows], Deno.stderr.isTerminal() ? Deno.consoleSize().columns : Infinity),
    ...(more > 0 ? [`… and ${more} more in sweep.csv`] : []),
  ];
}

/** The command that trains one run of a sweep again: with all that says which runs there are, and where. */
function repeating(line: CommandLine): (run: string) => string {
  const declaring = Object.entries<Option>(PIPELINE_OPTIONS);
  const flags = declaring.flatMap(([name, { takes }]) => takes === undefined ? [name] : []);
  const takers = declaring.flatMap(([name, { takes }]) => takes === undefined ? [] : [name]);
  const parts = [
    ...line.operands.map(quoted),
    ...["grid", "random", ...takers, "out"].flatMap((name) =>
      line.all(name).map((value) => `--${name} ${quoted(value)}`)
    ),
    ...["zip", ...flags].flatMap((name) => line.has(name) ? [`--${name}`] : []),
  ];
  return (run) => ["deno task sweep", ...parts, "--only", quoted(run)].join(" ");
}
