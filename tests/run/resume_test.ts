import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { from, map } from "rxjs";
import { numpyRandom } from "../../src/random/numpy_random.ts";
import { UserError } from "../../src/user_error.ts";
import { modelRecord, records } from "../../src/flow/records.ts";
import type { Trace } from "../../src/flow/trace.ts";
import { compile } from "../../src/pipeline/compile.ts";
import type { Pipeline, PipelineSpec } from "../../src/pipeline/types.ts";
import { parseSnapshot, type Snapshot, snapshotText } from "../../src/run/snapshot.ts";
import { exists } from "../../src/files.ts";
import { readLog } from "../../src/run/log.ts";
import { parseModel } from "../../src/sinks/model_file.ts";
import { filesIn, withFolder } from "../cli/command.ts";
import { all } from "../flow/flow.ts";
import {
  breakOff,
  classes,
  opening,
  pipeline,
  results,
  runInto,
  texts,
  withFastClock,
  withShortTurns,
} from "./runs.ts";

const optimizer = fc.oneof(
  fc.constant({ kind: "sgd", learningRate: 0.1 } as const),
  fc.constant({ kind: "sgd", momentum: 0.9, nesterov: true, weightDecay: 0.01 } as const),
  fc.constant({ kind: "adam", learningRate: 0.05 } as const),
);
const schedule = fc.constantFrom(
  { kind: "constant" } as const,
  { kind: "exponential", decay: 0.5 } as const,
  { kind: "cosine" } as const,
);
const spec = fc.record({
  optimizer,
  schedule,
  batch: fc.integer({ min: 1, max: 30 }),
  stop: fc.constantFrom(
    {},
    { keep: "best" } as const,
    { patience: 1, delta: 0.05 },
    { patience: 2, delta: 0.2, keep: "best" } as const,
  ),
  validation: fc.constantFrom({}, { fraction: 0.2 }),
  classWeights: fc.constantFrom(undefined, "balanced" as const, [1, 3] as const),
  transforms: fc.constantFrom<{ kind: "standardize" }[]>([], [{ kind: "standardize" }]),
});
const chunk = fc.integer({ min: 1, max: 30 });
const shuffle = fc.boolean();

Deno.test("a flow that continues from any chunk gives what it would have given", async () => {
  const property = fc.asyncProperty(
    spec,
    fc.tuple(chunk, chunk),
    shuffle,
    fc.double({ min: 0, max: 1, noNaN: true }),
    async (spec, [size, otherSize], shuffle, share) => {
      const flow = async (chunk: number) =>
        await compile(pipeline({ ...spec, epochs: { count: 6, shuffle, chunk } }));
      const lines = (traces: readonly Trace[]) =>
        all(from(traces).pipe(records({ samples: true }), map((record) => JSON.stringify(record))));
      const traces = await all((await flow(size)).traces());
      const k = Math.min(traces.length - 1, Math.floor(share * traces.length));
      const { chunk: { epoch, sample, random }, before: learner } = traces[k];
      const written = {
        ...{ pipeline: { name: "test" }, data: "0".repeat(64), read: null, log: 0 },
        ...{ position: { epoch, sample, random }, learner },
      };
      const snapshot = parseSnapshot(snapshotText(written), "test");
      const earlier = await all(from(traces.slice(0, k)).pipe(records()));
      const epochs = earlier.filter((record) => record.event === "epoch");
      const { best } = traces[k - 1] ?? {};
      const rest = await all((await flow(otherSize)).traces({ ...snapshot, epochs, best }));
      assertEquals(await lines(rest), await lines(traces.slice(k)));
      assertEquals(modelRecord(rest.at(-1)!), modelRecord(traces.at(-1)!));
    },
  );
  await fc.assert(property, { numRuns: 200 });
});

Deno.test("a run that keeps its best epoch keeps the same one wherever it is broken off", async () => {
  await withFolder(async (temp) => {
    // A step so large that it overshoots: the best epoch is neither the last nor a checkpoint.
    const spec = pipeline({
      epochs: { count: 8, chunk: 5 },
      optimizer: { learningRate: 5 },
      validation: { fraction: 0.3 },
      stop: { on: "validationLoss" },
      checkpoints: { every: 3 },
    });
    const { end } = await runInto(`${temp}/whole`, spec);
    const log = await Array.fromAsync(readLog(`${temp}/whole/metrics.jsonl`));
    const epochs = log.filter((record) => record.event === "epoch");
    const best = epochs.toSorted((a, b) => a.validationLoss! - b.validationLoss!)[0];
    assert(best.epoch < 7 && best.epoch % 3 > 0, String(best.epoch));
    const { weights, bias, epoch } = best;
    assertEquals(
      [end?.modelEpoch, end?.weights, end?.bias, end?.validationLoss, end?.validationAccuracy],
      [epoch, weights, bias, best.validationLoss, best.validationAccuracy],
    );
    const checkpoint = log.findLast((record) => record.event === "checkpoint")!;
    assertEquals(
      [checkpoint.epoch, checkpoint.weights, checkpoint.bias, checkpoint.loss],
      [epoch, weights, bias, best.loss],
    );
    const model = parseModel(await Deno.readTextFile(`${temp}/whole/model.json`), "model");
    assertEquals([model.epoch, model.weights, model.bias], [epoch, weights, bias]);
    let write = 0;
    while (await breakOff(`${temp}/${write}`, spec, write)) {
      await runInto(`${temp}/${write}`, spec, { resume: true });
      assertEquals(results(`${temp}/${write}`), results(`${temp}/whole`), `write ${write}`);
      write++;
    }
    assert(write >= 12, String(write));
  });
});

for (const samples of [false, true]) {
  Deno.test(`a run broken off at any record comes to the same files, samples ${samples}`, async () => {
    await withFolder(async (temp) => {
      const spec = pipeline({
        epochs: { count: 6, chunk: 5 },
        optimizer: { kind: "adam", learningRate: 0.05 },
        batch: 7,
        checkpoints: { every: 2 },
        validation: { fraction: 0.2 },
        transforms: [{ kind: "standardize" }],
        outputs: { samples },
      });
      await runInto(`${temp}/whole`, spec);
      let write = 0;
      while (await breakOff(`${temp}/${write}`, spec, write)) {
        await runInto(`${temp}/${write}`, spec, { resume: true });
        assertEquals(results(`${temp}/${write}`), results(`${temp}/whole`), `write ${write}`);
        // Of the records of samples, every seventh will do.
        write += samples ? 7 : 1;
      }
      // start, data, 6 epochs, 4 checkpoints, end
      assert(samples ? write > 100 : write === 13, String(write));
    });
  });
}

Deno.test("a run on rows with texts and missing values, broken off, comes to the same files", async () => {
  await withFolder(async (temp) => {
    const path = `${temp}/rows.csv`;
    const lines = Array.from(
      { length: 20 },
      (_, i) =>
        `${i % 5 === 0 ? "" : i},${["red", "blue", "?", "green"][i % 4]},${i % 3 === 0 ? 1 : 0}`,
    );
    await Deno.writeTextFile(path, `x,c,y\n${lines.join("\n")}\n`);
    const spec = pipeline({
      data: { kind: "csv", path, missing: "mean" },
      transforms: [{ kind: "categories" }, { kind: "standardize" }],
      classWeights: "balanced",
      epochs: { count: 4, chunk: 5 },
      validation: { fraction: 0.2 },
    });
    await runInto(`${temp}/whole`, spec);
    for (let write = 0; await breakOff(`${temp}/${write}`, spec, write); write++) {
      await runInto(`${temp}/${write}`, spec, { resume: true });
      assertEquals(results(`${temp}/${write}`), results(`${temp}/whole`), `write ${write}`);
    }
  });
});

Deno.test("a run from a model with texts and means, broken off, keeps the same best epoch of weighted losses", async () => {
  await withFolder(async (temp) => {
    const path = `${temp}/rows.csv`;
    const lines = Array.from(
      { length: 20 },
      (_, i) =>
        `${i % 5 === 0 ? "" : i},${["red", "blue", "?", "green"][i % 4]},${i % 3 === 0 ? 1 : 0}`,
    );
    const write = (rows: string[]) => Deno.writeTextFile(path, `x,c,y\n${rows.join("\n")}\n`);
    const spec: Partial<PipelineSpec> = {
      data: { kind: "csv", path, missing: "mean" },
      transforms: [{ kind: "categories" }, { kind: "standardize" }],
      epochs: { count: 6, chunk: 5 },
    };
    await write(lines.slice(0, 10));
    await runInto(`${temp}/first`, pipeline(spec));
    // With such steps the best epoch is not the last one; and grey is no category.
    await write([...lines, "3,grey,1"]);
    const more = pipeline({
      ...spec,
      neuron: { from: `${temp}/first/model.json` },
      optimizer: { learningRate: 3 },
      classWeights: "balanced",
      validation: { fraction: 0.3 },
      stop: { on: "validationLoss" },
    });
    const { end } = await runInto(`${temp}/whole`, more);
    const records = await Array.fromAsync(readLog(`${temp}/whole/metrics.jsonl`));
    const [start] = records;
    const epochs = records.filter((record) => record.event === "epoch");
    const best = epochs.toSorted((a, b) => a.validationLoss! - b.validationLoss!)[0];
    assert(best.epoch < 5, String(best.epoch));
    assert(start.event === "start" && start.classWeights![0] < 1 && start.classWeights![1] > 1);
    const model = parseModel(await Deno.readTextFile(`${temp}/whole/model.json`), "model");
    const { epoch, weights, bias } = best;
    assertEquals([end?.modelEpoch, end?.weights, end?.bias], [epoch, weights, bias]);
    assertEquals(
      [model.epoch, model.weights, model.bias, model.threshold],
      [epoch, weights, bias, 0.5],
    );
    assertEquals([end?.unseen, end?.filled], [1, 9]);
    for (let write = 0; await breakOff(`${temp}/${write}`, more, write); write++) {
      await runInto(`${temp}/${write}`, more, { resume: true });
      assertEquals(results(`${temp}/${write}`), results(`${temp}/whole`), `write ${write}`);
    }
  });
});

Deno.test("a run that stopped early stops there again", async () => {
  await withFolder(async (temp) => {
    const spec = pipeline({ stop: { patience: 1, delta: 0.5 }, epochs: { count: 50 } });
    const { end } = await runInto(`${temp}/whole`, spec);
    assertEquals(end?.stopped, "patience");
    // After start, some epochs and checkpoints comes the end: that is where it is broken off.
    const { length } = (await Deno.readTextFile(`${temp}/whole/metrics.jsonl`)).trim().split("\n");
    assert(await breakOff(`${temp}/broken`, spec, length - 1));
    await runInto(`${temp}/broken`, spec, { resume: true });
    assertEquals(results(`${temp}/broken`), results(`${temp}/whole`));
  });
});

// A run of a single chunk has no snapshot.
const lengths = { "several chunks": 6, "a single chunk": 1 };

for (const [length, count] of Object.entries(lengths)) {
  Deno.test(`a finished run of ${length} can be resumed with more epochs, and with other pictures and chunks`, async () => {
    await withFolder(async (temp) => {
      const more = { epochs: { count: 9, chunk: 4 }, description: "more" };
      await runInto(`${temp}/run`, pipeline({ epochs: { count } }));
      assertEquals(exists(`${temp}/run/snapshot.json`), count > 1);
      const { aside } = await runInto(`${temp}/run`, pipeline(more), { resume: true });
      await runInto(`${temp}/whole`, pipeline(more));
      assertEquals(aside, undefined);
      assertEquals(texts(`${temp}/run`), texts(`${temp}/whole`));
    });
  });
}

const wholes: Partial<PipelineSpec>[] = [{}, { stop: { patience: 1, delta: 0.5 } }, {
  epochs: { count: 1 },
}];
for (const spec of wholes) {
  Deno.test(`resuming a finished run changes nothing, ${JSON.stringify(spec)}`, async () => {
    await withFolder(async (temp) => {
      await runInto(`${temp}/run`, pipeline(spec));
      const before = texts(`${temp}/run`);
      let copied = "";
      const copy = {
        writeSync(bytes: Uint8Array) {
          copied += new TextDecoder().decode(bytes);
          return bytes.length;
        },
        close() {},
      };
      const { aside } = await runInto(`${temp}/run`, pipeline(spec), {
        resume: true,
        openCopy: opening(copy),
      });
      assertEquals(aside, undefined);
      assertEquals(texts(`${temp}/run`), before);
      // Whoever reads its records gets all of them again.
      assertEquals(copied, before["metrics.jsonl"]);
    });
  });
}

Deno.test("a run that is stopped in its first chunk has no snapshot: resumed, it begins again", async () => {
  await withFolder(async (temp) => {
    const spec = pipeline({
      // The records of its samples are more than wait to be written.
      data: { classes: [{ ...classes[0], count: 100 }, { ...classes[1], count: 100 }] },
      epochs: { count: 2, chunk: 200 },
      outputs: { samples: true },
    });
    const controller = new AbortController();
    const writer = {
      writeSync(bytes: Uint8Array) {
        const isSample = new TextDecoder().decode(bytes).includes('"event":"sample"');
        // As a signal does, it comes between two chunks.
        if (isSample) queueMicrotask(() => controller.abort());
        return bytes.length;
      },
      close() {},
    };
    const { end, resumable } = await withShortTurns(() =>
      runInto(`${temp}/run`, spec, { signal: controller.signal, openCopy: opening(writer) })
    );
    assertEquals([end?.stopped, end?.epochs, resumable], ["signal", 1, undefined]);
    assertEquals((await runInto(`${temp}/run`, spec, { resume: true })).end?.stopped, "completed");
    await runInto(`${temp}/whole`, spec);
    assertEquals(results(`${temp}/run`), results(`${temp}/whole`));
  });
});

Deno.test("where the same run has finished and is unfinished again, it is the unfinished one that is resumed", async () => {
  await withFolder(async (temp) => {
    await runInto(temp, pipeline());
    const whole = results(temp);
    assert(await breakOff(temp, pipeline(), 7));
    assert(filesIn(temp).includes(".partial"));
    await runInto(temp, pipeline(), { resume: true });
    assert(!filesIn(temp).includes(".partial"));
    assertEquals(results(temp), whole);
  });
});

Deno.test("the end has the held-out loss and accuracy of the last epoch, where that is the model's", async () => {
  await withFolder(async (temp) => {
    const spec = pipeline({ validation: { fraction: 0.3 }, stop: { keep: "last" } });
    const { end } = await runInto(temp, spec);
    const log = await Array.fromAsync(readLog(`${temp}/metrics.jsonl`));
    const last = log.findLast((record) => record.event === "epoch")!;
    assert(Number.isFinite(last.validationLoss));
    assertEquals(
      [end?.modelEpoch, end?.validationLoss, end?.validationAccuracy],
      [last.epoch, last.validationLoss, last.validationAccuracy],
    );
  });
});

Deno.test("without a snapshot, a run that is resumed begins", async () => {
  await withFolder(async (temp) => {
    await runInto(`${temp}/run`, pipeline(), { resume: true });
    await runInto(`${temp}/whole`, pipeline());
    assertEquals(texts(`${temp}/run`), texts(`${temp}/whole`));
  });
});

const others: [spec: Partial<PipelineSpec>, line: string][] = [
  [{ seed: 7 }, "seed was 42, now it is 7"],
  [{ batch: 2 }, "batch was 1, now it is 2"],
  [{ optimizer: { learningRate: 0.5 } }, "optimizer.learningRate was 0.001, now it is 0.5"],
  [{ stop: { patience: 3 } }, "stop.patience was not set, now it is 3"],
  [{ outputs: { samples: true } }, "outputs.samples was false, now it is true"],
  [{ epochs: { count: 6, shuffle: false } }, "epochs.shuffle was true, now it is false"],
  [{ schedule: { kind: "cosine" } }, 'schedule.kind was "constant", now it is "cosine"'],
  [
    { data: { classes: [classes[0], { ...classes[1], mean: 3 }] } },
    "data.classes.1.mean was 2, now it is 3",
  ],
];

for (const [length, count] of Object.entries(lengths)) {
  for (const [spec, line] of others) {
    Deno.test(`a finished run of ${length} is not resumed as another: ${line}`, async () => {
      await withFolder(async (temp) => {
        await runInto(`${temp}/run`, pipeline({ epochs: { count } }));
        const before = texts(`${temp}/run`);
        await assertRejects(
          () => runInto(`${temp}/run`, pipeline(spec), { resume: true }),
          UserError,
          `${temp}/run: cannot be resumed: ${line}`,
        );
        assertEquals(texts(`${temp}/run`), before);
      });
    });
  }
}

Deno.test("a run that is beyond its epochs is not resumed", async () => {
  await withFolder(async (temp) => {
    await runInto(temp, pipeline());
    const before = texts(temp);
    const shorter = () => runInto(temp, pipeline({ epochs: { count: 2 } }), { resume: true });
    const line = "cannot be resumed: epochs.count is 2, but the run is at epoch 5 already";
    await assertRejects(shorter, UserError, line);
    assertEquals(texts(temp), before);
  });
});

Deno.test("how a cosine falls depends on its end: it cannot be resumed with another", async () => {
  await withFolder(async (temp) => {
    const cosine = (count: number) => pipeline({ schedule: { kind: "cosine" }, epochs: { count } });
    await runInto(temp, cosine(3));
    const longer = () => runInto(temp, cosine(5), { resume: true });
    await assertRejects(longer, UserError, "epochs.count was 3, now it is 5");
  });
});

for (const [length, count] of Object.entries(lengths)) {
  Deno.test(`a run of ${length} whose rows have changed is not resumed`, async () => {
    await withFolder(async (temp) => {
      const data = { kind: "csv", path: `${temp}/rows.csv` } as const;
      const spec = pipeline({ data, epochs: { count } });
      const write = (x: number) => Deno.writeTextFile(data.path, `x,y\n1,0\n${x},1\n3,0\n`);
      await write(2);
      await runInto(`${temp}/run`, spec);
      await write(2.5);
      const resumed = () => runInto(`${temp}/run`, spec, { resume: true });
      await assertRejects(resumed, UserError, "cannot be resumed: the data has changed");
      // Nor does a new run on them take the earlier one's place.
      assertEquals((await runInto(`${temp}/run`, spec)).aside, `${temp}/run.1`);
    });
  });

  Deno.test(`a run of ${length} from a model that has changed is not resumed, and contains no earlier one`, async () => {
    await withFolder(async (temp) => {
      const from = `${temp}/model.json`;
      const train = async (name: string, spec: Pipeline) => {
        const { aside } = await runInto(`${temp}/${name}`, spec);
        await Deno.copyFile(`${temp}/${name}/model.json`, from);
        return aside;
      };
      await train("first", pipeline());
      const spec = pipeline({ neuron: { from }, epochs: { count } });
      assertEquals(await train("run", spec), undefined);
      await assertRejects(
        () => runInto(`${temp}/run`, spec, { resume: true }),
        UserError,
        `${temp}/run: cannot be resumed: the model of neuron.from has changed`,
      );
      assertEquals(await train("run", spec), `${temp}/run.1`);
    });
  });
}

Deno.test("a run takes the place of one that it contains, any other goes aside", async () => {
  await withFolder(async (temp) => {
    const into = async (spec: Pipeline) => (await runInto(`${temp}/run`, spec)).aside;
    assertEquals(await into(pipeline()), undefined);
    assertEquals(await into(pipeline()), undefined);
    assertEquals(await into(pipeline({ epochs: { count: 8 } })), undefined);
    assertEquals(await into(pipeline({ epochs: { count: 7 } })), `${temp}/run.1`);
    assertEquals(await into(pipeline({ seed: 1, epochs: { count: 9 } })), `${temp}/run.2`);
    assertEquals(filesIn(temp), ["run", "run.1", "run.2"]);
  });
});

Deno.test("a damaged log or snapshot gives one clear line, and stays as it is", async () => {
  await withFolder(async (temp) => {
    await runInto(`${temp}/run`, pipeline());
    const whole = texts(`${temp}/run`);
    const file = fc.constantFrom("metrics.jsonl", "snapshot.json");
    const property = fc.asyncProperty(
      file,
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.oneof(
        fc.constant(undefined),
        fc.string(),
        fc.constantFrom("\n", "{}\n", "[", "null\n", "9"),
      ),
      async (file, share, text) => {
        const at = Math.floor(share * whole[file].length);
        const damaged = text === undefined
          ? whole[file].slice(0, at)
          : whole[file].slice(0, at) + text + whole[file].slice(at + 1);
        const path = `${temp}/damaged`;
        if (exists(path)) Deno.removeSync(path, { recursive: true });
        Deno.mkdirSync(path);
        for (const [name, text] of Object.entries(whole)) {
          Deno.writeTextFileSync(`${path}/${name}`, name === file ? damaged : text);
        }
        const before = texts(path);
        try {
          await runInto(path, pipeline(), { resume: true });
          // What was not read does not matter, nor does what was written over.
          assert(filesIn(path).every((name) => name !== ".partial"));
        } catch (error) {
          assert(error instanceof UserError, String(error));
          assert(!error.message.includes("\n"), error.message);
          assertEquals(texts(path), before);
        }
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });
});

/** Snapshots that are whole, but cannot be of the run beside them. */
const foreign: Record<string, [change: (own: Snapshot) => Partial<Snapshot>, line: string]> = {
  "numbers of another optimizer": [
    ({ learner }) => ({ learner: { ...learner, memory: new Array<number>(2).fill(0) } }),
    "snapshot.json: damaged, its state does not fit the pipeline",
  ],
  "parameters of other features": [
    ({ learner }) => ({ learner: { ...learner, parameters: new Array<number>(3).fill(0) } }),
    "snapshot.json: damaged, its state does not fit the pipeline",
  ],
  "no generator to shuffle with": [
    ({ position }) => ({ position: { ...position, random: undefined } }),
    "snapshot.json: damaged, its state does not fit the pipeline",
  ],
  "a sample that there is not": [
    ({ position }) => ({ position: { ...position, sample: 23 } }),
    "snapshot.json: damaged, its state does not fit the pipeline",
  ],
  "an epoch before": [
    ({ position }) => ({ position: { ...position, epoch: position.epoch - 1 } }),
    "snapshot.json: damaged, it does not fit metrics.jsonl",
  ],
  "an epoch that is not to be": [
    ({ position }) => ({ position: { ...position, epoch: 9 } }),
    "cannot be resumed: epochs.count is 9, but the run is at epoch 9 already",
  ],
  "a longer log": [
    ({ log }) => ({ log: log + 10_000 }),
    "metrics.jsonl: damaged, it is shorter than it was",
  ],
};

for (const [what, [change, line]] of Object.entries(foreign)) {
  Deno.test(`a snapshot with ${what} is refused, and nothing changes`, async () => {
    await withFolder(async (temp) => {
      await runInto(temp, pipeline());
      const path = `${temp}/snapshot.json`;
      const own = parseSnapshot(await Deno.readTextFile(path), path);
      await Deno.writeTextFile(path, snapshotText({ ...own, ...change(own) }));
      const before = texts(temp);
      const more = pipeline({ epochs: { count: 9 } });
      await assertRejects(() => runInto(temp, more, { resume: true }), UserError, line);
      assertEquals(texts(temp), before);
    });
  });
}

Deno.test("a damaged snapshot: the one before is used, that is said, and all files are the same", async () => {
  await withFolder(async (temp) => {
    const run = `${temp}/run`;
    await runInto(`${temp}/whole`, pipeline());
    assert(await breakOff(run, pipeline(), 7));
    const [last, previous] = ["snapshot.json", "snapshot.previous.json"]
      .map((name) => `${run}/.partial/${name}`);
    const text = Deno.readTextFileSync(last);
    assert(text !== Deno.readTextFileSync(previous));
    Deno.writeTextFileSync(last, text.replace(/"steps":\d/, '"steps":0'));
    const lines: string[] = [];
    await runInto(run, pipeline(), { resume: true, warn: (line) => lines.push(line) });
    assertEquals(lines, [`${last}: damaged; the run is resumed from the snapshot before`]);
    assertEquals(results(run), results(`${temp}/whole`));
  });
});

Deno.test("a run without its log cannot be resumed", async () => {
  await withFolder(async (temp) => {
    const quiet = pipeline({ outputs: { metrics: false } });
    await assertRejects(
      () => runInto(`${temp}/run`, quiet, { resume: true }),
      UserError,
      "its log",
    );
    assertEquals(filesIn(temp), []);
  });
});

for (const shuffle of [false, { buffer: 9 }]) {
  Deno.test(`a stream of a file broken off at any record comes to the same files: ${JSON.stringify(shuffle)}`, async () => {
    await withFolder(async (temp) => {
      const random = numpyRandom(3);
      const rows = Array.from({ length: 150 }, (_, i) => {
        const y = i % 2;
        return `${random.normal(2 * y, 1)},${random.normal(10, 3)},${y}`;
      });
      await Deno.writeTextFile(`${temp}/rows.csv`, ["u,v,y", ...rows].join("\n") + "\n");
      const spec = pipeline({
        data: { kind: "csv", path: `${temp}/rows.csv`, stream: true },
        epochs: { shuffle },
        transforms: [{ kind: "standardize" }],
        optimizer: { kind: "adam", learningRate: 0.05 },
        batch: 7,
        checkpoints: { samples: 30 },
      });
      await runInto(`${temp}/whole`, spec);
      let write = 0;
      while (await breakOff(`${temp}/${write}`, spec, write)) {
        await runInto(`${temp}/${write}`, spec, { resume: true });
        assertEquals(results(`${temp}/${write}`), results(`${temp}/whole`), `write ${write}`);
        const finished = texts(`${temp}/${write}`);
        const { aside } = await runInto(`${temp}/${write}`, spec, { resume: true });
        assertEquals([aside, texts(`${temp}/${write}`)], [undefined, finished]);
        write++;
      }
      // start, reports at 1, 2, 4, …, 128 and 30, …, 150, checkpoints there, the epoch and its
      // checkpoint, data, end
      assertEquals(write, 1 + 8 + 5 + 5 + 2 + 2);
    });
  });
}

/** Rows of a stream, and what may become of them. */
const ROWS = Array.from({ length: 1500 }, (_, i) => `${i % 7},${i % 2}`);
const changes: Record<string, readonly string[]> = {
  "one digit after the first 4 KiB": ROWS.with(1400, "6,0"),
  "a row inserted after the first 4 KiB": ROWS.toSpliced(1400, 0, "1,1"),
  "shorter": ROWS.slice(0, 1400),
};

for (const [what, changed] of Object.entries({ ...changes, "longer": [...ROWS, "1,0"] })) {
  for (const isFinished of [false, true]) {
    // An unfinished run reads what has come since.
    if (what === "longer" && !isFinished) continue;
    const state = isFinished ? "finished" : "unfinished";
    Deno.test(`the ${state} run of a stream is not resumed where its file is ${what}`, async () => {
      await withFolder(async (temp) => {
        const path = `${temp}/rows.csv`;
        const write = (rows: readonly string[]) =>
          Deno.writeTextFile(path, ["x,y", ...rows].join("\n") + "\n");
        await write(ROWS);
        const spec = pipeline({ data: { kind: "csv", path, stream: true }, epochs: {} });
        if (isFinished) await runInto(`${temp}/run`, spec);
        else await breakOff(`${temp}/run`, spec, 9);
        await write(changed);
        const before = filesIn(`${temp}/run`);
        await assertRejects(
          () => runInto(`${temp}/run`, spec, { resume: true }),
          UserError,
          `${temp}/run: cannot be resumed: the data has changed`,
        );
        assertEquals(filesIn(`${temp}/run`), before);
      });
    });
  }
}

Deno.test("the run of a stream is not resumed with other held-out rows", async () => {
  await withFolder(async (temp) => {
    const path = `${temp}/rows.csv`;
    const heldOut = `${temp}/held-out.csv`;
    await Deno.writeTextFile(path, ["x,y", ...ROWS].join("\n"));
    await Deno.writeTextFile(heldOut, "x,y\n1,0\n2,1\n");
    const spec = pipeline({
      data: { kind: "csv", path, stream: true },
      epochs: {},
      validation: { path: heldOut },
    });
    await breakOff(`${temp}/run`, spec, 9);
    await Deno.writeTextFile(heldOut, "x,y\n1,0\n3,1\n");
    const resumed = () => runInto(`${temp}/run`, spec, { resume: true });
    await assertRejects(resumed, UserError, "cannot be resumed: the data has changed");
  });
});

for (const [length, count] of Object.entries(lengths)) {
  Deno.test(`a run killed before its first snapshot begins again, beside a finished one of ${length}`, async () => {
    await withFolder(async (temp) => {
      await runInto(`${temp}/run`, pipeline({ seed: 7, epochs: { count } }));
      await runInto(`${temp}/whole`, pipeline());
      await Deno.mkdir(`${temp}/run/.partial`);
      await Deno.copyFile(`${temp}/whole/metrics.jsonl`, `${temp}/run/.partial/metrics.jsonl`);
      await Deno.truncate(`${temp}/run/.partial/metrics.jsonl`, 2000);
      const { aside } = await runInto(`${temp}/run`, pipeline(), { resume: true });
      assertEquals(aside, `${temp}/run.1`);
      assertEquals(texts(`${temp}/run`), texts(`${temp}/whole`));
    });
  });
}

Deno.test("a run that has diverged makes room for the next one", async () => {
  await withFolder(async (temp) => {
    const diverging = pipeline({
      data: { kind: "points", points: [{ x: 1, y: 1 }, { x: 1e10, y: 0 }] },
      epochs: { chunk: 1, shuffle: false },
      optimizer: { learningRate: 1e300 },
    });
    for (let time = 0; time < 2; time++) {
      const lines: string[] = [];
      const run = () =>
        withFastClock(() =>
          runInto(`${temp}/run`, diverging, { warn: (line) => lines.push(line) })
        );
      await assertRejects(run, UserError, "diverged");
      assertEquals([lines, filesIn(temp)], [[], ["run"]]);
    }
  });
});
