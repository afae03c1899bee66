import { failure } from "../files.ts";
import type { LogRecord } from "../records.ts";
import { recordReader } from "./log.ts";

/** Records that have come, one after the other. */
export interface Followed {
  /** The next records. */
  readonly records: readonly LogRecord[];
  /** Whether they are the first of a log: what came before is of another run, or holds no longer. */
  readonly isNew: boolean;
}

/** Options of {@linkcode followRun}. */
export interface FollowOptions {
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** How long to wait before looking for more, in milliseconds. */
const PAUSE = 100;
const BLOCK = 2 ** 16;
/** So many bytes before the place to read on show whether the log is still the same. */
const TAIL = 256;

/**
 * The records of a run as they are written: those that are there, then those that come, until it is
 * told to end.
 *
 * The run may not have begun, be finished, be resumed, or be followed by another in the same folder. The
 * file is only read, and never held open while nothing comes.
 *
 * @param run the run's folder, or a log.
 * @throws {UserError} for a line that is no record, and for a log of another version.
 */
export async function* followRun(
  run: string,
  { signal }: FollowOptions,
): AsyncGenerator<Followed, void> {
  let log: Log | undefined;
  let isNew = true;
  const block = new Uint8Array(BLOCK);
  while (!signal.aborted) {
    const opened = await openLog(run);
    let count: number | null = null;
    if (opened !== undefined) {
      using file = opened.file;
      if (log === undefined || !await isSame(file, log)) {
        log = await newLog(opened);
        isNew = true;
      }
      await file.seek(log.offset, Deno.SeekMode.Start);
      count = await file.read(block);
    }
    if (count === null) {
      await pause(signal);
      continue;
    }
    const { records, damage } = taken(log!, block.subarray(0, count));
    if (records.length > 0) {
      // Whoever takes them may take long: by then the file may be another.
      yield { records, isNew };
      isNew = false;
    }
    if (damage !== undefined) throw damage;
  }
}

/** A log, and how far it has been read. */
interface Log {
  readonly dev: number;
  readonly ino: number | null;
  readonly read: (bytes: Uint8Array) => Read;
  offset: number;
  tail: Uint8Array;
}

async function newLog({ path, file }: { path: string; file: Deno.FsFile }): Promise<Log> {
  const { dev, ino } = await file.stat();
  return { dev, ino, read: recordsOf(path), offset: 0, tail: new Uint8Array() };
}

/** Whether a file begins with all that has been read of a log. A run that is resumed cuts its log. */
async function isSame(file: Deno.FsFile, { dev, ino, offset, tail }: Log): Promise<boolean> {
  const stat = await file.stat();
  if (stat.dev !== dev || stat.ino !== ino || stat.size < offset) return false;
  await file.seek(offset - tail.length, Deno.SeekMode.Start);
  const found = new Uint8Array(tail.length);
  for (let at = 0; at < found.length;) {
    const count = await file.read(found.subarray(at));
    if (count === null) return false;
    at += count;
  }
  return found.every((byte, i) => byte === tail[i]);
}

/** The records of the next bytes of a log. */
function taken(log: Log, bytes: Uint8Array): Read {
  log.offset += bytes.length;
  log.tail = concatenated(log.tail, bytes).slice(-TAIL);
  return log.read(bytes);
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The records of some lines. */
export interface Read {
  /** Those before the first line that is none. */
  readonly records: readonly LogRecord[];
  /** What is wrong with that line. */
  readonly damage?: unknown;
}

/** The records of bytes that come in pieces: those of the lines that are whole. */
export function recordsOf(source: string): (bytes: Uint8Array) => Read {
  const decoder = new TextDecoder();
  const read = recordReader();
  let rest = "";
  let line = 0;
  return (bytes) => {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop()!;
    const records: LogRecord[] = [];
    for (const text of lines) {
      try {
        const record = read(text, `${source}:${++line}`);
        if (record !== undefined) records.push(record);
      } catch (damage) {
        return { records, damage };
      }
    }
    return { records };
  };
}

/** Opens the log of a run, of one that is not finished the one that is written; where there is one. */
async function openLog(run: string): Promise<{ path: string; file: Deno.FsFile } | undefined> {
  const paths = isFolder(run) ? [`${run}/.partial/metrics.jsonl`, `${run}/metrics.jsonl`] : [run];
  for (const path of paths) {
    try {
      const file = await Deno.open(path);
      if (!(await file.stat()).isDirectory) return { path, file };
      // The run's folder has come since: next time it is looked into.
      file.close();
    } catch (error) {
      // A run that ends moves its log.
      if (!(error instanceof Deno.errors.NotFound)) throw failure(path, "cannot be read", error);
    }
  }
  return undefined;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, PAUSE);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
