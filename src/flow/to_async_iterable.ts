import type { Observable } from "rxjs";
import { hold } from "./paced.ts";

/**
 * The items of an observable for `for await`, at the pace of the loop: while its body runs, the paced
 * source that the items come from pulls nothing.
 *
 * What one pull of the source gives is all that ever waits. Leaving the loop unsubscribes.
 *
 * @example
 * ```ts
 * import { paced, toAsyncIterable } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * let sum = 0;
 * for await (const n of toAsyncIterable(paced([1, 2, 3]))) sum += n;
 * assertEquals(sum, 6);
 * ```
 */
export async function* toAsyncIterable<T>(source: Observable<T>): AsyncGenerator<T, void> {
  const waiting: T[] = [];
  let failure: { readonly error: unknown } | undefined;
  let completed = false;
  let drained = Promise.withResolvers<void>();
  let arrived = Promise.withResolvers<void>();
  const subscription = source.subscribe({
    next(item) {
      waiting.push(item);
      hold(drained.promise);
      arrived.resolve();
    },
    error(error) {
      failure = { error };
      arrived.resolve();
    },
    complete() {
      completed = true;
      arrived.resolve();
    },
  });
  try {
    for (;;) {
      while (waiting.length > 0) yield waiting.shift()!;
      if (failure !== undefined) throw failure.error;
      if (completed) return;
      arrived = Promise.withResolvers();
      drained.resolve();
      drained = Promise.withResolvers();
      await arrived.promise;
    }
  } finally {
    subscription.unsubscribe();
    drained.resolve();
  }
}
