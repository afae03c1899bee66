import { type Observable, ReplaySubject } from "rxjs";

/** The signals that stop a run, with the exit code a shell reports for each: 128 + its number. */
const STOP_SIGNALS = [
  { name: "SIGINT", exitCode: 130 },
  { name: "SIGTERM", exitCode: 143 },
] as const;

/** A signal that stops a run. */
export type StopSignal = typeof STOP_SIGNALS[number];

/**
 * Signals that come so soon after the first are the same key: a terminal sends Ctrl-C to the task and
 * to this process, and the task hands it on. In milliseconds.
 */
const SAME_KEY = 100;

/** The first signal that asks to stop; at the second the process ends at once. */
export function stopSignals(): Observable<StopSignal> {
  const first = new ReplaySubject<StopSignal>(1);
  let askedAt = Infinity;
  // Windows knows no SIGTERM.
  for (const signal of Deno.build.os === "windows" ? STOP_SIGNALS.slice(0, 1) : STOP_SIGNALS) {
    Deno.addSignalListener(signal.name, () => {
      const now = performance.now();
      if (now - askedAt > SAME_KEY) Deno.exit(signal.exitCode);
      if (askedAt < Infinity) return;
      askedAt = now;
      first.next(signal);
    });
  }
  return first;
}
