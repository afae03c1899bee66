import { labelsOf } from "../charts/sweep_words.ts";
import { merge } from "../pipeline/merge.ts";
import { type Override, withOverrides } from "../pipeline/override.ts";
import { parse, resolve, type ResolveOptions } from "../pipeline/resolve.ts";
import { ValuesSchema } from "../pipeline/schema.ts";
import { isText } from "../pipeline/stream.ts";
import type { Pipeline } from "../pipeline/types.ts";
import { numpyRandom } from "../random/numpy_random.ts";
import { UserError } from "../user_error.ts";
import { describe, isObject } from "../values.ts";
import { nameOf } from "./names.ts";
import { countOf, drawnFrom, problemOf, type Values, valuesOf } from "./values.ts";

/** A run that a sweep declares. */
export interface PlannedRun {
  /** Its name within the sweep, and that of its folder. */
  readonly name: string;
  /** The values of the swept fields. */
  readonly values: readonly unknown[];
  /** Its pipeline. */
  readonly pipeline: Pipeline;
}

/** What a sweep declares. */
export interface Plan {
  /** Its name, and that of its folder. */
  readonly name: string;
  /** The paths of the swept fields. */
  readonly fields: readonly string[];
  /** Its runs, in order: the values of the last field change first. */
  readonly runs: readonly PlannedRun[];
}

/** Options of {@linkcode expand}. */
export interface ExpandOptions extends ResolveOptions {
  /** Swept fields and their values, beside or in place of those that the pipeline declares. */
  readonly grid?: ReadonlyMap<string, unknown>;
  /**
   * Which values go together: every one of a field with every one of the others, the first of all, the
   * second of all and so on, or so many at random, drawn with the pipeline's seed. Default: "product".
   */
  readonly combine?: "product" | "zip" | { readonly random: number };
  /** What a run has, by its name, where its pipeline does not say otherwise. */
  readonly earlier?: ReadonlyMap<string, object> | undefined;
}

/** The most runs of a sweep. */
const MOST_RUNS = 100_000;
/** The most problems that are reported. */
const MOST_PROBLEMS = 50;
/** How many times as many runs are drawn at random as are wanted, before there seem to be no others. */
const MOST_DRAWS = 100;

/** Whether a pipeline, as it is written, declares a sweep. */
export function isSweep(spec: unknown): spec is Readonly<Record<string, unknown>> {
  return isObject(spec) && spec.sweep !== undefined;
}

/**
 * The runs of a sweep: those that the `sweep` section of a pipeline and a grid declare, each checked, with
 * every default filled in. No pictures of the single runs are drawn, unless the pipeline says so.
 *
 * A pipeline without a section is also a single run: its sweep is called by its name and "-sweep".
 *
 * @throws {UserError} with one line for each problem of the section and of any run.
 */
export function expand(
  spec: unknown,
  { grid = new Map(), combine = "product", earlier = new Map(), ...options }: ExpandOptions,
): Plan {
  const { source, overrides = [] } = options;
  const { sweep, ...fields } = isObject(spec) ? spec : {};
  const base = merge({ outputs: { charts: false } }, isObject(spec) ? fields : spec);
  const sweptBy = (field: string) =>
    grid.has(field)
      ? `--grid ${field}`
      : `${options.originOf?.("sweep") ?? source}: sweep.${field}`;
  if (sweep !== undefined && !isObject(sweep)) {
    throw new UserError(
      `${source}: sweep: expected an object of fields and their values, found ${describe(sweep)}`,
    );
  }
  const declared = { ...sweep, ...Object.fromEntries(grid) };
  const swept = sweptFields(declared, { source, sweptBy });
  refuseSet(swept, { overrides, isDrawn: typeof combine === "object" });
  const own = nameOfSweep(base, options);
  const isNamed = sweep !== undefined || overrides.some(({ path }) => path === "name");
  const name = isNamed ? own : `${own}-sweep`;
  const paths = [...swept.keys()];
  const labels = labelsOf(paths);
  const runs = new Map<string, PlannedRun>();
  const problems = new Set<string>();
  for (
    const values of combinations(swept, {
      source,
      combine,
      seed: () => seedOf(base, options),
    })
  ) {
    const run = nameOf(labels, values);
    const set = paths.map((path, i): Override => ({
      path,
      value: values[i],
      origin: sweptBy(path),
    }));
    // What is set within a field is set after the field.
    set.sort((a, b) => a.path.length - b.path.length);
    set.push({ path: "name", value: `${name}/${run}`, origin: source });
    try {
      const whole = earlier.has(run) ? merge(earlier.get(run), base) : base;
      const pipeline = resolve(whole, { ...options, overrides: [...overrides, ...set] });
      if (isText(pipeline.data) && pipeline.data.path === "-") {
        throw new UserError(
          `${source}: data.path: each run of a sweep reads its rows, and standard input can be read ` +
            "once: --data FILE",
        );
      }
      runs.set(run, { name: run, values, pipeline });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const line of error.message.split("\n")) problems.add(line);
      if (problems.size >= MOST_PROBLEMS) break;
    }
  }
  if (problems.size > 0) throw new UserError([...problems].slice(0, MOST_PROBLEMS).join("\n"));
  return { name, fields: paths, runs: [...runs.values()] };
}

/** The values of each swept field. */
function sweptFields(
  sweep: Readonly<Record<string, unknown>>,
  { source, sweptBy }: { source: string; sweptBy: (field: string) => string },
): Map<string, Values> {
  if (Object.keys(sweep).length === 0) {
    throw new UserError(
      `${source}: expected the fields to sweep and their values: --grid seed=0..9, ` +
        'or in the pipeline "sweep": { "seed": { "from": 0, "to": 9 } }',
    );
  }
  const fields = new Map<string, Values>();
  const lines: string[] = [];
  for (const [field, values] of Object.entries(sweep)) {
    const { output, problems } = parse(ValuesSchema, values);
    const own = fieldProblem(field) ?? (problems.size === 0 ? problemOf(output!) : undefined);
    for (const [path, problem] of own === undefined ? problems : [["", own]]) {
      lines.push([sweptBy(field), ...(path === "" ? [] : [path]), problem].join(": "));
    }
    if (output !== undefined) fields.set(field, output);
  }
  if (lines.length > 0) throw new UserError(lines.slice(0, MOST_PROBLEMS).join("\n"));
  return fields;
}

/**
 * Refuses fields that are set and swept. Where runs are drawn, the seed of what is drawn may be set though
 * the runs' own seeds are swept.
 */
function refuseSet(
  swept: ReadonlyMap<string, Values>,
  { overrides, isDrawn }: { overrides: readonly Override[]; isDrawn: boolean },
): void {
  for (const { path, origin } of overrides) {
    const field = [...swept.keys()].find((field) => isWithin(path, field));
    if (field === undefined || (isDrawn && path === "seed")) continue;
    throw new UserError(`${origin}: ${field} is swept; --grid ${field}=… gives other values`);
  }
}

/** The seed of a pipeline. */
function seedOf(spec: unknown, { source, overrides = [], ...options }: ResolveOptions): number {
  const { seed } = isObject(spec) ? spec : {};
  return resolve({ name: "drawn", ...(seed !== undefined && { seed }) }, {
    ...options,
    source,
    overrides: overrides.filter(({ path }) => path === "seed"),
  }).seed;
}

/** What is wrong with the path of a swept field, if something is. */
function fieldProblem(field: string): string | undefined {
  if (!/^[\w$]+(\.[\w$]+)*$/.test(field)) return "expected the path of a field, such as seed";
  return /^(name|description)$/.test(field) ? "cannot be swept" : undefined;
}

function isWithin(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}.`);
}

/** The name of a sweep; a pipeline that has none has that to tell. */
function nameOfSweep(
  spec: unknown,
  options: ResolveOptions,
): string {
  const whole = withOverrides(spec, options.overrides ?? []);
  const { name } = isObject(whole) ? whole : {};
  return typeof name === "string" ? name : resolve(spec, options).name;
}

/** The values of all fields that go together. */
function* combinations(
  swept: ReadonlyMap<string, Values>,
  { source, combine, seed }: {
    source: string;
    combine: NonNullable<ExpandOptions["combine"]>;
    seed: () => number;
  },
): Iterable<readonly unknown[]> {
  const counts = [...swept.values()].map(countOf);
  const all = counts.reduce((product, count) => product * count, 1);
  const count = combine === "product" ? all : combine === "zip" ? counts[0] : combine.random;
  if (count > MOST_RUNS) {
    throw new UserError(
      `${source}: sweep: expected at most ${MOST_RUNS} runs, found ${count}; ` +
        "try fewer values, or some at random: --random 100",
    );
  }
  if (combine === "product") return yield* product([...swept.values()].map(valuesOf));
  if (combine === "zip") {
    if (counts.some((other) => other !== count)) {
      const found = [...swept.keys()].map((field, i) => `${field} has ${counts[i]}`);
      throw new UserError(
        `--zip: expected as many values of each field; ${found.join(", ")}`,
      );
    }
    const values = [...swept.values()].map(valuesOf);
    for (let i = 0; i < count; i++) yield values.map((of) => of[i]);
    return;
  }
  const random = numpyRandom(seed());
  const seen = new Set<string>();
  for (let draws = 0; seen.size < count; draws++) {
    if (draws === MOST_DRAWS * count) {
      throw new UserError(
        `--random: expected at most as many runs as there are, found ${count} of ${seen.size}`,
      );
    }
    const values = [...swept.values()].map((of) => drawnFrom(of, random));
    const text = JSON.stringify(values);
    if (!seen.has(text)) yield values;
    seen.add(text);
  }
}

/** Every value of a list with every value of the others; those of the last change first. */
function* product(lists: readonly (readonly unknown[])[]): Iterable<readonly unknown[]> {
  const [first, ...others] = lists;
  if (first === undefined) return yield [];
  for (const value of first) for (const rest of product(others)) yield [value, ...rest];
}
