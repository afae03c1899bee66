import { type MonoTypeOperatorFunction, Observable, takeUntil } from "rxjs";

/**
 * Completes when a signal aborts, between two items.
 *
 *     source                ──a──b──c──d──|
 *     untilAborted(signal)  ──a──b──|
 *                                  ▲ abort
 *
 * @example
 * ```ts
 * import { paced, untilAborted } from "@dawnstream/dawnstream";
 * import { lastValueFrom, tap, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const controller = new AbortController();
 * const seen = paced([1, 2, 3]).pipe(
 *   tap((n) => n === 3 && controller.abort()),
 *   untilAborted(controller.signal),
 *   toArray(),
 * );
 * assertEquals(await lastValueFrom(seen), [1, 2]);
 * ```
 */
export function untilAborted<T>(signal: AbortSignal): MonoTypeOperatorFunction<T> {
  return takeUntil(
    new Observable<void>((subscriber) => {
      const abort = () => subscriber.next();
      if (signal.aborted) return abort();
      signal.addEventListener("abort", abort);
      return () => signal.removeEventListener("abort", abort);
    }),
  );
}
