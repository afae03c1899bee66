import { figure, type FigureOptions } from "./figure.ts";

/** A picture that says why there is none. */
export function unseen(kind: string, why: string, options: FigureOptions): string {
  const title = "This cannot be drawn";
  return figure(
    { kind, title, subtitle: why, description: `${why}.`, height: 0, plots: [] },
    options,
  );
}
