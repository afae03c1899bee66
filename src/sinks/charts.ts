import { concat, defer, ignoreElements, type MonoTypeOperatorFunction, tap } from "rxjs";
import { type GrowingScene, newScene } from "../charts/scene.ts";
import type { Drawn } from "../page/draw.ts";
import type { LogRecord } from "../records.ts";

/** Options of {@linkcode charts}. */
export interface ChartsOptions {
  /** Takes a picture or the page: its file name and its text. */
  readonly write: (name: string, text: string) => void;
  /** Draws what the records show. Default: here, where Plot and linkedom are loaded only then. */
  readonly draw?: ((scene: GrowingScene) => Promise<Iterable<Drawn>>) | undefined;
}

/**
 * Draws the pictures of a run and its page from its records, when it completes.
 *
 *     source     ──epoch──checkpoint──epoch──|
 *     charts(…)  ──epoch──checkpoint──epoch──────|
 *                                         ▲ data.svg, panels.svg, loss.svg, …, report.html
 */
export function charts(
  { write, draw = drawHere }: ChartsOptions,
): MonoTypeOperatorFunction<LogRecord> {
  return (records) =>
    defer(() => {
      const scene = newScene();
      async function drawAll(): Promise<void> {
        for (const { name, text } of await draw(scene)) write(name, text);
      }
      return concat(
        records.pipe(tap((record) => scene.add(record))),
        defer(drawAll).pipe(ignoreElements()),
      );
    });
}

async function drawHere(scene: GrowingScene): Promise<Iterable<Drawn>> {
  const { draw } = await import("../page/draw.ts");
  return draw(scene);
}
