import { Ajv2020 } from "ajv/dist/2020.js";
import { assert, assertEquals } from "@std/assert";
import { resolve } from "../src/pipeline/resolve.ts";
import { openRunFolder } from "../src/run/folder.ts";
import { run } from "../src/run/run.ts";
import { UserError } from "../src/user_error.ts";
import { parseLines, withFolder } from "./cli/command.ts";
import { logSchema, recordDeclarations } from "./docs/records.ts";

const validate = new Ajv2020({ allErrors: true }).compile(logSchema(await recordDeclarations()));

/** Runs a pipeline and gives the records of its log. */
async function logOf(spec: object): Promise<Record<string, unknown>[]> {
  let log = "";
  await withFolder(async (temp) => {
    const folder = openRunFolder(`${temp}/run`);
    const copy = {
      writeSync(bytes: Uint8Array) {
        log += new TextDecoder().decode(bytes);
        return bytes.length;
      },
      written: () => Promise.resolve(),
      close() {},
    };
    const pipeline = resolve({ name: "a", outputs: { charts: false }, ...spec }, { source: "a" });
    try {
      await run(pipeline, { folder, openCopy: () => Promise.resolve(copy) });
    } catch (error) {
      // A run that diverges has a log, too.
      if (!(error instanceof UserError)) throw error;
    }
  });
  return parseLines(log);
}

const iris = { kind: "csv", path: "pipelines/iris.csv", only: ["versicolor", "virginica"] };
const runs: Record<string, [spec: object, events: string[]]> = {
  "the tutorial's job, with every sample": [
    { epochs: { count: 2 }, outputs: { samples: true, charts: false } },
    ["start", "data", "sample", "epoch", "checkpoint", "end"],
  ],
  "standardized rows of which some are held out": [
    { data: iris, transforms: [{ kind: "standardize" }], validation: { fraction: 0.2 } },
    ["start", "data", "epoch", "checkpoint", "end"],
  ],
  "a stream": [
    { data: { ...iris, stream: true }, transforms: [{ kind: "standardize" }] },
    ["start", "progress", "epoch", "checkpoint", "data", "end"],
  ],
  "a run that diverges": [
    { data: iris, optimizer: { learningRate: 1e307 } },
    ["start", "data", "checkpoint", "end"],
  ],
};

for (const [what, [spec, events]] of Object.entries(runs)) {
  Deno.test(`the records of ${what} are what the JSON Schema of the log says`, async () => {
    const records = await logOf(spec);
    assertEquals([...new Set(records.map(({ event }) => event))], events);
    for (const record of records) {
      assert(validate(record), `${JSON.stringify(record)}: ${JSON.stringify(validate.errors)}`);
    }
  });
}

Deno.test("the records of rows with texts and missing values are what the JSON Schema of the log says", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/rows.csv`;
    await Deno.writeTextFile(path, "x,c,y\n1,red,0\n,blue,1\n3,?,1\n");
    await Deno.writeTextFile(`${folder}/held.csv`, "x,c,y\n1,mauve,0\n");
    const records = await logOf({
      data: { kind: "csv", path, missing: "mean" },
      validation: { path: `${folder}/held.csv` },
      transforms: ["categories", "standardize"],
      classWeights: "balanced",
    });
    const [start, end] = [records[0], records.at(-1)!];
    assertEquals([start.label, start.fill, start.classWeights], ["y", [2, 0.5, 0.5], [1.5, 0.75]]);
    assertEquals([end.filled, end.unseen], [2, 1]);
    for (const record of records) {
      assert(validate(record), `${JSON.stringify(record)}: ${JSON.stringify(validate.errors)}`);
    }
    assert(!validate({ ...start, columns: [{ categories: ["red"] }] }));
  });
});

Deno.test("the JSON Schema of the log refuses what is no record", async () => {
  const [start] = await logOf({ epochs: { count: 1 } });
  assert(validate({ ...start, more: "than this version knows" }));
  for (
    const wrong of [
      { ...start, event: "begin" },
      { ...start, samples: -1 },
      { ...start, weights: ["1"] },
      { ...start, features: undefined },
    ]
  ) {
    assert(!validate(wrong), JSON.stringify(wrong));
  }
});
