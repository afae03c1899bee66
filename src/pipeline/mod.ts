/**
 * Declared pipelines: loaded, merged, checked, and compiled to the flow that you would pipe by hand.
 *
 * @module
 */
export { pipeline } from "./pipeline.ts";
export type { Pipeline, PipelineSpec } from "./types.ts";
export { load } from "./load.ts";
export { merge } from "./merge.ts";
export type { Override } from "./override.ts";
export { resolve, type ResolveOptions } from "./resolve.ts";
export { compile, type Compiled, type Past } from "./compile.ts";
export { modelText, parseModel } from "../sinks/model_file.ts";
