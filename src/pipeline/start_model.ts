import { LONGEST_STRING, readText } from "../files.ts";
import type { Model } from "../neuron/model.ts";
import type { Scaling } from "../samples/chunk.ts";
import { parseModel } from "../sinks/model_file.ts";
import { UserError } from "../user_error.ts";
import { describe } from "../values.ts";
import type { Source } from "./source.ts";
import { isText } from "./stream.ts";
import type { Pipeline } from "./types.ts";

/** The model that a run starts from. */
export interface StartModel extends Model {
  /** The text of its file. */
  readonly text: string;
  /** How its features are standardized, if they are: those of the run are, too. */
  readonly scaling: Scaling | undefined;
}

/**
 * Reads the model that a pipeline starts from, where it starts from one.
 *
 * @throws {UserError} where it cannot be read, or does not fit the pipeline.
 */
export async function readStartModel(spec: Pipeline): Promise<StartModel | undefined> {
  const { neuron: { from }, transforms, data } = spec;
  if (from === undefined) return undefined;
  const source = `neuron.from: ${from}`;
  const text = await readText(from, { longest: LONGEST_STRING });
  const model = parseModel(text, source);
  const [scaled] = model.transforms;
  if (scaled !== undefined && transforms.length === 0) {
    throw new UserError(`${source}: the model standardizes its features: add --standardize`);
  }
  if (scaled === undefined && transforms.length > 0) {
    throw new UserError(
      `${source}: the model does not standardize its features: set transforms to []`,
    );
  }
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
  const scaling = scaled &&
    { mean: Float64Array.from(scaled.mean), sd: Float64Array.from(scaled.sd) };
  return { ...model, text, scaling };
}

/** Refuses samples of other features or classes than those of the model that a run starts from. */
export function refuseOthers(
  { features, classes }: Model,
  source: Pick<Source, "features" | "classes">,
): void {
  for (
    const [what, own, others] of [
      ["features", features, source.features],
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
