import { hold } from "../flow/paced.ts";
import type { Writer } from "../files.ts";

/** What bytes are written to without blocking: an open file, or standard output. */
export interface AsyncWriter {
  /** Writes some of the bytes and gives how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Closes it. */
  close(): void;
}

/** A writer that takes bytes at once, and writes them while the event loop turns. */
export interface Copy extends Writer {
  /**
   * Fulfilled when all has been written.
   *
   * @throws what the writer throws.
   */
  written(): Promise<void>;
}

/** So much may wait before the source of what flows is held. */
const MOST_WAITING = 128 * 1024;
/** How long a writer that cannot write just now is left alone, in milliseconds. */
const PAUSE = 10;

/**
 * Copies what flows to a reader that may be slow, or not read at all: the event loop turns, so that
 * signals still work, and the source is held until there is room again.
 *
 * What comes while a write is under way is written together. When a write fails, the next one throws.
 */
export function copyTo(writer: AsyncWriter): Copy {
  let waiting: Uint8Array[] = [];
  let size = 0;
  let writing: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;

  async function writeWaiting(): Promise<void> {
    try {
      while (size > 0) {
        const bytes = concatenate(waiting, size);
        waiting = [];
        size = 0;
        await writeWhole(writer, bytes);
      }
    } catch (error) {
      failure = { error };
    }
    writing = undefined;
  }

  return {
    writeSync(bytes) {
      if (failure !== undefined) throw failure.error;
      // The caller uses its bytes again.
      waiting.push(bytes.slice());
      size += bytes.length;
      writing ??= writeWaiting();
      if (size > MOST_WAITING) hold(writing);
      return bytes.length;
    },
    async written() {
      await writing;
      if (failure !== undefined) throw failure.error;
    },
    close: () => void Promise.resolve(writing).then(() => writer.close()),
  };
}

function concatenate(pieces: readonly Uint8Array[], size: number): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

async function writeWhole(writer: AsyncWriter, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    try {
      at += await writer.write(bytes.subarray(at));
    } catch (error) {
      // A pipe that does not block says that it is full.
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}
