import { clearImmediate, setImmediate } from "node:timers";
import { type SchedulerAction, type SchedulerLike, Subscription } from "rxjs";

/**
 * Schedules work for the next turn of the event loop, after the timers, signals and input that wait.
 *
 * RxJS's `asyncScheduler` waits for a timer, which in Deno takes two milliseconds even where the
 * delay is 0, and its `asapScheduler` gives nothing else a turn. Delays are not kept: all work is
 * for the next turn.
 *
 * @internal
 */
export const eventLoop: SchedulerLike = {
  now: () => Date.now(),
  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, _delay?: number, state?: T) {
    return new Turn(work).schedule(state);
  },
};

/** Work that can be scheduled again and again, until it is unsubscribed from. */
class Turn<T> extends Subscription implements SchedulerAction<T> {
  #next: ReturnType<typeof setImmediate> | undefined;
  readonly #work: (this: SchedulerAction<T>, state?: T) => void;

  constructor(work: (this: SchedulerAction<T>, state?: T) => void) {
    super();
    this.#work = work;
    this.add(() => clearImmediate(this.#next));
  }

  schedule(state?: T): this {
    if (!this.closed) this.#next = setImmediate(() => this.#work.call(this, state));
    return this;
  }
}
