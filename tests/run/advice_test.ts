import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  adviceOnColumns,
  adviceOnLoss,
  adviceOnSamples,
  recentLoss,
} from "../../src/run/advice.ts";

const names = { features: ["area", "smoothness"], isStandardized: false };
const classes = ["no", "yes"] as const;
const balanced = [0, 1, 0, 1];

Deno.test("features whose scales differ by over 100 times: standardize", () => {
  const x = [[1000, 0.1], [3000, 0.2], [1000, 0.1], [3000, 0.2]];
  const line = 'features differ in scale by over 100 times (σ of "smoothness" 0.0500, of "area" ' +
    "1.00e+3): add --standardize";
  assertEquals(adviceOnSamples({ x, y: balanced, classes }, names), [line]);
  assertEquals(
    adviceOnSamples({ x, y: balanced, classes }, { ...names, isStandardized: true }),
    [],
  );
});

Deno.test("100 times is not yet too much, and a constant feature has no scale", () => {
  const uneven = [[100, 1], [-100, -1], [100, 1], [-100, -1]];
  assertEquals(adviceOnSamples({ x: uneven, y: balanced, classes }, names), []);
  const constant = uneven.map(([x]) => [x, 7]);
  assertEquals(adviceOnSamples({ x: constant, y: balanced, classes }, names), []);
});

Deno.test("classes of which one is hardly there: accuracy says little", () => {
  const x = Array.from({ length: 100 }, (_, i) => [i, i]);
  const y = (ones: number) => x.map((_, i) => i < ones ? 1 : 0);
  const advice = (ones: number) => adviceOnSamples({ x, y: y(ones), classes }, names);
  const line = (share: string, name: string) =>
    `${share} % of the samples are "${name}": a model that always says so is as accurate; ` +
    "check precision and recall with evaluate MODEL FILE";
  const [line4] = adviceOnSamples({ x, y: y(4), classes }, { ...names, canBalance: true });
  assertEquals(line4, `${line("96.0", "no")}, or add --set classWeights=balanced`);
  assertEquals([advice(5), advice(4), advice(97)], [
    [],
    [line("96.0", "no")],
    [line("97.0", "yes")],
  ]);
});

Deno.test("a column of text that is hardly ever the same twice: leave it out", () => {
  const column = (name: string, size: number) => ({
    name,
    categories: Array.from({ length: size }, (_, i) => `c${i}`),
  });
  assertEquals(adviceOnColumns([{ name: "x" }, column("colour", 5), column("user id", 6)], 10), [
    '"user id" has 6 different texts in 10 samples, and tells little of others: ' +
    "add --exclude 'user id'",
  ]);
});

Deno.test("a loss that ended above where it began: a smaller learning rate", () => {
  const options = { isStandardized: true, isStream: false, learningRate: 0.001 };
  const line = "the loss ended above where it began (0.693 before, 51.0 after): try a smaller " +
    "--learning-rate than 0.001";
  assertEquals(adviceOnLoss({ first: 0.693, last: 51 }, options), [line]);
  assertEquals(adviceOnLoss({ first: 0.693, last: 0.693 }, options), []);
  assertEquals(adviceOnLoss({ first: 0.693, last: 51 }, { ...options, isStream: true }), [
    `${line}; or the rows have changed on the way (drift.svg, if it is drawn)`,
  ]);
});

Deno.test("a stream's recent loss is that of its last two reports, if they are of enough samples", () => {
  // The means so far of 100 losses of 1, of 100 more of 0.5, and of 2 more of 8.
  const reports = [
    { samples: 100, loss: 1 },
    { samples: 200, loss: 150 / 200 },
    { samples: 202, loss: 166 / 202 },
  ];
  assertAlmostEquals(recentLoss(reports)!, (50 + 16) / 102, 1e-12);
  assertAlmostEquals(recentLoss(reports.slice(0, 2))!, 0.75, 1e-12);
  assertEquals(recentLoss(reports.slice(0, 1)), 1);
  assertEquals(recentLoss([]), undefined);
  assertEquals(recentLoss([{ samples: 99, loss: 1 }]), undefined);
});
