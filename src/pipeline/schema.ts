import * as v from "valibot";
import type { Pipeline, PipelineSpec } from "./types.ts";

// What a field may hold, each with its one message: what is allowed. `resolve` adds where, and what
// was found.
const OBJECT = "an object { … }";
const number = v.pipe(v.number(), v.finite());
const integer = v.pipe(v.number(), v.safeInteger());
const string = v.string("a string");
const boolean = v.boolean("true or false");
const finite = v.message(number, "a finite number");
const above0 = v.message(v.pipe(number, v.gtValue(0)), "a number > 0");
const atLeast0 = v.message(v.pipe(number, v.minValue(0)), "a number ≥ 0");
const share = v.message(v.pipe(number, v.minValue(0), v.ltValue(1)), "a number ≥ 0 and < 1");
const factor = v.message(v.pipe(number, v.gtValue(0), v.maxValue(1)), "a number > 0 and ≤ 1");
const count = v.message(v.pipe(integer, v.minValue(1)), "an integer ≥ 1");
const index = v.message(v.pipe(integer, v.minValue(0)), "an integer ≥ 0");
const seed = v.message(
  v.pipe(integer, v.minValue(0), v.maxValue(2 ** 32 - 1)),
  "an integer from 0 to 4294967295",
);
/** A run of a sweep has two names, its sweep's and its own, and that says what is swept in it. */
const name = v.message(
  v.pipe(v.string(), v.regex(/^\w[\w.+-]{0,99}(\/\w[\w.+=,~-]{0,199})?$/)),
  "a name of up to 100 letters, digits, _, -, + and .",
);
const character = v.message(v.pipe(v.string(), v.length(1)), "one character");
const column = v.union([string, index], "a column's name, or its index from 0");
const columns = v.array(column, "a list of columns");
const twoLabels = v.strictTuple([string, string], 'a list of two labels, such as ["no", "yes"]');
const epochs = v.array(index, "a list of epochs");
const numbers = nonEmpty(finite, "a list of at least one finite number");

function nonEmpty<const T extends v.GenericSchema>(item: T, allowed: string) {
  return v.message(v.pipe(v.array(item), v.minLength(1)), allowed);
}

function oneOf<const T extends readonly string[]>(...names: T) {
  return v.picklist(names, quoted(names));
}

function quoted(names: readonly string[]): string {
  return `one of ${names.map((name) => JSON.stringify(name)).join(", ")}`;
}

/** An object with these fields; others are for `fieldProblems` to find. */
function object<const T extends v.ObjectEntries>(entries: T) {
  return v.object(entries, ({ expected, path }) => {
    if (expected === "Object") return OBJECT;
    // Else a field is missing: what is allowed there?
    const missing = v.safeParse(entries[String(path?.[0].key)], undefined);
    return missing.issues?.[0].message ?? OBJECT;
  });
}

/** One of several objects, told apart by their kinds; the first may go without. */
function variant<const T extends v.VariantOptions<"kind">>(kinds: readonly string[], objects: T) {
  const allowed = quoted(kinds);
  return v.variant(
    "kind",
    objects,
    ({ expected }) => expected === "Object" ? `${allowed}, or ${OBJECT}` : allowed,
  );
}

/** A field that must be there: what it is, and what it may hold. */
function required<const T extends v.GenericSchema>(what: string, type: T) {
  return v.pipe(type, v.description(what));
}

/** A field that may be left out, and has no default. */
function optional<const T extends v.GenericSchema>(what: string, type: T) {
  return v.optional(required(what, type));
}

/** A field with a default. */
function field<const T extends v.GenericSchema>(
  what: string,
  type: T,
  options: { default: v.InferInput<T> },
) {
  // TypeScript cannot see that what is put into T may be put into its described self.
  return v.optional(required(what, type), options.default as never);
}

/** A part's own seed; without one, it is drawn from the run's. */
const ownSeed = (what: string) => optional(`seed of ${what}, in place of the run's`, seed);
const dataSeed = ownSeed("the samples drawn and of those held out");

const Gaussian = object({
  mean: required("mean μ", finite),
  sd: required("standard deviation σ", atLeast0),
  count: required("number of samples", count),
});

const Gaussians = object({
  kind: field("two normal distributions", v.literal("gaussians"), { default: "gaussians" }),
  classes: field(
    "the class of label 0, then the class of label 1",
    v.strictTuple([Gaussian, Gaussian], "a list of two classes"),
    { default: [{ mean: 0, sd: 1, count: 500 }, { mean: 5, sd: 0.5, count: 500 }] },
  ),
  seed: dataSeed,
});

const Point = object({
  x: required("the features", v.union([finite, numbers], "a number or a list of numbers")),
  y: required("the label", v.picklist([0, 1], "0 or 1")),
});

const Points = object({
  kind: required("samples written out", v.literal("points")),
  points: required("the samples", nonEmpty(Point, "a list of at least one point { x, y }")),
  seed: dataSeed,
});

const rows = {
  path: required("the file, - for standard input", v.string("a path, or - for standard input")),
  label: optional("the label's column; if left out, the last", column),
  features: optional("the features' columns; if left out, all others", columns),
  exclude: optional("columns that are not features, where features are left out", columns),
  positive: optional("the name of label 1, where labels are not 0 and 1", string),
  only: optional("the two labels whose rows are kept", twoLabels),
  missing: field(
    "end at a row that misses a feature, skip it, or fill in the mean of the training samples",
    oneOf("error", "skip", "mean"),
    { default: "error" },
  ),
  onBadRow: field("end at a bad row, or skip it", oneOf("error", "skip"), { default: "error" }),
  stream: field("one pass in constant memory, however many rows", boolean, { default: false }),
  seed: dataSeed,
};
const header = optional("whether the first row has names; if left out, guessed", boolean);

const decimal = field("what stands before the decimals of a number", oneOf(".", ","), {
  default: ".",
});

const Csv = object({
  kind: required("rows of delimited text", v.literal("csv")),
  ...rows,
  delimiter: optional("what separates fields; if left out, guessed from the first line", character),
  header,
  decimal,
});

const Tsv = object({
  kind: required("rows of tab-separated text", v.literal("tsv")),
  ...rows,
  header,
  decimal,
});

const Jsonl = object({
  kind: required("JSON Lines, an object or a list per line", v.literal("jsonl")),
  ...rows,
});

const DATA = ["gaussians", "points", "csv", "tsv", "jsonl"] as const;
const Data = variant(DATA, [Gaussians, Points, Csv, Tsv, Jsonl]);

const Categories = object({
  kind: required("a feature for each text of a column", v.literal("categories")),
  columns: optional("columns that are text though their first value is a number", columns),
  limit: field("the most different texts of a column", count, { default: 100 }),
});

const Standardize = object({
  kind: required("every feature to (x − μ) / σ", v.literal("standardize")),
});

const TRANSFORMS = ["categories", "standardize"] as const;
const Transform = variant(TRANSFORMS, [Categories, Standardize]);
const TRANSFORM_LIST = `a list such as ${JSON.stringify(TRANSFORMS)}`;
const Transforms = v.array(Transform, TRANSFORM_LIST);

const learning = {
  learningRate: field("learning rate η₀", above0, { default: 0.001 }),
  weightDecay: field("λ of the penalty λ/2 · |w|² on the weights (L2)", atLeast0, { default: 0 }),
};

const Sgd = object({
  kind: field("stochastic gradient descent", v.literal("sgd"), { default: "sgd" }),
  ...learning,
  momentum: field("share μ of its velocity that a weight keeps", share, { default: 0 }),
  nesterov: field("take the gradient where momentum leads", boolean, { default: false }),
});

const Adam = object({
  kind: required("Adam: steps scaled by the gradient's mean square", v.literal("adam")),
  ...learning,
  beta1: field("decay β₁ of the gradient's mean", share, { default: 0.9 }),
  beta2: field("decay β₂ of the gradient's mean square", share, { default: 0.999 }),
  epsilon: field("ε, which keeps the divisor above 0", above0, { default: 1e-8 }),
});

const OPTIMIZERS = ["sgd", "adam"] as const;
const Optimizer = variant(OPTIMIZERS, [Sgd, Adam]);

const SCHEDULES = ["constant", "exponential", "cosine", "inverse-time"] as const;
const Schedule = variant(SCHEDULES, [
  object({ kind: field("η₀", v.literal("constant"), { default: "constant" }) }),
  object({
    kind: required("η₀ · γᵉ", v.literal("exponential")),
    decay: field("factor γ per epoch", factor, { default: 0.99 }),
  }),
  object({
    kind: required("half a cosine, falling from η₀", v.literal("cosine")),
    final: field("learning rate after the last epoch", atLeast0, { default: 0 }),
  }),
  object({
    kind: required("η₀ / (1 + k e)", v.literal("inverse-time")),
    decay: field("decay k per epoch", atLeast0, { default: 0.01 }),
  }),
]);

const Validation = object({
  fraction: optional("share of the samples that is held out", share),
  path: optional("file of held-out rows, of the same kind as the data", string),
});

const Buffer = object({ buffer: required("number of samples that wait to be shuffled", count) });
const shuffle = v.union([boolean, Buffer], 'true, false or { "buffer": samples }');

const Epochs = object({
  count: field("number of epochs; a stream has one", count, { default: 120 }),
  shuffle: field("a new order each epoch; a stream needs a buffer", shuffle, { default: true }),
  chunk: field("samples per chunk, a matter of speed only; a stream ignores it", count, {
    default: 1024,
  }),
  seed: ownSeed("the orders"),
});

const Init = object({
  low: field("lower bound of the drawn weights", finite, { default: -0.01 }),
  high: field("upper bound of the drawn weights, exclusive", finite, { default: 0.01 }),
});

const Neuron = object({
  init: field("the uniform distribution that weights are drawn from", Init, { default: {} }),
  weights: optional("initial weights, in place of drawn ones", numbers),
  bias: field("initial bias, where weights are given", finite, { default: 0 }),
  seed: ownSeed("the drawn weights"),
  from: optional("model.json to start from, in place of drawn weights", string),
});

const Stop = object({
  on: field("the loss that counts", oneOf("loss", "validationLoss"), { default: "loss" }),
  loss: optional("stop after an epoch with this loss or less", atLeast0),
  patience: optional("stop after this many epochs without improvement", count),
  limit: optional("a loss above this counts as diverged", above0),
  delta: field("how far the loss must fall to improve", atLeast0, { default: 0 }),
  keep: field(
    'whose weights the model has: the "best" epoch\'s by that loss, or the "last" one\'s; ' +
      '"best" where that loss is validationLoss',
    oneOf("best", "last"),
    { default: "last" },
  ),
});

const Checkpoints = object({
  every: field("number of epochs between checkpoints; else a sixth of all epochs", count, {
    default: 20,
  }),
  epochs: optional("the epochs with a checkpoint, in place of every", epochs),
  samples: optional("for a stream, number of samples between checkpoints", count),
});

const Outputs = object({
  metrics: field("write metrics.jsonl", boolean, { default: true }),
  samples: field("a record for every sample", boolean, { default: false }),
  charts: field("draw the SVG charts", boolean, { default: true }),
  model: field("write model.json", boolean, { default: true }),
});

const classWeights = v.union(
  [v.literal("balanced"), v.strictTuple([above0, above0])],
  '"balanced" or a list of two numbers > 0',
);

const loss = oneOf("binary-cross-entropy", "squared-error");

/** What the fields are that may be written in two ways. */
const DESCRIPTIONS = {
  data: "the samples to learn from",
  transforms: "what is done to the features: categories, then standardize",
  optimizer: "how the weights move",
  schedule: "the learning rate of epoch e",
};

const fields = {
  name: required("the run's name, and that of its folder", name),
  description: optional("what the pipeline shows, in one line", string),
  seed: field("seed of everything random, unless a part has its own", seed, { default: 42 }),
  data: field(DESCRIPTIONS.data, Data, { default: {} }),
  transforms: field(DESCRIPTIONS.transforms, Transforms, { default: [] }),
  validation: field("samples held out, never learned from", Validation, { default: {} }),
  epochs: field("the passes over the samples", Epochs, { default: {} }),
  neuron: field("the neuron before the first step", Neuron, { default: {} }),
  loss: field("what is minimized", loss, { default: "binary-cross-entropy" }),
  classWeights: optional(
    "how much each class counts in the loss; balanced: n / (2 nᵧ)",
    classWeights,
  ),
  optimizer: field(DESCRIPTIONS.optimizer, Optimizer, { default: {} }),
  schedule: field(DESCRIPTIONS.schedule, Schedule, { default: {} }),
  batch: field("samples per step", count, { default: 1 }),
  stop: field("what ends a run early; for a stream, only limit", Stop, { default: {} }),
  checkpoints: field("when the neuron is sampled", Checkpoints, { default: {} }),
  outputs: field("what is written", Outputs, { default: {} }),
};

/**
 * The schema of a declared pipeline: the one source of its types, defaults and checks.
 *
 * The defaults are the tutorial's values; those of a stream that differ are `STREAM_DEFAULTS`.
 */
export const PipelineSchema: v.GenericSchema<PipelineSpec, Pipeline> = object(fields);

const Range = object({
  from: required("first value", finite),
  to: required("last value", finite),
  step: optional("distance from one value to the next; else 1", above0),
  points: optional(
    "number of values, in place of step",
    v.message(v.pipe(integer, v.minValue(2)), "an integer ≥ 2"),
  ),
  scale: field("whether points have equal distances, or equal factors", oneOf("linear", "log"), {
    default: "linear",
  }),
});

/** The values of a swept field. */
export const ValuesSchema = v.union(
  [nonEmpty(v.unknown(), "a list of at least one value"), Range],
  'a list of values, or a range such as { "from": 0, "to": 9 }',
);

/** An object of a kind, or the name of the kind alone. */
function orKind<const K extends readonly string[], const T extends v.GenericSchema>(
  kinds: K,
  object: T,
) {
  return v.union([oneOf(...kinds), object]);
}

/**
 * The schema of a pipeline file, which may extend another and then needs no name of its own, and
 * where the name of a kind is short for its object.
 */
export const PipelineFileSchema: v.GenericSchema<PipelineSpec> = object({
  $schema: optional("the JSON Schema, for an editor", string),
  extends: optional(
    "pipeline file that this one changes, relative to this one; of a list, each changes those before",
    v.union([string, nonEmpty(string, "a list of at least one path")]),
  ),
  sweep: optional(
    "runs to compare: for a field such as optimizer.learningRate its values, or a range",
    v.record(v.string(), ValuesSchema),
  ),
  ...fields,
  name: v.optional(fields.name),
  data: field(DESCRIPTIONS.data, orKind(DATA, Data), { default: {} }),
  transforms: field(
    DESCRIPTIONS.transforms,
    v.array(orKind(TRANSFORMS, Transform), TRANSFORM_LIST),
    { default: [] },
  ),
  optimizer: field(DESCRIPTIONS.optimizer, orKind(OPTIMIZERS, Optimizer), { default: {} }),
  schedule: field(DESCRIPTIONS.schedule, orKind(SCHEDULES, Schedule), { default: {} }),
});
