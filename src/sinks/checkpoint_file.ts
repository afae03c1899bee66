import { type MonoTypeOperatorFunction, Observable } from "rxjs";
import * as v from "valibot";
import type { Scaling } from "../data/scaling.ts";
import { UserError } from "../data/user_error.ts";
import type { Place } from "../flow/epochs.ts";
import type { LearnerState, Trace } from "../flow/learn.ts";
import type { Sums } from "../flow/progressive.ts";
import type { StopReason } from "../flow/stop.ts";
import { restoreRandom } from "../random/numpy_random.ts";

/** The version of the checkpoint file's fields. */
const VERSION = 1;

const integer = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const word = v.pipe(v.number(), v.integer(), v.minValue(-(2 ** 31)), v.maxValue(2 ** 31 - 1));
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

// JSON has no −0, NaN and infinities: those are texts.
const exact = v.pipe(
  v.union([v.number(), v.picklist(["-0", "NaN", "Infinity", "-Infinity"])]),
  v.transform(Number),
);
const vector = v.pipe(v.array(exact), v.transform((values) => Float64Array.from(values)));

const CheckpointSchema = v.strictObject({
  version: v.literal(VERSION),
  pipeline: digest,
  data: digest,
  log: integer,
  epoch: integer,
  position: integer,
  stopped: v.nullable(v.picklist(["loss", "patience"])),
  random: v.nullable(v.strictObject({
    words: v.pipe(v.array(word), v.length(624)),
    position: v.pipe(integer, v.maxValue(623)),
    cached: v.nullable(v.number()),
  })),
  scaling: v.nullable(v.strictObject({ mean: vector, sd: vector })),
  reported: v.optional(
    v.strictObject({ samples: integer, lossSum: exact, correct: integer }),
  ),
  learner: v.strictObject({
    parameters: vector,
    gradient: vector,
    batched: integer,
    memory: vector,
    step: integer,
    learningRate: exact,
    samples: integer,
    lossSum: exact,
    lossOutside: exact,
    lossInside: exact,
    correct: integer,
  }),
});

/** All that is needed to go on with a run. */
export interface Checkpoint extends Place {
  /** The digest of what identifies the pipeline. */
  readonly pipeline: string;
  /** The digest of the data. */
  readonly data: string;
  /** How many bytes the log had, not counting its first line. */
  readonly log: number;
  /** Why the run ended early, if it did. */
  readonly stopped: StopReason | null;
  /** What standardizing has learned, where features are standardized. */
  readonly scaling?: Scaling | undefined;
  /** The sums at the last report of a stream's progress. */
  readonly reported?: Sums | undefined;
  /** The state of the learner. */
  readonly learner: LearnerState;
}

/** The text of a checkpoint file. */
export function checkpointText({ random, scaling, learner, ...rest }: Checkpoint): string {
  const { epoch, position, pipeline, data, log, stopped, reported } = rest;
  const fields = {
    version: VERSION,
    pipeline,
    data,
    log,
    epoch,
    position,
    stopped,
    random: random?.state() ?? null,
    scaling: scaling ?? null,
    reported,
    learner,
  };
  return JSON.stringify(fields, (_, value) => {
    if (value instanceof Float64Array) return Array.from(value, exactly);
    return typeof value === "number" ? exactly(value) : value;
  }) + "\n";
}

function exactly(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

/**
 * Reads the text of a checkpoint file.
 *
 * @param source where it comes from, for messages.
 * @throws {UserError} where it is damaged, or of a version that is not known.
 */
export function parseCheckpoint(text: string, source: string): Checkpoint {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged(source, "it is not whole JSON");
  }
  const { output, issues } = v.safeParse(CheckpointSchema, value, { abortEarly: true });
  if (issues) {
    const field = v.getDotPath(issues[0]);
    throw damaged(source, field === null ? "it is not an object" : `${field} is not valid`);
  }
  const { random, scaling, version: _, ...rest } = output;
  return {
    ...rest,
    scaling: scaling ?? undefined,
    random: random === null ? undefined : restoreRandom(random),
  };
}

/** The error of a checkpoint that cannot be gone on from. */
export function damaged(source: string, why: string): UserError {
  return new UserError(`${source}: damaged, ${why}; run without --resume to start anew`);
}

/** Options of {@linkcode saved}. */
export interface SavedOptions {
  /** Takes the trace after which the run can go on. */
  readonly save: (trace: Trace) => void;
  /** After how long it is saved at the latest, in milliseconds. Default: 1000. */
  readonly every?: number;
  /** The clock, in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
}

/**
 * Saves the state of a run: at every checkpoint, whenever a second has gone by, and at the end.
 *
 * A trace is saved after it has passed, when all that follows from it has been written.
 *
 *     source      ──T──T*──T──T──|
 *     saved({…})  ──T──T*──T──T──|     * checkpoint
 *                       ▲        ▲ save
 */
export function saved(
  { save, every = 1000, now = () => performance.now() }: SavedOptions,
): MonoTypeOperatorFunction<Trace> {
  return (traces) =>
    new Observable((subscriber) => {
      let latest: Trace | undefined;
      let last = now();
      function saveLatest(): void {
        if (latest === undefined || subscriber.closed) return;
        const trace = latest;
        latest = undefined;
        last = now();
        try {
          save(trace);
        } catch (error) {
          subscriber.error(error);
        }
      }
      return traces.subscribe({
        next(trace) {
          subscriber.next(trace);
          // A trace that diverges is cut: going on from the one before finds that again.
          if (trace.stopped !== "diverged") latest = trace;
          if (trace.checkpoint || now() - last >= every) saveLatest();
        },
        error: (error) => subscriber.error(error),
        complete() {
          saveLatest();
          subscriber.complete();
        },
      });
    });
}
