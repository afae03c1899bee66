import {
  concat,
  defer,
  ignoreElements,
  type MonoTypeOperatorFunction,
  type Observable,
  tap,
} from "rxjs";
import type { Chunk } from "../data/chunk.ts";
import type { CheckpointRecord, EpochRecord } from "../flow/records.ts";
import type { AnyRecord } from "./json_lines.ts";
import { Sketch } from "./sketch.ts";

/** Options of {@linkcode charts}. */
export interface ChartsOptions {
  /** The samples to draw; of very many, some. */
  readonly dataset: Observable<Chunk>;
  /** The features' names. */
  readonly features: readonly string[];
  /** What the labels 0 and 1 are called; asked when all is read. */
  readonly classes: () => readonly [string, string];
  /** Takes a picture: its file name and the SVG. */
  readonly write: (name: string, svg: string) => void;
}

/**
 * Draws the pictures of a run from its records, when it completes.
 *
 * Plot and linkedom are loaded only then.
 *
 *     source        ──epoch──checkpoint──epoch──|
 *     charts({…})   ──epoch──checkpoint──epoch──────|
 *                                            ▲ data.svg, panels.svg, loss.svg
 */
export function charts<T extends AnyRecord>(options: ChartsOptions): MonoTypeOperatorFunction<T> {
  const { dataset, features, write } = options;
  return (source) =>
    defer(() => {
      const epochs: EpochRecord[] = [];
      const checkpoints: CheckpointRecord[] = [];
      const sketch = new Sketch(features.length);
      // What goes wrong with the dataset goes wrong with the records too, and is told there.
      const samples = dataset.subscribe({ next: (chunk) => sketch.add(chunk), error: () => {} });

      function collect(record: T): void {
        if (record.event === "epoch") epochs.push(record as unknown as EpochRecord);
        if (record.event === "checkpoint") checkpoints.push(record as unknown as CheckpointRecord);
      }
      async function draw(): Promise<void> {
        samples.unsubscribe();
        const { dataChart, lossChart, panelsChart } = await import("../charts/mod.ts");
        const classes = options.classes().map(className) as [string, string];
        const scene = { samples: sketch.samples(), feature: features[0], classes };
        write("data.svg", dataChart(scene));
        if (checkpoints.length > 0) {
          write("panels.svg", panelsChart({ ...scene, checkpoints }));
        }
        if (epochs.length > 0) {
          const marked = checkpoints.map(({ epoch }) => epoch);
          write("loss.svg", lossChart({ epochs, checkpoints: marked }));
        }
      }
      return concat(source.pipe(tap(collect)), defer(draw).pipe(ignoreElements()));
    });
}

/** A class as a legend names it. */
function className(name: string): string {
  return /^[01]$/.test(name) ? `class ${name}` : name;
}
