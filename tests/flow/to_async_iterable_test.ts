import { assertEquals, assertRejects } from "@std/assert";
import { concatMap, lastValueFrom, of, throwError, toArray } from "rxjs";
import { paced, read } from "../../src/flow/paced.ts";
import { toAsyncIterable } from "../../src/flow/to_async_iterable.ts";

/** Items that count how many were pulled. */
function counting(count: number) {
  const seen = { pulled: 0 };
  function* items(): Iterable<number> {
    while (seen.pulled < count) yield seen.pulled++;
  }
  async function* asyncItems(): AsyncGenerator<number> {
    for (const item of items()) yield await item;
  }
  return { seen, items, asyncItems };
}

/** A turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

Deno.test("the source pulls nothing while the body of the loop runs", async () => {
  const { seen, items, asyncItems } = counting(5);
  for (const source of [paced(items()), read(asyncItems())]) {
    seen.pulled = 0;
    const got: number[] = [];
    for await (const item of toAsyncIterable(source)) {
      await turn();
      await turn();
      got.push(item);
      assertEquals(seen.pulled, got.length);
    }
    assertEquals(got, [0, 1, 2, 3, 4]);
  }
});

Deno.test("what one pull gives is all that waits", async () => {
  const { seen, items } = counting(3);
  const tripled = paced(items()).pipe(concatMap((n) => [n, n, n]));
  const pulled: number[] = [];
  for await (const _ of toAsyncIterable(tripled)) {
    await turn();
    pulled.push(seen.pulled);
  }
  assertEquals(pulled, [1, 1, 1, 2, 2, 2, 3, 3, 3]);
});

Deno.test("leaving the loop unsubscribes from the source", async () => {
  const { seen, items } = counting(1000);
  for await (const item of toAsyncIterable(paced(items()))) if (item === 2) break;
  await turn();
  assertEquals(seen.pulled, 3);
});

Deno.test("a failure of the source comes after its items", async () => {
  const source = of(1, 2).pipe(concatMap((n) => n === 1 ? of(n) : throwError(() => Error("no"))));
  const got: number[] = [];
  await assertRejects(
    async () => {
      for await (const item of toAsyncIterable(source)) got.push(item);
    },
    Error,
    "no",
  );
  assertEquals(got, [1]);
});

Deno.test("the body of the loop can run another source to its end", async () => {
  for await (const item of toAsyncIterable(of(1, 2))) {
    assertEquals(await lastValueFrom(paced([item]).pipe(toArray())), [item]);
  }
});
