import type { Flow, FlowPart } from "../charts/flow_chart.ts";
import { isStream, isText } from "./stream.ts";
import type { Pipeline } from "./types.ts";

/**
 * What a resolved pipeline is compiled to: the samples and what is done to them, the operators in their
 * order, and the subscribers, each with the options that matter.
 *
 * @example
 * ```ts
 * import { graphOf, resolve } from "@dawnstream/dawnstream/pipeline";
 * import { assertEquals } from "@std/assert";
 *
 * const { operators } = graphOf(resolve({ name: "quick" }, { source: "here" }));
 * assertEquals(operators[0], { name: "epochs", options: ["count 120", "shuffle", "chunk 1024"] });
 * ```
 */
export function graphOf(spec: Pipeline): Flow {
  const { samples } = spec.outputs;
  return {
    name: spec.name,
    samples: [sourceOf(spec), ...preparationOf(spec)],
    operators: [
      ...(isStream(spec.data) ? streamOf(spec) : epochsOf(spec)),
      ...learningOf(spec),
      { name: "records", options: given({ samples }) },
    ],
    subscribers: subscribersOf(spec),
  };
}

/** Options in words: `every: 20` is "every 20", `shuffle: true` is "shuffle", and false is nothing. */
function given(options: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [name];
    return [`${name} ${Array.isArray(value) ? value.join(", ") : value}`];
  });
}

/** Where the samples come from. */
function sourceOf({ data }: Pipeline): FlowPart {
  switch (data.kind) {
    case "gaussians":
      return {
        name: "gaussians",
        options: data.classes.map(({ mean, sd, count }) => `${count} of N(${mean}, ${sd})`),
      };
    case "points":
      return { name: "points", options: given({ samples: data.points.length }) };
    default: {
      const { kind, path, label, positive, only, features, exclude, missing, onBadRow } = data;
      return {
        name: kind,
        options: [
          path === "-" ? "standard input" : path,
          ...given({ label, positive, only, features, exclude }),
          ...(missing === "skip" ? ["rows that miss a feature skipped"] : []),
          ...(onBadRow === "skip" ? ["bad rows skipped"] : []),
        ],
      };
    }
  }
}

/** What is done to samples before they flow; those of a stream are standardized as they do. */
function preparationOf({ data, transforms, validation, neuron }: Pipeline): FlowPart[] {
  const { fraction } = validation;
  const known = neuron.from === undefined ? "the training samples" : "the model";
  const done = transforms.filter(({ kind }) => kind !== "standardize" || !isStream(data));
  const [categories, scaling] = ["categories", "standardize"].map((kind) =>
    done.filter((transform) => transform.kind === kind)
  );
  return [
    ...(fraction === undefined ? [] : [{ name: "holdOut", options: given({ fraction }) }]),
    ...categories.map(({ kind }) => ({ name: kind, options: [`those of ${known}`] })),
    ...(isText(data) && data.missing === "mean"
      ? [{ name: "fillMissing", options: [`the means of ${known}`] }]
      : []),
    ...scaling.map(({ kind }) => ({ name: kind, options: [`by ${known}`] })),
  ];
}

/** How samples that are kept are put in order. */
function epochsOf({ epochs: { count, shuffle, chunk } }: Pipeline): FlowPart[] {
  return [{ name: "epochs", options: given({ count, shuffle: shuffle === true, chunk }) }];
}

/** How a stream flows by. */
function streamOf({ epochs: { shuffle }, checkpoints, transforms, neuron }: Pipeline): FlowPart[] {
  const isStandardized = transforms.some(({ kind }) => kind === "standardize");
  return [
    { name: "read", options: [] },
    ...(typeof shuffle === "object" ? [{ name: "shuffleBuffer", options: given(shuffle) }] : []),
    { name: "cutAtMarks", options: given({ every: checkpoints.samples }) },
    ...(!isStandardized
      ? []
      : neuron.from === undefined
      ? [{ name: "standardize", options: ["by the samples so far"] }]
      : [{ name: "scale", options: ["by the model"] }]),
    { name: "onePass", options: [] },
  ];
}

/** Learning, and all that watches it. */
function learningOf(spec: Pipeline): FlowPart[] {
  const { data, validation: { fraction, path }, checkpoints } = spec;
  const { limit, on, loss, patience, delta, keep } = spec.stop;
  const { every, epochs, samples } = checkpoints;
  const heldOut = fraction === undefined ? path : "the held-out samples";
  return [
    { name: "learn", options: ruleOf(spec) },
    ...(heldOut === undefined ? [] : [{ name: "validate", options: [`on ${heldOut}`] }]),
    { name: "finite", options: ["ends what diverges", ...given({ limit })] },
    ...(isStream(data) ? [{ name: "progressive", options: given({ every: samples }) }] : []),
    {
      name: "stop",
      options: loss === undefined && patience === undefined
        ? ["not before the end"]
        : given({ on, loss, patience, ...(delta > 0 && { delta }) }),
    },
    ...(keep === "best" ? [{ name: "keepBest", options: given({ on }) }] : []),
    {
      name: "checkpoints",
      options: given({ ...(epochs === undefined ? { every } : { epochs }), samples }),
    },
  ];
}

/** Options with which an optimizer does nothing. */
const NOTHING = ["momentum 0", "weightDecay 0"];

/** What is learned, and how. */
function ruleOf({ neuron, loss, classWeights, optimizer, schedule, batch }: Pipeline): string[] {
  const { kind, learningRate, ...others } = optimizer;
  const { kind: falling, ...fall } = schedule;
  const { from, weights, init } = neuron;
  return [
    loss,
    ...given({ classWeights }),
    kind,
    ...given({ learningRate }),
    ...(falling === "constant" ? [] : [[falling, ...given(fall)].join(" ")]),
    ...given({ batch }),
    ...given(others).filter((option) => !NOTHING.includes(option)),
    `neuron ${from ?? (weights ? "as given" : `of U(${init.low}, ${init.high})`)}`,
  ];
}

/** What takes the records. */
function subscribersOf({ outputs: { metrics, charts, model } }: Pipeline): FlowPart[] {
  return [
    { name: "jsonLines", options: [...(metrics ? ["metrics.jsonl"] : []), "standard output"] },
    ...(charts ? [{ name: "charts", options: ["*.svg", "report.html"] }] : []),
    ...(model ? [{ name: "modelFile", options: ["model.json"] }] : []),
    { name: "progress", options: ["the terminal"] },
  ];
}
