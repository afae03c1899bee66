import { failure, writeAll } from "../files.ts";
import { UserError } from "../user_error.ts";
import { printable } from "../values.ts";

/** The exit code of a program whose reader has left: 128 + SIGPIPE, as a shell reports it. */
const BROKEN_PIPE = 141;

/**
 * Runs a command and ends the process with its exit code.
 *
 * What a user can cause is told in the error's own words, without a stack trace. A reader that has
 * left ends the command quietly.
 */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) Deno.exit(BROKEN_PIPE);
    if (!(error instanceof UserError)) throw error;
    console.error(printable(error.message));
    Deno.exit(error.exitCode);
  }
}

const encoder = new TextEncoder();

/**
 * Writes all of a text to standard output.
 *
 * @throws {UserError} where it cannot be written, as on a full disk.
 */
export function writeOut(text: string): void {
  try {
    writeAll(Deno.stdout, encoder.encode(text));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw error;
    throw failure("<stdout>", "cannot be written", error);
  }
}
