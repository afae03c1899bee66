/**
 * The page of a run: records in, one self-contained HTML file out.
 *
 * @module
 */
export { type LiveOptions, type LivePage, serveLive } from "./live.ts";
export { report, type ReportOptions } from "./report.ts";

// What its signature names.
export type { Picture } from "../charts/pictures.ts";
export type { Scene } from "../charts/scene.ts";
export type * from "../records.ts";
