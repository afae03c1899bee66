import { LONGEST_STRING, readText } from "../files.ts";
import { DEFAULT_THRESHOLD, type Model, modelColumns } from "../neuron/model.ts";
import type { Neuron } from "../neuron/neuron.ts";
import type { Scaling } from "../samples/chunk.ts";
import type { Dataset } from "../rows/dataset.ts";
import { parseModel } from "../sinks/model_file.ts";
import { UserError } from "../user_error.ts";
import { describe } from "../values.ts";
import type { Learned } from "./prepare.ts";
import { isText } from "./stream.ts";
import type { Pipeline } from "./types.ts";

/** The model that a run starts from: its transforms are those of the run, too. */
export interface StartModel extends Model, Learned {
  /** The text of its file. */
  readonly text: string;
  /** The names of the columns of rows that its features come from. */
  readonly names: readonly string[];
  /** How its features are standardized, if they are. */
  readonly scaling: Scaling | undefined;
  /** Its neuron. */
  readonly neuron: Neuron;
  /** What a person should know about what does not come from it, in a line each. */
  readonly notes: readonly string[];
}

/**
 * Reads the model that a pipeline starts from, where it starts from one.
 *
 * @throws {UserError} where it cannot be read, or does not fit the pipeline.
 */
export async function readStartModel(spec: Pipeline): Promise<StartModel | undefined> {
  const { neuron: { from }, data } = spec;
  if (from === undefined) return undefined;
  const source = `neuron.from: ${from}`;
  const text = await readText(from, { longest: LONGEST_STRING });
  const model = parseModel(text, source);
  refuseOtherTransforms(spec, { source, model });
  const classes = model.classes.map(describe).join(" and ");
  const { positive, only } = isText(data) ? data : {};
  if (positive !== undefined && positive !== model.classes[1]) {
    throw new UserError(
      `${source}: the model's classes are ${classes}, the second is 1: ` +
        `data.positive cannot be ${describe(positive)}`,
    );
  }
  if (only !== undefined && !model.classes.every((name) => only.includes(name))) {
    throw new UserError(
      `${source}: the model's classes are ${classes}: data.only cannot be ${listed(only)}`,
    );
  }
  const { weights, bias, threshold = DEFAULT_THRESHOLD, transforms } = model;
  const encoding = transforms.find((transform) => transform.kind === "categories");
  const filling = transforms.find((transform) => transform.kind === "missing");
  const scaled = transforms.find((transform) => transform.kind === "standardize");
  return {
    ...{ ...model, text },
    names: modelColumns(model).map(({ name }) => name),
    columns: encoding?.columns,
    fill: filling?.mean,
    scaling: scaled && { mean: scaled.mean, sd: scaled.sd },
    neuron: { weights, bias },
    notes: threshold === DEFAULT_THRESHOLD ? [] : [
      `${source}: its threshold ${threshold} is of its own predictions, the new model's is ` +
      `${DEFAULT_THRESHOLD}; evaluate --threshold --save keeps another`,
    ],
  };
}

/** What a model does that a pipeline does not say, by kind, and what it does not do that one says. */
const OTHER_TRANSFORMS = [
  [
    "categories",
    "makes features of categories: add --categories",
    'makes no features of categories: leave "categories" out of transforms',
  ],
  [
    "missing",
    "fills in missing values: add --missing mean",
    'fills in no missing values: set data.missing to "error" or "skip"',
  ],
  [
    "standardize",
    "standardizes its features: add --standardize",
    'does not standardize its features: leave "standardize" out of transforms',
  ],
] as const;

/** Refuses a pipeline that says other of its features than what the model does with them. */
function refuseOtherTransforms(
  { transforms, data }: Pipeline,
  { source, model }: { source: string; model: Model },
): void {
  const declared = [
    ...transforms.map(({ kind }) => kind),
    ...(isText(data) && data.missing === "mean" ? ["missing"] : []),
  ];
  for (const [kind, does, doesNot] of OTHER_TRANSFORMS) {
    const has = model.transforms.some((transform) => transform.kind === kind);
    // Only rows of text miss values.
    if (has === declared.includes(kind) || (kind === "missing" && !isText(data))) continue;
    throw new UserError(`${source}: the model ${has ? does : doesNot}`);
  }
  if (!isText(data) && modelColumns(model).some(({ categories }) => categories)) {
    throw new UserError(
      `${source}: the model has columns of text: the data must be rows of a file`,
    );
  }
}

/** Refuses samples of other features or classes than those of the model that a run starts from. */
export function refuseOthers(
  { names, classes }: StartModel,
  source: Pick<Dataset, "features" | "classes">,
): void {
  for (
    const [what, own, others] of [
      ["features", names, source.features],
      ["classes", classes, source.classes],
    ] as const
  ) {
    if (own.length === others.length && own.every((name, i) => name === others[i])) continue;
    throw new UserError(
      `neuron.from: the model's ${what} are ${listed(own)}, those of the data ${listed(others)}`,
    );
  }
}

/** How many names a message has. */
const MOST_NAMES = 10;

function listed(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? `, … (${names.length})` : "";
  return names.slice(0, MOST_NAMES).map(describe).join(", ") + more;
}
