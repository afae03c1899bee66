import { finalize, type MonoTypeOperatorFunction, tap } from "rxjs";
import { writeAll, type Writer } from "../files.ts";

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

const CAPACITY = 64 * 1024;
const encoder = new TextEncoder();

/**
 * Opens a log of lines: each is made once, and its bytes go to every writer.
 *
 * Only `sample` records, of which there are very many, may wait: until the next record of another
 * kind, or until 64 KiB have come together. Lines are always written whole.
 */
export function lineLog(writers: readonly Writer[]): LineLog {
  let waiting = new Uint8Array(CAPACITY);
  let used = 0;
  let written = 0;

  function flush(): void {
    const bytes = waiting.subarray(0, used);
    written += used;
    used = 0;
    for (const writer of writers) writeAll(writer, bytes);
  }

  return {
    get length() {
      return written + used;
    },
    add(record) {
      const line = JSON.stringify(record) + "\n";
      // A UTF-16 unit is at most three bytes of UTF-8.
      if (used + 3 * line.length > waiting.length) flush();
      if (3 * line.length > waiting.length) waiting = new Uint8Array(3 * line.length);
      used += encoder.encodeInto(line, waiting.subarray(used)).written;
      if (record.event !== "sample" || used >= CAPACITY) flush();
    },
    flush,
    close() {
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
