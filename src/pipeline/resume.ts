import { UserError } from "../data/user_error.ts";
import type { CheckpointRecord, EpochRecord, ProgressRecord } from "../flow/records.ts";
import { type Checkpoint, damaged, parseCheckpoint } from "../sinks/checkpoint_file.ts";
import { attempt, exists, writeAll } from "../sinks/files.ts";
import type { RunFolder } from "../sinks/run_folder.ts";
import type { Writer } from "../sinks/json_lines.ts";
import { isObject } from "./merge.ts";
import type { Pipeline } from "./schema.ts";
import type { Compiled } from "./compile.ts";
import type { StartRecord } from "./run.ts";

/** What a run that goes on has from before. */
export interface Resumed {
  /** Where it goes on. */
  readonly checkpoint: Checkpoint;
  /** The records of the log before, steps left out. */
  readonly past: readonly (EpochRecord | CheckpointRecord | ProgressRecord)[];
  /** Those of the epochs. */
  readonly epochs: readonly EpochRecord[];
  /** Whether nothing more comes: it stopped early, or the stream is at its end. */
  readonly ended: boolean;
}

/** The longest line of a log that is read, in bytes. */
const LONGEST_LINE = 2 ** 26;

/**
 * What identifies a run: two pipelines with the same identity give the same numbers, as far as the
 * one with fewer epochs goes.
 */
export function identity({ description: _, epochs, outputs, ...spec }: Pipeline): unknown {
  const { count, chunk: __, ...order } = epochs;
  // How fast a cosine comes down depends on where it ends.
  const fixed = spec.schedule.kind === "cosine" ? { count } : {};
  return { ...spec, epochs: { ...order, ...fixed }, outputs: { steps: outputs.steps } };
}

/** The SHA-256 of some bytes, in hexadecimal digits. */
async function sha256(...parts: readonly BufferSource[]): Promise<string> {
  const digests = await Promise.all(parts.map((part) => crypto.subtle.digest("SHA-256", part)));
  if (digests.length === 1) return new Uint8Array(digests[0]).toHex();
  return await sha256(await new Blob(digests).arrayBuffer());
}

/** What a checkpoint must agree on with a run that goes on from it. */
export async function digestsOf(
  spec: Pipeline,
  { kept }: Pick<Compiled, "kept">,
): Promise<{ pipeline: string; data: string }> {
  const columns = kept?.flatMap(({ features, labels }) => [features, labels].map(bytesOf));
  return {
    pipeline: await sha256(new TextEncoder().encode(JSON.stringify(identity(spec)))),
    data: await sha256(...columns ?? [beginningOf(spec)]),
  };
}

/** How much of a stream's file tells that it is the same; it may have grown at its end. */
const BEGINNING = 4096;

function beginningOf({ data }: Pipeline): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(BEGINNING);
  if (!("path" in data)) return bytes;
  using file = Deno.openSync(data.path);
  return bytes.subarray(0, file.readSync(bytes) ?? 0);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** How long a log is, without its first line. */
export function logLength(folder: RunFolder, start: StartRecord): number {
  const path = folder.partial("metrics.jsonl");
  const { size } = attempt(path, "cannot be read", () => Deno.statSync(path));
  return size - new TextEncoder().encode(JSON.stringify(start) + "\n").length;
}

/**
 * Whether the run that has finished in a folder gives all that an earlier one gave that lies there,
 * so that nothing is lost where it takes the earlier one's place.
 */
export function contains(folder: RunFolder): boolean {
  const path = folder.finished("metrics.jsonl");
  if (!exists(path)) return !exists(folder.finished("model.json"));
  const earlier = startOf(path);
  const now = startOf(folder.partial("metrics.jsonl"));
  if (!isObject(earlier?.pipeline) || !isObject(now?.pipeline)) return false;
  const spec = now.pipeline as Pipeline;
  // Of a stream nobody knows whether it is the same.
  return now.samples !== null && now.samples === earlier.samples &&
    differences(fieldsOf(spec), fieldsOf(earlier.pipeline as Pipeline)).length === 0 &&
    epochsOf(earlier.pipeline) <= spec.epochs.count &&
    isSameData(spec, folder);
}

/** Whether a pipeline found the data that an earlier run of it had. */
function isSameData({ data }: Pipeline, folder: RunFolder): boolean {
  const path = folder.finished("checkpoint.json");
  // Where there is no checkpoint: data that is drawn or written out is the same, a file may not be.
  return exists(path)
    ? dataOf(path) === dataOf(folder.partial("checkpoint.json"))
    : !("path" in data);
}

/** The digest of the data in a checkpoint file that may be anything. */
function dataOf(path: string): unknown {
  try {
    const checkpoint: unknown = JSON.parse(Deno.readTextFileSync(path));
    return isObject(checkpoint) ? checkpoint.data : undefined;
  } catch {
    return undefined;
  }
}
/**
 * Finds where the run in a folder can go on, and puts its log back to there.
 *
 * @returns what it has from before; nothing where there is no checkpoint.
 * @throws {UserError} where the checkpoint is another run's, naming what differs, or is damaged.
 */
export function resume(
  folder: RunFolder,
  { start, pipeline, data }: { start: StartRecord; pipeline: string; data: string },
): Resumed | undefined {
  const place = [folder.partial, folder.finished].find((at) => exists(at("checkpoint.json")));
  if (place === undefined) return undefined;
  const path = place("checkpoint.json");
  const text = attempt(path, "cannot be read", () => Deno.readTextFileSync(path));
  const checkpoint = parseCheckpoint(text, path);
  const log = place("metrics.jsonl");
  const spec = start.pipeline;
  const earlier = startOf(log);
  if (!isObject(earlier?.pipeline)) throw damaged(log, "it does not begin with a start record");
  refuseOther(folder.path, { spec, earlier: earlier.pipeline as Pipeline });
  if (checkpoint.pipeline !== pipeline) {
    throw damaged(path, "it is not of the run that metrics.jsonl is of");
  }
  if (checkpoint.data !== data) {
    throw new UserError(`${folder.path}: cannot go on: the data is not what it was`);
  }
  if (checkpoint.epoch >= spec.epochs.count) {
    throw new UserError(
      `${folder.path}: cannot go on: epochs.count is ${spec.epochs.count}, ` +
        `but the run is at epoch ${checkpoint.epoch} already`,
    );
  }
  checkState(checkpoint, { path, start });
  restoreLog(folder, { log, start, length: checkpoint.log });
  const past = pastOf(folder.partial("metrics.jsonl"));
  const epochs = past.filter((record) => record.event === "epoch");
  // A stream is at its end where its one epoch has a record.
  const isStream = start.samples === null;
  const count = isStream
    ? Math.min(epochs.length, 1)
    : checkpoint.epoch + (checkpoint.position === start.samples ? 1 : 0);
  if (epochs.length !== count) throw damaged(path, "it does not fit metrics.jsonl");
  // A finished run may have nothing more to save.
  if (place === folder.finished) folder.write("checkpoint.json", text);
  const ended = checkpoint.stopped !== null || (isStream && epochs.length > 0);
  return { checkpoint, past, epochs, ended };
}

/** Refuses a state that cannot be one of this run. */
function checkState(
  { position, random, learner }: Checkpoint,
  { path, start }: { path: string; start: StartRecord },
): void {
  const { optimizer, epochs } = start.pipeline;
  const perParameter = optimizer.kind === "adam" ? 2 : optimizer.momentum === 0 ? 0 : 1;
  const parameters = start.width + 1;
  if (
    position > (start.samples ?? Infinity) ||
    (random !== undefined) !== (epochs.shuffle === true) ||
    learner.parameters.length !== parameters || learner.gradient.length !== parameters ||
    learner.memory.length !== parameters * perParameter
  ) throw damaged(path, "its state does not fit the pipeline");
}

/** Refuses to go on with the run of another pipeline. */
function refuseOther(path: string, { spec, earlier }: { spec: Pipeline; earlier: Pipeline }): void {
  const [difference] = differences(fieldsOf(spec), fieldsOf(earlier));
  if (difference === undefined) return;
  const [field, now, then] = difference;
  throw new UserError(
    `${path}: cannot go on: ${field} was ${shown(then)}, now it is ${shown(now)}; ` +
      "set it back, try --out, or run without --resume to start anew",
  );
}

function shown(value: unknown): string {
  if (value === undefined) return "not set";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return "an object";
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}

/** The identity of a pipeline that may be anything. */
function fieldsOf(pipeline: Pipeline): unknown {
  const { epochs, outputs, schedule } = pipeline as unknown as Record<string, unknown>;
  return isObject(epochs) && isObject(outputs) && isObject(schedule)
    ? identity(pipeline)
    : pipeline;
}

function epochsOf(pipeline: Record<string, unknown>): number {
  return isObject(pipeline.epochs) ? Number(pipeline.epochs.count) : NaN;
}

type Difference = readonly [field: string, value: unknown, other: unknown];

/** Where two values differ. It goes only as deep as the first one does. */
function differences(value: unknown, other: unknown, field = ""): Difference[] {
  const areLists = Array.isArray(value) && Array.isArray(other) && value.length === other.length;
  if (!areLists && !(isObject(value) && isObject(other))) {
    return value === other ? [] : [[field, value, other]];
  }
  return [...new Set([...Object.keys(value), ...Object.keys(other)])].flatMap((key) =>
    differences(own(value, key), own(other, key), field === "" ? key : `${field}.${key}`)
  );
}

function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key as keyof typeof value] : undefined;
}

/** The first record of a log, if there is one. */
function startOf(path: string): Record<string, unknown> | undefined {
  if (!exists(path)) return undefined;
  try {
    const [first = { text: "null" }] = linesOf(path);
    const record: unknown = JSON.parse(first.text);
    return isObject(record) && record.event === "start" ? record : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UserError) return undefined;
    throw error;
  }
}

/** Cuts a log off at a length, not counting its first line, which may be another now. */
function restoreLog(
  folder: RunFolder,
  { log, start, length }: { log: string; start: StartRecord; length: number },
): void {
  const [first] = linesOf(log);
  const line = JSON.stringify(start);
  const path = folder.partial("metrics.jsonl");
  const end = first.end + length;
  if (Deno.statSync(log).size < end) throw damaged(log, "it is shorter than it was");
  attempt(path, "cannot be written", () => {
    if (log === path && first.text === line) return Deno.truncateSync(path, end);
    using from = Deno.openSync(log);
    using to = Deno.openSync(`${path}.new`, { write: true, create: true, truncate: true });
    from.seekSync(first.end, Deno.SeekMode.Start);
    writeAll(to, new TextEncoder().encode(line + "\n"));
    for (const block of blocksOf(from, length)) writeAll(to, block);
    Deno.renameSync(`${path}.new`, path);
  });
}

/** Copies the log of a run that goes on. */
export function copyLog(folder: RunFolder, copy: Writer): void {
  using log = Deno.openSync(folder.partial("metrics.jsonl"));
  for (const block of blocksOf(log, Infinity)) writeAll(copy, block);
}

/** The records of the epochs in a log. */
function pastOf(path: string): Resumed["past"] {
  const past: (EpochRecord | CheckpointRecord | ProgressRecord)[] = [];
  let number = 0;
  for (const { text } of linesOf(path)) {
    number++;
    // Steps are many, and nothing that goes on needs them.
    if (text.startsWith('{"event":"step"')) continue;
    let record: unknown;
    try {
      record = JSON.parse(text);
    } catch {
      throw damaged(`${path}:${number}`, "it is not JSON");
    }
    if (isPast(record)) past.push(record);
    else if (number > 1) throw damaged(`${path}:${number}`, "it is not a record of an epoch");
  }
  return past;
}

function isPast(record: unknown): record is Resumed["past"][number] {
  if (!isObject(record)) return false;
  if (record.event === "progress") return typeof record.samples === "number";
  return (record.event === "epoch" || record.event === "checkpoint") &&
    typeof record.epoch === "number" && typeof record.loss === "number" &&
    typeof record.accuracy === "number" && typeof record.bias === "number" &&
    Array.isArray(record.weights) && record.weights.every((w) => typeof w === "number");
}

interface Line {
  readonly text: string;
  /** Where the next line begins, in bytes. */
  readonly end: number;
}

/** The lines of a file, one after the other, in bounded memory. */
function* linesOf(path: string): Iterable<Line> {
  using file = Deno.openSync(path);
  const decoder = new TextDecoder();
  let parts: Uint8Array[] = [];
  let held = 0;
  let end = 0;
  for (const block of blocksOf(file, Infinity)) {
    let begin = 0;
    for (let at; (at = block.indexOf(0x0a, begin)) >= 0; begin = at + 1) {
      parts.push(block.slice(begin, at));
      end += held + at + 1 - begin;
      const text = parts.map((part) => decoder.decode(part, { stream: true })).join("") +
        decoder.decode();
      yield { text, end };
      parts = [];
      held = 0;
    }
    parts.push(block.slice(begin));
    held += block.length - begin;
    if (held > LONGEST_LINE) throw damaged(path, `a line is longer than ${LONGEST_LINE} bytes`);
  }
  if (held > 0) throw damaged(path, "its last line has no end");
}

function* blocksOf(file: Deno.FsFile, length: number): Iterable<Uint8Array> {
  const block = new Uint8Array(64 * 1024);
  while (length > 0) {
    const read = file.readSync(block.subarray(0, Math.min(length, block.length)));
    if (read === null) return;
    yield block.subarray(0, read);
    length -= read;
  }
}
