import { isAbsolute, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { exists } from "../files.ts";
import { UserError } from "../user_error.ts";
import { nearest } from "../nearest.ts";
import { loadWritten } from "../pipeline/load.ts";
import type { Written } from "../pipeline/written.ts";

/** The folder of pipelines that a person may have. */
const OWN = "pipelines";

/** The folder of the pipelines that come with the program. */
const GALLERY = fileURLToPath(new URL(`../../${OWN}`, import.meta.url));

/** The pipeline that runs where none is named. */
export const DEFAULT_PIPELINE = fromHere(`${GALLERY}/mldawn.ts`);

/** A path from the current folder, where it is in there. */
function fromHere(path: string): string {
  const short = relative(Deno.cwd(), path);
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}

/** Whether a file can be a pipeline; data files and the schema lie beside the pipelines. */
export function isPipelineFile(path: string): boolean {
  return /\.(ts|jsonc?)$/.test(path) && !path.endsWith("schema.json");
}

/** All pipelines that have a name: those in `pipelines/`, then those that come with the program. */
export function pipelineFiles(): string[] {
  const folders = new Set([OWN, fromHere(GALLERY)].filter(exists));
  return [...folders].flatMap((folder) =>
    [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`)
      .filter(isPipelineFile).sort()
  );
}

/**
 * The file of a pipeline: `momentum` is that name in `pipelines/`, or else one that comes with the
 * program; all else is a path.
 *
 * @throws {UserError} if there is no pipeline of a name.
 */
export function pipelinePath(pipeline: string): string {
  if (!/^\w[\w-]*$/.test(pipeline)) return pipeline;
  const files = pipelineFiles();
  const nameOf = (path: string) => path.replace(/^.*[\\/]|\.\w+$/g, "");
  const found = files.find((path) => nameOf(path) === pipeline);
  if (found !== undefined) return found;
  const near = nearest(pipeline, files.map(nameOf));
  const hint = near === undefined ? "see dawnstream pipeline list" : `did you mean ${near}?`;
  throw new UserError(`${pipeline}: no pipeline of that name, ${hint}`);
}

/**
 * Loads the pipelines that a command line names, each over those before it; a `.ts` file runs in a
 * worker without permissions.
 *
 * @throws {UserError} if one is missing, given twice, or not valid.
 */
export function loadPipelines(pipelines: readonly string[]): Promise<Written> {
  return loadWritten(pipelines.map(pipelinePath), { isolated: true });
}
