/**
 * The page of a run, or of a sweep: records in, one self-contained HTML file out.
 *
 * @module
 */
export { type LiveOptions, type LivePage, serveLive } from "./live.ts";
export { report, type ReportOptions } from "./report.ts";
export { sweepReport, type SweepReportOptions } from "./sweep_report.ts";

// What their signatures name.
export type { Picture } from "../charts/pictures.ts";
export type { Scene } from "../charts/scene.ts";
export type { RunState, Sweep, SweepRun } from "../charts/sweep.ts";
export type * from "../records.ts";
