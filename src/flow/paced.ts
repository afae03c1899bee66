import { Observable, type Subscriber } from "rxjs";

/** Options of {@linkcode paced}. */
export interface PacedOptions {
  /** How long it may push before it yields to the event loop, in milliseconds. Default: 25. */
  readonly slice?: number;
  /** The clock, in milliseconds. Default: `Date.now`. */
  readonly now?: () => number;
  /** Calls a function in the next turn of the event loop; what it returns calls that off. */
  readonly nextTurn?: (work: () => void) => () => void;
}

// Deno has both, but their types only where something of Node is imported.
declare function setImmediate(work: () => void): unknown;
declare function clearImmediate(id: unknown): void;

/**
 * Does something in the next turn of the event loop, after the timers, signals and input that wait;
 * what it returns calls that off.
 *
 * A timer would take two milliseconds even where its delay is 0, a microtask would give nothing else a
 * turn.
 */
export function inNextTurn(work: () => void): () => void {
  const id = setImmediate(work);
  return () => clearImmediate(id);
}

/** What the source that is pushing just now is to wait for. */
let held: Promise<unknown> | undefined;

/**
 * Asks the source that is pushing just now to pull its next item only when a promise is fulfilled.
 *
 * What flows is pushed synchronously, so whoever takes an item can call this at the far end of a pipe.
 */
export function hold(until: Promise<unknown>): void {
  held = held === undefined ? until : Promise.all([held, until]);
}

/** The number of items of no time at all between two looks at the clock. */
const MOST_UNLOOKED = 64;

/**
 * A source that pulls an item, pushes it, and yields to the event loop whenever its slice of time is
 * over.
 *
 * The next item is pulled only when the last one has been taken, so nothing is ever buffered, and
 * timers, signals and input get their turn during a run of any length. The first item comes after
 * the subscription has returned, so that several observers can share one source.
 *
 *     items        a b c ──── d e f ──── g
 *     paced()   ───a-b-c──────d-e-f──────g|
 *                       ▲ yields ▲
 *
 * @example
 * ```ts
 * import { paced } from "@dawnstream/dawnstream";
 * import { lastValueFrom, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await lastValueFrom(paced([1, 2, 3]).pipe(toArray())), [1, 2, 3]);
 * ```
 */
export function paced<T>(
  items: Iterable<T>,
  { slice = 25, now = Date.now, nextTurn = inNextTurn }: PacedOptions = {},
): Observable<T> {
  return new Observable((subscriber) => {
    const iterator = items[Symbol.iterator]();
    let callOff = nextTurn(pushSome);
    // How many items go by before the next look at the clock: a look costs as much as a small item.
    let unlooked = 1;
    subscriber.add(() => {
      callOff();
      iterator.return?.();
    });

    function pushSome(): void {
      const begin = now();
      let time = begin;
      try {
        // The clock may be set back.
        while (Math.abs(time - begin) < slice) {
          for (let i = 0; i < unlooked; i++) {
            const { done, value } = iterator.next();
            if (done) return subscriber.complete();
            const wait = push(subscriber, value);
            if (wait !== undefined) return void wait.then(pushLater);
            if (subscriber.closed) return;
          }
          const looked = now();
          unlooked = looked - time < 1 ? Math.min(2 * unlooked, MOST_UNLOOKED) : 1;
          time = looked;
        }
      } catch (error) {
        return subscriber.error(error);
      }
      pushLater();
    }

    function pushLater(): void {
      if (!subscriber.closed) callOff = nextTurn(pushSome);
    }
  });
}

/**
 * A source that reads an item, pushes it, and reads the next one when it has been taken.
 *
 * @example
 * ```ts
 * import { read } from "@dawnstream/dawnstream";
 * import { lastValueFrom, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const items = new Blob(["a", "b"]).stream().pipeThrough(new TextDecoderStream());
 * assertEquals((await lastValueFrom(read(items).pipe(toArray()))).join(""), "ab");
 * ```
 */
export function read<T>(items: AsyncIterable<T> | Iterable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const iterator = Symbol.asyncIterator in items
      ? items[Symbol.asyncIterator]()
      : items[Symbol.iterator]();
    subscriber.add(() => void iterator.return?.());

    async function pushAll(): Promise<void> {
      while (!subscriber.closed) {
        const { done, value } = await iterator.next();
        if (done) return subscriber.complete();
        await push(subscriber, value);
      }
    }

    pushAll().catch((error) => subscriber.error(error));
  });
}

/** Pushes an item; what the source is to wait for then, if anyone asks for it. */
function push<T>(subscriber: Subscriber<T>, item: T): Promise<unknown> | undefined {
  held = undefined;
  subscriber.next(item);
  return held;
}
