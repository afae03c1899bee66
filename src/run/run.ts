import {
  concat,
  concatMap,
  connect,
  EMPTY,
  identity,
  lastValueFrom,
  merge,
  type Observable,
  of,
  takeLast,
  tap,
} from "rxjs";
import { read } from "../flow/paced.ts";
import { modelRecord, records } from "../flow/records.ts";
import { lossSum, type Trace } from "../flow/trace.ts";
import { meanLoss } from "../flow/validate.ts";
import { untilAborted } from "../flow/until_aborted.ts";
import { compile, type Compiled } from "../pipeline/compile.ts";
import type { Pipeline } from "../pipeline/types.ts";
import {
  type CheckpointRecord,
  type EndRecord,
  LOG_VERSION,
  type LogRecord,
  type ProgressRecord,
  type StartRecord,
} from "../records.ts";
import { skippedLines } from "../rows/dataset.ts";
import { charts, type ChartsOptions } from "../sinks/charts.ts";
import type { Copy } from "../sinks/copy.ts";
import { jsonLines, lineLog } from "../sinks/json_lines.ts";
import { modelFile } from "../sinks/model_file.ts";
import { progress } from "../sinks/progress.ts";
import { toParameters } from "../neuron/neuron.ts";
import { scale } from "../samples/scaling.ts";
import { UserError } from "../user_error.ts";
import type { Aside, RunFolder } from "./folder.ts";
import { adviceOnColumns, adviceOnLoss, adviceOnSamples, recentLoss } from "./advice.ts";
import { contains, copyLog, digestOf, digestOfText, finishedEnd, resume } from "./resume.ts";
import { type Moment, snapshots, snapshotText } from "./snapshot.ts";

/** Options of {@linkcode run}. */
export interface RunOptions {
  /** Where the files go. */
  readonly folder: RunFolder;
  /** Whether the run in the folder is resumed, if there is one. Default: false. */
  readonly resume?: boolean;
  /** When it aborts, the run stops after the chunk it is at. */
  readonly signal?: AbortSignal | undefined;
  /** Draws the pictures and the page. Default: in this thread, once the records are complete. */
  readonly draw?: ChartsOptions["draw"];
  /** Opens where the records go beside the folder: standard output, say; called when they come. */
  readonly openCopy?: (() => Promise<Copy>) | undefined;
  /** Shows a line on a terminal, in place of the one before. */
  readonly terminal?: ((line: string) => void) | undefined;
  /** Takes a line about something that a person should know, though the run continues. */
  readonly warn?: ((line: string) => void) | undefined;
  /** Takes a line of advice: what makes the samples hard to learn from, and what mends it. */
  readonly advise?: ((line: string) => void) | undefined;
}

/** What a run has come to. */
export interface Outcome {
  /** The last record; none where the run was stopped before the first sample. */
  readonly end?: EndRecord;
  /** Whether the run was stopped and can be resumed. */
  readonly resumable?: boolean;
  /** Where the previous run of the folder is now, if it was moved aside. */
  readonly aside?: string | undefined;
}

/**
 * Runs a resolved pipeline: the compiled flow, its records, and the subscribers that it asks for.
 *
 * A run that is stopped or fails leaves its files so far in the folder's `.partial/`, and can be
 * resumed from there; what was in the folder before stays intact. Resuming a run that has finished
 * changes nothing.
 *
 * @throws {DivergedError} where it diverges.
 * @throws {UserError} where a file cannot be written, or it cannot be resumed.
 */
export async function run(spec: Pipeline, options: RunOptions): Promise<Outcome> {
  const { folder } = options;
  let keep = false;
  try {
    const { end, unchanged } = await train(spec, options);
    if (end === undefined) return {};
    if (unchanged) return { end };
    keep = true;
    // What cannot be resumed has finished when it is stopped: a stream, say.
    const resumable = end.stopped === "signal" && folder.snapshots().length > 0;
    if (resumable) return { end, resumable };
    if (end.stopped === "diverged") {
      // It would only diverge again.
      folder.dropSnapshots();
      throw diverged(end, { folder, limit: spec.stop.limit });
    }
    const aside = await folder.commit({ contained: await contains(folder) });
    if (aside !== undefined) options.warn?.(`${folder.path}: ${movedAside(aside)}`);
    return { end, aside: aside?.path };
  } finally {
    folder.close({ keep });
  }
}

async function train(
  spec: Pipeline,
  { folder, resume: isResumed = false, signal, draw, openCopy, terminal, warn, advise }: RunOptions,
): Promise<{ end?: EndRecord; unchanged?: boolean }> {
  const { metrics, samples, charts: drawn, model } = spec.outputs;
  const aborted = whenAborted(signal);
  const ready = await Promise.race([compile(spec), aborted]);
  if (ready === undefined) return {};
  const compiled = ready;
  const { replayable, rule: { optimizer: { memory } } } = compiled;
  const start = await startRecord(spec, compiled);
  if (isResumed && !(metrics && replayable)) throw notResumable(metrics);
  const end = isResumed ? await finishedEnd(folder, start) : undefined;
  const resumed = isResumed && end === undefined
    ? await resume(folder, { start, memory, warn })
    : undefined;
  const copy = await openCopy?.();
  if (end !== undefined) {
    if (copy) await copyLog(folder.finished("metrics.jsonl"), copy, aborted);
    return { end, unchanged: true };
  }
  if (resumed === undefined) begin(folder, warn);
  else if (copy && await copyLog(folder.partial("metrics.jsonl"), copy, aborted) === "aborted") {
    return {};
  }

  const file = metrics ? folder.open("metrics.jsonl") : undefined;
  const log = lineLog([file, copy].filter((writer) => writer !== undefined));
  const lengthBefore = resumed?.log ?? -byteLength(JSON.stringify(start) + "\n");
  function save(moment: Moment, { isLast }: { isLast: boolean }): void {
    // A run that has finished makes all its files outlast a loss of power at once, when it commits.
    const durable = !isLast || (signal?.aborted ?? false);
    log.flush();
    if (durable) file?.sync();
    const { pipeline, digest } = start;
    const text = snapshotText({ pipeline, data: digest ?? "", read: compiled.read(), ...moment });
    folder.save(text, { durable });
  }

  const fresh: Observable<LogRecord> = concat(
    resumed === undefined ? of(start, ...isKept(start) ? [compiled.data()] : []) : EMPTY,
    compiled.traces(resumed?.past).pipe(
      signal ? untilAborted(signal) : identity,
      metrics && replayable ? snapshots({ save, log: () => lengthBefore + log.length }) : identity,
      terminal ? progress({ epochs: spec.epochs.count, ...compiled, show: terminal }) : identity,
      connect((traces) =>
        merge(
          traces.pipe(records({ samples })),
          traces.pipe(
            takeLast(1),
            concatMap((last) => [
              ...endCheckpoint(last),
              ...isKept(start) ? [] : [compiled.data()],
              endRecord(last, {
                compiled,
                isStopped: signal?.aborted ?? false,
                isKept: isKept(start),
              }),
            ]),
          ),
        )
      ),
    ),
  );
  let reports: ProgressRecord[] = [];
  const last = await lastValueFrom(
    concat(resumed ? read(resumed.records()) : EMPTY, fresh.pipe(jsonLines(log))).pipe(
      tap((record) => {
        if (record.event === "progress") reports = [...reports.slice(-2), record];
      }),
      drawn ? charts({ write: folder.write, draw }) : identity,
      model ? modelFile({ write: folder.write }) : identity,
    ),
  ).finally(() => copy?.written());
  for (const line of [...compiled.notes, ...skippedLines(compiled.skipped)]) warn?.(line);
  if (advise) { for (const line of advice(last, { spec, compiled, reports })) advise(line); }
  return last.event === "end" ? { end: last } : {};
}

/** Makes room for a new run, and says where an unfinished one is now. */
function begin(folder: RunFolder, warn: (line: string) => void = () => {}): void {
  const aside = folder.begin();
  if (aside === undefined) return;
  warn(
    `${folder.path}: unfinished run moved to ${aside}; --out ${aside} --resume continues it`,
  );
}

function movedAside({ path, run, others }: Aside): string {
  const foreign = others.length === 0 ? [] : [`${others.join(", ")}, which no run wrote,`];
  return `${[...run ? ["previous run"] : [], ...foreign].join(" and ")} moved to ${path}`;
}

/** Waits for a signal to abort: rows that are read first may come from a person, and late. */
function whenAborted(signal?: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal?.aborted) done();
    signal?.addEventListener("abort", () => done());
  });
}

function advice(
  last: LogRecord,
  { spec, compiled, reports }: {
    spec: Pipeline;
    compiled: Compiled;
    reports: readonly ProgressRecord[];
  },
): string[] {
  const { features, columns = [], neuron, rule } = compiled;
  const data = compiled.data();
  const isStandardized = spec.transforms.some(({ kind }) => kind === "standardize");
  const { learningRate } = spec.optimizer;
  const isStream = compiled.samples === undefined;
  const canBalance = !isStream && spec.classWeights === undefined;
  // The categories of a model are not those of these samples.
  const isLearned = compiled.from === undefined;
  const onSamples = [
    ...(isLearned ? adviceOnColumns(columns, compiled.samples ?? Infinity) : []),
    ...adviceOnSamples(data, { features, isStandardized, canBalance }),
  ];
  if (last.event !== "end") return onSamples;
  const { mean, sd, modelLoss = recentLoss(reports) } = last;
  if (modelLoss === undefined) return onSamples;
  const shown = {
    width: features.length,
    features: Float64Array.from(data.x.flat()),
    labels: Float64Array.from(data.y),
  };
  const samples = isStream ? shown : compiled.kept[0];
  const scaled = mean && sd ? scale(samples, { mean, sd }) : samples;
  const first = meanLoss({ parameters: toParameters(neuron), ...rule }, scaled).loss;
  const onLoss = adviceOnLoss({ first, last: modelLoss }, {
    isStandardized,
    isStream,
    learningRate,
  });
  return [...onSamples, ...onLoss];
}

/** Whether the samples are kept, and so known from the beginning. */
function isKept({ samples }: StartRecord): boolean {
  return samples !== null;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

async function startRecord(pipeline: Pipeline, compiled: Compiled): Promise<StartRecord> {
  const { features, label, columns, fill, classWeights, samples } = compiled;
  const { weights, bias } = compiled.neuron;
  return {
    event: "start",
    version: LOG_VERSION,
    pipeline,
    seed: pipeline.seed,
    samples: samples ?? null,
    width: features.length,
    features,
    ...(label !== undefined && { label }),
    ...(columns && { columns }),
    ...(fill && { fill }),
    ...(classWeights && { classWeights }),
    digest: await digestOf(pipeline, compiled),
    ...(compiled.from !== undefined && { from: await digestOfText(compiled.from) }),
    weights,
    bias,
  };
}

/** The last checkpoint is the model, whatever it is that ends a run. */
function endCheckpoint(last: Trace): CheckpointRecord[] {
  const { best, checkpoint, summary, after } = last;
  const isThere = best === undefined
    ? checkpoint || after.samples === 0
    : checkpoint && summary?.epoch === best.epoch;
  return isThere ? [] : [modelRecord(last)];
}

function endRecord(
  last: Trace,
  { compiled, isStopped, isKept }: { compiled: Compiled; isStopped: boolean; isKept: boolean },
): EndRecord {
  const { chunk, after, rule, divergence } = last;
  const { samples, correct, steps } = after;
  const { epoch: modelEpoch, weights, bias, boundary, mean, sd } = modelRecord(last);
  const parameters = toParameters({ weights, bias });
  const model = isKept ? meanLoss({ parameters, ...rule }, chunk.data) : undefined;
  const { validationLoss, validationAccuracy } = last.best ?? last.summary ?? {};
  const { skipped: { count }, counts: { filled, unseen } } = compiled;
  return {
    event: "end",
    epochs: chunk.last ? chunk.epoch + 1 : chunk.epoch,
    steps,
    modelEpoch,
    samples,
    loss: samples === 0 ? null : lossSum(after) / samples,
    accuracy: samples === 0 ? null : correct / samples,
    ...(model && Number.isFinite(model.loss) && {
      modelLoss: model.loss,
      modelAccuracy: model.accuracy,
    }),
    ...(validationLoss !== undefined && { validationLoss }),
    ...(validationAccuracy !== undefined && { validationAccuracy }),
    ...{ weights, bias },
    ...(boundary !== undefined && { boundary }),
    ...(mean && sd && { mean, sd }),
    classes: compiled.data().classes,
    ...(count > 0 && { skipped: count }),
    ...(filled > 0 && { filled }),
    ...(unseen > 0 && { unseen }),
    stopped: last.stopped ?? (isStopped ? "signal" : "completed"),
    ...divergence,
  };
}

function notResumable(metrics: boolean): UserError {
  const what = metrics ? "standard input" : "a run without its log (outputs.metrics)";
  return new UserError(`--resume: ${what} cannot be resumed`);
}

/** The loss or a weight of a run has become too large to go on. */
export class DivergedError extends UserError {}

function diverged(
  end: EndRecord,
  { folder, limit = Infinity }: { folder: RunFolder; limit?: number | undefined },
): DivergedError {
  const { epoch, step, sample, learningRate } = end;
  const isAboveLimit = end.loss !== null && Number.isFinite(end.loss) && end.loss > limit;
  const what = end.diverged === undefined ? "the loss or a weight" : "the held-out loss";
  const why = isAboveLimit
    ? `the loss ${end.loss} is above stop.limit, ${limit}`
    : `${what} is too large at learning rate ${learningRate}`;
  return new DivergedError(
    `diverged at epoch ${epoch}, step ${step}, sample ${sample}: ${why}; ` +
      "try a smaller optimizer.learningRate" + (isAboveLimit ? " or a larger limit; " : "; ") +
      `the files so far are in ${folder.partial("")}`,
    { exitCode: 1 },
  );
}
