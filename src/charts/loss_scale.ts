import { count, roundTicks, tenTo, type Ticks } from "./numbers.ts";

/** A place in the training, counted in epochs or samples, and a number there. */
export type At = readonly [at: number, value: number];

const MOST_POINTS = 600;
/** How far two labels above one another are apart, where the picture is small too. */
export const LINE = 20;

/** A scale of losses, its ticks and its rules. */
export interface LossScale extends Ticks {
  readonly type: "linear" | "log";
  readonly domain: [number, number];
  readonly rules: readonly number[];
  readonly at: (loss: number) => number;
}

/** A scale of losses on an axis of some length: logarithmic where all of them are positive. */
export function lossScale(losses: readonly number[], length: number): LossScale {
  let [low, high] = [Infinity, -Infinity];
  for (const loss of losses) {
    low = Math.min(low, loss);
    high = Math.max(high, loss);
  }
  if (low <= 0) {
    const domain: [number, number] = [Math.min(low, 0), high > low ? high : low + 1];
    const ticks = roundTicks(domain, 5);
    const at = (loss: number) => (loss - domain[0]) / (domain[1] - domain[0]) * length;
    return { type: "linear", domain, ...ticks, rules: ticks.ticks, at };
  }
  const room = Math.min(high / low, Number.MAX_VALUE) ** 0.04 * 1.06;
  const domain: [number, number] = [
    Math.max(low / room, Number.MIN_VALUE),
    Math.min(high * room, Number.MAX_VALUE),
  ];
  // The least numbers there are do not grow by a few percent.
  if (domain[0] === domain[1]) domain[1] *= 2;
  const [from, to] = domain.map(Math.log10);
  const powers = Array.from(
    { length: Math.floor(to) - Math.floor(from) + 1 },
    (_, i) => Math.floor(from) + i,
  );
  const every = Math.ceil((to - from) / 6);
  const inside = (loss: number) => loss >= domain[0] && loss <= domain[1];
  const multiples = (factors: readonly number[]) =>
    powers.flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`))).filter(inside);
  const coarse = multiples(every > 1 ? [1] : [1, 2, 5]);
  const rules = coarse.length < 3 ? multiples([1, 2, 3, 4, 5, 6, 7, 8, 9]) : coarse;
  const whole = multiples([1]);
  const at = (loss: number) => (Math.log10(loss) - from) / (to - from) * length;
  const ticks = (whole.length < 2 ? rules : whole.filter((_, i) => i % every === 0))
    .reduce<number[]>((kept, loss) => {
      const below = kept.at(-1);
      return below === undefined || at(loss) - at(below) >= LINE ? [...kept, loss] : kept;
    }, []);
  return {
    type: "log",
    domain,
    ticks,
    rules,
    tickFormat: (loss) => {
      const [digits, power] = loss.toExponential(0).split("e");
      return Math.abs(Math.log10(loss)) > 4.5
        ? (digits === "1" ? "" : `${digits}·`) + tenTo(Number(power))
        : loss >= 1
        ? count(Math.round(loss))
        : String(Number(loss.toPrecision(1)));
    },
    at,
  };
}

/** Labels at the right end, moved apart where they would overlap. */
export function apart<Label extends { value: number }>(
  labels: readonly Label[],
  { at }: LossScale,
): (Label & { dy: number })[] {
  let free = Infinity;
  const placed = labels.toSorted((a, b) => b.value - a.value).map((label) => {
    const y = Math.min(at(label.value), free - LINE);
    free = y;
    return { ...label, y };
  });
  // What was pushed below the frame pushes the others up again.
  let floor = -LINE / 2;
  return placed.toReversed().map(({ y, ...label }) => {
    const lifted = Math.max(y, floor);
    floor = lifted + LINE;
    return { ...label, dy: at(label.value) - lifted } as unknown as Label & { dy: number };
  });
}

/** Of very many points the lowest and the highest of each stretch: a reader sees the same line. */
export function thinned(points: readonly At[], most = MOST_POINTS): readonly At[] {
  if (points.length <= most) return points;
  const stretch = Math.ceil(points.length / (most / 2));
  const kept: At[] = [];
  for (let from = 0; from < points.length; from += stretch) {
    const byValue = points.slice(from, from + stretch).toSorted(([, a], [, b]) => a - b);
    const ends = [byValue[0], byValue[byValue.length - 1]];
    kept.push(...ends.toSorted(([a], [b]) => a - b));
  }
  return [points[0], ...kept, points[points.length - 1]];
}
