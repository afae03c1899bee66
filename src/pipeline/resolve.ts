import * as v from "valibot";
import { UserError } from "../user_error.ts";
import { describe, isObject } from "../values.ts";
import { conflicts } from "./conflicts.ts";
import { fieldProblems } from "./field_problems.ts";
import { longForm, merge } from "./merge.ts";
import { type Override, withOverrides } from "./override.ts";
import { PipelineSchema } from "./schema.ts";
import { defaultsThatFollow } from "./stream.ts";
import type { Pipeline } from "./types.ts";

/** Options of {@linkcode resolve}. */
export interface ResolveOptions {
  /** Where the pipeline comes from, for messages: a file's name, say. */
  readonly source: string;
  /** Which of several files gave the value at a path, for messages. */
  readonly originOf?: (path: string) => string | undefined;
  /** Fields set over the pipeline's own, in order. */
  readonly overrides?: readonly Override[];
}

/**
 * Checks a pipeline and fills in every default.
 *
 * @throws {UserError} with one line for each problem, at most 50: where it is, what is allowed and
 * what was found; and for a pipeline that declares a sweep, which is not one run.
 *
 * @example
 * ```ts
 * import { resolve } from "@dawnstream/dawnstream/pipeline";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(resolve({ name: "quick" }, { source: "quick.json" }).epochs.count, 120);
 *
 * assertThrows(
 *   () => resolve({ name: "quick", epochs: { cuont: 3 } }, { source: "quick.json" }),
 *   Error,
 *   "quick.json: epochs.cuont: unknown field, did you mean count?",
 * );
 * ```
 */
export function resolve(spec: unknown, options: ResolveOptions): Pipeline {
  const { source, overrides = [] } = options;
  if (isObject(spec) && spec.sweep !== undefined) {
    throw new UserError(
      `${source}: declares a sweep, not one run: deno task sweep runs it, --print shows its runs`,
    );
  }
  const { pipeline, problems } = checkWith(spec, overrides);
  if (pipeline !== undefined) return pipeline;
  const strings = withStrings(spec, { overrides, problems });
  if (strings !== undefined) return resolve(spec, { ...options, overrides: strings });
  // What is wrong without the overrides, too, is not theirs.
  const own = overrides.length === 0 ? problems : check(spec).problems;
  const lines = [...problems].slice(0, MOST_PROBLEMS).map(([path, problem]) => {
    const override = own.get(path) === problem
      ? undefined
      : overrideOf(path, overrides) ?? causeOf(problem, { spec, path, overrides });
    const field = path === "" || path === override?.path ? [] : [path];
    return [override?.origin ?? sourceOf(path, options), ...field, problem].join(": ");
  });
  const more = problems.size > MOST_PROBLEMS ? ["… and more"] : [];
  throw new UserError([...lines, ...more].join("\n"));
}

/** The file that gave a field, or else what is around it. */
function sourceOf(path: string, { source, originOf }: ResolveOptions): string {
  const around = path.lastIndexOf(".");
  if (originOf === undefined || path === "") return source;
  return originOf(path) ??
    (around < 0 ? source : sourceOf(path.slice(0, around), { source, originOf }));
}

/** The overrides with strings in place of the values that are wrong unless they are strings. */
function withStrings(
  spec: unknown,
  { overrides, problems }: { overrides: readonly Override[]; problems: Problems },
): Override[] | undefined {
  const asString = overrides.map((override): Override => {
    const { path, text, origin } = override;
    return text === undefined || !problems.has(path) ? override : { path, value: text, origin };
  });
  const left = checkWith(spec, asString).problems;
  const chosen = asString.map((override, i) => left.has(override.path) ? overrides[i] : override);
  return chosen.some((override, i) => override !== overrides[i]) ? chosen : undefined;
}

/** The last override that set a field, an object around it, or a field within it. */
function overrideOf(field: string, overrides: readonly Override[]): Override | undefined {
  const isWithin = (path: string, other: string) => path === other || path.startsWith(`${other}.`);
  return overrides.findLast(({ path }) => isWithin(field, path) || isWithin(path, field));
}

/** The first override with which another field has a problem: the two do not go together. */
function causeOf(
  problem: string,
  { spec, path, overrides }: { spec: unknown; path: string; overrides: readonly Override[] },
): Override | undefined {
  return overrides.find((_, i) =>
    checkWith(spec, overrides.slice(0, i + 1)).problems.get(path) === problem
  );
}

function checkWith(spec: unknown, overrides: readonly Override[]): ReturnType<typeof check> {
  return check(withOverrides(spec, overrides));
}

/** What is wrong, by path. */
export type Problems = ReadonlyMap<string, string>;

/** The largest number of problems that are reported. */
const MOST_PROBLEMS = 50;

/** A pipeline with every default filled in, or its problems by path, in the order of the paths. */
function check(spec: unknown): { pipeline?: Pipeline; problems: Problems } {
  const long = longForm(spec);
  const whole = merge(defaultsThatFollow(long), long);
  const { output, problems } = parse(PipelineSchema, whole);
  const all = new Map([...problems, ...(output ? conflicts(output) : [])]);
  if (output && all.size === 0) return { pipeline: output, problems };
  const { compare } = new Intl.Collator("en", { numeric: true });
  return { problems: new Map([...all].sort(([a], [b]) => compare(a, b))) };
}

/** A value as a schema has it, with every default filled in, and what is wrong with it by path. */
export function parse<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
): { output?: T; problems: Problems } {
  const { success, output, issues = [] } = v.safeParse(schema, value, { abortPipeEarly: true });
  const problems = new Map([
    ...Iterator.from(fieldProblems(schema, value)).take(MOST_PROBLEMS + 1),
    ...issues.slice(0, MOST_PROBLEMS + 1).flatMap(problemOf),
  ]);
  return success ? { output, problems } : { problems };
}

/** The path of what valibot found to be wrong, and what is wrong. */
function problemOf(issue: v.BaseIssue<unknown>): [path: string, problem: string][] {
  const last = issue.path?.at(-1);
  // A list in place of an object is one problem; that the object's fields are missing is none.
  if (last?.origin === "key" && Array.isArray(last.input)) return [];
  const found = issue.received === "undefined" ? "" : `, found ${describe(issue.input)}`;
  const problem = `${found === "" ? "missing, " : ""}expected ${issue.message}${found}`;
  return [[v.getDotPath(issue) ?? "", problem]];
}
