import * as v from "valibot";
import { UserError } from "../user_error.ts";
import { describe } from "../values.ts";
import { conflicts } from "./conflicts.ts";
import { fieldProblems } from "./field_problems.ts";
import { type Override, withOverrides } from "./override.ts";
import { PipelineSchema } from "./schema.ts";
import { withStreamDefaults } from "./stream.ts";
import type { Pipeline } from "./types.ts";

/** Options of {@linkcode resolve}. */
export interface ResolveOptions {
  /** Where the pipeline comes from, for messages: a file's name, say. */
  readonly source: string;
  /** Fields set over the pipeline's own, in order. */
  readonly overrides?: readonly Override[];
}

/**
 * Checks a pipeline and fills in every default.
 *
 * @throws {UserError} with one line for each problem, at most 50: where it is, what is allowed and
 * what was found.
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
export function resolve(spec: unknown, { source, overrides = [] }: ResolveOptions): Pipeline {
  const { pipeline, problems } = check(withOverrides(spec, overrides));
  if (pipeline !== undefined) return pipeline;
  // What is wrong without the overrides, too, is not theirs.
  const own = overrides.length === 0 ? problems : check(spec).problems;
  const lines = [...problems].slice(0, MOST_PROBLEMS).map(([path, problem]) => {
    const override = own.get(path) === problem ? undefined : overrideOf(path, overrides);
    const field = path === "" || path === override?.path ? [] : [path];
    return [override?.origin ?? source, ...field, problem].join(": ");
  });
  const more = problems.size > MOST_PROBLEMS ? ["… and more"] : [];
  throw new UserError([...lines, ...more].join("\n"));
}

/** The last override that set a field, an object around it, or a field within it. */
function overrideOf(field: string, overrides: readonly Override[]): Override | undefined {
  const isWithin = (path: string, other: string) => path === other || path.startsWith(`${other}.`);
  return overrides.findLast(({ path }) => isWithin(field, path) || isWithin(path, field));
}

/** The largest number of problems that are reported. */
const MOST_PROBLEMS = 50;

/** A pipeline with every default filled in, or its problems by path, in the order of the paths. */
function check(spec: unknown): { pipeline?: Pipeline; problems: ReadonlyMap<string, string> } {
  const whole = withStreamDefaults(spec);
  const { success, output, issues = [] } = v.safeParse(PipelineSchema, whole, {
    abortPipeEarly: true,
  });
  const problems = new Map([
    ...Iterator.from(fieldProblems(PipelineSchema, whole)).take(MOST_PROBLEMS + 1),
    ...issues.slice(0, MOST_PROBLEMS + 1).flatMap(problemOf),
    ...(success ? conflicts(output) : []),
  ]);
  if (success && problems.size === 0) return { pipeline: output, problems };
  const { compare } = new Intl.Collator("en", { numeric: true });
  return { problems: new Map([...problems].sort(([a], [b]) => compare(a, b))) };
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
