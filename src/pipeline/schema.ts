import * as v from "valibot";

// A message of a check says what is allowed; `resolve` adds what was found, and where.

function number(allowed: string) {
  return v.pipe(v.number(allowed), v.finite(allowed));
}

function integer({ from, to = Number.MAX_SAFE_INTEGER }: { from: number; to?: number }) {
  const allowed = `an integer from ${from} ${to === Number.MAX_SAFE_INTEGER ? "up" : `to ${to}`}`;
  return v.pipe(
    v.number(allowed),
    v.safeInteger(allowed),
    v.minValue(from, allowed),
    v.maxValue(to, allowed),
  );
}

function text(allowed = "a text") {
  return v.string(allowed);
}

function oneOf(names: readonly string[]): string {
  return `one of ${names.map((name) => JSON.stringify(name)).join(", ")}`;
}

function choice<const T extends readonly string[]>(names: T) {
  return v.picklist(names, oneOf(names));
}

/** An object with these fields and no others; for an unknown field the message lists them. */
function section<const T extends v.ObjectEntries>(entries: T) {
  // Without a prototype, "constructor" and its like are unknown fields as any other.
  const own: T = Object.setPrototypeOf({ ...entries }, null);
  return v.strictObject(own, ({ expected }) => {
    if (expected === "never") return Object.keys(entries).join(" ");
    return expected === "Object" ? "an object { … }" : "a value";
  });
}

const finite = number("a finite number");
const above0 = v.pipe(number("a number above 0"), v.gtValue(0, "a number above 0"));
const from0 = v.pipe(number("a number from 0 up"), v.minValue(0, "a number from 0 up"));
const count = integer({ from: 1 });
const epoch = integer({ from: 0 });
const flag = v.boolean("true or false");
const label = v.picklist([0, 1], "0 or 1");

const SHARE = "a number from 0 to below 1";
const share = v.pipe(number(SHARE), v.minValue(0, SHARE), v.ltValue(1, SHARE));
const FACTOR = "a number above 0 and at most 1";
const factor = v.pipe(number(FACTOR), v.gtValue(0, FACTOR), v.maxValue(1, FACTOR));
const NAME = "a name of up to 100 letters, digits, _, - and .";
const ONE_CHARACTER = "one character";
const NUMBERS = "a list of at least one finite number";
const numbers = v.pipe(v.array(finite, NUMBERS), v.minLength(1, NUMBERS));
const EPOCHS = "a list of epochs, integers from 0 up";

const Gaussian = section({
  mean: v.pipe(finite, v.description("mean μ")),
  sd: v.pipe(from0, v.description("standard deviation σ")),
  count: v.pipe(count, v.description("samples to draw")),
});

const Gaussians = section({
  kind: v.optional(
    v.pipe(v.literal("gaussians"), v.description("samples of two normal distributions")),
    "gaussians",
  ),
  classes: v.pipe(
    v.optional(v.strictTuple([Gaussian, Gaussian], "a list of two classes"), [
      { mean: 0, sd: 1, count: 500 },
      { mean: 5, sd: 0.5, count: 500 },
    ]),
    v.description("the class of label 0, then the class of label 1"),
  ),
});

const POINTS = "a list of at least one point { x, y }";
const Points = section({
  kind: v.pipe(v.literal("points"), v.description("samples that are written out")),
  points: v.pipe(
    v.array(
      section({
        x: v.pipe(
          v.union([finite, numbers], "a number or a list of numbers"),
          v.description("the features"),
        ),
        y: v.pipe(label, v.description("the label, 0 or 1")),
      }),
      POINTS,
    ),
    v.minLength(1, POINTS),
    v.description("the samples, written out"),
  ),
});

const COLUMN = "a column's name or its place, 0 the first";
const column = v.union([text(), integer({ from: 0 })], COLUMN);

const rows = {
  path: v.pipe(text("a path, or - for standard input"), v.description("the file, - for stdin")),
  label: v.optional(v.pipe(column, v.description("column of the label; else the last"))),
  features: v.optional(
    v.pipe(
      v.array(column, "a list of columns"),
      v.description("columns of the features; else all others"),
    ),
  ),
  positive: v.optional(
    v.pipe(text(), v.description("what label 1 is called, where labels are not 0 and 1")),
  ),
  only: v.optional(
    v.pipe(
      v.strictTuple([text(), text()], "a list of two labels"),
      v.description("the two labels whose rows are kept"),
    ),
  ),
  onBadRow: v.pipe(
    v.optional(choice(["error", "skip"]), "error"),
    v.description("whether a bad row ends the run, or is left out and counted"),
  ),
  stream: v.pipe(
    v.optional(flag, false),
    v.description("one pass in constant memory, over rows without end"),
  ),
};

const Csv = section({
  kind: v.pipe(v.literal("csv"), v.description("rows of delimited text")),
  ...rows,
  delimiter: v.optional(
    v.pipe(
      text(ONE_CHARACTER),
      v.length(1, ONE_CHARACTER),
      v.description("between two fields; else guessed from the first line"),
    ),
  ),
  header: v.optional(
    v.pipe(flag, v.description("whether the first row has names; else guessed")),
  ),
});

const Tsv = section({
  kind: v.pipe(v.literal("tsv"), v.description("rows with tabs between their fields")),
  ...rows,
  header: Csv.entries.header,
});

const Jsonl = section({
  kind: v.pipe(v.literal("jsonl"), v.description("JSON Lines: an object or a list a line")),
  ...rows,
});

const DATA_KINDS = ["gaussians", "points", "csv", "tsv", "jsonl"] as const;

const Standardize = section({ kind: v.literal("standardize") });
const TRANSFORMS = 'a list that is empty or has one { "kind": "standardize" }';

const Schedule = v.variant("kind", [
  section({ kind: v.optional(v.pipe(v.literal("constant"), v.description("η₀")), "constant") }),
  section({
    kind: v.pipe(v.literal("exponential"), v.description("η₀ · γᵉ")),
    decay: v.pipe(v.optional(factor, 0.99), v.description("factor γ of each epoch: η₀ · γᵉ")),
  }),
  section({
    kind: v.pipe(v.literal("cosine"), v.description("down half a cosine from η₀")),
    final: v.pipe(v.optional(from0, 0), v.description("learning rate at the end of the epochs")),
  }),
  section({
    kind: v.pipe(v.literal("inverse-time"), v.description("η₀ / (1 + k e)")),
    decay: v.pipe(v.optional(from0, 0.01), v.description("k of η₀ / (1 + k e)")),
  }),
], oneOf(["constant", "exponential", "cosine", "inverse-time"]));

const learning = {
  learningRate: v.pipe(v.optional(above0, 0.001), v.description("learning rate η₀")),
  weightDecay: v.pipe(
    v.optional(from0, 0),
    v.description("λ of the penalty λ/2 · |w|² on the weights (L2)"),
  ),
};

const Sgd = section({
  kind: v.optional(v.pipe(v.literal("sgd"), v.description("stochastic gradient descent")), "sgd"),
  ...learning,
  momentum: v.pipe(v.optional(share, 0), v.description("share of its velocity a weight keeps, μ")),
  nesterov: v.pipe(v.optional(flag, false), v.description("gradient taken where momentum leads")),
});

const Adam = section({
  kind: v.pipe(
    v.literal("adam"),
    v.description("Adam: steps scaled by the mean square of the gradient"),
  ),
  ...learning,
  beta1: v.pipe(v.optional(share, 0.9), v.description("memory of the mean gradient, β₁")),
  beta2: v.pipe(v.optional(share, 0.999), v.description("memory of its mean square, β₂")),
  epsilon: v.pipe(v.optional(above0, 1e-8), v.description("keeps the division from 0, ε")),
});

/**
 * The schema of a declared pipeline: the one source of its types, defaults and checks.
 *
 * The defaults are the tutorial's values.
 */
export const PipelineSchema = section({
  name: v.pipe(
    text(NAME),
    v.regex(/^\w[\w.-]{0,99}$/, NAME),
    v.description("the run's name, and that of its folder"),
  ),
  description: v.optional(v.pipe(text(), v.description("what it shows, in one line"))),
  seed: v.pipe(
    v.optional(integer({ from: 0, to: 2 ** 32 - 1 }), 42),
    v.description("seed of everything random"),
  ),
  data: v.optional(
    v.variant("kind", [Gaussians, Points, Csv, Tsv, Jsonl], oneOf(DATA_KINDS)),
    { kind: "gaussians" },
  ),
  transforms: v.pipe(
    v.optional(
      v.pipe(v.array(Standardize, TRANSFORMS), v.maxLength(1, TRANSFORMS)),
      [],
    ),
    v.description("standardize: every feature to (x − μ) / σ"),
  ),
  validation: v.optional(
    section({
      fraction: v.optional(
        v.pipe(share, v.description("share of the samples that is held out")),
      ),
      path: v.optional(
        v.pipe(text(), v.description("a file of held-out rows, of the same kind as the data")),
      ),
    }),
    {},
  ),
  epochs: v.optional(
    section({
      count: v.pipe(v.optional(count, 120), v.description("how many times the data goes by")),
      shuffle: v.pipe(
        v.optional(
          v.union([
            flag,
            section({
              buffer: v.pipe(count, v.description("samples that wait to be shuffled")),
            }),
          ], 'true, false or { "buffer": samples }'),
          true,
        ),
        v.description("a new order each epoch; a stream needs a buffer"),
      ),
      chunk: v.pipe(v.optional(count, 256), v.description("samples per chunk: speed only")),
    }),
    {},
  ),
  neuron: v.optional(
    section({
      init: v.optional(
        section({
          low: v.pipe(v.optional(finite, -0.01), v.description("lowest weight drawn")),
          high: v.pipe(v.optional(finite, 0.01), v.description("no weight drawn reaches this")),
        }),
        {},
      ),
      weights: v.optional(
        v.pipe(numbers, v.description("the weights to begin with, in place of drawn ones")),
      ),
      bias: v.pipe(v.optional(finite, 0), v.description("the bias beside given weights")),
    }),
    {},
  ),
  loss: v.pipe(
    v.optional(choice(["binary-cross-entropy", "squared-error"]), "binary-cross-entropy"),
    v.description("what is minimised"),
  ),
  optimizer: v.optional(
    v.variant("kind", [Sgd, Adam], oneOf(["sgd", "adam"])),
    { kind: "sgd" },
  ),
  schedule: v.optional(Schedule, { kind: "constant" }),
  batch: v.pipe(v.optional(count, 1), v.description("samples per step")),
  stop: v.optional(
    section({
      on: v.pipe(
        v.optional(choice(["loss", "validationLoss"]), "loss"),
        v.description("the loss that counts"),
      ),
      loss: v.optional(v.pipe(from0, v.description("stop at an epoch whose loss is this or less"))),
      patience: v.optional(
        v.pipe(count, v.description("stop after so many epochs without an improvement")),
      ),
      limit: v.optional(
        v.pipe(above0, v.description("a loss above this counts as diverged")),
      ),
      delta: v.pipe(
        v.optional(from0, 0),
        v.description("by how much the loss must fall to improve"),
      ),
    }),
    {},
  ),
  checkpoints: v.optional(
    section({
      every: v.pipe(v.optional(count, 20), v.description("epochs between checkpoints")),
      epochs: v.optional(
        v.pipe(
          v.array(epoch, EPOCHS),
          v.description("the epochs of the checkpoints, in place of every"),
        ),
      ),
      samples: v.optional(
        v.pipe(count, v.description("on a stream, samples between checkpoints (100,000)")),
      ),
    }),
    {},
  ),
  outputs: v.optional(
    section({
      metrics: v.pipe(v.optional(flag, true), v.description("write metrics.jsonl")),
      samples: v.pipe(v.optional(flag, false), v.description("a record for every sample")),
      charts: v.pipe(v.optional(flag, true), v.description("draw the SVG charts")),
      model: v.pipe(v.optional(flag, true), v.description("write model.json")),
    }),
    {},
  ),
});

/** A pipeline with every default filled in. */
export type Pipeline = v.InferOutput<typeof PipelineSchema>;

/** Data that is rows of text. */
export type TextData = Extract<Pipeline["data"], { path: string }>;

/** Whether data is rows of text. */
export function isText(data: Pipeline["data"]): data is TextData {
  return "path" in data;
}

/** Whether data flows by once, in constant memory. */
export function isStream(data: Pipeline["data"]): data is TextData & { stream: true } {
  return isText(data) && data.stream;
}

/** A field and what is wrong with it beside the others. */
export type Conflict = readonly [path: string, problem: string];

/** What does not go together in a pipeline whose fields are each right. */
export function conflicts({ data, epochs, validation, stop }: Pipeline): Conflict[] {
  const { shuffle, count } = epochs;
  const found: [boolean, ...Conflict][] = [
    [isStream(data) && count !== 1, "epochs.count", `a stream goes by once: expected 1, found ${count}`],
    [
      isStream(data) && shuffle === true,
      "epochs.shuffle",
      'a stream cannot be shuffled as a whole: expected false or { "buffer": samples }',
    ],
    [
      !isStream(data) && typeof shuffle === "object",
      "epochs.shuffle",
      "a buffer is for a stream: expected true or false",
    ],
    [
      isStream(data) && validation.fraction !== undefined,
      "validation.fraction",
      "nobody knows how long a stream is: expected validation.path",
    ],
    [
      validation.fraction !== undefined && validation.path !== undefined,
      "validation",
      "expected a fraction or a path, found both",
    ],
    [
      !isText(data) && validation.path !== undefined,
      "validation.path",
      `a file goes with data of a file, not with ${JSON.stringify(data.kind)}`,
    ],
    [
      stop.on === "validationLoss" && validation.fraction === undefined &&
      validation.path === undefined,
      "stop.on",
      "there is no validationLoss without validation",
    ],
  ];
  return found.flatMap(([isConflict, ...conflict]) => isConflict ? [conflict] : []);
}

/**
 * The schema of a pipeline file: as a pipeline, but it may extend another file, and then go without
 * a name of its own.
 */
export const PipelineFileSchema = section({
  $schema: v.optional(v.pipe(text(), v.description("the JSON Schema, for an editor"))),
  extends: v.optional(
    v.pipe(text(), v.description("another pipeline file, relative to this one, that this changes")),
  ),
  ...PipelineSchema.entries,
  name: v.optional(PipelineSchema.entries.name),
});

/** A pipeline as it is written. */
export type PipelineSpec = v.InferInput<typeof PipelineFileSchema>;
