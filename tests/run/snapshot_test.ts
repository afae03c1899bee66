import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { map } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import type { Trace } from "../../src/flow/trace.ts";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import {
  type Moment,
  parseSnapshot,
  type Snapshot,
  snapshots,
  snapshotText,
} from "../../src/run/snapshot.ts";
import { crc32 } from "../../src/rows/crc32.ts";
import { UserError } from "../../src/user_error.ts";

const vector = fc.array(fc.double(), { maxLength: 4 });
const natural = fc.nat();
const hash = fc.string({
  unit: fc.constantFrom(..."0123456789abcdef"),
  minLength: 64,
  maxLength: 64,
});

/** Any snapshot, with −0, NaN and infinities among its numbers. */
const snapshot: fc.Arbitrary<Snapshot> = fc.record({
  pipeline: fc.record({ name: fc.string(), seed: fc.nat() }),
  data: hash,
  read: fc.option(fc.record({ bytes: natural, checksum: natural })),
  log: natural,
  position: fc.record({
    epoch: natural,
    sample: natural,
    random: fc.option(
      fc.tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.nat({ max: 700 })).map(([seed, draws]) => {
        const random = numpyRandom(seed);
        for (let i = 0; i < draws; i++) random.normal(0, 1);
        return () => random;
      }),
      { nil: undefined },
    ),
  }),
  learner: fc.record({
    parameters: vector,
    gradient: vector,
    batched: natural,
    memory: vector,
    steps: natural,
    learningRate: fc.double(),
    samples: natural,
    lossOutside: fc.double(),
    lossInside: fc.double(),
    correct: natural,
  }),
});

/** A snapshot as plain data, its vectors as bytes, which tell −0 from 0. */
function plain({ position: { random, ...position }, learner, ...rest }: Snapshot) {
  const { parameters, gradient, memory, ...sums } = learner;
  const bytes = [parameters, gradient, memory, Object.values(sums)]
    .map((numbers) => [...new Uint8Array(Float64Array.from(numbers).buffer)]);
  return { ...rest, position, random: random?.().state(), bytes };
}

Deno.test("a snapshot that is read is the one that was written, to the last bit", () => {
  fc.assert(fc.property(snapshot, (written) => {
    assertEquals(plain(parseSnapshot(snapshotText(written), "here")), plain(written));
  }));
});

const text = snapshotText({
  pipeline: { name: "test" },
  data: "f".repeat(64),
  read: { bytes: 20, checksum: 7 },
  log: 7,
  position: { epoch: 1, sample: 2, random: () => numpyRandom(42) },
  learner: {
    parameters: [1, -0],
    gradient: [0, 0],
    batched: 0,
    memory: [],
    steps: 3,
    learningRate: 0.1,
    samples: 2,
    lossOutside: 0.5,
    lossInside: 0,
    correct: 1,
  },
});

/** Reads a snapshot that may be anything; only a UserError may come of it. */
function survives(text: string): boolean {
  try {
    parseSnapshot(text, "here");
    return true;
  } catch (error) {
    assert(error instanceof UserError, String(error));
    assert(error.message.startsWith("here: damaged, ") && !error.message.includes("\n"));
    return false;
  }
}

Deno.test("a snapshot cut off at any byte is damaged", () => {
  // Without its last byte, a line end, it is whole still.
  for (let length = 0; length < text.length - 1; length++) {
    assertEquals(survives(text.slice(0, length)), false, `${length} bytes`);
  }
  assert(survives(text));
});

Deno.test("a snapshot of which any one digit was changed is damaged", () => {
  for (const { index } of text.matchAll(/\d/g)) {
    for (const digit of "0123456789") {
      if (digit === text[index]) continue;
      assertEquals(survives(text.slice(0, index) + digit + text.slice(index + 1)), false);
    }
  }
});

/** A snapshot's text after its checksum was made to fit. */
function withChecksum(snapshot: string): string {
  const rest = snapshot.replace(/^\{("checksum":"[^"]*",)?/, "").replace(/\n$/, "");
  const checksum = crc32(new TextEncoder().encode(rest)).toString(16).padStart(8, "0");
  return `{"checksum":"${checksum}",${rest}\n`;
}

Deno.test("a snapshot with any field missing or of another kind is damaged", () => {
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
      if (path[0] === "checksum") continue;
      const damaged = withChecksum(JSON.stringify(changed(JSON.parse(text), path, value)) ?? "");
      // These may be any number.
      const any = ["learningRate", "lossOutside", "lossInside", "cached"];
      if (any.includes(path.at(-1) ?? "") && typeof value === "number") continue;
      // The pipeline is compared with the run's own, whatever it is.
      if (path.at(-1) === "name" && typeof value === "string") continue;
      assertEquals(survives(damaged), false, `${path.join(".")} = ${value}`);
    }
  }
});

Deno.test("a snapshot that is anything gives one clear line at most", () => {
  fc.assert(fc.property(fc.json(), (json) => assertEquals(survives(json), false)));
  fc.assert(fc.property(fc.string(), (string) => assertEquals(survives(string), false)));
  fc.assert(fc.property(fc.nat({ max: text.length - 1 }), fc.string(), (at, string) => {
    survives(withChecksum(text.slice(0, at) + string + text.slice(at + 1)));
  }));
  for (const [open, close] of [["[", "]"], ['{"a":', "}"]]) {
    const deep = open.repeat(1e6) + "1" + close.repeat(1e6);
    assertEquals(survives(deep), false);
    assertEquals(survives(withChecksum(text.replace("null", deep))), false);
  }
  const prototype = text.replace('"epoch":1', '"__proto__":{"epoch":1}');
  assertEquals(survives(withChecksum(prototype)), false);
});

Deno.test("a snapshot of another version is not read", () => {
  const later = withChecksum(text.replace('"version":4', '"version":5'));
  for (
    const [other, why] of [
      [later, "expected a snapshot of version 4, found version 5"],
      [text.replace(/"checksum":"\w+",/, ""), "damaged, it is not a snapshot of version 4"],
    ]
  ) {
    assertThrows(
      () => parseSnapshot(other, "c.json"),
      UserError,
      `c.json: ${why}; run without --resume to start anew`,
    );
  }
});

/** A trace of the first epoch, whose first sample is the n-th. */
function traceAt(sample: number): Trace {
  return { chunk: { epoch: 0, sample }, before: { samples: sample } } as Trace;
}

/** Runs traces a, b, c, … through `snapshots`, and tells which are in a snapshot, and when. */
function saves(marbles: string): { seen: string[]; saved: Moment[] } {
  const seen: string[] = [];
  const saved: Moment[] = [];
  const scheduler = new TestScheduler((actual, expected) => assertEquals(actual, expected));
  scheduler.run(({ cold, expectObservable, flush }) => {
    const letters = [..."abcdef"];
    const traces = cold(
      marbles,
      Object.fromEntries(letters.map((letter, i) => [letter, traceAt(i)])),
    );
    const passed = traces.pipe(
      snapshots({
        save(moment) {
          seen.push(`before ${letters[moment.position.sample]}`);
          saved.push(moment);
        },
        log: () => 10 * seen.length,
        every: 4,
        now: () => scheduler.now(),
      }),
      map(({ chunk: { sample } }) => {
        seen.push(letters[sample]);
        return letters[sample];
      }),
    );
    expectObservable(passed).toBe(marbles);
    flush();
  });
  return { seen, saved };
}

Deno.test("a snapshot is taken every second, and at the end, of the moment before a trace", () => {
  const { seen, saved } = saves("abc--d--(ef|)");
  assertEquals(seen, ["a", "b", "c", "before d", "d", "e", "f", "before f"]);
  // Ten bytes for all that came before.
  assertEquals(saved.map(({ log }) => log), [30, 60]);
});

Deno.test("before the first trace there is nothing to save", () => {
  assertEquals(saves("-----(a|)").seen, ["a"]);
});

Deno.test("a run that cannot be saved fails", () => {
  new TestScheduler((actual, expected) => assertEquals(actual, expected)).run(
    ({ cold, expectObservable }) => {
      const full = new Error("full");
      const save = () => {
        throw full;
      };
      for (const [every, expected] of [[0, "T#"], [1000, "TT#"]] as const) {
        const traces = cold("ab|", { a: traceAt(0), b: traceAt(1) });
        const options = { save, log: () => 0, every, now: () => 0 };
        expectObservable(traces.pipe(snapshots(options), map(() => "T"))).toBe(
          expected,
          undefined,
          full,
        );
      }
    },
  );
});
