import type { Pipeline } from "../pipeline/types.ts";
import { openRunFolder } from "../run/folder.ts";
import { DivergedError, run } from "../run/run.ts";
import { UserError } from "../user_error.ts";

/** A run that is to be trained. */
export interface Task {
  /** Its pipeline. */
  readonly pipeline: Pipeline;
  /** Its folder. */
  readonly folder: string;
  /** Whether it continues where it was. */
  readonly resume: boolean;
}

/** What has come of a task; its records are in its folder. */
export interface Done {
  /** Why it failed, if it failed without having diverged. */
  readonly failed?: string;
}

/** Trains one run of a sweep; that it fails is no failure of the sweep. */
export async function trainOne(
  { pipeline, folder, resume }: Task,
  signal: AbortSignal,
): Promise<Done> {
  try {
    await run(pipeline, { folder: openRunFolder(folder), resume, signal });
    return {};
  } catch (error) {
    if (error instanceof DivergedError) return {};
    return { failed: error instanceof UserError ? error.message : fault(error) };
  }
}

function fault(error: unknown): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${what.replaceAll("\n", " ")} (a fault of dawnstream)`;
}
