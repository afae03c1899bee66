import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { map } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { UserError } from "../../src/user_error.ts";
import type { Trace } from "../../src/flow/learn.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import {
  type Checkpoint,
  checkpointText,
  parseCheckpoint,
  saved,
} from "../../src/run/snapshot.ts";

const vector = fc.float64Array({ maxLength: 4 });
const natural = fc.nat();
const hash = fc.string({
  unit: fc.constantFrom(..."0123456789abcdef"),
  minLength: 64,
  maxLength: 64,
});

/** Any checkpoint, with −0, NaN and infinities among its numbers. */
const checkpoint: fc.Arbitrary<Checkpoint> = fc.record({
  pipeline: hash,
  data: hash,
  log: natural,
  epoch: natural,
  position: natural,
  stopped: fc.constantFrom("loss", "patience", null),
  random: fc.option(
    fc.tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.nat({ max: 700 })).map(([seed, draws]) => {
      const random = numpyRandom(seed);
      for (let i = 0; i < draws; i++) random.normal(0, 1);
      return random;
    }),
    { nil: undefined },
  ),
  scaling: fc.option(fc.record({ mean: vector, sd: vector }), { nil: undefined }),
  learner: fc.record({
    parameters: vector,
    gradient: vector,
    batched: natural,
    memory: vector,
    step: natural,
    learningRate: fc.double(),
    samples: natural,
    lossSum: fc.double(),
    lossOutside: fc.double(),
    lossInside: fc.double(),
    correct: natural,
  }),
});

/** The bytes of all vectors, which tell −0 from 0. */
function bits({ learner, scaling }: Omit<Checkpoint, "random">): number[][] {
  const { parameters, gradient, memory } = learner;
  const vectors = [parameters, gradient, memory, scaling?.mean, scaling?.sd];
  return vectors.map((vector = new Float64Array()) => [
    ...new Uint8Array(vector.slice().buffer),
  ]);
}

Deno.test("a checkpoint that is read is the one that was written, to the last bit", () => {
  fc.assert(fc.property(checkpoint, ({ random, ...written }) => {
    const text = checkpointText({ random, ...written });
    const { random: restored, ...read } = parseCheckpoint(text, "here");
    assertEquals(read, written);
    assertEquals(bits(read), bits(written));
    assertEquals(restored?.state(), random?.state());
  }));
});

const text = checkpointText({
  pipeline: "0".repeat(64),
  data: "f".repeat(64),
  log: 7,
  epoch: 1,
  position: 2,
  stopped: null,
  random: numpyRandom(42),
  scaling: undefined,
  learner: {
    parameters: Float64Array.of(1, -0),
    gradient: Float64Array.of(0, 0),
    batched: 0,
    memory: new Float64Array(),
    step: 3,
    learningRate: 0.1,
    samples: 2,
    lossSum: 0.5,
    lossOutside: 0.5,
    lossInside: 0,
    correct: 1,
  },
});

/** Reads a checkpoint that may be anything; only a UserError may come of it. */
function survives(text: string): boolean {
  try {
    parseCheckpoint(text, "here");
    return true;
  } catch (error) {
    assert(error instanceof UserError, String(error));
    assert(error.message.startsWith("here: damaged, ") && !error.message.includes("\n"));
    return false;
  }
}

Deno.test("a checkpoint cut off at any byte is damaged", () => {
  // Without its last byte, a line end, it is whole still.
  for (let length = 0; length < text.length - 1; length++) {
    assertEquals(survives(text.slice(0, length)), false, `${length} bytes`);
  }
  assert(survives(text));
});

Deno.test("a checkpoint with any field missing or of another kind is damaged", () => {
  function paths(value: unknown, path: string[] = []): string[][] {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [path];
    return [path, ...Object.entries(value).flatMap(([key, inner]) => paths(inner, [...path, key]))];
  }
  function changed(value: unknown, [key, ...path]: string[], to: unknown): unknown {
    if (key === undefined) return to;
    const object = value as Record<string, unknown>;
    return { ...object, [key]: changed(object[key], path, to) };
  }
  const wrong = [undefined, "x", -1.5, [[]], { a: 1 }, true, ["NaN", "nan"]];
  for (const path of paths(JSON.parse(text))) {
    for (const value of wrong) {
      const damaged = JSON.stringify(changed(JSON.parse(text), path, value)) ?? "";
      // These may be any number.
      const any = ["learningRate", "lossSum", "lossOutside", "lossInside", "cached"];
      if (any.includes(path.at(-1) ?? "") && typeof value === "number") continue;
      assertEquals(survives(damaged), false, `${path.join(".")} = ${value}`);
    }
  }
});

Deno.test("a checkpoint that is anything gives one clear line at most", () => {
  fc.assert(fc.property(fc.json(), (json) => assertEquals(survives(json), false)));
  fc.assert(fc.property(fc.string(), (string) => assertEquals(survives(string), false)));
  fc.assert(fc.property(fc.nat({ max: text.length - 1 }), fc.string(), (at, string) => {
    survives(text.slice(0, at) + string + text.slice(at + 1));
  }));
  for (const [open, close] of [["[", "]"], ['{"a":', "}"]]) {
    const deep = open.repeat(1e6) + "1" + close.repeat(1e6);
    assertEquals(survives(deep), false);
    assertEquals(survives(text.replace("null", deep)), false);
  }
  assertEquals(survives(text.replace('"epoch":1', '"__proto__":{"epoch":1}')), false);
});

Deno.test("a checkpoint of another version is not read", () => {
  assertThrows(
    () => parseCheckpoint(text.replace('"version":1', '"version":2'), "c.json"),
    UserError,
    "c.json: damaged, version is not valid; run without --resume to start anew",
  );
});

Deno.test("a run is saved after its checkpoints, when the time is over, and at its end", () => {
  const scheduler = new TestScheduler((actual, expected) => assertEquals(actual, expected));
  scheduler.run(({ cold, expectObservable }) => {
    const seen: string[] = [];
    const traces = cold("abc--d--(ef|)", {
      a: { checkpoint: true },
      b: {},
      c: {},
      d: {},
      e: {},
      f: {},
    }).pipe(map((trace, index) => ({ ...trace, step: index }) as unknown as Trace));
    const log = saved({
      save: (trace) => seen.push(`save ${(trace as unknown as { step: number }).step}`),
      every: 4,
      now: () => scheduler.now(),
    });
    const passed = traces.pipe(
      log,
      map((trace) => {
        const { step } = trace as unknown as { step: number };
        seen.push(`pass ${step}`);
        return step;
      }),
    );
    expectObservable(passed).toBe("abc--d--(ef|)", { a: 0, b: 1, c: 2, d: 3, e: 4, f: 5 });
    scheduler.flush();
    assertEquals(seen, [
      ...["pass 0", "save 0", "pass 1", "pass 2", "pass 3", "save 3"],
      ...["pass 4", "pass 5", "save 5"],
    ]);
  });
});

Deno.test("a run that cannot be saved fails", () => {
  new TestScheduler((actual, expected) => assertEquals(actual, expected)).run(
    ({ cold, expectObservable }) => {
      const traces = cold("ab|", { a: {} as Trace, b: { checkpoint: true } as Trace });
      const full = new Error("full");
      const save = () => {
        throw full;
      };
      expectObservable(traces.pipe(saved({ save, now: () => 0 }), map(() => "T"))).toBe(
        "T(T#)",
        undefined,
        full,
      );
    },
  );
});

Deno.test("a run that diverges is saved as it was before", () => {
  new TestScheduler((actual, expected) => assertEquals(actual, expected)).run(
    ({ cold, expectObservable, flush }) => {
      const kept: Trace[] = [];
      const fine = { summary: {} } as Trace;
      const traces = cold("a(b|)", { a: fine, b: { stopped: "diverged" } as Trace });
      expectObservable(
        traces.pipe(saved({ save: (trace) => kept.push(trace), now: () => 0 }), map(() => "T")),
      )
        .toBe("T(T|)");
      flush();
      assertEquals(kept, [fine]);
    },
  );
});
