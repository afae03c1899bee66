/**
 * Declared pipelines: loaded, merged, checked, and compiled to the flow that you would pipe by hand.
 *
 * @module
 */
export { pipeline } from "./pipeline.ts";
export type { Pipeline, PipelineSpec } from "./types.ts";
export { load, type LoadOptions } from "./load.ts";
export { merge } from "./merge.ts";
export type { Override } from "./override.ts";
export { resolve, type ResolveOptions } from "./resolve.ts";
export { compile, type Compiled, type Past } from "./compile.ts";
export { graphOf } from "./graph.ts";
export type { FeatureCounts } from "./prepare.ts";
export { modelText, parseModel } from "../sinks/model_file.ts";

// What these name, as in the main entry point.
export type * from "../flow/trace.ts";
export type { Flow, FlowPart } from "../charts/flow_chart.ts";
export type { Loss } from "../neuron/loss.ts";
export type { Model, Standardization } from "../neuron/model.ts";
export type { Neuron } from "../neuron/neuron.ts";
export type { Optimizer, OptimizerState } from "../neuron/optimizer.ts";
export type { Schedule } from "../neuron/schedule.ts";
export type { Random, RandomState } from "../random/random.ts";
export type * from "../records.ts";
export type { Beginning } from "../rows/crc32.ts";
export type { SkippedRows } from "../rows/dataset.ts";
export type { Chunk, Scaling } from "../samples/chunk.ts";
