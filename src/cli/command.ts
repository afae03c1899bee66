import config from "../../deno.json" with { type: "json" };
import { failure, writeAll } from "../files.ts";
import { UserError } from "../user_error.ts";
import { printable } from "../values.ts";

/** The exit code of a program whose reader has left: 128 + SIGPIPE, as a shell reports it. */
const BROKEN_PIPE = 141;

/**
 * Runs a command and ends the process with its exit code.
 *
 * What a user can cause is told in the error's own words, without a stack trace. A reader that has
 * left ends the command quietly. All else is a fault of the program: one line says so, and where.
 */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  addEventListener("unhandledrejection", ({ reason }) => fail(reason));
  addEventListener("error", ({ error }) => fail(error));
  try {
    await command();
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  if (error instanceof Deno.errors.BrokenPipe) Deno.exit(BROKEN_PIPE);
  tell(error instanceof UserError ? error.message : isMemory(error) ? NO_MEMORY : fault(error));
  Deno.exit(error instanceof UserError ? error.exitCode : 1);
}

/** What is said where V8 is refused the room for more numbers. */
const NO_MEMORY = "not enough memory for so many samples; take fewer, or a stream (data.stream)";

function isMemory(error: unknown): boolean {
  return error instanceof RangeError && error.message === "Array buffer allocation failed";
}

/** What is said of a fault of the program: what, where in it, and what to do. */
function fault(error: unknown): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error ? error.stack ?? "" : "";
  const place = /\/(src\/[\w/]+\.ts:\d+:\d+)/.exec(stack)?.[1];
  return `${what.replaceAll("\n", " ")}${
    place === undefined ? "" : ` (${place})`
  }: this is a fault ` +
    `of dawnstream ${config.version}; please report this line, and what you ran, in its issues`;
}

/** Writes lines for people to stderr; where they cannot be written, the command goes on. */
export function tell(lines: string): void {
  writeToTerminal(printable(lines) + "\n");
}

/** Writes to stderr as it is, what a terminal obeys included. */
export function writeToTerminal(text: string): void {
  try {
    writeAll(Deno.stderr, encoder.encode(text));
  } catch {
    // What only a person would read is not worth a failure.
  }
}

const encoder = new TextEncoder();

/** So many bytes a pipe takes whole or not at all. */
const ATOMIC = 4096;
const LINE_FEED = 10;
/** How long a pipe that is full is left alone, in milliseconds. */
const PAUSE = 10;

/**
 * The lines at the beginning of some bytes that go to standard output at once. Deno writes in lines
 * itself: of more, nobody knew how many had been written when a pipe that does not block is full.
 */
export function firstLines(bytes: Uint8Array): Uint8Array {
  const some = bytes.subarray(0, ATOMIC);
  const end = some.lastIndexOf(LINE_FEED);
  return end < 0 ? some : some.subarray(0, end + 1);
}

/**
 * Writes all of a text to standard output; waits for a reader that is slow.
 *
 * @throws {UserError} where it cannot be written, as on a full disk.
 */
export function writeOut(text: string): void {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += Deno.stdout.writeSync(firstLines(bytes.subarray(at)));
    } catch (error) {
      if (error instanceof Deno.errors.WouldBlock) wait();
      else if (error instanceof Deno.errors.BrokenPipe) throw error;
      else throw failure("<stdout>", "cannot be written", error);
    }
  }
}

function wait(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
}
