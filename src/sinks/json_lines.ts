import { finalize, type MonoTypeOperatorFunction, tap } from "rxjs";
import { writeAll, type Writer } from "../files.ts";
import { inNextTurn } from "../flow/paced.ts";

/** Lines of JSON on their way to one or more writers. */
export interface LineLog {
  /** The number of bytes so far, those that wait included. */
  readonly length: number;
  /** Adds a record as one line. */
  add(record: { readonly event: string }): void;
  /** Writes all lines that wait. */
  flush(): void;
  /** Closes the writers. */
  close(): void;
}

/** So many bytes are written at once. */
const CAPACITY = 64 * 1024;
const encoder = new TextEncoder();

/**
 * Opens a log of lines: each is made once, and its bytes go to every writer.
 *
 * Lines wait until the event loop turns, or until 64 KiB have come together: a write costs as much as
 * many lines. Lines are always written whole. When a write fails, the next call throws.
 */
export function lineLog(writers: readonly Writer[]): LineLog {
  let lines = "";
  let bytes = new Uint8Array(3 * CAPACITY);
  let used = 0;
  let written = 0;
  let callOff: (() => void) | undefined;
  let failure: { readonly error: unknown } | undefined;

  /** Makes bytes of the lines that wait. */
  function encode(): void {
    // A UTF-16 unit is at most three bytes of UTF-8.
    const most = used + 3 * lines.length;
    if (most > bytes.length) {
      const larger = new Uint8Array(most);
      larger.set(bytes.subarray(0, used));
      bytes = larger;
    }
    used += encoder.encodeInto(lines, bytes.subarray(used)).written;
    lines = "";
  }

  function flush(): void {
    if (failure !== undefined) throw failure.error;
    encode();
    const whole = bytes.subarray(0, used);
    written += used;
    used = 0;
    if (whole.length > 0) { for (const writer of writers) writeAll(writer, whole); }
  }

  function flushLater(): void {
    callOff = undefined;
    try {
      flush();
    } catch (error) {
      failure = { error };
    }
  }

  return {
    get length() {
      if (lines !== "") encode();
      return written + used;
    },
    add(record) {
      if (failure !== undefined) throw failure.error;
      lines += JSON.stringify(record) + "\n";
      if (used + lines.length >= CAPACITY) flush();
      else callOff ??= inNextTurn(flushLater);
    },
    flush,
    close() {
      callOff?.();
      for (const writer of writers) writer.close();
    },
  };
}

/**
 * Writes every record that passes as one line of JSON, before it passes it on; closes the log when
 * the stream ends, however it ends.
 *
 *     source          ──a──b──c|
 *     jsonLines(log)  ──a──b──c|     log: a⏎b⏎c⏎
 *
 * @example
 * ```ts
 * import { jsonLines, lineLog } from "@dawnstream/dawnstream";
 * import { lastValueFrom, of } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * let text = "";
 * const writer = {
 *   writeSync(bytes: Uint8Array) {
 *     text += new TextDecoder().decode(bytes);
 *     return bytes.length;
 *   },
 *   close() {},
 * };
 * await lastValueFrom(of({ event: "epoch", epoch: 0 }).pipe(jsonLines(lineLog([writer]))));
 * assertEquals(text, '{"event":"epoch","epoch":0}\n');
 * ```
 */
export function jsonLines<T extends { readonly event: string }>(
  log: LineLog,
): MonoTypeOperatorFunction<T> {
  return (records) =>
    records.pipe(
      tap({ next: (record) => log.add(record), complete: () => log.flush() }),
      finalize(() => log.close()),
    );
}
