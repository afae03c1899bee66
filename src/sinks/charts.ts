import { concat, defer, ignoreElements, type MonoTypeOperatorFunction, tap } from "rxjs";
import type { Chunk } from "../data/chunk.ts";
import type { CheckpointRecord, EpochRecord } from "../flow/records.ts";
import type { AnyRecord } from "./json_lines.ts";

/** Options of {@linkcode charts}. */
export interface ChartsOptions {
  /** The samples to draw. */
  readonly samples: Chunk;
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
export function charts<T extends AnyRecord>(
  { samples, write }: ChartsOptions,
): MonoTypeOperatorFunction<T> {
  return (source) => {
    const epochs: EpochRecord[] = [];
    const checkpoints: CheckpointRecord[] = [];
    function collect(record: T): void {
      if (record.event === "epoch") epochs.push(record as unknown as EpochRecord);
      if (record.event === "checkpoint") checkpoints.push(record as unknown as CheckpointRecord);
    }
    async function draw(): Promise<void> {
      const { dataChart, lossChart, panelsChart } = await import("../charts/mod.ts");
      const feature = "x";
      const classes = ["class 0", "class 1"] as const;
      write("data.svg", dataChart({ samples, feature, classes }));
      if (checkpoints.length > 0) {
        write("panels.svg", panelsChart({ samples, checkpoints, feature, classes }));
      }
      write("loss.svg", lossChart({ epochs, checkpoints: checkpoints.map(({ epoch }) => epoch) }));
    }
    return concat(source.pipe(tap(collect)), defer(draw).pipe(ignoreElements()));
  };
}
