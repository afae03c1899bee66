import { assertEquals } from "@std/assert";
import { ignoreElements, Observable, share, take, takeUntil, tap } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { hold, paced, read } from "../../src/flow/paced.ts";
import { all, pacedBy } from "./flow.ts";

Deno.test("paced pushes what it pulls, in order, and completes", () => {
  const scheduler = new TestScheduler((actual, expected) => assertEquals(actual, expected));
  scheduler.run(({ expectObservable }) => {
    expectObservable(paced(["a", "b", "c"], pacedBy(scheduler))).toBe("(abc|)");
    expectObservable(paced([], pacedBy(scheduler))).toBe("|");
  });
});

Deno.test("paced passes an iterator's failure on", () => {
  const failure = new Error("no more");
  function* failing(): Iterable<string> {
    yield "a";
    throw failure;
  }
  const scheduler = new TestScheduler((actual, expected) => assertEquals(actual, expected));
  scheduler.run(({ expectObservable }) => {
    expectObservable(paced(failing(), pacedBy(scheduler))).toBe("(a#)", undefined, failure);
  });
});

Deno.test("paced yields to the event loop whenever its slice is over", () => {
  const waiting: (() => void)[] = [];
  const nextTurn = (work: () => void) => {
    waiting.push(work);
    return () => {};
  };
  // A clock that goes on by one at each look.
  let ticks = 0;
  const now = () => ticks++;
  const turns: string[] = [];
  let turn = 0;
  paced("abcdefg", { slice: 3, now, nextTurn }).subscribe((item) => turns.push(`${turn}${item}`));
  while (waiting.length > 0) {
    turn++;
    waiting.shift()!();
  }
  // The clock is looked at once at the beginning of a slice and once after each item.
  assertEquals(turns, ["1a", "1b", "1c", "2d", "2e", "2f", "3g"]);
});

Deno.test("paced yields when the clock is set back", () => {
  const waiting: (() => void)[] = [];
  const times = [1000, 1001, 0, 1];
  const seen: string[] = [];
  paced("abc", {
    slice: 10,
    now: () => times.shift() ?? 2,
    nextTurn(work) {
      waiting.push(work);
      return () => {};
    },
  }).subscribe((item) => seen.push(item));
  waiting.shift()!();
  assertEquals(seen, ["a", "b"]);
});

Deno.test("paced pulls nothing ahead, and nothing after the last subscriber has left", async () => {
  const pulled: number[] = [];
  let closed = false;
  function* counting(): Iterable<number> {
    try {
      for (let i = 0;; i++) {
        pulled.push(i);
        yield i;
      }
    } finally {
      closed = true;
    }
  }
  assertEquals(await all(paced(counting()).pipe(take(3))), [0, 1, 2]);
  assertEquals(pulled, [0, 1, 2]);
  assertEquals(closed, true);
});

Deno.test("observers that subscribe together share all of one source", async () => {
  const source = paced([1, 2, 3]).pipe(share());
  assertEquals(await Promise.all([all(source), all(source)]), [[1, 2, 3], [1, 2, 3]]);
});

Deno.test("timers get their turn while paced pushes without an end", async () => {
  function* endless(): Iterable<void> {
    for (;;) yield;
  }
  const timer = new Observable<void>((subscriber) => {
    const id = setTimeout(() => subscriber.next(), 1);
    return () => clearTimeout(id);
  });
  await all(paced(endless()).pipe(takeUntil(timer), ignoreElements()));
});

Deno.test("paced pulls nothing for a subscriber that has left before its first turn", async () => {
  let pulled = 0;
  const items = { [Symbol.iterator]: () => ({ next: () => ({ value: pulled++ }) }) };
  paced(items).subscribe().unsubscribe();
  await all(paced([1]));
  assertEquals(pulled, 0);
});

Deno.test("paced pulls nothing more for a subscriber that leaves in the middle of items of no time", async () => {
  // The clock stands still, so it is looked at ever more rarely; and what is pulled cannot be closed.
  let pulled = 0;
  const next = () => ({ value: pulled++, done: pulled > 1000 });
  const items = { [Symbol.iterator]: () => ({ next }) };
  await all(paced(items, { now: () => 0 }).pipe(take(10)));
  assertEquals(pulled, 10);
});

Deno.test("a source waits for all that hold it", async () => {
  const [one, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const pushed: number[] = [];
  const done = all(
    paced([1, 2]).pipe(tap((item) => {
      pushed.push(item);
      if (item > 1) return;
      hold(one.promise);
      hold(other.promise);
    })),
  );
  const turns = async () => {
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  await turns();
  assertEquals(pushed, [1]);
  other.resolve();
  await turns();
  assertEquals(pushed, [1]);
  one.resolve();
  await done;
  assertEquals(pushed, [1, 2]);
});

Deno.test("read closes what it reads when its subscriber leaves", async () => {
  let isClosed = false;
  async function* endless(): AsyncIterable<number> {
    try {
      for (let i = 0;; i++) yield i;
    } finally {
      isClosed = true;
    }
  }
  assertEquals(await all(read(endless()).pipe(take(2))), [0, 1]);
  await new Promise((resolve) => setImmediate(resolve));
  assertEquals(isClosed, true);
});
