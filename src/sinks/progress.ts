import { finalize, type MonoTypeOperatorFunction, pipe, tap } from "rxjs";
import type { Trace } from "../flow/learn.ts";

/** Options of {@linkcode progress}. */
export interface ProgressOptions {
  /** How many epochs the run has. */
  readonly epochs: number;
  /** How many samples an epoch has. */
  readonly samples: number;
  /** Takes a text for the terminal. */
  readonly write: (text: string) => void;
}

const MILLISECONDS_BETWEEN_LINES = 100;
const CLEAR_LINE = "\r\x1b[K";

/**
 * Shows how far a run is, on one line of a terminal: epoch, loss, samples per second, time left.
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
      seen += chunk.labels.length;
      const now = performance.now();
      if (now - shown < MILLISECONDS_BETWEEN_LINES) return;
      shown = now;
      const rate = seen / (now - begin) * 1000;
      write(
        `${CLEAR_LINE}epoch ${chunk.epoch + 1}/${epochs}` +
          ` · loss ${(after.lossSum / after.samples).toFixed(4)}` +
          ` · ${compact(rate)} samples/s` +
          ` · ${duration((epochs * samples - seen) / rate)} left`,
      );
    }),
    finalize(() => {
      if (shown !== begin) write(CLEAR_LINE);
    }),
  );
}

const notation = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

function compact(value: number): string {
  return notation.format(value);
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
