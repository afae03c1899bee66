import { count, figures } from "./numbers.ts";
import type { EndRecord, EpochRecord, StartRecord } from "../records.ts";
import { valueWords, wordsOf } from "./sweep_words.ts";

/**
 * How far a run of a sweep has come: it has finished, has diverged, has failed for another reason, was
 * stopped and can be resumed, or has not begun.
 */
export type RunState = "finished" | "diverged" | "failed" | "stopped" | "missing";

/** One run of a sweep. */
export interface SweepRun {
  /** Its name, which is that of its folder within the sweep's: `learningRate=0.01,seed=3`. */
  readonly name: string;
  /** The values of the swept fields. */
  readonly values: readonly unknown[];
  /** How far it has come. */
  readonly state: RunState;
  /** Its first record, once there is one. */
  readonly start?: StartRecord | undefined;
  /** Its epochs so far; of very many, those that tell most. */
  readonly epochs: readonly EpochRecord[];
  /** The least loss of all its epochs, each before its steps, once one has ended. */
  readonly leastLoss?: number | undefined;
  /** Its last record, once it has ended. */
  readonly end?: EndRecord | undefined;
}

/** Runs of one pipeline that differ in some fields. */
export interface Sweep {
  /** Its name. */
  readonly name: string;
  /** The paths of the swept fields, such as `optimizer.learningRate`. */
  readonly fields: readonly string[];
  /** The runs, in the order in which they are declared. */
  readonly runs: readonly SweepRun[];
}

/** What runs are compared by. */
export interface Measure {
  /** What it is called, such as `held-out loss`. */
  readonly name: string;
  /** Whether less is better. */
  readonly isLoss: boolean;
  /** Its value of a run, once there is one; none of a run that has diverged or failed. */
  of(run: SweepRun): number | undefined;
}

/**
 * What the runs of a sweep are compared by: the trained model's loss on held-out samples, where there
 * are any, else on those it learned from; of a stream the mean loss while learning. Losses of two kinds
 * cannot be compared: then it is the accuracy.
 */
export function measureOf({ runs }: Pick<Sweep, "runs">): Measure {
  const ended = runs.flatMap((run) => run.end && isDone(run) ? [run.end] : []);
  const isHeldOut = ended.length > 0 &&
    ended.every(({ validationLoss }) => validationLoss !== undefined);
  const isModel = ended.every(({ modelLoss }) => modelLoss !== undefined);
  const where = isHeldOut ? "held-out " : "";
  const measure = (
    name: string,
    value: (end: EndRecord) => number | null | undefined,
  ): Measure => ({
    name: `${where}${name}`,
    isLoss: name === "loss",
    of: (run) => run.end && isDone(run) ? value(run.end) ?? undefined : undefined,
  });
  const losses = new Set(
    runs.flatMap(({ start }) =>
      start ? [JSON.stringify([start.pipeline.loss, start.classWeights])] : []
    ),
  );
  return losses.size <= 1
    ? measure("loss", (end) => isHeldOut ? end.validationLoss : isModel ? end.modelLoss : end.loss)
    : measure(
      "accuracy",
      (end) => isHeldOut ? end.validationAccuracy : isModel ? end.modelAccuracy : end.accuracy,
    );
}

function isDone({ state }: SweepRun): boolean {
  return state === "finished";
}

/** The runs that have a value of a measure, the best first; of equal ones, the first declared. */
export function bestFirst(
  { runs }: Pick<Sweep, "runs">,
  { of, isLoss }: Measure,
): { run: SweepRun; value: number }[] {
  const valued = runs.flatMap((run) => {
    const value = of(run);
    return value === undefined ? [] : [{ run, value }];
  });
  const sign = isLoss ? 1 : -1;
  return valued.sort((a, b) => sign * (a.value - b.value));
}

/** Runs that differ in nothing but their seeds. */
export interface Group {
  /** Their values of the fields that are no seeds. */
  readonly values: readonly unknown[];
  /** The runs. */
  readonly runs: readonly SweepRun[];
  /** The values of the measure, of the runs that have one. */
  readonly measured: readonly number[];
  /** Of how many there is none, as they have diverged or failed. */
  readonly bad: number;
  /** The middle of the values, where one that diverged or failed is worse than all; none if that is the middle. */
  readonly median?: number | undefined;
  /** The least of the values, if there are any. */
  readonly least?: number | undefined;
  /** The greatest of them. */
  readonly greatest?: number | undefined;
}

/** The runs of a sweep, taken together where they differ in their seeds alone. */
export interface Groups {
  /** What they are compared by. */
  readonly measure: Measure;
  /** The swept fields that are no seeds, and have more than one value. */
  readonly fields: readonly string[];
  /** Whether a seed is swept: if not, a group is one run. */
  readonly hasSeeds: boolean;
  /** The groups, in the order of their first runs. */
  readonly groups: readonly Group[];
  /** Those that have a median, the best first; of equal ones, the first declared. */
  readonly ranked: readonly (Group & { readonly median: number })[];
}

/** Whether a field is a seed, of the run or of a part of it. */
export function isSeed(field: string): boolean {
  return /(^|\.)seed$/.test(field);
}

/** Takes runs together that differ in their seeds alone: in a field called `seed`, of the run or of a part. */
export function groupsOf(sweep: Sweep): Groups {
  const measure = measureOf(sweep);
  const { runs } = sweep;
  const differs = sweep.fields.map((_, i) =>
    new Set(runs.map(({ values }) => JSON.stringify(values[i]))).size > 1
  );
  const kept = sweep.fields.flatMap((field, i) => differs[i] && !isSeed(field) ? [i] : []);
  const byValues = Map.groupBy(
    runs,
    ({ values }) => JSON.stringify(kept.map((i) => values[i] ?? null)),
  );
  const groups = [...byValues.values()].map((runs) =>
    groupOf(runs, { measure, values: kept.map((i) => runs[0].values[i]) })
  );
  const sign = measure.isLoss ? 1 : -1;
  return {
    measure,
    fields: kept.map((i) => sweep.fields[i]),
    hasSeeds: sweep.fields.some((field, i) => differs[i] && isSeed(field)),
    groups,
    ranked: groups.flatMap((group) =>
      group.median === undefined ? [] : [{ ...group, median: group.median }]
    ).sort((a, b) => sign * (a.median - b.median)),
  };
}

function groupOf(
  runs: readonly SweepRun[],
  { measure, values }: { measure: Measure; values: readonly unknown[] },
): Group {
  const sorted = bestFirst({ runs }, measure).map(({ value }) => value);
  const bad = runs.filter(isBad).length;
  const middle = (sorted.length + bad - 1) / 2;
  const [lower, upper] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  return {
    values,
    runs,
    measured: sorted,
    bad,
    median: upper === undefined ? undefined : lower + (upper - lower) / 2,
    least: measure.isLoss ? first : last,
    greatest: measure.isLoss ? last : first,
  };
}

/** Whether a run came to nothing. */
export function isBad({ state }: SweepRun): boolean {
  return state === "diverged" || state === "failed";
}

/** How many runs came to something else than their end, in words: `3 diverged, 1 is missing`. */
export function statesWords(runs: readonly SweepRun[]): string {
  const counts = Map.groupBy(runs, ({ state }) => state);
  const words = (state: RunState, one: string, more = one) => {
    const n = counts.get(state)?.length ?? 0;
    return n === 0 ? [] : [`${count(n)} ${n === 1 ? one : more}`];
  };
  return [
    ...words("diverged", "diverged"),
    ...words("failed", "failed"),
    ...words("stopped", "was stopped", "were stopped"),
    ...words("missing", "is missing", "are missing"),
  ].join(", ");
}

/** A value of a measure: three significant digits of a loss, an accuracy in percent. */
export function measureWords({ isLoss }: Pick<Measure, "isLoss">, value: number): string {
  if (isLoss) return figures(value);
  // What is not all must not read as if it were.
  const digits = value < 1 ? Math.max(1, Math.ceil(-Math.log10(1 - value)) - 1) : 1;
  return `${Number((100 * value).toFixed(Math.min(digits, 6)))} %`;
}

/** Where a group is, in words: `learning rate 0.1, batch 4`. */
export function placeWords(fields: readonly string[], values: readonly unknown[]): string {
  const names = wordsOf(fields);
  return fields.map((_, i) => `${names[i]} ${valueWords(values[i])}`).join(", ");
}

/** What a sweep has shown, as a sentence. */
export function headline(sweep: Sweep): string {
  const { runs } = sweep;
  const { measure, fields, hasSeeds, groups, ranked } = groupsOf(sweep);
  const others = statesWords(runs);
  const withValue = groups.reduce((sum, { measured }) => sum + measured.length, 0);
  if (withValue === 0) return nothingToCompare(runs);
  const say = (value: number) => measureWords(measure, value);
  const range = ({ least, greatest }: Group) =>
    least === greatest ? say(least!) : `${say(least!)} to ${say(greatest!)}`;
  if (runs.length === 1) return `One run: ${measure.name} ${say(ranked[0].median)}`;
  if (fields.length === 0) {
    const [group] = groups;
    const all = hasSeeds ? "seeds" : "runs";
    const over = withValue === runs.length
      ? `Over ${count(runs.length)} ${all}`
      : `Over ${count(withValue)} of ${count(runs.length)} ${all}`;
    return `${over} the ${measure.name} is ${range(group)}`;
  }
  if (ranked.length === 0) {
    return `Nowhere did most runs finish: of ${count(runs.length)} runs ${others}`;
  }
  const [best] = ranked;
  const equal = ranked.filter(({ median }) => median === best.median).length;
  if (equal > 1) {
    return equal === groups.length
      ? `${equal === 2 ? "Both" : `All ${count(equal)}`} settings come to the same ` +
        `${measure.name}: ${say(best.median)}`
      : `${count(equal)} of ${count(groups.length)} settings share the best ${measure.name}: ` +
        say(best.median);
  }
  const seeds = best.runs.length;
  if (seeds > 1 && best.least === best.greatest && best.measured.length === seeds) {
    return `Best at ${placeWords(fields, best.values)}: ${measure.name} ${say(best.median)} ` +
      `with each of ${count(seeds)} ${hasSeeds ? "seeds" : "runs"}`;
  }
  const of = best.measured.length < seeds ? `${count(best.measured.length)} of ` : "";
  return `Best at ${placeWords(fields, best.values)}: ${measure.name} ${say(best.median)}` +
    (seeds === 1
      ? ""
      : `, over ${of}${count(seeds)} ${hasSeeds ? "seeds" : "runs"} ${range(best)}`);
}

/** What there is to say of runs none of which has a value. */
function nothingToCompare(runs: readonly SweepRun[]): string {
  if (runs.length === 0) return "There are no runs";
  const others = statesWords(runs);
  const without = runs.filter(({ state }) => state === "finished").length;
  if (without > 0) return "No run has anything to be compared by";
  if (runs.length === 1) return others.replace("1 ", "The only run ");
  return /,/.test(others)
    ? `Of ${count(runs.length)} runs none has finished: ${others}`
    : `All runs${others.replace(/^[\d,]+/, "")}`;
}

/** The run of a group that is nearest to its median. */
export function middleOf({ runs, median = NaN }: Group, { of }: Measure): SweepRun {
  const distance = (run: SweepRun) => Math.abs((of(run) ?? Infinity) - median);
  return runs.reduce((a, b) => distance(b) < distance(a) ? b : a);
}

/** Of more groups, none has a link: the page has not so many runs. */
const MOST_LINKS = 200;

/**
 * What a mark of a group says, and leads to: in the page beside the picture, the run nearest to its
 * median.
 */
export function linkOf(
  { measure, fields, groups }: Pick<Groups, "measure" | "fields" | "groups">,
): { title?: (group: Group) => string; href?: (group: Group) => string } {
  if (groups.length > MOST_LINKS) return {};
  return {
    title: ({ values, median }) =>
      `${placeWords(fields, values)}: ${measureWords(measure, median!)}`,
    href: (group) => `report.html#${new URLSearchParams({ run: middleOf(group, measure).name })}`,
  };
}
