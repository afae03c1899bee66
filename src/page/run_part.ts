import type { DataRecord } from "../records.ts";
import { movingParts } from "./moving_parts.ts";
import type { Run, Shown } from "./run.ts";
import type { Frames } from "./show.ts";

/** A run as the page of a sweep carries it: its samples stand once for all runs that have the same. */
export interface CarriedRun extends Omit<Shown, "data"> {
  /** The place of its samples among those of all runs. */
  readonly samples: number;
}

/** What the page of a sweep carries. */
export interface SweepPageData {
  /** The samples of the runs. */
  readonly samples: readonly DataRecord[];
  /** The runs that can be opened, by name. */
  readonly runs: Readonly<Record<string, CarriedRun>>;
}

/** What a page shows of a run that it carries. */
export function shownOf({ samples, runs }: SweepPageData, name: string): Shown | undefined {
  if (!Object.hasOwn(runs, name)) return undefined;
  const { samples: at, ...shown } = runs[name];
  return { ...shown, data: samples[at] };
}

/** The page of a sweep draws on no pictures of its runs. */
export const NO_FRAMES: Frames = { surface: { frames: [] }, data: [] };

/** A run as it stands in the page of its sweep, at its end. */
export function runPart(run: Run): string {
  return movingParts(run, { drawn: new Map(), frames: NO_FRAMES });
}

/** What trains a run again, in the folder of its sweep. */
export function commandOf(name: string): string {
  return `head -1 ${name}/metrics.jsonl | jq .pipeline | deno task train -`;
}
