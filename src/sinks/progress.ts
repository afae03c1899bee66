import { finalize, type MonoTypeOperatorFunction, pipe, tap } from "rxjs";
import type { Trace } from "../flow/trace.ts";

/** Options of {@linkcode progress}. */
export interface ProgressOptions {
  /** The number of epochs of the run. */
  readonly epochs: number;
  /** The number of samples of an epoch, if it is known. */
  readonly samples?: number | undefined;
  /** Takes a string for the terminal. */
  readonly write: (text: string) => void;
}

const MILLISECONDS_BETWEEN_LINES = 100;
const CLEAR_LINE = "\r\x1b[K";

/**
 * Shows how far a run is, on one line of a terminal: epoch, loss, samples per second, time left; of a
 * stream, whose length is unknown, the samples so far.
 *
 * Traces pass as they are; the line is gone when they end.
 */
export function progress(
  { epochs, samples, write }: ProgressOptions,
): MonoTypeOperatorFunction<Trace> {
  const begin = performance.now();
  let shown = begin;
  let seen = 0;
  return pipe(
    tap(({ chunk, after }) => {
      const { epoch, sample, rows } = chunk;
      seen += rows.length;
      const now = performance.now();
      if (now - shown < MILLISECONDS_BETWEEN_LINES) return;
      shown = now;
      const rate = seen / (now - begin) * 1000;
      const loss = (after.lossSum / after.samples).toFixed(4);
      const place = samples === undefined
        ? `${compact(after.samples)} samples`
        : `epoch ${epoch + 1}/${epochs}`;
      const left = samples === undefined
        ? ""
        : ` · ${duration(((epochs - epoch) * samples - sample - rows.length) / rate)} left`;
      write(`${CLEAR_LINE}${place} · loss ${loss} · ${compact(rate)} samples/s${left}`);
    }),
    finalize(() => {
      if (shown !== begin) write(CLEAR_LINE);
    }),
  );
}

function compact(value: number): string {
  return value.toLocaleString("en", { notation: "compact", maximumSignificantDigits: 3 });
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
