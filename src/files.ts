import { UserError } from "./user_error.ts";

/** What can be written to: an open file, or standard output. */
export interface Writer {
  /** Writes some of the bytes and returns how many. */
  writeSync(bytes: Uint8Array): number;
  /** Closes it. */
  close(): void;
}

/**
 * Writes a file beside itself, then renames it: at any moment there is the old or the new one.
 *
 * @param durable whether that holds after a loss of power, too; it takes a few milliseconds.
 */
export function replaceFile(path: string, text: string, { durable = true } = {}): void {
  attempt(path, "cannot be written", () => {
    using file = createFile(`${path}.new`);
    try {
      writeAll(file, new TextEncoder().encode(text));
      if (durable) file.syncSync();
      Deno.renameSync(`${path}.new`, path);
    } catch (error) {
      if (exists(`${path}.new`)) Deno.removeSync(`${path}.new`);
      throw error;
    }
    if (durable) syncFolder(path.slice(0, path.lastIndexOf("/") + 1) || ".");
  });
}

/**
 * Creates a file, in place of one that a killed process left half written; never writes through a
 * symbolic link.
 *
 * @throws {UserError} where something other than a file is at the path.
 */
export function createFile(path: string): Deno.FsFile {
  const create = () => Deno.openSync(path, { write: true, createNew: true });
  try {
    return create();
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  const { isFile, isSymlink } = Deno.lstatSync(path);
  if (!isFile) {
    const found = isSymlink ? "symbolic link" : "folder";
    throw new UserError(`${path}: expected no ${found} here; remove it`, { exitCode: 1 });
  }
  Deno.removeSync(path);
  return create();
}

/** Makes what has been written to files outlast a loss of power: many at once take hardly longer than one. */
export async function syncFiles(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map(async (path) => {
    using file = await Deno.open(path);
    await file.syncData();
  }));
}

/** Makes the names of a folder's files outlast a loss of power. */
export function syncFolder(path: string): void {
  // Windows has no files of folders.
  if (Deno.build.os === "windows") return;
  using folder = Deno.openSync(path, { read: true });
  try {
    folder.syncSync();
  } catch {
    // A file system that keeps no folders on a disk.
  }
}

/** Writes all of some bytes. */
export function writeAll(writer: Pick<Writer, "writeSync">, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writer.writeSync(bytes.subarray(at));
}

/**
 * Does something with a file.
 *
 * @throws {UserError} where the system refuses: one line with the path, what failed, and why.
 */
export function attempt<T>(path: string, what: string, action: () => T, hint = ""): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw failure(path, what, error, hint);
  }
}

/** The error of a file with which the system refuses to do something. */
export function failure(path: string, what: string, error: unknown, hint = ""): UserError {
  return new UserError(`${path}: ${what} (${reason(error)})${hint}`, { exitCode: 1, cause: error });
}

/** Why the system refuses, in its own words, without the error's number and the call. */
export function reason(error: unknown): string {
  if (error instanceof Deno.errors.BrokenPipe) return "its reader has left";
  return error instanceof Error ? error.message.replace(/ \(os error.*$/s, "") : String(error);
}

/** Whether anything is at a path, a symbolic link that leads nowhere included. */
export function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The longest text that is read unless told: 16 MiB, where 10,000 weights or points have room. */
const LONGEST = 2 ** 24;

/** The longest text that there can be: V8's strings are no longer. */
export const LONGEST_STRING = 2 ** 29 - 24;

/**
 * Opens a file for reading.
 *
 * @throws {UserError} if it does not exist, may not be read, or is a folder.
 */
export async function openFile(path: string): Promise<Deno.FsFile> {
  try {
    const file = await Deno.open(path);
    if (!(await file.stat()).isDirectory) return file;
    file.close();
  } catch (error) {
    throw new UserError(`${path}: ${whyClosed(error)}`, { cause: error });
  }
  throw new UserError(`${path}: is a folder, expected a file`);
}

function whyClosed(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "no such file";
  if (error instanceof Deno.errors.PermissionDenied) return "no permission to read it";
  return `cannot be opened (${reason(error)})`;
}

/**
 * Reads a text file, or standard input for `-`.
 *
 * @throws {UserError} if it is missing, cannot be read, or is longer than `longest` bytes: 16 MiB.
 */
export async function readText(path: string, { longest = LONGEST } = {}): Promise<string> {
  if (path === "-") return await textOf(Deno.stdin.readable, { source: "<stdin>", longest });
  return await textOf((await openFile(path)).readable, { source: path, longest });
}

async function textOf(
  stream: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { source, longest }: { source: string; longest: number },
): Promise<string> {
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for await (const block of stream) {
      length += block.length;
      if (length > longest) throw new UserError(`${source}: longer than ${longest} bytes`);
      blocks.push(block);
    }
  } catch (error) {
    throw error instanceof UserError ? error : failure(source, "cannot be read", error);
  }
  return await new Blob(blocks).text();
}
