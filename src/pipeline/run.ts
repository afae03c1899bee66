import { concat, defer, identity, lastValueFrom, type Observable, of, tap } from "rxjs";
import type { SkippedRows } from "../data/dataset.ts";
import type { Trace } from "../flow/learn.ts";
import { type PlainModel, plainModel, records, type TraceRecord } from "../flow/records.ts";
import type { StopReason } from "../flow/stop.ts";
import { charts } from "../sinks/charts.ts";
import { jsonLines, type Writer } from "../sinks/json_lines.ts";
import { modelFile } from "../sinks/model_file.ts";
import { progress } from "../sinks/progress.ts";
import type { RunFolder } from "../sinks/run_folder.ts";
import { compile, type Compiled } from "./compile.ts";
import type { Pipeline } from "./schema.ts";

/** The version of the records' fields. */
const VERSION = 1;

/** The first record of a run. */
export interface StartRecord {
  readonly event: "start";
  readonly version: number;
  readonly pipeline: Pipeline;
  readonly seed: number;
  /** How many samples an epoch has; null for a stream, of which nobody knows. */
  readonly samples: number | null;
  readonly width: number;
  readonly features: readonly string[];
}

/** The last record of a run. */
export interface EndRecord extends PlainModel {
  readonly event: "end";
  readonly epochs: number;
  readonly steps: number;
  /** How many samples the last epoch had. */
  readonly samples: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
  /** What the labels 0 and 1 are called. */
  readonly classes: readonly [string, string];
  /** How many bad rows were left out, where rows are of text. */
  readonly skipped?: number;
  /** Why it ended. */
  readonly stopped: "completed" | StopReason;
}

/** Any record of a run. */
export type RunRecord = StartRecord | TraceRecord | EndRecord;

/** Options of {@linkcode run}. */
export interface RunOptions {
  /** Where the files go. */
  readonly folder: RunFolder;
  /** Where the records go beside the folder: standard output, say. */
  readonly copy?: Writer | undefined;
  /** Takes the progress line of a terminal. */
  readonly terminal?: ((text: string) => void) | undefined;
  /** Takes a line about something that a person should know, though the run goes on. */
  readonly warn?: ((line: string) => void) | undefined;
}

/**
 * Runs a resolved pipeline: the compiled flow, its records, and the subscribers that it asks for.
 *
 * When it fails, an earlier run in the folder stays as it was.
 *
 * @returns the summary that the log ends with.
 */
export async function run(
  spec: Pipeline,
  options: RunOptions,
): Promise<EndRecord> {
  const { folder } = options;
  try {
    const end = await subscribe(spec, options);
    folder.commit();
    return end;
  } catch (error) {
    folder.discard();
    throw error;
  }
}

async function subscribe(
  spec: Pipeline,
  { folder, copy, terminal, warn }: RunOptions,
): Promise<EndRecord> {
  const { metrics, steps, charts: drawn, model } = spec.outputs;
  const compiled = await compile(spec);
  let last!: Trace;
  const flow: Observable<RunRecord> = concat(
    of(startRecord(spec, compiled)),
    compiled.traces.pipe(
      tap((trace) => last = trace),
      terminal ? progress({ epochs: spec.epochs.count, ...compiled, write: terminal }) : identity,
      records({ steps }),
    ),
    defer(() => of(endRecord(last, compiled))),
  );
  const end = await lastValueFrom(flow.pipe(
    metrics ? jsonLines(folder.open("metrics.jsonl")) : identity,
    copy ? jsonLines(copy) : identity,
    drawn ? charts({ ...compiled, write: folder.write }) : identity,
    model ? modelFile({ pipeline: spec, ...compiled, write: folder.write }) : identity,
  ));
  if (compiled.skipped.count > 0) tellSkipped(compiled.skipped, warn);
  return end as EndRecord;
}

function tellSkipped(
  { count, first }: SkippedRows,
  warn: (line: string) => void = () => {},
): void {
  for (const line of first) warn(line);
  if (count > first.length) warn("…");
  warn(`${count} bad rows were skipped`);
}

function startRecord(pipeline: Pipeline, { features, samples }: Compiled): StartRecord {
  return {
    event: "start",
    version: VERSION,
    pipeline,
    seed: pipeline.seed,
    samples: samples ?? null,
    width: features.length,
    features,
  };
}

function endRecord(
  { chunk, summary, after, stopped }: Trace,
  { classes, skipped: { count } }: Compiled,
): EndRecord {
  const { step, samples, lossSum, correct } = after;
  const { validationLoss, validationAccuracy } = summary ?? {};
  return {
    event: "end",
    epochs: chunk.epoch + 1,
    steps: step,
    samples,
    loss: lossSum / samples,
    accuracy: correct / samples,
    ...(validationLoss !== undefined && { validationLoss }),
    ...(validationAccuracy !== undefined && { validationAccuracy }),
    ...plainModel({ chunk, after }),
    classes: classes(),
    ...(count > 0 && { skipped: count }),
    stopped: stopped ?? "completed",
  };
}
