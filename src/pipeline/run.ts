import { concat, defer, identity, lastValueFrom, type Observable, of, tap } from "rxjs";
import type { Trace } from "../flow/learn.ts";
import type { StopReason } from "../flow/stop.ts";
import { plainWithBoundary, records, type TraceRecord } from "../flow/records.ts";
import { toNeuron } from "../neuron/neuron.ts";
import { charts } from "../sinks/charts.ts";
import { jsonLines, type Writer } from "../sinks/json_lines.ts";
import { modelFile } from "../sinks/model_file.ts";
import { progress } from "../sinks/progress.ts";
import type { RunFolder } from "../sinks/run_folder.ts";
import { compile } from "./compile.ts";
import type { Pipeline } from "./schema.ts";

/** The version of the records' fields. */
const VERSION = 1;

/** The first record of a run. */
export interface StartRecord {
  readonly event: "start";
  readonly version: number;
  readonly pipeline: Pipeline;
  readonly seed: number;
  readonly samples: number;
  readonly width: number;
}

/** The last record of a run. */
export interface EndRecord {
  readonly event: "end";
  readonly epochs: number;
  readonly steps: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly weights: readonly number[];
  readonly bias: number;
  readonly boundary?: number | null;
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
}

/**
 * Runs a resolved pipeline: the compiled flow, its records, and the subscribers that it asks for.
 *
 * @returns the summary that the log ends with.
 */
export async function run(
  spec: Pipeline,
  { folder, copy, terminal }: RunOptions,
): Promise<EndRecord> {
  try {
    const end = await subscribe(spec, { folder, copy, terminal });
    folder.commit();
    return end;
  } catch (error) {
    folder.discard();
    throw error;
  }
}

async function subscribe(
  spec: Pipeline,
  { folder, copy, terminal }: RunOptions,
): Promise<EndRecord> {
  const { metrics, steps, charts: drawn, model } = spec.outputs;
  const { dataset, traces } = compile(spec);
  const samples = await lastValueFrom(dataset);
  const rows = samples.labels.length;
  const width = samples.features.length / rows;
  const start = {
    event: "start",
    version: VERSION,
    pipeline: spec,
    seed: spec.seed,
    samples: rows,
    width,
  } as const;
  let last!: Trace;
  const flow: Observable<RunRecord> = concat(
    of(start),
    traces.pipe(
      tap((trace) => last = trace),
      terminal ? progress({ epochs: spec.epochs.count, samples: rows, write: terminal }) : identity,
      records({ steps }),
    ),
    defer(() => of(endRecord(last))),
  );
  const end = await lastValueFrom(flow.pipe(
    metrics ? jsonLines(folder.open("metrics.jsonl")) : identity,
    copy ? jsonLines(copy) : identity,
    drawn ? charts({ samples, write: folder.write }) : identity,
    model ? modelFile({ pipeline: spec, write: folder.write }) : identity,
  ));
  return end as EndRecord;
}

function endRecord({ summary, after, stopped }: Trace): EndRecord {
  const { epoch, loss, accuracy } = summary!;
  return {
    event: "end",
    epochs: epoch + 1,
    steps: after.step,
    loss,
    accuracy,
    ...plainWithBoundary(toNeuron(after.parameters)),
    stopped: stopped ?? "completed",
  };
}
