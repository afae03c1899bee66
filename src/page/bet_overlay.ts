import { count, figures } from "../charts/numbers.ts";
import { beside, place, px } from "./axis.ts";
import type { Change } from "./changes.ts";
import type { Frame } from "./surface_overlay.ts";
import { ownUnits, type Place, type Run } from "./run.ts";

/** The marks of a bet, over the picture of the data. */
export function betMarkup(): string {
  return '<path id="b-bet" class="line"/><path id="b-end" class="line dashed"/>' +
    '<text id="b-bet-text" class="halo" font-size="12.5"></text><text id="b-end-text" class="halo" font-size="12.5"></text>';
}

/** The reader's bet, and when it is revealed, the boundary of the end. */
export function betChanges(run: Run, { bet }: Place, { x }: Pick<Frame, "x">): Change[] {
  if (bet === undefined) return [];
  const { boundary, isRevealed } = bet;
  const { samples: { features, labels }, moments } = run;
  const { weights: [w], bias } = ownUnits(moments.at(-1)!);
  const end = -bias / w;
  const n = labels.length;
  const above = labels.reduce(
    (n, y, row) => n + Number(features[row] >= boundary === (y === 1)),
    0,
  );
  const mark = (id: string, at: number, { text, y }: { text: string; y: number }): Change[] => {
    const along = place(x, at);
    return [
      [id, { d: text && `M${px(along)},72V9999` }],
      [`${id}-text`, { ...beside(along, y), text }],
    ];
  };
  const isKnown = Number.isFinite(end);
  return [
    ...mark("b-bet", boundary, { text: `your bet ${figures(boundary)}`, y: 86 }),
    ...mark("b-end", end, { text: isRevealed && isKnown ? `the end ${figures(end)}` : "", y: 108 }),
    ["b-said", {
      text: !isRevealed
        ? `This boundary gets ${count(Math.max(above, n - above))} of ${count(n)} samples right.`
        : isKnown
        ? `The training ended with a boundary of ${figures(end)}, and you bet on ${
          figures(boundary)
        }.`
        : "The training ended without a boundary.",
    }],
    ["bet", { "aria-valuetext": figures(boundary) }],
  ];
}
