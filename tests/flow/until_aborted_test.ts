import { assertEquals } from "@std/assert";
import { NEVER } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { untilAborted } from "../../src/flow/until_aborted.ts";

Deno.test("untilAborted completes when its signal aborts, and at once where it has", () => {
  const scheduler = new TestScheduler((actual, expected) => assertEquals(actual, expected));
  scheduler.run(({ cold, expectObservable }) => {
    const controller = new AbortController();
    scheduler.schedule(() => controller.abort(), 5);
    expectObservable(cold("a-b-c-d|").pipe(untilAborted(controller.signal))).toBe("a-b-c|");
    expectObservable(cold("a-b-#").pipe(untilAborted(new AbortController().signal))).toBe("a-b-#");
    expectObservable(cold("a|").pipe(untilAborted(AbortSignal.abort()))).toBe("|");
  });
});

Deno.test("untilAborted leaves no listener behind", () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--;
    removeEventListener.apply(signal, args);
  };
  const subscription = NEVER.pipe(untilAborted(signal)).subscribe();
  assertEquals(listeners, 1);
  subscription.unsubscribe();
  assertEquals(listeners, 0);
});
