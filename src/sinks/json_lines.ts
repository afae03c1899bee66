import { defer, finalize, type MonoTypeOperatorFunction, type Observable, tap } from "rxjs";
import { writeAll } from "./files.ts";

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

/** Options of {@linkcode jsonLines}. */
export interface JsonLinesOptions {
  /** Whenever this emits, all lines that wait are written. */
  readonly flush?: Observable<unknown>;
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
export function jsonLines<T extends AnyRecord>(
  writer: Writer,
  { flush: asked }: JsonLinesOptions = {},
): MonoTypeOperatorFunction<T> {
  let lines = "";
  function flush(): void {
    const text = lines;
    lines = "";
    writeAll(writer, encoder.encode(text));
  }
  return (source) =>
    defer(() => {
      const subscription = asked?.subscribe(flush);
      return source.pipe(
        tap<T>({
          next(record) {
            lines += JSON.stringify(record) + "\n";
            if (record.event !== "step" || lines.length >= BUFFER) flush();
          },
          complete: flush,
        }),
        finalize(() => {
          subscription?.unsubscribe();
          writer.close();
        }),
      );
    });
}
