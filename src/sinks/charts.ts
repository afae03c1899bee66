import { concat, defer, ignoreElements, type MonoTypeOperatorFunction, tap } from "rxjs";
import { newScene } from "../charts/scene.ts";
import type { LogRecord } from "../records.ts";

/** Options of {@linkcode charts}. */
export interface ChartsOptions {
  /** Takes a picture or the page: its file name and its text. */
  readonly write: (name: string, text: string) => void;
}

/**
 * Draws the pictures of a run and its page from its records, when it completes.
 *
 * Plot and linkedom are loaded only then.
 *
 *     source     ──epoch──checkpoint──epoch──|
 *     charts(…)  ──epoch──checkpoint──epoch──────|
 *                                         ▲ data.svg, panels.svg, loss.svg, …, report.html
 */
export function charts({ write }: ChartsOptions): MonoTypeOperatorFunction<LogRecord> {
  return (records) =>
    defer(() => {
      const scene = newScene();
      async function drawAll(): Promise<void> {
        const { draw } = await import("../page/draw.ts");
        draw(scene, write);
      }
      return concat(
        records.pipe(tap((record) => scene.add(record))),
        defer(drawAll).pipe(ignoreElements()),
      );
    });
}
