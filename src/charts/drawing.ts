import type { Figure } from "./figure.ts";

/** What is drawn below the head, and what the head says of it. */
export type Drawing = Pick<Figure, "plots" | "left"> & {
  /** How to read it. */
  readonly notes: readonly string[];
};
