import type { SampleRecord } from "../../src/records.ts";

/** Writes records as lines of JSON, without a stream: `JSON.stringify` and a file. */
export function bareJson(records: readonly SampleRecord[], file: Deno.FsFile): void {
  const encoder = new TextEncoder();
  let lines = "";
  for (const record of records) {
    lines += JSON.stringify(record) + "\n";
    if (lines.length > 65536) {
      file.writeSync(encoder.encode(lines));
      lines = "";
    }
  }
  file.writeSync(encoder.encode(lines));
}
