import { Observable, type SchedulerAction, type SchedulerLike } from "rxjs";
import { eventLoop } from "./event_loop.ts";

/** Options of {@linkcode paced}. */
export interface PacedOptions {
  /** How long it may push before it gives way to the event loop, in milliseconds. Default: 25. */
  readonly slice?: number;
  /** The scheduler, for its clock and its turns. Default: the next turn of the event loop. */
  readonly scheduler?: SchedulerLike;
}

/**
 * A source that pulls an item, pushes it, and gives way to the event loop whenever its slice of
 * time is over.
 *
 * The next item is pulled only when the last one has been taken, so nothing is ever buffered, and
 * timers, signals and input get their turn during a run of any length. The first item comes after
 * the subscription has returned, so that several observers can share one source.
 *
 *     items        a b c ──── d e f ──── g
 *     paced()   ───a-b-c──────d-e-f──────g|
 *                       ▲ gives way ▲
 *
 * @example
 * ```ts
 * import { paced } from "dawnstream";
 * import { lastValueFrom, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await lastValueFrom(paced([1, 2, 3]).pipe(toArray())), [1, 2, 3]);
 * ```
 */
export function paced<T>(
  items: Iterable<T>,
  { slice = 25, scheduler = eventLoop }: PacedOptions = {},
): Observable<T> {
  return new Observable((subscriber) => {
    const iterator = items[Symbol.iterator]();
    subscriber.add(() => iterator.return?.());

    function push(this: SchedulerAction<void>): void {
      const end = scheduler.now() + slice;
      try {
        do {
          const { done, value } = iterator.next();
          if (done) return subscriber.complete();
          subscriber.next(value);
        } while (!subscriber.closed && scheduler.now() < end);
      } catch (error) {
        return subscriber.error(error);
      }
      this.schedule();
    }

    subscriber.add(scheduler.schedule(push));
  });
}
