import { attempt, createFile, exists, openFile, syncFolder, writeAll } from "../files.ts";
import { isBetter } from "../flow/keep_best.ts";
import type { Compiled, Past } from "../pipeline/compile.ts";
import { isStream } from "../pipeline/stream.ts";
import type { Pipeline } from "../pipeline/types.ts";
import type { EndRecord, EpochRecord, LogRecord, ProgressRecord, StartRecord } from "../records.ts";
import { type Beginning, crc32 } from "../rows/crc32.ts";
import type { Copy } from "../sinks/copy.ts";
import { UserError } from "../user_error.ts";
import { describe, differences, isObject } from "../values.ts";
import type { RunFolder } from "./folder.ts";
import { readLog } from "./log.ts";
import { damaged, parseSnapshot, type Snapshot, snapshotText } from "./snapshot.ts";

/** What a resumed run has from before. */
export interface Resumed {
  /** Where the flow continues. */
  readonly past: Past;
  /** Reads the records of the log: of samples, those of pictures alone. */
  readonly records: () => AsyncIterable<LogRecord>;
  /** The length of the log, in bytes, without its first line. */
  readonly log: number;
}

/**
 * What identifies a run: two pipelines with the same identity give the same numbers, as far as the
 * one with fewer epochs goes.
 */
export function identityOf({ description: _, epochs, outputs, ...spec }: Pipeline): unknown {
  const { count, chunk: __, ...order } = epochs;
  // How fast a cosine falls depends on where it ends.
  const fixed = spec.schedule.kind === "cosine" ? { count } : {};
  return { ...spec, epochs: { ...order, ...fixed }, outputs: { samples: outputs.samples } };
}

/**
 * The digest of the data of a run: of the samples that are kept, and of a stream's file, which cannot
 * be read ahead, the first 4 KiB; none of standard input or a pipe.
 */
export async function digestOf(
  { data }: Pipeline,
  { kept, replayable }: Pick<Compiled, "kept" | "replayable">,
): Promise<string | null> {
  if (!replayable) return null;
  const samples = kept.flatMap(({ features, labels }) => [features, labels].map(bytesOf));
  if (!isStream(data)) return await sha256(...samples);
  const beginning = new Uint8Array(4096);
  using file = await openFile(data.path);
  return await sha256(beginning.subarray(0, await file.read(beginning) ?? 0), ...samples);
}

/** The digest of a text. */
export function digestOfText(text: string): Promise<string> {
  return sha256(new TextEncoder().encode(text));
}

async function sha256(...parts: readonly BufferSource[]): Promise<string> {
  const digests = await Promise.all(parts.map((part) => crypto.subtle.digest("SHA-256", part)));
  if (digests.length === 1) return new Uint8Array(digests[0]).toHex();
  return await sha256(await new Blob(digests).arrayBuffer());
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/**
 * Whether the run that has finished in a folder gives all that an earlier one there gave, so that
 * nothing is lost where it takes the earlier one's place.
 */
export async function contains(folder: RunFolder): Promise<boolean> {
  const [earlier, now] = await Promise.all([
    startOf(folder.finished("metrics.jsonl")),
    startOf(folder.partial("metrics.jsonl")),
  ]);
  return earlier !== undefined && now !== undefined && repeats(now, earlier);
}

/** What tells whether a run gives what another gave. */
export type Given = Pick<StartRecord, "pipeline" | "samples" | "digest" | "from">;

/** Whether a run gives all the numbers of an earlier one, and writes all of its files. */
export function repeats(now: Given, earlier: Given): boolean {
  const [outputs, written] = [now, earlier].map(({ pipeline: { outputs } }) =>
    isObject(outputs) ? outputs : {}
  );
  // Of a stream, nobody knows whether it is the same.
  return now.samples !== null &&
    now.samples === earlier.samples && now.digest === earlier.digest && now.from === earlier.from &&
    changes(now.pipeline, earlier.pipeline).length === 0 &&
    epochsOf(earlier) <= epochsOf(now) &&
    ["metrics", "charts", "model"].every((file) => outputs[file] === true || !written[file]);
}

/** The number of epochs that a run was to have. */
export function epochsOf({ pipeline: { epochs } }: Pick<StartRecord, "pipeline">): number {
  return isObject(epochs) ? Number(epochs.count) : NaN;
}

/** The fields in which a run differs from that of an earlier pipeline, which may be anything. */
export function changes(spec: object, earlier: object): ReturnType<typeof differences> {
  const [now, then] = [spec, earlier].map((pipeline) => {
    const { epochs, outputs, schedule } = pipeline as Record<string, unknown>;
    const isPipeline = isObject(epochs) && isObject(outputs) && isObject(schedule);
    return isPipeline ? identityOf(pipeline as Pipeline) : pipeline;
  });
  return differences(now, then);
}

/** The first record of a log, if there is one and it is a start. */
export async function startOf(path: string): Promise<StartRecord | undefined> {
  if (!exists(path)) return undefined;
  try {
    for await (const record of readLog(path)) {
      return record.event === "start" ? record : undefined;
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return undefined;
}

/** When a run that is resumed has its checkpoints, unless it is said anew: more epochs move none. */
export async function checkpointsOf(folder: string): Promise<object> {
  const start = await startOf(`${folder}/.partial/metrics.jsonl`) ??
    await startOf(`${folder}/metrics.jsonl`);
  return start === undefined ? {} : { checkpoints: start.pipeline.checkpoints };
}

/**
 * The end of the very same run, if it has finished in a folder.
 *
 * @throws {UserError} where the file of its stream has changed since.
 */
export async function finishedEnd(
  folder: RunFolder,
  start: StartRecord,
): Promise<EndRecord | undefined> {
  const path = folder.finished("metrics.jsonl");
  if (folder.snapshots().length > 0 || !exists(path)) return undefined;
  const earlier = await startOf(path);
  if (JSON.stringify(earlier) !== JSON.stringify(start)) return undefined;
  let last: LogRecord | undefined;
  try {
    for await (const record of readLog(path)) last = record;
  } catch (error) {
    // What has been damaged since is resumed from its snapshot.
    if (error instanceof UserError) return undefined;
    throw error;
  }
  if (last?.event !== "end" || last.stopped === "signal") return undefined;
  const snapshot = folder.finished("snapshot.json");
  if (start.samples === null && exists(snapshot)) {
    await refuseChanged(readSnapshot(snapshot), { path: folder.path, start, isWhole: true });
  }
  return last;
}

/** What a run is resumed with. */
export interface ResumeOptions {
  /** The first record of the run as it is now. */
  readonly start: StartRecord;
  /** How many numbers per parameter its optimizer remembers. */
  readonly memory: number;
  /** Takes a line about what a person should know. */
  readonly warn?: ((line: string) => void) | undefined;
}

/**
 * Finds where the run in a folder can continue, and restores its log up to there.
 *
 * @returns what it has from before; nothing where there is no snapshot.
 * @throws {UserError} where the run is another one, naming what differs, or its snapshot is damaged.
 */
export async function resume(
  folder: RunFolder,
  { start, memory, warn }: ResumeOptions,
): Promise<Resumed | undefined> {
  const place = await placeOf(folder, start);
  if (place === undefined) return undefined;
  const log = place("metrics.jsonl");
  const paths = place === folder.partial ? folder.snapshots() : [place("snapshot.json")];
  const { snapshot, path } = lastWhole(paths, warn);
  refuseOther(snapshot, { path: folder.path, start });
  refuseShorter(snapshot, { path: folder.path, start });
  await refuseChanged(snapshot, { path: folder.path, start });
  checkState(snapshot, { path, start, memory });
  await restoreLog(folder, { log, start, length: snapshot.log });
  const records = () => readLog(folder.partial("metrics.jsonl"));
  const epochs: Past["epochs"][number][] = [];
  const { on } = start.pipeline.stop as Pipeline["stop"];
  let best: EpochRecord | undefined;
  let progress: ProgressRecord | undefined;
  for await (const record of records()) {
    if (record.event === "epoch") {
      epochs.push(lossesOf(record));
      if (isBetter(record, { best, on })) best = record;
    }
    if (record.event === "progress") progress = record;
  }
  if (epochs.length !== snapshot.position.epoch) {
    throw damaged(path, "it does not fit metrics.jsonl");
  }
  // A run that ends within a second saves nothing more; and the one before is needed no longer.
  if (path !== folder.partial("snapshot.json")) {
    folder.write("snapshot.json", snapshotText(snapshot));
  }
  const { position, learner } = snapshot;
  return { past: { position, learner, epochs, best, progress }, records, log: snapshot.log };
}

/** What a resumed run needs of an epoch before: as little as can be, for there may be very many. */
function lossesOf({ loss, validationLoss }: EpochRecord): Past["epochs"][number] {
  return validationLoss === undefined ? { loss } : { loss, validationLoss };
}

/**
 * Where the run to resume is: unfinished, or finished, or nowhere if it begins anew.
 *
 * @throws {UserError} where another run, of a single chunk, has finished there.
 */
async function placeOf(
  folder: RunFolder,
  start: StartRecord,
): Promise<((name: string) => string) | undefined> {
  if (folder.snapshots().length > 0) return folder.partial;
  // A run that was killed before its first snapshot is not the finished one beside it.
  const unfinished = await startOf(folder.partial("metrics.jsonl"));
  if (JSON.stringify(unfinished) === JSON.stringify(start)) return undefined;
  if (exists(folder.finished("snapshot.json"))) return folder.finished;
  // A finished run of a single chunk has no snapshot: the same one may begin anew, with more epochs.
  const earlier = await startOf(folder.finished("metrics.jsonl"));
  if (earlier === undefined) return undefined;
  const { pipeline, digest: data } = earlier;
  refuseOther({ pipeline, data }, { path: folder.path, start });
  refuseOtherModel(earlier, { path: folder.path, start });
  return undefined;
}

/** The first snapshot that is whole. */
function lastWhole(
  paths: readonly string[],
  warn: (line: string) => void = () => {},
): { snapshot: Snapshot; path: string } {
  const [path, ...others] = paths;
  try {
    return { snapshot: readSnapshot(path), path };
  } catch (error) {
    if (others.length === 0 || !(error instanceof UserError)) throw error;
    const found = { snapshot: readSnapshot(others[0]), path: others[0] };
    warn(`${path}: damaged; the run is resumed from the snapshot before`);
    return found;
  }
}

function readSnapshot(path: string): Snapshot {
  return parseSnapshot(attempt(path, "cannot be read", () => Deno.readTextFileSync(path)), path);
}

/** Refuses a run of another pipeline, or of other data. */
function refuseOther(
  { pipeline, data }: { pipeline: object; data: string | null },
  { path, start }: { path: string; start: StartRecord },
): void {
  refuseChange(path, changes(start.pipeline, pipeline));
  if (data !== start.digest) throw dataChanged(path);
}

/** Refuses a run from another model. */
function refuseOtherModel(
  { from }: StartRecord,
  { path, start }: { path: string; start: StartRecord },
): void {
  if (from === start.from) return;
  throw new UserError(
    `${path}: cannot be resumed: the model of neuron.from has changed; ` +
      "try --out, or run without --resume to start anew",
  );
}

/** Refuses a snapshot beyond the epochs that the run is to have. */
function refuseShorter(
  { position }: Snapshot,
  { path, start }: { path: string; start: StartRecord },
): void {
  if (position.epoch < epochsOf(start)) return;
  throw new UserError(
    `${path}: cannot be resumed: epochs.count is ${epochsOf(start)}, ` +
      `but the run is at epoch ${position.epoch} already`,
  );
}

/**
 * Refuses a pipeline that is not the one of the run in a folder.
 *
 * @throws {UserError} with the first field that differs.
 */
export function refuseChange(path: string, [change]: ReturnType<typeof changes>): void {
  if (change === undefined) return;
  const shown = (value: unknown) => value === undefined ? "not set" : describe(value);
  throw new UserError(
    `${path}: cannot be resumed: ${change.path} was ${shown(change.other)}, ` +
      `now it is ${shown(change.value)}; ` +
      "set it back, try --out, or run without --resume to start anew",
  );
}

/** Refuses a stream's file that no longer begins with what the run has read of it. */
async function refuseChanged(
  { read }: Snapshot,
  { path, start, isWhole = false }: { path: string; start: StartRecord; isWhole?: boolean },
): Promise<void> {
  const data = start.pipeline.data as Pipeline["data"];
  if (read === null || !isStream(data)) return;
  using file = await openFile(data.path);
  const isLonger = isWhole && file.statSync().size > read.bytes;
  const now: Beginning = { bytes: 0, checksum: 0 };
  for (const block of blocksOf(file, read.bytes)) {
    Object.assign(now, { bytes: now.bytes + block.length, checksum: crc32(block, now.checksum) });
  }
  if (isLonger || now.bytes !== read.bytes || now.checksum !== read.checksum) {
    throw dataChanged(path);
  }
}

function dataChanged(path: string): UserError {
  return new UserError(
    `${path}: cannot be resumed: the data has changed; ` +
      "try --out, or run without --resume to start anew",
  );
}

/** Refuses a state that cannot be one of this run. */
function checkState(
  { position, learner }: Snapshot,
  { path, start, memory }: { path: string; start: StartRecord; memory: number },
): void {
  const epochs = start.pipeline.epochs as Pipeline["epochs"];
  const parameters = start.width + 1;
  const fits = position.sample < (start.samples ?? Infinity) &&
    (position.random !== undefined) === (epochs.shuffle === true) &&
    learner.parameters.length === parameters && learner.gradient.length === parameters &&
    learner.memory.length === parameters * memory;
  if (!fits) throw damaged(path, "its state does not fit the pipeline");
}

const LINE_FEED = 10;

/** Cuts a log off at a length, not counting its first line, which may be another now. */
async function restoreLog(
  folder: RunFolder,
  { log, start, length }: { log: string; start: StartRecord; length: number },
): Promise<void> {
  const earlier = await startOf(log);
  if (earlier === undefined) throw damaged(log, "it does not begin with a start record");
  refuseOtherModel(earlier, { path: folder.path, start });
  const begin = lengthOfFirstLine(log);
  const end = begin + length;
  if (Deno.statSync(log).size < end) throw damaged(log, "it is shorter than it was");
  const path = folder.partial("metrics.jsonl");
  const line = JSON.stringify(start);
  attempt(path, "cannot be written", () => {
    if (log === path && JSON.stringify(earlier) === line) return Deno.truncateSync(path, end);
    using from = Deno.openSync(log);
    using to = createFile(`${path}.new`);
    from.seekSync(begin, Deno.SeekMode.Start);
    writeAll(to, new TextEncoder().encode(line + "\n"));
    for (const block of blocksOf(from, length)) writeAll(to, block);
    to.syncDataSync();
    Deno.renameSync(`${path}.new`, path);
    syncFolder(folder.partial(""));
  });
}

function lengthOfFirstLine(path: string): number {
  using file = Deno.openSync(path);
  let length = 0;
  for (const block of blocksOf(file, Infinity)) {
    const end = block.indexOf(LINE_FEED);
    if (end >= 0) return length + end + 1;
    length += block.length;
  }
  return length;
}

/** Copies a log to where the records of a resumed run go, as fast as they are taken, until it is aborted. */
export async function copyLog(
  path: string,
  copy: Copy,
  aborted: Promise<void>,
): Promise<"copied" | "aborted"> {
  using log = Deno.openSync(path);
  const isAborted = aborted.then(() => true);
  for (const block of blocksOf(log, Infinity)) {
    copy.writeSync(block);
    if (await Promise.race([copy.written().then(() => false), isAborted])) return "aborted";
  }
  return "copied";
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
