/**
 * A worker that trains runs one after the other, as they are sent.
 *
 * @module
 */
import { type Done, type Task, trainOne } from "./train_one.ts";

/** What is sent to a worker. */
export type ToWorker = { readonly task: Task } | { readonly stop: true };

/** What a worker sends: that it is ready for the next task, and what has come of the last. */
export interface FromWorker {
  readonly done?: Done;
}

/** What a worker has of its own kind, which the library of types for a page does not know. */
interface Scope {
  postMessage(message: FromWorker): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
}

const scope = globalThis as unknown as Scope;
const controller = new AbortController();

scope.onmessage = async ({ data }) => {
  if ("stop" in data) return controller.abort();
  scope.postMessage({ done: await trainOne(data.task, controller.signal) });
};
scope.postMessage({});
