import { attempt, exists, failure } from "../files.ts";
import type { Pipeline } from "../pipeline/types.ts";
import { type Copy, copyTo } from "../sinks/copy.ts";
import { UserError } from "../user_error.ts";
import { firstLines } from "./command.ts";

/** What a copy of the records must not destroy. */
interface Kept {
  /** The files that are read. */
  readonly inputs: readonly string[];
  /** The folder of the run, or of the sweep. */
  readonly folder: string;
}

/** The files that a run reads. */
export function inputsOf({ data, validation }: Pipeline): string[] {
  return ["path" in data ? data.path : "-", validation.path ?? "-"].filter((path) => path !== "-");
}

/** Where the records go beside the folder, if they do. */
export function copyOf(
  path: string | undefined,
  kept: Kept,
): (() => Promise<Copy>) | undefined {
  if (path === "-" || (path === undefined && !Deno.stdout.isTerminal())) {
    return () => Promise.resolve(copyToStdout());
  }
  return path === undefined ? undefined : () => openCopy(path, kept);
}

/** Copies what flows to standard output. */
export function copyToStdout(): Copy {
  return copyTo({ write: writeToStdout, close() {} });
}

/**
 * Opens the file of `--jsonl`.
 *
 * @throws {UserError} where it is the run's data, lies in the run's folder, or holds anything other
 * than records.
 */
async function openCopy(path: string, kept: Kept): Promise<Copy> {
  const existed = exists(path);
  const opened = await attempting(path, () => Deno.open(path, { write: true, create: true }));
  const { isFile } = opened.statSync();
  const refusal = isFile ? whyNot(path, { opened, ...kept }) : undefined;
  if (refusal !== undefined) {
    opened.close();
    if (!existed) Deno.removeSync(path);
    throw new UserError(`--jsonl: ${path} ${refusal}`);
  }
  if (isFile) attempt(path, "cannot be written", () => opened.truncateSync());
  return copyTo({
    write: (bytes) => attempting(path, () => opened.write(bytes)),
    close: () => opened.close(),
  });
}

async function attempting<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Deno.errors.WouldBlock) throw error;
    throw failure(path, "cannot be written", error);
  }
}

/** Why the records may not replace a file. */
function whyNot(
  path: string,
  { opened, inputs, folder }: Kept & { readonly opened: Deno.FsFile },
): string | undefined {
  const { dev, ino } = opened.statSync();
  for (const input of inputs.filter(exists)) {
    const stat = Deno.statSync(input);
    if (stat.dev === dev && stat.ino === ino) return "is the run's data";
  }
  if (Deno.realPathSync(path).startsWith(`${Deno.realPathSync(folder)}/`)) {
    return "lies in the run's folder";
  }
  const RECORDS = '{"event":';
  const beginning = new Uint8Array(RECORDS.length);
  using file = Deno.openSync(path);
  const length = file.readSync(beginning) ?? 0;
  const isEmptyOrRecords = length === 0 || new TextDecoder().decode(beginning) === RECORDS;
  return isEmptyOrRecords ? undefined : "holds something other than records; remove it first";
}

/** Writes some lines. */
async function writeToStdout(bytes: Uint8Array): Promise<number> {
  try {
    return await Deno.stdout.write(firstLines(bytes));
  } catch (error) {
    // A reader that has left, such as head, wants no more: that is no failure.
    if (error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.WouldBlock) {
      throw error;
    }
    throw failure("<stdout>", "cannot be written", error);
  }
}
