import { type Observable, ReplaySubject } from "rxjs";

/** The signals that stop a run, with the exit code a shell reports for each: 128 + its number. */
const STOP_SIGNALS = [
  { name: "SIGINT", exitCode: 130 },
  { name: "SIGTERM", exitCode: 143 },
] as const;

/** A signal that stops a run. */
export type StopSignal = typeof STOP_SIGNALS[number];

/** The first signal that asks to stop; at the second the process ends at once. */
export function stopSignals(): Observable<StopSignal> {
  const first = new ReplaySubject<StopSignal>(1);
  let asked = false;
  // Windows knows no SIGTERM.
  for (const signal of Deno.build.os === "windows" ? STOP_SIGNALS.slice(0, 1) : STOP_SIGNALS) {
    Deno.addSignalListener(signal.name, () => {
      if (asked) Deno.exit(signal.exitCode);
      asked = true;
      first.next(signal);
    });
  }
  return first;
}
