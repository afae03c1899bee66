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

function choice<const T extends readonly string[]>(names: T) {
  return v.picklist(names, `one of ${names.map((name) => JSON.stringify(name)).join(", ")}`);
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
const NAME = "a name of letters, digits, _, - and .";
const NUMBERS = "a list of at least one finite number";
const numbers = v.pipe(v.array(finite, NUMBERS), v.minLength(1, NUMBERS));
const EPOCHS = "a list of epochs, integers from 0 up";

const Gaussian = section({
  mean: v.pipe(finite, v.description("mean μ")),
  sd: v.pipe(from0, v.description("standard deviation σ")),
  count: v.pipe(count, v.description("samples to draw")),
});

const Gaussians = section({
  kind: v.optional(v.literal("gaussians"), "gaussians"),
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
  kind: v.literal("points"),
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

const Schedule = v.variant("kind", [
  section({ kind: v.optional(v.literal("constant"), "constant") }),
  section({
    kind: v.literal("exponential"),
    decay: v.pipe(v.optional(factor, 0.99), v.description("factor γ of each epoch: η₀ · γᵉ")),
  }),
  section({
    kind: v.literal("cosine"),
    final: v.pipe(v.optional(from0, 0), v.description("learning rate at the end of the epochs")),
  }),
  section({
    kind: v.literal("inverse-time"),
    decay: v.pipe(v.optional(from0, 0.01), v.description("k of η₀ / (1 + k e)")),
  }),
], 'one of "constant", "exponential", "cosine", "inverse-time"');

const learning = {
  learningRate: v.pipe(v.optional(above0, 0.001), v.description("learning rate η₀")),
  weightDecay: v.pipe(
    v.optional(from0, 0),
    v.description("λ of the penalty λ/2 · |w|² on the weights (L2)"),
  ),
};

const Sgd = section({
  kind: v.optional(v.literal("sgd"), "sgd"),
  ...learning,
  momentum: v.pipe(v.optional(share, 0), v.description("share of its velocity a weight keeps, μ")),
  nesterov: v.pipe(v.optional(flag, false), v.description("gradient taken where momentum leads")),
});

const Adam = section({
  kind: v.literal("adam"),
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
    v.regex(/^\w[\w.-]*$/, NAME),
    v.description("the run's name, and that of its folder"),
  ),
  description: v.optional(v.pipe(text(), v.description("what it shows, in one line"))),
  seed: v.pipe(
    v.optional(integer({ from: 0, to: 2 ** 32 - 1 }), 42),
    v.description("seed of everything random"),
  ),
  data: v.optional(
    v.variant("kind", [Gaussians, Points], 'one of "gaussians", "points"'),
    { kind: "gaussians" },
  ),
  epochs: v.optional(
    section({
      count: v.pipe(v.optional(count, 120), v.description("how many times the data goes by")),
      shuffle: v.pipe(v.optional(flag, true), v.description("a new order each epoch")),
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
    v.variant("kind", [Sgd, Adam], 'one of "sgd", "adam"'),
    { kind: "sgd" },
  ),
  schedule: v.optional(Schedule, { kind: "constant" }),
  batch: v.pipe(v.optional(count, 1), v.description("samples per step")),
  stop: v.optional(
    section({
      loss: v.optional(v.pipe(from0, v.description("stop at an epoch whose loss is this or less"))),
      patience: v.optional(
        v.pipe(count, v.description("stop after so many epochs without an improvement")),
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
    }),
    {},
  ),
  outputs: v.optional(
    section({
      metrics: v.pipe(v.optional(flag, true), v.description("write metrics.jsonl")),
      steps: v.pipe(v.optional(flag, false), v.description("a record for every sample")),
      charts: v.pipe(v.optional(flag, true), v.description("draw the SVG charts")),
      model: v.pipe(v.optional(flag, true), v.description("write model.json")),
    }),
    {},
  ),
});

/** A pipeline with every default filled in. */
export type Pipeline = v.InferOutput<typeof PipelineSchema>;

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
