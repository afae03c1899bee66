import { concat, defer, ignoreElements, type MonoTypeOperatorFunction, tap } from "rxjs";
import { newScene } from "../charts/scene.ts";
import type { LogRecord } from "../records.ts";

/** Options of {@linkcode charts}. */
export interface ChartsOptions {
  /** Takes a picture: its file name and the SVG. */
  readonly write: (name: string, svg: string) => void;
}

/**
 * Draws the pictures of a run from its records, when it completes.
 *
 * Plot and linkedom are loaded only then.
 *
 *     source     ──epoch──checkpoint──epoch──|
 *     charts(…)  ──epoch──checkpoint──epoch──────|
 *                                         ▲ data.svg, panels.svg, loss.svg, surface.svg
 */
export function charts({ write }: ChartsOptions): MonoTypeOperatorFunction<LogRecord> {
  return (records) =>
    defer(() => {
      const scene = newScene();
      async function draw(): Promise<void> {
        const { pictures } = await import("../charts/pictures.ts");
        for (const picture of pictures(scene)) write(picture.name, picture.svg);
      }
      return concat(
        records.pipe(tap((record) => scene.add(record))),
        defer(draw).pipe(ignoreElements()),
      );
    });
}
