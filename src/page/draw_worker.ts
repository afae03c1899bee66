/**
 * The thread of a drawer.
 *
 * @module
 */
import { draw } from "./draw.ts";
import type { FromDrawer, ToDrawer } from "./drawer.ts";

/** What a worker has of its own kind, which the library of types for a page does not know. */
interface Scope {
  postMessage(message: FromDrawer): void;
  onmessage: ((event: MessageEvent<ToDrawer>) => void) | null;
}

const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data }) => {
  try {
    scope.postMessage({ drawn: [...draw(data)] });
  } catch (error) {
    scope.postMessage({ error });
  }
};
