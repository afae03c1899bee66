import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { UserError } from "../user_error.ts";
import { isObject } from "../values.ts";

/** The pipelines that come with the program: who can change them can change the program. */
const OWN = new URL("../../pipelines/", import.meta.url).href;

/** So long a module may take to load, in milliseconds. */
const LONGEST = 10_000;

/** Options of {@linkcode importDefault}. */
export interface ImportOptions {
  /** Whether it runs in a worker without permissions, unless it comes with the program. */
  readonly isolated: boolean;
  /** So long it may take then, in milliseconds. Default: 10,000. */
  readonly longest?: number;
}

/**
 * What a module exports as its default, as plain data.
 *
 * An isolated module runs in a worker of its own, which can import other modules, but neither read a
 * file nor write one, nor anything else that takes a permission.
 *
 * @throws {UserError} where it throws, exports what is no plain data, or takes too long.
 */
export async function importDefault(
  path: string,
  { isolated, longest = LONGEST }: ImportOptions,
): Promise<unknown> {
  if (isolated && !isOwn(path)) return await importIsolated(path, longest);
  try {
    const module: { default?: unknown } = await import(pathToFileURL(path).href);
    return structuredClone(module.default);
  } catch (error) {
    throw notLoaded(path, whyNot(error));
  }
}

function isOwn(path: string): boolean {
  const { href } = pathToFileURL(Deno.realPathSync(path));
  return href.startsWith(OWN) && !href.slice(OWN.length).includes("/");
}

async function importIsolated(path: string, longest: number): Promise<unknown> {
  const code = `data:application/javascript,${encodeURIComponent(codeFor(path))}`;
  const options = { type: "module", deno: { permissions: "none" } } as const;
  const worker = new Worker(code, options);
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const fail = (why: string) => reject(notLoaded(path, why));
      timer = setTimeout(() => fail(`does not end within ${longest / 1000} s`), longest);
      worker.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (isObject(data) && typeof data.error === "string") fail(data.error);
        else resolve(isObject(data) ? data.value : undefined);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        fail(event.message);
      };
    });
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}

/** Deno's messages are in colour. */
function notLoaded(path: string, why: string): UserError {
  return new UserError(`${path}: ${stripVTControlCharacters(why)}`);
}

/** What is said of what a module throws. It runs in the worker as well, and so uses nothing else. */
function whyNot(error: unknown): string {
  try {
    if (!(error instanceof Error)) return `throws ${String(error)}`;
    return error.name === "DataCloneError"
      ? `expected plain data as its default export: ${error.message}`
      : String(error.message);
  } catch {
    return `throws ${typeof error}`;
  }
}

/**
 * The code of the worker. As the module's name is written out in it, the module and what that imports
 * can be loaded without permission to read. Standard output is for records.
 */
function codeFor(path: string): string {
  return `
${whyNot}
for (const [type, field] of [["error", "error"], ["unhandledrejection", "reason"]]) {
  addEventListener(type, (event) => {
    event.preventDefault();
    postMessage({ error: whyNot(event[field]) });
  });
}
console.log = console.info = console.debug = console.error;
try {
  const module = await import(${JSON.stringify(pathToFileURL(path).href)});
  postMessage({ value: module.default });
} catch (error) {
  postMessage({ error: whyNot(error) });
}
`;
}
