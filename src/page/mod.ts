/**
 * The page of a run: records in, one self-contained HTML file out.
 *
 * @module
 */
export { report } from "./report.ts";

// What its signature names.
export type { Picture } from "../charts/pictures.ts";
export type { Scene } from "../charts/scene.ts";
export type * from "../records.ts";
