import type { Copy } from "../sinks/copy.ts";

const encoder = new TextEncoder();
const BLOCK = 64 * 1024;

/**
 * Copies the log of a run of a sweep to where the records of all runs go, each with a field `run` that says
 * whose it is, as fast as they are taken.
 */
export async function copyRecords(
  log: string,
  { run, copy }: { readonly run: string; readonly copy: Copy },
): Promise<void> {
  const field = `,"run":${JSON.stringify(run)},`;
  const file = await Deno.open(log);
  let rest = "";
  let lines = "";
  for await (const text of file.readable.pipeThrough(new TextDecoderStream())) {
    const whole = (rest + text).split("\n");
    rest = whole.pop()!;
    // The event stands first in every record.
    for (const line of whole) lines += line.replace(",", field) + "\n";
    if (lines.length < BLOCK) continue;
    copy.writeSync(encoder.encode(lines));
    lines = "";
    await copy.written();
  }
  copy.writeSync(encoder.encode(lines));
  await copy.written();
}
