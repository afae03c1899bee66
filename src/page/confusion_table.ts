import { count } from "../charts/numbers.ts";
import { type Change, escape } from "./changes.ts";
import type { Place, Run } from "./run.ts";

/** The table, without its numbers. */
export function confusionMarkup({ classes }: Run): string {
  const [zero, one] = classes.map(escape);
  const row = (name: string, label: number) =>
    `<tr><th scope="row">${name}</th><td id="c-${label}1"></td><td id="c-${label}0"></td></tr>`;
  return `<table class="confusion"><thead><tr><td></td><th scope="col">called ${one}</th>` +
    `<th scope="col">called ${zero}</th></tr></thead><tbody>${row(one, 1)}${
      row(zero, 0)
    }</tbody></table>`;
}

/** How many samples of each class are called which, where those from a prediction up are called 1. */
export function confusionChanges(
  { at, samples: { labels }, classes }: Run,
  { moment, threshold }: Place,
): Change[] {
  const { predictions } = at(moment);
  const counts = [[0, 0], [0, 0]];
  predictions.forEach((prediction, row) => counts[labels[row]][prediction >= threshold ? 1 : 0]++);
  const right = counts[0][0] + counts[1][1];
  const said = `Called ${classes[1]} from ŷ = ${threshold.toFixed(2)} up, ${count(right)} of ${
    count(labels.length)
  } samples are right.`;
  return [
    ...[0, 1].flatMap((label) =>
      [0, 1].map((called): Change => [`c-${label}${called}`, {
        text: count(counts[label][called]),
        class: label !== called && counts[label][called] > 0 ? "wrong" : "",
      }])
    ),
    ["c-said", { text: said }],
    ["threshold", { "aria-valuetext": said }],
  ];
}
