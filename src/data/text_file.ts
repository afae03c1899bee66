import { UserError } from "./user_error.ts";

/** The longest text that is read: 16 MiB, where 10,000 weights or points have room. */
const LONGEST = 2 ** 24;

/**
 * Reads a text file, or standard input for `-`.
 *
 * @throws {UserError} where it is missing, cannot be read, or is longer than 16 MiB.
 */
export async function readText(path: string): Promise<string> {
  if (path === "-") return await textOf(Deno.stdin.readable, "<stdin>");
  try {
    return await textOf((await Deno.open(path)).readable, path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof Deno.errors.NotFound) throw new UserError(`${path}: no such file`);
    throw new UserError(`${path}: cannot be read: ${(error as Error).message}`);
  }
}

async function textOf(
  stream: AsyncIterable<Uint8Array<ArrayBuffer>>,
  source: string,
): Promise<string> {
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const block of stream) {
    length += block.length;
    if (length > LONGEST) throw new UserError(`${source}: longer than ${LONGEST} bytes`);
    blocks.push(block);
  }
  return await new Blob(blocks).text();
}
