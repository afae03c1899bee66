import { finalize, type MonoTypeOperatorFunction, pipe, tap } from "rxjs";

/** What lines are written to: a file, or standard output. */
export interface Writer {
  /** Writes some of the bytes and says how many. */
  writeSync(bytes: Uint8Array): number;
  /** Closes it. */
  close(): void;
}

/** A record of any kind. */
export interface AnyRecord {
  /** What happened. */
  readonly event: string;
}

const BUFFER = 64 * 1024;
const encoder = new TextEncoder();

/**
 * Writes every record that passes as one line of JSON, before it passes it on.
 *
 * Only `step` records, of which there are very many, may wait: until the next record of another
 * kind, or until 64 KiB of them have come together. Lines are always written whole.
 *
 *     source            ──a──b──c|
 *     jsonLines(file)   ──a──b──c|     file: a⏎b⏎c⏎
 *
 * @example
 * ```ts
 * import { jsonLines } from "dawnstream";
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
 * await lastValueFrom(of({ event: "epoch", epoch: 0 }).pipe(jsonLines(writer)));
 * assertEquals(text, '{"event":"epoch","epoch":0}\n');
 * ```
 */
export function jsonLines<T extends AnyRecord>(writer: Writer): MonoTypeOperatorFunction<T> {
  let lines = "";
  function flush(): void {
    const text = lines;
    lines = "";
    writeAll(writer, encoder.encode(text));
  }
  return pipe(
    tap<T>({
      next(record) {
        lines += JSON.stringify(record) + "\n";
        if (record.event !== "step" || lines.length >= BUFFER) flush();
      },
      complete: flush,
    }),
    finalize(() => writer.close()),
  );
}

function writeAll(writer: Writer, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writer.writeSync(bytes.subarray(at));
}
