import { type MonoTypeOperatorFunction, Observable } from "rxjs";
import * as v from "valibot";
import type { LearnerState, Position, Trace } from "../flow/trace.ts";
import { restoreRandom } from "../random/numpy_random.ts";
import { type Beginning, crc32 } from "../rows/crc32.ts";
import { UserError } from "../user_error.ts";
import { isObject } from "../values.ts";

/** The version of the snapshot's fields. */
const VERSION = 4;

const integer = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const word = v.pipe(v.number(), v.integer(), v.minValue(-(2 ** 31)), v.maxValue(2 ** 31 - 1));
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const hash = v.pipe(integer, v.maxValue(2 ** 32 - 1));

// JSON has no −0, NaN and infinities: those are strings.
const exact = v.pipe(
  v.union([v.number(), v.picklist(["-0", "NaN", "Infinity", "-Infinity"])]),
  v.transform(Number),
);
const vector = v.array(exact);

const SnapshotSchema = v.strictObject({
  version: v.literal(VERSION),
  pipeline: v.looseObject({ name: v.string() }),
  data: digest,
  read: v.nullable(v.strictObject({ bytes: integer, checksum: hash })),
  log: integer,
  epoch: integer,
  sample: integer,
  random: v.nullable(v.strictObject({
    words: v.pipe(v.array(word), v.length(624)),
    position: v.pipe(integer, v.maxValue(623)),
    cached: v.nullable(v.number()),
  })),
  learner: v.strictObject({
    parameters: vector,
    gradient: vector,
    batched: integer,
    memory: vector,
    steps: integer,
    learningRate: exact,
    samples: integer,
    lossOutside: exact,
    lossInside: exact,
    correct: integer,
  }),
});

/** The state that a killed run resumes from. */
export interface Snapshot {
  /** The resolved pipeline of the run. */
  readonly pipeline: { readonly name: string };
  /** The digest of its data, as in the log. */
  readonly data: string;
  /** What it has read of a stream's file. */
  readonly read: Beginning | null;
  /** The length of the log, in bytes, without its first line. */
  readonly log: number;
  /** Where the run was. */
  readonly position: Position;
  /** The state of the learner there. */
  readonly learner: LearnerState;
}

/** The text of a snapshot's file: one object, the first field of which tells whether it is whole. */
export function snapshotText({ pipeline, data, read, log, position, learner }: Snapshot): string {
  const { epoch, sample, random } = position;
  const fields = { version: VERSION, pipeline, data, read, log, epoch, sample };
  const state = JSON.stringify(
    { random: random?.().state() ?? null, learner },
    (_, value) => typeof value === "number" ? exactly(value) : value,
  );
  const rest = `${JSON.stringify(fields).slice(1, -1)},${state.slice(1)}`;
  return `{"checksum":"${checksumOf(rest)}",${rest}\n`;
}

/** CRC-32 notices every change of up to 32 bits next to each other, one digit for instance. */
function checksumOf(text: string): string {
  return crc32(new TextEncoder().encode(text)).toString(16).padStart(8, "0");
}

function exactly(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

/**
 * Reads the text of a snapshot's file.
 *
 * @param source where it comes from, for messages.
 * @throws {UserError} where it is damaged, or of an unknown version.
 */
export function parseSnapshot(text: string, source: string): Snapshot {
  const [begins, checksum] = /^\{"checksum":"([0-9a-f]{8})",/.exec(text) ?? [];
  if (begins === undefined) throw damaged(source, `it is not a snapshot of version ${VERSION}`);
  const rest = text.slice(begins.length).replace(/\n$/, "");
  if (checksumOf(rest) !== checksum) throw damaged(source, "it is not as it was written");
  let value: unknown;
  try {
    value = JSON.parse(`{${rest}`);
  } catch {
    throw damaged(source, "it is not whole JSON");
  }
  if (isObject(value) && Number.isInteger(value.version) && value.version !== VERSION) {
    throw new UserError(
      `${source}: expected a snapshot of version ${VERSION}, found version ${value.version}; ` +
        "run without --resume to start anew",
    );
  }
  const { output, issues } = v.safeParse(SnapshotSchema, value, { abortEarly: true });
  if (issues) {
    const field = v.getDotPath(issues[0]);
    throw damaged(source, field === null ? "it is not an object" : `${field} is not valid`);
  }
  const { pipeline, data, read, log, epoch, sample, random, learner } = output;
  const restored = random === null ? undefined : restoreRandom(random);
  const position = { epoch, sample, random: restored && (() => restored) };
  return { pipeline, data, read, log, position, learner };
}

/** The error of a file that a run cannot be resumed from. */
export function damaged(source: string, why: string): UserError {
  return new UserError(`${source}: damaged, ${why}; run without --resume to start anew`);
}

/** What a snapshot takes from the flow. */
export type Moment = Pick<Snapshot, "position" | "learner" | "log">;

/** Options of {@linkcode snapshots}. */
export interface SnapshotsOptions {
  /** Saves what is known at a moment, the last of which is the end. */
  readonly save: (moment: Moment, options: { readonly isLast: boolean }) => void;
  /** The length of the log just now. */
  readonly log: () => number;
  /** The time from one snapshot to the next, in milliseconds. Default: 1000. */
  readonly every?: number;
  /** The clock, in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
}

/**
 * Takes a snapshot of a run every second, and one when it ends.
 *
 * A snapshot is of the moment before the trace that comes next, when all that follows from the traces
 * before it has been written. So the trace that ends a run is in none: a run that is resumed always
 * finds its end itself.
 *
 *     source         ──a──b──c──d──|
 *     snapshots({…}) ──a──b──c──d──|
 *                           ▲      ▲ save
 *                  before c, before d
 */
export function snapshots(
  { save, log, every = 1000, now = () => performance.now() }: SnapshotsOptions,
): MonoTypeOperatorFunction<Trace> {
  return (traces) =>
    new Observable((subscriber) => {
      let saved = now();
      let next: { trace: Trace; log: number } | undefined;
      function saveNext(isLast: boolean): void {
        // Before the first trace there is nothing to resume.
        if (next === undefined || next.trace.before.samples === 0 && next.trace.chunk.epoch === 0) {
          return;
        }
        const { chunk: { epoch, sample, random }, before } = next.trace;
        save({ position: { epoch, sample, random }, learner: before, log: next.log }, { isLast });
        next = undefined;
        saved = now();
      }
      return traces.subscribe({
        next(trace) {
          next = { trace, log: log() };
          try {
            if (now() - saved >= every) saveNext(false);
          } catch (error) {
            return subscriber.error(error);
          }
          subscriber.next(trace);
        },
        error: (error) => subscriber.error(error),
        complete() {
          try {
            saveNext(true);
          } catch (error) {
            return subscriber.error(error);
          }
          subscriber.complete();
        },
      });
    });
}
