import type { SweepRun } from "../charts/sweep.ts";
import { collectRun } from "./collect.ts";
import type { PlannedRun } from "./expand.ts";
import { type Done, type Task, trainOne } from "./train_one.ts";
import type { FromWorker, ToWorker } from "./worker.ts";

/** Options of {@linkcode trainAll}. */
export interface TrainAllOptions {
  /** The folder of the sweep. */
  readonly folder: string;
  /** Whether runs continue where they were. */
  readonly resume: boolean;
  /** The number of runs that are trained at once. Default: that of the cores, in a sweep that takes long. */
  readonly workers?: number | undefined;
  /** When it aborts, runs stop as soon as they can, and can be resumed. */
  readonly signal: AbortSignal;
  /** Takes each run as it ends, in whatever order. */
  readonly onEnd?: (run: SweepRun) => void;
}

/** What has come of a run, and why it failed, if it failed without having diverged. */
export interface Trained {
  readonly run: SweepRun;
  readonly failed?: string | undefined;
}

/**
 * Workers take two tenths of a second to start: they pay where more than this is left to be done, in
 * milliseconds of one thread.
 */
const WORTH_WORKERS = 500;

/** Trains a task somewhere. */
type Train = (task: Task) => Promise<Done>;

/**
 * Trains the runs of a sweep, on all cores where that pays, and gives what has come of each in the order
 * in which they are declared.
 */
export async function* trainAll(
  runs: readonly PlannedRun[],
  options: TrainAllOptions,
): AsyncGenerator<Trained, void> {
  const { folder, resume, signal, onEnd } = options;
  const ended = runs.map(() => Promise.withResolvers<Trained>());
  // One may be rejected before it is awaited.
  for (const { promise } of ended) promise.catch(() => {});
  const waiting = runs.entries();
  let left = runs.length;
  const start = performance.now();
  let firstEnd: number | undefined;
  let areWorkersReady = false;
  const worth = Promise.withResolvers<void>();

  /** Trains runs that wait, one after the other, as long as it is wanted. */
  async function trainThose(train: Train, isWanted: () => boolean): Promise<void> {
    let reading: Promise<void> | undefined;
    while (isWanted()) {
      const { done, value } = waiting.next();
      if (done) return;
      const [i, run] = value;
      const task = { pipeline: run.pipeline, folder: `${folder}/${run.name}`, resume };
      left--;
      const outcome = signal.aborted ? {} : await train(task);
      // Training goes on meanwhile, but only one run of a lane is read at a time.
      await reading;
      reading = collected(run, outcome).then(ended[i].resolve, ended[i].reject);
      firstEnd ??= performance.now();
      if (doWorkersPay()) worth.resolve();
    }
  }

  /** What has come of a run that has ended. */
  async function collected({ name, values }: PlannedRun, { failed }: Done): Promise<Trained> {
    const run = await collectRun(`${folder}/${name}`, { name, values, failed });
    onEnd?.(run);
    return { run, failed };
  }

  /** Whether workers pay for what is left, as far as one can tell from what is done; the first run is slow. */
  function doWorkersPay(): boolean {
    const begun = runs.length - left;
    const [from, count] = firstEnd === undefined ? [start, begun] : [firstEnd, begun - 1];
    return left * (performance.now() - from) / Math.max(count, 1) >= WORTH_WORKERS;
  }

  async function onWorkers(): Promise<void> {
    const { workers = doWorkersPay() ? navigator.hardwareConcurrency : 1 } = options;
    const count = Math.min(workers, left);
    if (count < 2) return;
    await Promise.all(Array.from({ length: count }, async () => {
      using worker = await startWorker(signal);
      areWorkersReady = true;
      await trainThose(worker.train, () => !worker.isBroken);
    }));
  }

  const here: Train = (task) => trainOne(task, signal);
  /** Once workers are at work, this thread is free to hear of them. */
  function isWantedHere(): boolean {
    const { workers = 1 } = options;
    return workers === 1 && !areWorkersReady;
  }
  const timer = setTimeout(worth.resolve, options.workers === undefined ? WORTH_WORKERS : 0);
  async function trainThemAll(): Promise<void> {
    await Promise.all([
      trainThose(here, isWantedHere).finally(worth.resolve),
      worth.promise.then(onWorkers),
    ]);
    // Workers that broke have left some.
    await trainThose(here, () => true);
  }
  const all = trainThemAll();
  try {
    for (const { promise } of ended) yield await Promise.race([promise, all.then(() => promise)]);
  } finally {
    clearTimeout(timer);
  }
}

/** A worker that is ready. */
interface SweepWorker extends Disposable {
  readonly train: Train;
  readonly isBroken: boolean;
}

/** Starts a worker; one that cannot be started, or ends by itself, fails what it was to train. */
async function startWorker(signal: AbortSignal): Promise<SweepWorker> {
  const worker = new Worker(import.meta.resolve("./worker.ts"), { type: "module" });
  const send = (message: ToWorker) => worker.postMessage(message);
  const stop = () => send({ stop: true });
  let heard = Promise.withResolvers<Done>();
  let isBroken = false;
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => heard.resolve(data.done ?? {});
  worker.onerror = (event) => {
    event.preventDefault();
    isBroken = true;
    heard.resolve({ failed: `${event.message} (a fault of dawnstream)` });
  };
  await heard.promise;
  signal.addEventListener("abort", stop);
  return {
    get isBroken() {
      return isBroken;
    },
    train(task) {
      heard = Promise.withResolvers();
      send({ task });
      return heard.promise;
    },
    [Symbol.dispose]() {
      signal.removeEventListener("abort", stop);
      worker.terminate();
    },
  };
}
