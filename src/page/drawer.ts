import type { GrowingScene, Scene } from "../charts/scene.ts";
import type { Drawn } from "./draw.ts";

/** A thread that draws a run. */
export interface Drawer extends Disposable {
  /**
   * Draws all that the records show; may be called once.
   *
   * @throws what drawing throws.
   */
  draw(scene: GrowingScene): Promise<readonly Drawn[]>;
}

/** What the thread is sent. */
export type ToDrawer = Scene;

/** What it sends. */
export type FromDrawer = { readonly drawn: readonly Drawn[] } | { readonly error: unknown };

/**
 * Starts a thread that draws. Plot takes as long to load as to draw, and it loads while the neuron
 * trains; with a single core it would only be in the way, and none is started.
 */
export function startDrawer(): Drawer | undefined {
  if (navigator.hardwareConcurrency === 1) return undefined;
  const worker = new Worker(import.meta.resolve("./draw_worker.ts"), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<readonly Drawn[]>();
  // It may fail before anybody waits for it.
  promise.catch(() => {});
  worker.onmessage = ({ data }: MessageEvent<FromDrawer>) => {
    if ("drawn" in data) resolve(data.drawn);
    else reject(data.error);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(event.message));
  };
  return {
    draw({ add: _, ...scene }) {
      worker.postMessage(scene satisfies ToDrawer);
      return promise;
    },
    [Symbol.dispose]: () => worker.terminate(),
  };
}
