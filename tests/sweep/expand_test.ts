import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseOverride } from "../../src/pipeline/override.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import { expand, type ExpandOptions } from "../../src/sweep/expand.ts";
import { parseGrid } from "../../src/sweep/grid.ts";
import { UserError } from "../../src/user_error.ts";

/** The runs of a pipeline called "p" with a sweep. */
function planned(sweep: unknown, options: Partial<ExpandOptions> = {}) {
  return expand({ name: "p", sweep }, { source: "p.json", ...options });
}

function values(sweep: unknown, options: Partial<ExpandOptions> = {}): (readonly unknown[])[] {
  return planned(sweep, options).runs.map((run) => run.values);
}

function problems(sweep: unknown, options: Partial<ExpandOptions> = {}): string[] {
  return assertThrows(() => planned(sweep, options), UserError).message.split("\n");
}

Deno.test("every value goes with every other, those of the last field change first", () => {
  const { name, fields, runs } = planned({ "optimizer.learningRate": [0.1, 1], seed: [3, 4] });
  assertEquals([name, fields], ["p", ["optimizer.learningRate", "seed"]]);
  assertEquals(runs.map((run) => run.name), [
    "learningRate=0.1,seed=3",
    "learningRate=0.1,seed=4",
    "learningRate=1,seed=3",
    "learningRate=1,seed=4",
  ]);
});

Deno.test("a run is the pipeline with its values set, without pictures of its own", () => {
  const [, run] = planned({ batch: [1, 8] }).runs;
  const spec = { name: "p/batch=8", batch: 8, outputs: { charts: false } };
  assertEquals(run.pipeline, resolve(spec, { source: "" }));
  const [drawn] = expand({ name: "p", outputs: { charts: true }, sweep: { seed: [1] } }, {
    source: "",
  }).runs;
  assertEquals(drawn.pipeline.outputs.charts, true);
});

Deno.test("a range has steps of 1, steps, or points at equal distances or factors, both ends exactly", () => {
  const of = (range: unknown) => values({ "optimizer.learningRate": range }).flat();
  assertEquals(of({ from: 1, to: 4 }), [1, 2, 3, 4]);
  assertEquals(of({ from: 0.1, to: 0.4, step: 0.1 }), [0.1, 0.2, 0.3, 0.4]);
  assertEquals(of({ from: 0.1, to: 0.39, step: 0.1 }), [0.1, 0.2, 0.3]);
  assertEquals(of({ from: 1, to: 2, points: 3 }), [1, 1.5, 2]);
  assertEquals(of({ from: 1e-4, to: 0.1, points: 4, scale: "log" }), [0.0001, 0.001, 0.01, 0.1]);
  assertEquals(of({ from: 3, to: 3 }), [3]);
});

Deno.test("with zip the first values go together, then the second", () => {
  const sweep = { batch: [1, 8], "optimizer.learningRate": [0.1, 0.5] };
  assertEquals(values(sweep, { combine: "zip" }), [[1, 0.1], [8, 0.5]]);
  assertEquals(problems({ ...sweep, seed: [1] }, { combine: "zip" }), [
    "--zip: expected as many values of each field; " +
    "batch has 2, optimizer.learningRate has 2, seed has 1",
  ]);
});

Deno.test("runs at random are within their ranges, differ, and are the same for the same seed", () => {
  const rate = { from: 1e-4, to: 0.1, points: 2, scale: "log" };
  const sweep = { "optimizer.learningRate": rate, seed: { from: 0, to: 3 } };
  const drawn = (seed: number) =>
    values(sweep, { combine: { random: 50 }, overrides: [parseOverride(`seed=${seed}`)] });
  const runs = drawn(1);
  assertEquals(new Set(runs.map(String)).size, 50);
  for (const [learningRate, seed] of runs as [number, number][]) {
    assert(learningRate >= 1e-4 && learningRate < 0.1, String(learningRate));
    assert([0, 1, 2, 3].includes(seed), String(seed));
  }
  // By the logarithm, a third of them are in each third of the decades; 10 of 50 or fewer would be so in
  // one of 100 draws.
  const inLowest = runs.filter(([learningRate]) => (learningRate as number) < 1e-3).length;
  assert(inLowest > 8 && inLowest < 26, String(inLowest));
  assertEquals(drawn(1), runs);
  assert(String(drawn(2)) !== String(runs));
});

Deno.test("no more runs at random are found than there are", () => {
  assertEquals(values({ seed: [1, 2, 3] }, { combine: { random: 3 } }).length, 3);
  assertEquals(problems({ seed: [1, 2] }, { combine: { random: 3 } }), [
    "--random: expected at most as many runs as there are, found 3 of 2",
  ]);
});

Deno.test("a grid adds fields, and gives those of the section other values", () => {
  const grid = new Map([parseGrid("seed=7..8"), parseGrid("batch=2")]);
  assertEquals(planned({ seed: [1, 2, 3] }, { grid }).runs.map(({ name }) => name), [
    "seed=7,batch=2",
    "seed=8,batch=2",
  ]);
});

Deno.test("the values of a grid are a list, a range, or either as JSON", () => {
  const of = (text: string) => parseGrid(`seed=${text}`)[1];
  assertEquals(of("1,2.5,yes"), [1, 2.5, "yes"]);
  assertEquals(of("0..9"), { from: 0, to: 9 });
  assertEquals(of("-1.5..2e3"), { from: -1.5, to: 2000 });
  assertEquals(of("[[1,2],[3,4]]"), [[1, 2], [3, 4]]);
  assertEquals(of('{"from":1,"to":2,"points":3}'), { from: 1, to: 2, points: 3 });
  assertEquals(of("5"), [5]);
  for (const text of ["a..b", "..3", "5..", ".."]) assertEquals(of(text), [text]);
  for (const text of ["seed", "seed=", "=1", "a b=1"]) {
    assertThrows(() => parseGrid(text), UserError, `--grid ${text}: expected a field`);
  }
});

Deno.test("the sweep of a pipeline that declares none has a name of its own, unless one is given", () => {
  const grid = new Map([parseGrid("seed=1")]);
  const name = (options: Partial<ExpandOptions> = {}) =>
    expand({ name: "p" }, { source: "", grid, ...options }).name;
  assertEquals(name(), "p-sweep");
  assertEquals(name({ overrides: [parseOverride("name=q")] }), "q");
  assertEquals(planned({ seed: [1] }, { grid }).name, "p");
});

Deno.test("an object is set before what is within it", () => {
  const { runs: [run] } = planned({ "optimizer.learningRate": [0.5], optimizer: ["adam"] });
  assertEquals([run.pipeline.optimizer.kind, run.pipeline.optimizer.learningRate], ["adam", 0.5]);
});

Deno.test("a field of a list is swept by its index", () => {
  const classes = [{ mean: 0, sd: 1, count: 5 }, { mean: 5, sd: 1, count: 5 }];
  const { runs } = expand(
    { name: "p", data: { classes }, sweep: { "data.classes.1.mean": [2, 3] } },
    { source: "" },
  );
  assertEquals(runs.map(({ name }) => name), ["mean=2", "mean=3"]);
  assertEquals(runs.map(({ pipeline: { data } }) => "classes" in data && data.classes[1].mean), [
    2,
    3,
  ]);
});

Deno.test("fields with the same last word are told apart by the words before", () => {
  const { runs: [run] } = planned({ "neuron.seed": [1], "epochs.seed": [2], seed: [3] });
  assertEquals(run.name, "neuron.seed=1,epochs.seed=2,seed=3");
});

Deno.test("values that cannot stand in a name have a short one of their own", () => {
  const names = planned({
    schedule: ["constant", { kind: "cosine", final: 0.1 }, { kind: "cosine", final: 0.2 }],
    "data.classes": [[{ mean: 0, sd: 1, count: 5 }, { mean: 5, sd: 1, count: 5 }]],
  }).runs.map(({ name }) => name);
  assertEquals(new Set(names).size, 3);
  assertEquals(names[0].replace(/~\w{8}/, "~"), "schedule=constant,classes=~");
  // The column called 1, and the one after the first.
  const columns = { data: ["csv"], "data.path": ["rows.csv"], "data.label": ["1", 1] };
  assertEquals(planned(columns).runs.length, 2);
  assertEquals(names[1].replaceAll(/~\w{8}/g, "~"), "schedule=cosine~,classes=~");
});

Deno.test("every problem is said at once, with the field and where its values come from", () => {
  const grid = new Map([parseGrid("batch=0,1")]);
  assertEquals(problems({ sed: [1], "optimizer.learningRate": [-1, 0.1, "x"] }, { grid }), [
    "--grid batch: expected an integer ≥ 1, found 0",
    "p.json: sweep.optimizer.learningRate: expected a number > 0, found -1",
    "p.json: sweep.sed: unknown field, did you mean seed?",
    'p.json: sweep.optimizer.learningRate: expected a number > 0, found "x"',
  ]);
});

for (
  const [sweep, problem] of [
    [{}, "p.json: expected the fields to sweep and their values: --grid seed=0..9, "],
    [[1], "p.json: sweep: expected an object of fields and their values, found a list of 1"],
    [{ seed: [] }, "p.json: sweep.seed: expected a list of at least one value, found"],
    [{ seed: 3 }, "p.json: sweep.seed: expected a list of values, or a range such as"],
    [{ seed: [1, 1] }, "p.json: sweep.seed: 1 stands twice"],
    [{ seed: { from: 2, to: 1 } }, "p.json: sweep.seed: expected from ≤ to, found 2 and 1"],
    [
      { seed: { from: 0, to: 1, form: 1 } },
      "p.json: sweep.seed: form: unknown field, did you mean",
    ],
    [{ seed: { from: 0.5, to: 1 } }, "p.json: sweep.seed: expected step or points, found neither"],
    [
      { seed: { from: 0, to: 1, step: 1, points: 2 } },
      "p.json: sweep.seed: expected step or points, found both",
    ],
    [
      { seed: { from: 0, to: 1, points: 2, scale: "log" } },
      "p.json: sweep.seed: a log scale needs from > 0, found 0",
    ],
    [{ seed: { from: 1, to: 2, scale: "log" } }, "p.json: sweep.seed: a log scale needs points"],
    [{ seed: { from: 1, to: 1, points: 2 } }, "p.json: sweep.seed: 2 points from 1 to 1 are one"],
    [{ name: ["a"] }, "p.json: sweep.name: cannot be swept"],
    [{ "a b": [1] }, "p.json: sweep.a b: expected the path of a field, such as seed"],
    [
      { seed: { from: 0, to: 1e9 } },
      "p.json: sweep: expected at most 100000 runs, found 1000000001; try fewer values",
    ],
  ] as const
) {
  Deno.test(`refused: ${JSON.stringify(sweep)}`, () => {
    const [first] = problems(sweep);
    assert(first.startsWith(problem), first);
  });
}

Deno.test("rows from standard input, which can be read once, are no data of a sweep", () => {
  const data = { kind: "csv", path: "-", stream: true };
  assertEquals(
    assertThrows(
      () => expand({ name: "p", data, sweep: { seed: [1, 2] } }, { source: "p.json" }),
      UserError,
    ).message,
    "p.json: data.path: each run of a sweep reads its rows, and standard input can be read once: " +
      "--data FILE",
  );
});

Deno.test("a field that is swept is not set, too", () => {
  assertEquals(problems({ seed: [1, 2] }, { overrides: [parseOverride("seed=3")] }), [
    "--set seed: seed is swept; --grid seed=… gives other values",
  ]);
});

Deno.test("a run is the same whatever other values are swept, and no two have one name", () => {
  const rate = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
  const list = fc.uniqueArray(rate, { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(list, list, (some, others) => {
    const field = "optimizer.learningRate";
    const all = [...new Set([...some, ...others])];
    const [few, many] = [some, all].map((values) =>
      new Map(planned({ [field]: values }).runs.map((run) => [run.name, run]))
    );
    assertEquals(many.size, all.length);
    for (const [name, run] of few) assertEquals(many.get(name), run);
  }));
});

Deno.test("one run of a sweep is no pipeline by itself: the error says what runs it", () => {
  assertThrows(
    () => resolve({ name: "p", sweep: { seed: [1] } }, { source: "p.json" }),
    UserError,
    "p.json: declares a sweep, not one run: deno task sweep runs it, --print shows its runs",
  );
});
