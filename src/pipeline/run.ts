import {
  concat,
  defer,
  EMPTY,
  from,
  identity,
  lastValueFrom,
  NEVER,
  type Observable,
  of,
  Subject,
  takeUntil,
  tap,
} from "rxjs";
import type { SkippedRows } from "../data/dataset.ts";
import type { Scaling } from "../data/scaling.ts";
import { UserError } from "../data/user_error.ts";
import type { Divergence } from "../flow/finite.ts";
import type { EpochSummary, LearnerState, Trace } from "../flow/learn.ts";
import { type PlainModel, plainModel, records, type TraceRecord } from "../flow/records.ts";
import type { Sums } from "../flow/progressive.ts";
import type { StopReason } from "../flow/stop.ts";
import { charts } from "../sinks/charts.ts";
import { checkpointText, saved } from "../sinks/checkpoint_file.ts";
import { exists } from "../sinks/files.ts";
import { jsonLines, type Writer } from "../sinks/json_lines.ts";
import { modelFile } from "../sinks/model_file.ts";
import { progress } from "../sinks/progress.ts";
import type { RunFolder } from "../sinks/run_folder.ts";
import { compile, type Compiled } from "./compile.ts";
import { contains, copyLog, digestsOf, logLength, resume, type Resumed } from "./resume.ts";
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
export interface EndRecord extends PlainModel, Partial<Divergence> {
  readonly event: "end";
  /** How many epochs it has been through to their end. */
  readonly epochs: number;
  readonly steps: number;
  /** How many samples the last epoch had, as far as it went. */
  readonly samples: number;
  /** The mean loss of them; null where there were none. */
  readonly loss: number | null;
  /** The accuracy on them; null where there were none. */
  readonly accuracy: number | null;
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
  /** What the labels 0 and 1 are called. */
  readonly classes: readonly [string, string];
  /** How many bad rows were left out, where rows are of text. */
  readonly skipped?: number;
  /** Why it ended. Where it diverged, `epoch`, `step`, `sample` and `learningRate` say where. */
  readonly stopped: "completed" | "signal" | StopReason;
}

/** Any record of a run. */
export type RunRecord = StartRecord | TraceRecord | EndRecord;

/** Options of {@linkcode run}. */
export interface RunOptions {
  /** Where the files go. */
  readonly folder: RunFolder;
  /** Whether it goes on from the folder's checkpoint, if there is one. Default: false. */
  readonly resume?: boolean;
  /** When this emits, the run stops after the chunk it is at. */
  readonly interrupt?: Observable<unknown>;
  /** Where the records go beside the folder: standard output, say. */
  readonly copy?: Writer | undefined;
  /** Takes the progress line of a terminal. */
  readonly terminal?: ((text: string) => void) | undefined;
  /** Takes a line about something that a person should know, though the run goes on. */
  readonly warn?: ((line: string) => void) | undefined;
}

/** What a run has come to. */
export interface Outcome {
  /** The summary that the log ends with; none where it was interrupted before the first sample. */
  readonly end?: EndRecord;
  /** Whether it was broken off and can be gone on with. */
  readonly goesOn?: boolean;
  /** Where the run is now that lay in the folder before, if it was moved aside. */
  readonly aside?: string | undefined;
}

/**
 * Runs a resolved pipeline: the compiled flow, its records, and the subscribers that it asks for.
 *
 * A run that is interrupted or fails leaves its files so far in the folder's `.partial/`, and can be
 * gone on with from there; what lay in the folder before stays as it was.
 *
 * @throws {UserError} where it diverges, where a file cannot be written, and where it cannot go on.
 */
export async function run(spec: Pipeline, options: RunOptions): Promise<Outcome> {
  const { folder } = options;
  let keep = false;
  try {
    const end = await subscribe(spec, options);
    if (end === undefined) return {};
    keep = true;
    // What nothing can go on from has finished when it is stopped: a stream, say.
    const goesOn = end.stopped === "signal" && exists(folder.partial("checkpoint.json"));
    if (goesOn) return { end, goesOn };
    if (end.stopped === "diverged") throw diverged(end, folder);
    return { end, aside: folder.commit({ aside: !contains(folder) }) };
  } finally {
    folder.close({ keep });
  }
}

/** Where a run is. */
interface At extends Pick<Trace, "divergence"> {
  readonly epoch: number;
  /** How many samples of the epoch came before. */
  readonly position: number;
  /** How many epochs have ended. */
  readonly epochs: number;
  readonly learner: LearnerState;
  /** The sums at the last report of a stream's progress. */
  readonly reported?: Sums | undefined;
  readonly scaling?: Scaling | undefined;
  readonly stopped: StopReason | null;
  /** What the epoch came to, where it has ended. */
  readonly summary?: Partial<EpochSummary> | undefined;
}

async function subscribe(
  spec: Pipeline,
  { folder, resume: goOn = false, interrupt = NEVER, copy, terminal, warn }: RunOptions,
): Promise<EndRecord | undefined> {
  const { metrics, steps, charts: drawn, model } = spec.outputs;
  const compiled = await compile(spec);
  const start = startRecord(spec, compiled);
  const canGoOn = metrics && compiled.again;
  if (goOn && !canGoOn) throw cannotGoOn(metrics);
  const digests = canGoOn ? await digestsOf(spec, compiled) : undefined;
  const resumed = goOn ? resume(folder, { start, ...digests! }) : undefined;
  if (resumed === undefined) folder.clear();
  else if (copy) copyLog(folder, copy);

  let at = resumed && placeOf(resumed, start);
  let interrupted = false;
  const flush = new Subject<void>();
  function save({ chunk: { random } }: Trace): void {
    flush.next();
    const log = logLength(folder, start);
    const { epoch, position, learner, scaling, stopped, reported } = at!;
    const place = { epoch, position, random, learner, scaling, stopped, reported };
    folder.write("checkpoint.json", checkpointText({ ...digests!, log, ...place }));
  }
  const traces = resumed?.ended ? EMPTY : compiled.from(resumed);
  const fresh: Observable<RunRecord> = concat(
    resumed ? EMPTY : of(start),
    traces.pipe(
      takeUntil(interrupt.pipe(tap(() => interrupted = true))),
      tap((trace) => at = { reported: at?.reported, ...after(trace) }),
      canGoOn ? saved({ save }) : identity,
      terminal ? progress({ epochs: spec.epochs.count, ...compiled, write: terminal }) : identity,
      records({ steps }),
    ),
    defer(() => at === undefined ? EMPTY : of(endRecord(at, { ...compiled, interrupted }))),
  );
  const written = fresh.pipe(
    metrics ? jsonLines(folder.open("metrics.jsonl"), { flush }) : identity,
    copy ? jsonLines(copy) : identity,
  );
  const all = concat(from(resumed?.past ?? []), written).pipe(
    drawn ? charts({ ...compiled, write: folder.write }) : identity,
    model ? modelFile({ pipeline: spec, ...compiled, write: folder.write }) : identity,
  );
  const last = await lastValueFrom(all);
  if (compiled.skipped.count > 0) tellSkipped(compiled.skipped, warn);
  return last.event === "end" ? last : undefined;
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

function cannotGoOn(metrics: boolean): UserError {
  return new UserError(
    `--resume: ${
      metrics ? "standard input cannot" : "a run without its log (outputs.metrics) cannot"
    } be gone on with`,
  );
}

function after({ chunk, after: learner, stopped, divergence, summary, progress }: Trace): At {
  const { samples, lossSum, correct } = learner;
  const { data: { scaling }, rows, epoch, last } = chunk;
  return {
    epoch,
    position: chunk.position + rows.length,
    epochs: last ? epoch + 1 : epoch,
    learner,
    scaling,
    stopped: stopped ?? null,
    ...(divergence && { divergence }),
    ...(progress && { reported: { samples, lossSum, correct } }),
    summary,
  };
}

function placeOf({ checkpoint, epochs }: Resumed, { samples }: StartRecord): At {
  const ended = samples === null ? epochs.length > 0 : checkpoint.position === samples;
  return { ...checkpoint, epochs: epochs.length, summary: ended ? epochs.at(-1) : undefined };
}

function endRecord(
  { epochs, learner, scaling, stopped, summary, divergence }: At,
  { classes, skipped: { count }, interrupted }: Compiled & { interrupted: boolean },
): EndRecord {
  const { samples, lossSum, correct, step } = learner;
  const { validationLoss, validationAccuracy } = summary ?? {};
  return {
    event: "end",
    epochs,
    steps: step,
    samples,
    loss: samples === 0 ? null : lossSum / samples,
    accuracy: samples === 0 ? null : correct / samples,
    ...(validationLoss !== undefined && { validationLoss }),
    ...(validationAccuracy !== undefined && { validationAccuracy }),
    ...plainModel({ scaling, after: learner }),
    classes: classes(),
    ...(count > 0 && { skipped: count }),
    stopped: stopped ?? (interrupted ? "signal" : "completed"),
    ...divergence,
  };
}

function diverged({ epoch, step, sample, learningRate }: EndRecord, folder: RunFolder): UserError {
  return new UserError(
    `diverged at epoch ${epoch}, step ${step}, sample ${sample}: the loss or a weight is too large ` +
      `at learning rate ${learningRate}; try a smaller optimizer.learningRate; ` +
      `the files so far are in ${folder.partial("")}`,
    { exitCode: 1 },
  );
}
