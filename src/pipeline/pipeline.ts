import type { PipelineSpec } from "./types.ts";

/**
 * Declares a pipeline: its argument, with the editor's completion and the compiler's checks.
 *
 * @example
 * ```ts
 * import { pipeline } from "@dawnstream/dawnstream/pipeline";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = pipeline({ name: "quick", epochs: { count: 30 } });
 * assertEquals(spec.epochs?.count, 30);
 * ```
 */
export function pipeline(spec: PipelineSpec): PipelineSpec {
  return spec;
}
