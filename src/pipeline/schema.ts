import * as v from "valibot";

/** A finite number; the phrase says what is allowed, for messages. */
function number(phrase: string) {
  return v.pipe(v.number(phrase), v.finite(phrase));
}

function integer({ from, to = Number.MAX_SAFE_INTEGER }: { from: number; to?: number }) {
  const phrase = `an integer from ${from} ${to === Number.MAX_SAFE_INTEGER ? "up" : `to ${to}`}`;
  return v.pipe(
    v.number(phrase),
    v.safeInteger(phrase),
    v.minValue(from, phrase),
    v.maxValue(to, phrase),
  );
}

const finite = number("a finite number");
const positive = v.pipe(number("a number above 0"), v.gtValue(0, "a number above 0"));
const notNegative = v.pipe(number("a number from 0 up"), v.minValue(0, "a number from 0 up"));
const count = integer({ from: 1 });
const NAME = "a name of letters, digits, _, - and .";
const flag = v.boolean("true or false");

const Gaussian = v.strictObject({
  mean: v.pipe(finite, v.description("mean μ")),
  sd: v.pipe(notNegative, v.description("standard deviation σ")),
  count: v.pipe(count, v.description("how many samples to draw")),
});

const Gaussians = v.strictObject({
  kind: v.literal("gaussians"),
  classes: v.pipe(
    v.optional(v.strictTuple([Gaussian, Gaussian]), [
      { mean: 0, sd: 1, count: 500 },
      { mean: 5, sd: 0.5, count: 500 },
    ]),
    v.description("the class of label 0, then the class of label 1"),
  ),
});

const Sgd = v.strictObject({
  kind: v.literal("sgd"),
  learningRate: v.pipe(v.optional(positive, 0.001), v.description("learning rate η")),
});

/**
 * The schema of a declared pipeline: the one source of its types, defaults and checks.
 *
 * The defaults are the tutorial's values.
 */
export const PipelineSchema = v.strictObject({
  name: v.pipe(
    v.string(NAME),
    v.regex(/^\w[\w.-]*$/, NAME),
    v.description("the run's name, and that of its folder"),
  ),
  description: v.optional(v.pipe(v.string(), v.description("what it shows, in one line"))),
  seed: v.pipe(
    v.optional(integer({ from: 0, to: 2 ** 32 - 1 }), 42),
    v.description("seed of everything random"),
  ),
  data: v.optional(v.variant("kind", [Gaussians]), { kind: "gaussians" }),
  epochs: v.optional(
    v.strictObject({
      count: v.pipe(v.optional(count, 120), v.description("how many times the data goes by")),
      shuffle: v.pipe(
        v.optional(flag, true),
        v.description("whether each epoch has a new order"),
      ),
      chunk: v.pipe(
        v.optional(count, 256),
        v.description("samples per chunk; a matter of speed only"),
      ),
    }),
    {},
  ),
  neuron: v.optional(
    v.strictObject({
      init: v.optional(
        v.strictObject({
          low: v.pipe(v.optional(finite, -0.01), v.description("lowest weight drawn")),
          high: v.pipe(v.optional(finite, 0.01), v.description("no weight drawn reaches this")),
        }),
        {},
      ),
    }),
    {},
  ),
  loss: v.pipe(
    v.optional(
      v.picklist(["binary-cross-entropy"], '"binary-cross-entropy"'),
      "binary-cross-entropy",
    ),
    v.description("what is minimised"),
  ),
  optimizer: v.optional(v.variant("kind", [Sgd]), { kind: "sgd" }),
  batch: v.pipe(v.optional(count, 1), v.description("samples per step")),
  checkpoints: v.optional(
    v.strictObject({
      every: v.pipe(v.optional(count, 20), v.description("epochs between checkpoints")),
    }),
    {},
  ),
  outputs: v.optional(
    v.strictObject({
      metrics: v.pipe(v.optional(flag, true), v.description("write metrics.jsonl")),
      steps: v.pipe(v.optional(flag, false), v.description("a record for every sample")),
      charts: v.pipe(v.optional(flag, true), v.description("draw the SVG charts")),
      model: v.pipe(v.optional(flag, true), v.description("write model.json")),
    }),
    {},
  ),
});

/** A pipeline as it is written: everything but its name may be left out. */
export type PipelineSpec = v.InferInput<typeof PipelineSchema>;

/** A pipeline with every default filled in. */
export type Pipeline = v.InferOutput<typeof PipelineSchema>;
