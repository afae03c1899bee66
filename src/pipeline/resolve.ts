import * as v from "valibot";
import { isObject, nearest } from "../values.ts";
import { UserError } from "../user_error.ts";
import { merge } from "./merge.ts";
import { type Override, withOverrides } from "./override.ts";
import { conflicts, type Pipeline, PipelineSchema } from "./schema.ts";

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
 * import { resolve } from "@dawnstream/dawnstream";
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
  const lines = new Set<string>();
  let rest = withFollowingDefaults(withOverrides(spec, overrides));
  for (;;) {
    const result = v.safeParse(PipelineSchema, rest);
    if (result.success) {
      for (const path of lists(rest, result.output)) {
        lines.add(`${source}: ${path}expected an object { … }, found a list`);
      }
      for (const [path, problem] of conflicts(result.output)) {
        lines.add(`${source}: ${path}: ${problem}`);
      }
      if (lines.size === 0) return result.output;
    }
    if (result.success || lines.size > MOST_PROBLEMS) throw problems(lines);
    for (const issue of result.issues) {
      const path = v.getDotPath(issue);
      const origin = overrides.findLast((override) => override.path === path)?.origin;
      lines.add(`${origin ?? (path === null ? source : `${source}: ${path}`)}: ${problem(issue)}`);
    }
    // Of several unknown fields of an object, valibot names the first: take it out, look again.
    const unknown = result.issues.filter(isUnknownField);
    if (unknown.length === 0) throw problems(lines);
    rest = unknown.reduce((rest, issue) => without(rest, issue.path!.map(({ key }) => key)), rest);
  }
}

/** Where the data is a stream, the defaults follow: it flows by once, unshuffled. */
function withFollowingDefaults(spec: unknown): unknown {
  if (!isObject(spec) || !isObject(spec.data) || spec.data.stream !== true) return spec;
  return merge({ epochs: { count: 1, shuffle: false }, checkpoints: { samples: 100_000 } }, spec);
}

/** How many problems are told of at most: whoever has more wants to begin somewhere. */
const MOST_PROBLEMS = 50;

function problems(lines: ReadonlySet<string>): UserError {
  const told = [...lines].slice(0, MOST_PROBLEMS);
  const more = lines.size > MOST_PROBLEMS ? ["… and more"] : [];
  return new UserError([...told, ...more].join("\n"));
}

function isUnknownField(issue: v.BaseIssue<unknown>): boolean {
  return issue.expected === "never";
}

function problem(issue: v.BaseIssue<unknown>): string {
  if (isUnknownField(issue)) {
    const names = issue.message.split(" ");
    const near = nearest(String(issue.path!.at(-1)!.key), names);
    return `unknown field, ${near ? `did you mean ${near}?` : `allowed are ${names.join(", ")}`}`;
  }
  if (issue.received === "undefined") return `missing, expected ${issue.message}`;
  return `expected ${issue.message}, found ${found(issue.input)}`;
}

const LONGEST_TEXT = 60;

/** A value in a few words. */
function found(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

/** The places of lists where an object was expected: an empty one passes valibot for an object. */
function lists(input: unknown, output: unknown, path = ""): string[] {
  if (Array.isArray(input) && !Array.isArray(output)) return [path];
  return Object.entries(input ?? {}).flatMap(([key, inner]) => {
    const read = (output as Record<string, unknown>)[key];
    return typeof inner === "object"
      ? lists(inner, read, path === "" ? `${key}: ` : `${path.slice(0, -2)}.${key}: `)
      : [];
  });
}

/** A copy of a value without what is at a path. */
function without(value: unknown, [key, ...path]: readonly unknown[]): unknown {
  const index = String(key);
  const entries = Object.entries(value as object).flatMap(([name, inner]) => {
    if (name !== index) return [[name, inner]];
    return path.length === 0 ? [] : [[name, without(inner, path)]];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
