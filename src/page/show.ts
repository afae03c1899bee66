import { betChanges } from "./bet_overlay.ts";
import type { Change } from "./changes.ts";
import { confusionChanges } from "./confusion_table.ts";
import { lossesChanges } from "./losses_figure.ts";
import { neuronChanges } from "./neuron_figure.ts";
import { pullsChanges } from "./pulls_figure.ts";
import type { Place, Run, Shown } from "./run.ts";
import { stepsChanges } from "./sample_steps.ts";
import { type Frame, overlayChanges, type Surface } from "./surface_overlay.ts";
import { trainingChanges } from "./training_figure.ts";

/** The pictures on which the page draws. */
export interface Frames {
  /** Of the surface of the loss. */
  readonly surface: Surface;
  /** Of the samples, where they have one feature. */
  readonly data: readonly Pick<Frame, "x">[];
}

/** The data of a page, as its script reads it. */
export interface PageData {
  /** The pictures on which it draws. */
  readonly frames: Frames;
  /** What it shows. */
  readonly shown: Shown;
}

/** All that the page shows of a place in a run. */
export function changesOf(run: Run, place: Place, frames: Frames): Change[] {
  const { moments } = run;
  const { name } = moments[place.moment];
  return [
    ["moment", {
      max: String(moments.length - 1),
      value: String(place.moment),
      "aria-valuetext": name,
    }],
    ["moment-name", { text: name }],
    ...neuronChanges(run, place),
    ...trainingChanges(run, place),
    ...(frames.surface.frames.length > 0 ? overlayChanges(run, place, frames.surface) : []),
    ...stepsChanges(run, place),
    ...lossesChanges(run, place),
    ...pullsChanges(run, place),
    ...confusionChanges(run, place),
    ...frames.data.slice(0, 1).flatMap((frame) => betChanges(run, place, frame)),
  ];
}

/** Where a page without a script stands: at the end, with the sample that is most wrong there. */
export function lastPlace({ moments, at, samples: { labels } }: Run): Place {
  const moment = moments.length - 1;
  const { predictions } = at(moment);
  const error = (row: number) => Math.abs(predictions[row] - labels[row]);
  const row = labels.reduce((most, _, row) => error(row) > error(most) ? row : most, 0);
  return { moment, row, threshold: 0.5 };
}
