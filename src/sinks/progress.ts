import { finalize, type MonoTypeOperatorFunction, pipe, tap } from "rxjs";
import type { Trace } from "../flow/trace.ts";
import { sparkline } from "./sparkline.ts";

/** Options of {@linkcode progress}. */
export interface ProgressOptions {
  /** The number of epochs of the run. */
  readonly epochs: number;
  /** The number of samples of an epoch, if it is known. */
  readonly samples?: number | undefined;
  /** Shows a line in place of the one before; an empty one leaves nothing. */
  readonly show: (line: string) => void;
  /** The time in milliseconds. Default: the clock's. */
  readonly now?: () => number;
}

const MILLISECONDS_BETWEEN_LINES = 100;
/** The columns of the plot of the loss. */
const COLUMNS = 12;

/**
 * Shows how far a run is, on one line of a terminal: epoch, loss of the last whole epoch with a
 * plot of those before, samples per second, time left; of a stream, whose length is unknown, the
 * samples so far and the loss since the last report of progress.
 *
 * Traces pass as they are; the line is gone when they end.
 */
export function progress(
  { epochs, samples, show, now: clock = () => performance.now() }: ProgressOptions,
): MonoTypeOperatorFunction<Trace> {
  const started = clock();
  let shown = started;
  let seen = 0;
  let loss: number | undefined;
  const losses = sparkline(COLUMNS);
  return pipe(
    tap(({ chunk, after, summary, progress }) => {
      const { epoch, sample, begin, end } = chunk;
      seen += end - begin;
      const next = summary?.loss ?? progress?.lossSinceLast;
      if (next !== undefined) losses.add(loss = next);
      const now = clock();
      if (now - shown < MILLISECONDS_BETWEEN_LINES) return;
      shown = now;
      const rate = seen / (now - started) * 1000;
      const place = samples === undefined
        ? `${compact(after.samples)} samples`
        : `epoch ${epoch + 1}/${epochs}`;
      const left = samples === undefined
        ? ""
        : ` · ${duration(((epochs - epoch) * samples - sample - (end - begin)) / rate)} left`;
      const level = loss === undefined
        ? ""
        : ` · loss ${loss.toFixed(4)} ${losses.text()}`.trimEnd();
      show(`${place}${level} · ${compact(rate)} samples/s${left}`);
    }),
    finalize(() => {
      if (shown !== started) show("");
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
