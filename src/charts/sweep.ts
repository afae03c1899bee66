import type { EndRecord, EpochRecord, StartRecord } from "../records.ts";

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

/** The runs of a sweep that differ in nothing but seeds. */
export interface RunGroup {
  /** The values of the other fields. */
  readonly values: readonly unknown[];
  /** Its runs, in the order in which they are declared. */
  readonly runs: readonly SweepRun[];
  /** The values of the measure, from the least; of the runs that have one. */
  readonly measured: readonly number[];
  /** The median of those, if there are any. */
  readonly median?: number | undefined;
}

/** The runs of a sweep, those that differ in nothing but seeds together, in the order of the first of each. */
export function groupsOf(
  { fields, runs }: Pick<Sweep, "fields" | "runs">,
  { of }: Measure,
): { readonly fields: readonly string[]; readonly groups: readonly RunGroup[] } {
  const isSeed = (field: string) => /(^|\.)seed$/.test(field);
  const others = [...fields.keys()].filter((i) => !isSeed(fields[i]));
  const groups = Map.groupBy(runs, ({ values }) => JSON.stringify(others.map((i) => values[i])));
  return {
    fields: others.map((i) => fields[i]),
    groups: [...groups.values()].map((runs) => {
      const measured = runs.flatMap((run) => of(run) ?? []).sort((a, b) => a - b);
      const values = others.map((i) => runs[0].values[i]);
      return { values, runs, measured, median: medianOf(measured) };
    }),
  };
}

/** The middle one of sorted numbers, or the mean of the two in the middle. */
function medianOf(sorted: readonly number[]): number | undefined {
  if (sorted.length === 0) return undefined;
  const [low, high] = [Math.floor, Math.ceil].map((round) =>
    sorted[round((sorted.length - 1) / 2)]
  );
  return low + (high - low) / 2;
}
