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

/** Aborts at the first signal, which is its reason; at the second the process ends at once. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let askedAt = Infinity;
  // Windows knows no SIGTERM.
  for (const signal of Deno.build.os === "windows" ? STOP_SIGNALS.slice(0, 1) : STOP_SIGNALS) {
    Deno.addSignalListener(signal.name, () => {
      const now = performance.now();
      if (now - askedAt > SAME_KEY) Deno.exit(signal.exitCode);
      if (askedAt < Infinity) return;
      askedAt = now;
      controller.abort(signal);
    });
  }
  return controller.signal;
}
