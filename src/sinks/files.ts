import { UserError } from "../data/user_error.ts";
import type { Writer } from "./json_lines.ts";

/** Writes a file beside itself, then renames it: at any moment there is the old or the new one. */
export function replaceFile(path: string, text: string): void {
  attempt(path, "cannot be written", () => {
    Deno.writeTextFileSync(`${path}.new`, text);
    Deno.renameSync(`${path}.new`, path);
  });
}

/** Writes all of some bytes. */
export function writeAll(writer: Pick<Writer, "writeSync">, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writer.writeSync(bytes.subarray(at));
}

/** Does something with a file; where the system refuses, that is told in one line. */
export function attempt<T>(path: string, what: string, action: () => T, hint = ""): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw failure(path, what, error, hint);
  }
}

/** The error of a file that the system refuses something with. */
export function failure(path: string, what: string, error: unknown, hint = ""): UserError {
  return new UserError(`${path}: ${what} (${reason(error)})${hint}`, { exitCode: 1, cause: error });
}

/** What the system says of an error, without its number and the call. */
function reason(error: unknown): string {
  if (error instanceof Deno.errors.BrokenPipe) return "its reader has left";
  return error instanceof Error ? error.message.replace(/ \(os error.*$/s, "") : String(error);
}

/** Whether there is a file or folder. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
