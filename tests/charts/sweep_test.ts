import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { curvesChart } from "../../src/charts/curves_chart.ts";
import { groupsOf, headline, type RunState, type Sweep } from "../../src/charts/sweep.ts";
import { sweepChart } from "../../src/charts/sweep_chart.ts";
import { OPACITY } from "../../src/charts/sweep_heat.ts";
import { valueWords, wordsOf } from "../../src/charts/sweep_words.ts";
import { textWidth } from "../../src/charts/text.ts";
import { INK, MINOR, SIZE } from "../../src/charts/theme.ts";
import { TONES } from "../../src/charts/tones.ts";
import { contrast } from "./contrast.ts";
import { groups, parse, pathPoints, pathsOf, type Shape, strokesOf, texts } from "./picture.ts";
import { type Came, runOf, sweepOf, upTo } from "./sweeps.ts";

const RATE = "optimizer.learningRate";

/** Three learning rates of which the middle one is the best, with three seeds each. */
const rates = sweepOf(
  { [RATE]: [0.01, 0.1, 1], seed: [0, 1, 2] },
  ({ [RATE]: rate, seed }) => ({ loss: (rate === 0.1 ? 0.02 : 0.2) + 0.01 * seed }),
);

/** Text as a reader sees it where the picture is not small. */
function seen(svg: string): string[] {
  const picture = parse(svg);
  for (const hidden of picture.querySelectorAll('[display="none"]')) hidden.remove();
  return texts(picture);
}

/** How large sizes of text are where the picture is small. */
const LARGER = new Map<number, number>(
  Object.values(SIZE).map(({ normal, small }) => [normal, small]),
);

/** From where to where texts go, where the picture is small. */
function boxesOf(picture: Shape): { text: string; left: number; right: number; y: number }[] {
  for (const minor of picture.querySelectorAll(`.${MINOR}`)) minor.remove();
  return [...picture.querySelectorAll("text")].map((text) => {
    // Plot moves texts to their places; what it says in ems centres them.
    const given = (name: string) => Number(text.getAttribute(name)?.replace(/.*em$/, "0") ?? 0);
    let [x, y, size, anchor] = [given("x"), given("y"), 0, ""];
    for (let at: Shape | null = text; at && at !== picture; at = at.parentElement) {
      const moved = at.getAttribute("transform")?.match(/-?[\d.]+/g)?.map(Number) ?? [0, 0];
      const isPlot = at.tagName.toLowerCase() === "svg";
      x += moved[0] + (isPlot ? Number(at.getAttribute("x")) : 0);
      y += moved[1] + (isPlot ? Number(at.getAttribute("y")) : 0);
      size ||= Number(at.getAttribute("font-size"));
      anchor ||= at.getAttribute("text-anchor") ?? "";
    }
    const words = text.textContent ?? "";
    const width = textWidth(words, LARGER.get(size || SIZE.tick.normal)!);
    const left = anchor === "end" ? x - width : anchor === "middle" ? x - width / 2 : x;
    return { text: words, left, right: left + width, y };
  });
}

/** Where a text is, in the units of its plot. */
function placeOf(picture: Shape, text: string): [x: number, y: number] {
  const found = [...picture.querySelectorAll("text")].filter((one) => one.textContent === text);
  assertEquals(found.length, 1, `${text}: ${found.length}`);
  const [x, y] = found[0].getAttribute("transform")!.match(/-?[\d.]+/g)!.map(Number);
  return [x, y];
}

Deno.test("runs that differ in their seeds alone are a group: its median, its spread", () => {
  const { fields, hasSeeds, groups, ranked } = groupsOf(rates);
  assertEquals([fields, hasSeeds, groups.length], [[RATE], true, 3]);
  assertEquals(groups.map(({ values }) => values), [[0.01], [0.1], [1]]);
  const [best] = ranked;
  assertEquals([best.values, best.runs.length, best.bad], [[0.1], 3, 0]);
  assertAlmostEquals(best.median, 0.03);
  assertAlmostEquals(best.least!, 0.02);
  assertAlmostEquals(best.greatest!, 0.04);
});

Deno.test("a part's seed is a seed; a field of one value is no field", () => {
  const { fields, groups } = groupsOf(sweepOf(
    { "data.seed": [1, 2], batch: [4], "epochs.count": [5, 10] },
    () => ({}),
  ));
  assertEquals([fields, groups.length], [["epochs.count"], 2]);
});

Deno.test("a run that diverged is worse than all: where it is the middle, there is no median", () => {
  const withBad = (bad: number) =>
    groupsOf(
      sweepOf({ seed: upTo(5) }, ({ seed }) => seed < bad ? { state: "diverged" } : { loss: seed }),
    );
  assertEquals(withBad(0).groups[0].median, 2);
  assertEquals(withBad(2).groups[0].median, 4);
  assertEquals(withBad(2).groups[0].bad, 2);
  assertEquals(withBad(3).groups[0].median, undefined);
  assertEquals(withBad(3).groups[0].least, 3);
  assertEquals(withBad(3).ranked, []);
});

Deno.test("of accuracies the greatest is the best", () => {
  // Losses of two kinds cannot be compared.
  const sweep = sweepOf(
    { loss: ["binary-cross-entropy", "squared-error"], seed: [0, 1, 2] },
    ({ loss: lossName, seed }) => ({
      lossName,
      accuracy: lossName === "squared-error" ? 0.9 + seed / 100 : 0.8,
    }),
  );
  const { measure, ranked: [best] } = groupsOf(sweep);
  assertEquals([measure.name, best.values, best.least, best.greatest], [
    "accuracy",
    ["squared-error"],
    0.9,
    0.92,
  ]);
  assertEquals(
    headline(sweep),
    "Best at loss squared-error: accuracy 91 %, over 3 seeds 90 % to 92 %",
  );
});

Deno.test("the headline says what came of a sweep", () => {
  const sweep = (
    fields: Record<string, number[]>,
    came: (values: Record<string, number>) => Came,
  ) => headline(sweepOf(fields, came));
  assertEquals(
    headline(rates),
    "Best at learning rate 0.1: loss 0.0300, over 3 seeds 0.0200 to 0.0400",
  );
  assertEquals(
    sweep({ batch: [1, 4] }, ({ batch }) => ({ loss: batch })),
    "Best at batch 1: loss 1.00",
  );
  assertEquals(
    sweep({ batch: [1, 4], seed: [1, 2] }, ({ batch }) => ({ loss: batch, heldOut: batch })),
    "Best at batch 1: held-out loss 1.00 with each of 2 seeds",
  );
  assertEquals(
    sweep({ seed: upTo(4) }, ({ seed }) => ({ loss: seed + 1 })),
    "Over 4 seeds the loss is 1.00 to 4.00",
  );
  assertEquals(
    sweep({ seed: upTo(4) }, ({ seed }) => seed ? { loss: seed } : { state: "diverged" }),
    "Over 3 of 4 seeds the loss is 1.00 to 3.00",
  );
  assertEquals(
    sweep(
      { batch: [1, 4], seed: upTo(3) },
      ({ batch, seed }) => batch === 1 && seed === 0 ? { state: "failed" } : { loss: batch + seed },
    ),
    "Best at batch 1: loss 3.00, over 2 of 3 seeds 2.00 to 3.00",
  );
  assertEquals(sweep({ batch: [1] }, () => ({ loss: 1 })), "One run: loss 1.00");
  assertEquals(
    sweep({ batch: [1, 4] }, () => ({ loss: 1 })),
    "Both settings come to the same loss: 1.00",
  );
  assertEquals(
    sweep({ batch: [1, 4, 8] }, ({ batch }) => ({ loss: batch === 8 ? 2 : 1 })),
    "2 of 3 settings share the best loss: 1.00",
  );
  assertEquals(sweep({ batch: [1, 4] }, () => ({ state: "diverged" })), "All runs diverged");
  assertEquals(sweep({ batch: [1] }, () => ({ state: "diverged" })), "The only run diverged");
  assertEquals(sweep({ batch: [1, 4] }, () => ({ state: "missing" })), "All runs are missing");
  assertEquals(
    sweep({ batch: [1, 4] }, ({ batch }) => ({ state: batch === 1 ? "stopped" : "failed" })),
    "Of 2 runs none has finished: 1 failed, 1 was stopped",
  );
  assertEquals(
    sweep(
      { batch: [1, 4], seed: [1, 2] },
      ({ seed }) => seed === 1 ? { state: "diverged" } : { loss: 1 },
    ),
    "Nowhere did most runs finish: of 4 runs 2 diverged",
  );
  assertEquals(headline({ name: "none", fields: [], runs: [] }), "There are no runs");
});

Deno.test("fields and values in words", () => {
  assertEquals(
    wordsOf([RATE, "epochs.count", "optimizer.kind", "data.classes.1.mean", "stop.limit", "batch"]),
    ["learning rate", "epochs", "optimizer", "class 1 mean", "stop limit", "batch"],
  );
  // Words that would mean two fields are all of the path.
  assertEquals(wordsOf(["a.size", "b.size"]), ["a size", "b size"]);
  assertEquals(
    [0, 0.1, 1e-7, 1 / 3, 2500, 1234567, 2500.125, "adam", true, null, { kind: "adam" }, {
      kind: "step",
      every: 10,
    }, [1]]
      .map(valueWords),
    [
      "0",
      "0.1",
      "10⁻⁷",
      "0.333",
      "2,500",
      "1,234,567",
      "2,500",
      "adam",
      "true",
      "null",
      "adam",
      "step (every 10)",
      "[1]",
    ],
  );
});

Deno.test("one field: a line through the medians on logarithmic axes, a dot for each run", () => {
  const svg = sweepChart(rates);
  const picture = parse(svg);
  const [title, subtitle] = texts(picture);
  assertEquals(title, "Best at learning rate 0.1: loss 0.0300");
  assert(subtitle.startsWith("over 3 seeds 0.0200 to 0.0400 · with 3 of 3 seeds better than"));
  for (const text of ["learning rate", "0.01", "0.1", "1", "0.0300", "loss"]) {
    assert(texts(picture).includes(text), text);
  }
  const [line] = pathsOf(picture, { stroke: INK, width: 2 });
  const points = pathPoints(line);
  assertEquals(points.length, 3);
  assertAlmostEquals(points[1][0] - points[0][0], points[2][0] - points[1][0], 0.2);
  assert(points[1][1] > points[0][1] + 50, "less loss is lower");
  const [dots] = pathsOf(picture, { stroke: INK, width: 4.5 });
  assertEquals(strokesOf(dots).length, 9);
});

Deno.test("one field that goes evenly has a linear axis", () => {
  const svg = sweepChart(sweepOf({ batch: [1, 2, 3, 4] }, ({ batch }) => ({ loss: batch })));
  const [line] = pathsOf(parse(svg), { stroke: INK, width: 2 });
  const xs = pathPoints(line).map(([x]) => x);
  assertAlmostEquals(xs[3] - xs[2], xs[1] - xs[0], 0.2);
});

Deno.test("one field: what came to no end has a mark above its value, and a word", () => {
  const states: RunState[] = ["finished", "diverged", "failed", "stopped", "missing"];
  const sweep = sweepOf({ batch: [1, 2, 3, 4, 5] }, ({ batch }) => ({ state: states[batch - 1] }));
  const svg = sweepChart(sweep);
  const picture = parse(svg);
  for (const state of states.slice(1)) assert(seen(svg).includes(state), state);
  assert(seen(svg)[1].startsWith("× 1 diverged, 1 failed, 1 was stopped, 1 is missing"));
  // Each lane has its mark over its value: the next is further right.
  const marks = groups(picture, "dot").flatMap((
    group,
  ) => [...group.querySelectorAll("path,circle")])
    .map((mark) =>
      Number(mark.getAttribute("transform")?.match(/[\d.]+/)?.[0] ?? mark.getAttribute("cx"))
    );
  const lanes = marks.slice(-4);
  assertEquals(lanes.length, 4);
  assertEquals(lanes, lanes.toSorted((a, b) => a - b));
});

Deno.test("words as values, and seeds alone: a row each, a dot for each run, the median beside", () => {
  const svg = sweepChart(sweepOf(
    { optimizer: ["sgd", "adam"], seed: upTo(5) },
    ({ optimizer, seed }) =>
      seed === 4 && optimizer === "sgd"
        ? { state: "diverged" }
        : { loss: (optimizer === "sgd" ? 1 : 0.5) + seed / 100 },
  ));
  for (const text of ["sgd · × 1 diverged", "adam", "1.02", "0.520"]) {
    assert(seen(svg).includes(text), text);
  }
  const picture = parse(svg);
  assert(placeOf(picture, "sgd · × 1 diverged")[1] < placeOf(picture, "adam")[1]);
  const [dots] = pathsOf(picture, { stroke: INK, width: 5 });
  assertEquals(strokesOf(dots).length, 9);
  const seeds = sweepChart(sweepOf({ seed: upTo(20) }, ({ seed }) => ({ loss: 1 + seed })));
  assert(seen(seeds).includes("20 seeds"));
  assertEquals(strokesOf(pathsOf(parse(seeds), { stroke: INK, width: 5 })[0]).length, 20);
});

/** A cell for each pair of values, one where all runs diverged. */
const grid = sweepOf(
  { [RATE]: [0.1, 1, 10], batch: [1, 4], seed: [0, 1, 2] },
  ({ [RATE]: rate, batch, seed }) =>
    rate === 10 && (batch === 4 || seed === 0)
      ? { state: "diverged" }
      : { loss: batch / rate + seed / 100 },
);

Deno.test("two fields: a cell for each pair with its number, more ink for more loss", () => {
  const svg = sweepChart(grid);
  const picture = parse(svg);
  const [cells] = groups(picture, "rect");
  const opacities = [...cells.querySelectorAll("rect")].map((cell) =>
    Number(cell.getAttribute("fill-opacity"))
  );
  assertEquals(opacities.length, 5);
  assertEquals([Math.min(...opacities), Math.max(...opacities)], [OPACITY.least, OPACITY.most]);
  // Batches go up, learning rates to the right.
  const places = ["10.0", "40.0", "1.01", "4.01"].map((text) => text);
  assertEquals(places.length, 4);
  const [left, top] = placeOf(picture, "40.0");
  const [right, bottom] = placeOf(picture, "1.01");
  assert(left < right && top < bottom);
  assert(seen(svg).includes("× diverged"));
  assert(seen(svg).includes("× 1 of 3"), "a cell says that one of its runs diverged");
});

Deno.test("two fields: the best cell is the one that the title names", () => {
  const svg = sweepChart(grid);
  assert(seen(svg)[0].startsWith("Best at learning rate 10, batch 1: loss 0.120"));
  const outline = groups(parse(svg), "rect").at(-1)!;
  assertEquals(outline.getAttribute("stroke-width"), "2.5");
  const [best, ...more] = outline.querySelectorAll("rect");
  assertEquals(more.length, 0);
  const [x] = placeOf(parse(svg), "0.120");
  // It has the least ink of all.
  const place = (cell: Shape) => ["x", "y"].map((of) => cell.getAttribute(of)).join();
  const inks = [...groups(parse(svg), "rect")[0].querySelectorAll("rect")]
    .map((cell) => [place(cell), cell.getAttribute("fill-opacity")] as const);
  assertEquals(new Map(inks).get(place(best)), String(OPACITY.least));
  const left = Number(best.getAttribute("x"));
  assert(left < x && x < left + Number(best.getAttribute("width")));
});

Deno.test("two fields: of accuracies the greatest has the least ink", () => {
  const svg = sweepChart(sweepOf(
    { loss: ["binary-cross-entropy", "squared-error"], batch: [1, 4] },
    ({ loss, batch }) => ({ lossName: loss, accuracy: 0.5 + batch / 10 }),
  ));
  assertEquals(seen(svg).slice(0, 2), [
    "2 of 4 settings share the best accuracy: 90 %",
    "more ink, less accuracy",
  ]);
  const inks = [...groups(parse(svg), "rect")[0].querySelectorAll("rect")]
    .map((cell) => Number(cell.getAttribute("fill-opacity")));
  assertEquals(inks, [OPACITY.most, OPACITY.least, OPACITY.most, OPACITY.least]);
});

Deno.test("a grid too fine for numbers has none, but that of the best", () => {
  const svg = sweepChart(sweepOf({ a: upTo(40), b: upTo(25) }, ({ a, b }) => ({
    loss: 1 + Math.hypot(a - 20, b - 9),
  })));
  const numbers = seen(svg).filter((text) => /\d\.\d\d$/.test(text));
  assertEquals(numbers, ["Best at a 20, b 9: loss 1.00", "best 1.00"]);
});

Deno.test("three fields: a map for each value of the field with the fewest", () => {
  const svg = sweepChart(sweepOf(
    { [RATE]: [0.1, 1, 10], "epochs.count": [5, 20], batch: [1, 4, 16] },
    ({ [RATE]: rate, "epochs.count": epochs, batch }) => ({ loss: batch / rate / epochs }),
  ));
  for (const text of ["epochs 5", "epochs 20", "learning rate", "batch"]) {
    assert(seen(svg).includes(text), text);
  }
  assertEquals(groups(parse(svg), "rect")[0].querySelectorAll("rect").length, 18);
});

Deno.test("four fields: those that matter most are drawn, the fourth at its best, and it says so", () => {
  const svg = sweepChart(sweepOf(
    { a: [1, 2], dull: [1, 2], b: [1, 2, 3], c: [1, 2, 3] },
    ({ a, dull, b, c }) => ({ loss: a * b * c + dull / 1000 }),
  ));
  assert(seen(svg)[1].startsWith("each cell at its best over dull"));
  assertEquals(groups(parse(svg), "rect")[0].querySelectorAll("rect").length, 18);
  // 1 × 3 × 3 at the best of the fourth, not 9.002.
  assert(seen(svg).filter((text) => text === "9.00").length === 1);
});

Deno.test("fields whose combinations are mostly untried have a panel each, every setting in each", () => {
  const all = sweepOf({ a: upTo(9), b: upTo(9) }, ({ a, b }) => ({ loss: 1 + a + b }));
  // The first values together, the second, …
  const sweep = { ...all, runs: all.runs.filter(({ values: [a, b] }) => a === b) };
  const svg = sweepChart(sweep);
  assertEquals(seen(svg)[0], "Best at a 0, b 0: loss 1.00");
  const panels = pathsOf(parse(svg), { stroke: INK, width: 4.5 });
  assertEquals(panels.map((path) => strokesOf(path).length), [8, 8]);
});

const long = ["measurements-of-the-north-laboratory/first.csv", "measurements-of-the-north/b.csv"];
const overflowing: Record<string, Sweep> = {
  rates,
  grid,
  rows: sweepOf({ "data.path": long, seed: upTo(30) }, ({ seed }) => ({
    state: seed % 9 === 1 ? "diverged" : "finished",
    loss: 1 + seed,
  })),
  maps: sweepOf(
    { "data.path": long, [RATE]: upTo(9).map((i) => 3 ** -i), seed: [1, 2] },
    () => ({}),
  ),
  fine: sweepOf(
    { a: upTo(40).map((i) => 1.3 ** i), b: upTo(25) },
    ({ a, b }) => ({ loss: a + b }),
  ),
  panels: {
    ...grid,
    runs: grid.runs.filter((_, i) => i % 7 === 0),
  },
};
for (const [name, sweep] of Object.entries(overflowing)) {
  for (const [kind, draw] of Object.entries({ sweepChart, curvesChart })) {
    Deno.test(`${name}, ${kind}: no text leaves the picture, where it is small, either`, () => {
      const picture = parse(draw(sweep));
      const [width, height] = ["width", "height"].map((of) => Number(picture.getAttribute(of)));
      for (const { text, left, right, y } of boxesOf(picture)) {
        assert(left >= 0 && right <= width && y <= height, `${text}: ${left} to ${right}, ${y}`);
      }
    });
  }
}

Deno.test("text on every cell has a contrast of at least 4.5", () => {
  const mixed = (paper: string, ink: string, opacity: number) =>
    "#" + [1, 3, 5].map((at) => {
      const [p, i] = [paper, ink].map((color) => parseInt(color.slice(at, at + 2), 16));
      return Math.round(p + (i - p) * opacity).toString(16).padStart(2, "0");
    }).join("");
  for (const mode of ["light", "dark"] as const) {
    const [paper, ink] = [TONES.paper[mode], TONES.ink[mode]];
    const found = contrast(ink, mixed(paper, ink, OPACITY.most));
    assert(found >= 4.5, `${mode}: ${found.toFixed(2)}`);
  }
});

Deno.test("curves: all runs over each other, the best in ink with its name, groups at their ends", () => {
  const svg = curvesChart(rates);
  assertEquals(seen(svg)[0], "Best of 9 runs: loss 0.0200, learningRate=0.1,seed=0");
  for (const text of ["learningRate=0.1,seed=0", "learning rate 0.1", "learning rate 1", "epoch"]) {
    assert(seen(svg).includes(text), text);
  }
  const picture = parse(svg);
  const [others] = pathsOf(picture, { stroke: INK, width: 1 });
  assertEquals(strokesOf(others).map(({ length }) => length), new Array(8).fill(20));
  const [best] = pathsOf(picture, { stroke: INK, width: 2.5 });
  assertEquals(pathPoints(best).length, 20);
});

Deno.test("curves: few runs have their names at their ends, without the folder of all", () => {
  const runs = [["out/a/one", 0.1, 20], ["out/a/two", 0.2, 5], ["out/b", 0.4, 20]] as const;
  const svg = curvesChart({
    name: "runs",
    fields: [],
    runs: runs.map(([name, loss, epochs]) => runOf({ name, values: [] }, { loss, epochs })),
  });
  const picture = parse(svg);
  const heights = ["b", "a/two", "a/one"].map((name) => placeOf(picture, name)[1]);
  assertEquals(heights, heights.toSorted((a, b) => a - b), "the least loss is lowest");
});

Deno.test("curves: held-out losses where runs are compared by them", () => {
  const svg = curvesChart(sweepOf({ batch: [1, 2] }, ({ batch }) => ({ loss: 1, heldOut: batch })));
  assert(seen(svg).includes("held-out loss of the epoch"));
  const [best] = pathsOf(parse(svg), { stroke: INK, width: 2.5 });
  const [other] = pathsOf(parse(svg), { stroke: INK, width: 1 });
  assert(pathPoints(best).at(-1)![1] > pathPoints(other).at(-1)![1] + 20);
});

Deno.test("curves: a run that diverged leaves the picture in a mark with its word, and is counted", () => {
  const svg = curvesChart(sweepOf(
    { [RATE]: [0.1, 1000] },
    ({ [RATE]: rate }) => rate === 1000 ? { state: "diverged", epochs: 20 } : {},
  ));
  assert(seen(svg).includes("diverged"));
  assertEquals(seen(svg)[1], "× 1 diverged");
  const picture = parse(svg);
  const [curve] = pathsOf(picture, { stroke: INK, width: 1 });
  const points = pathPoints(curve);
  assert(points.length < 10, "no flat line along the edge");
  const marks = groups(picture, "dot").flatMap((group) => [...group.querySelectorAll("path")]);
  const ends = marks.map((mark) => mark.getAttribute("transform")!.match(/[\d.]+/g)!.map(Number));
  assertEquals(ends, [points.at(-1)!]);
});

Deno.test("a thousand runs: curves of at most a megabyte, dots and cells of at most 100 kB", () => {
  const lines = sweepOf(
    { [RATE]: upTo(100).map((i) => 1.1 ** i), seed: upTo(10) },
    ({ [RATE]: rate, seed }) => ({ loss: 1 / rate + seed / 100, epochs: 200 }),
  );
  const cells = sweepOf({ a: upTo(40), b: upTo(25) }, ({ a, b }) => ({ loss: 1 + a * b }));
  assert(curvesChart(lines).length < 1_000_000);
  assert(sweepChart(lines).length < 100_000);
  assert(sweepChart(cells).length < 100_000);
});

const states = fc.constantFrom<RunState>(
  "finished",
  "finished",
  "diverged",
  "failed",
  "stopped",
  "missing",
);
const losses = fc.oneof(
  fc.constantFrom(0, 5e-324, 1e-300, 1, Number.MAX_VALUE),
  fc.double({ min: 0, max: 1e3, noNaN: true }),
);
const fieldValues = fc.oneof(
  fc.uniqueArray(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 4 }),
  fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 }),
  fc.uniqueArray(fc.string({ maxLength: 60 }), { minLength: 1, maxLength: 3 }),
  fc.constant([{ kind: "adam" }, null, true, [1, 2]]),
);
const anySweep: fc.Arbitrary<Sweep> = fc.array(fieldValues, { maxLength: 4 }).chain((values) => {
  const fields = Object.fromEntries(
    values.map((values, i) => [["seed", RATE, "a.b", "loss"][i], values]),
  );
  const size = values.reduce((size, { length }) => size * length, 1);
  return fc.array(fc.tuple(states, losses, fc.integer({ min: 0, max: 3 }), fc.boolean()), {
    minLength: size,
    maxLength: size,
  }).map((came) => {
    let i = 0;
    const sweep = sweepOf(fields, () => {
      const [state, loss, epochs] = came[i++];
      return { state, loss, epochs };
    });
    // Not every combination has been tried.
    return { ...sweep, runs: sweep.runs.filter((_, i) => came[i][3]) };
  });
});

Deno.test("whatever is swept and comes of it, both pictures are drawn of finite numbers", () => {
  fc.assert(
    fc.property(anySweep, (sweep) => {
      for (const svg of [sweepChart(sweep), curvesChart(sweep)]) {
        assertEquals(/="[^"]*(NaN|Infinity|undefined)/.exec(svg), null);
      }
      // One of each state that is no end is told of.
      const words = texts(parse(sweepChart(sweep))).join(" ");
      for (const { state } of sweep.runs) {
        if (state !== "finished") assert(words.includes(state), state);
      }
    }),
    { numRuns: 200 },
  );
});
