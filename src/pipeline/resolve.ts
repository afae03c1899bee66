import * as v from "valibot";
import { UserError } from "../data/user_error.ts";
import { type Override, withOverrides } from "./override.ts";
import { type Pipeline, PipelineSchema } from "./schema.ts";

/** Options of {@linkcode resolve}. */
export interface ResolveOptions {
  /** Where the pipeline comes from, for messages: a file's name, say. */
  readonly source: string;
  /** Fields that are set over the pipeline's own. */
  readonly overrides?: readonly Override[];
}

/**
 * Checks a pipeline and fills in every default.
 *
 * @throws {UserError} with one line for every problem: where, what is allowed, what was found.
 *
 * @example
 * ```ts
 * import { resolve } from "dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(resolve({ name: "quick" }, { source: "quick.json" }).epochs.count, 120);
 * ```
 */
export function resolve(spec: unknown, { source, overrides = [] }: ResolveOptions): Pipeline {
  const result = v.safeParse(PipelineSchema, withOverrides(spec, overrides));
  if (result.success) return result.output;
  const lines = result.issues.map((issue) => {
    const path = v.getDotPath(issue);
    const origin = overrides.findLast((override) => override.path === path)?.origin;
    const where = origin ?? (path === null ? source : `${source}: ${path}`);
    return `${where}: ${problem(issue)}`;
  });
  throw new UserError([...new Set(lines)].join("\n"));
}

function problem(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === "never") return "unknown field";
  const allowed = issue.message.startsWith("Invalid") ? issue.expected : issue.message;
  return issue.input === undefined
    ? `missing, expected ${allowed}`
    : `expected ${allowed}, found ${JSON.stringify(issue.input)}`;
}
