import { assert, assertEquals, assertThrows } from "@std/assert";
import { concat, NEVER, of, throwError } from "rxjs";
import { jsonLines, lineLog } from "../../src/sinks/json_lines.ts";

/** A writer that keeps what is written to it, write by write. */
function kept() {
  const writes: string[] = [];
  return {
    writes,
    writeSync(bytes: Uint8Array): number {
      writes.push(new TextDecoder().decode(bytes));
      return bytes.length;
    },
    close() {},
  };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

Deno.test("lines are written together when the event loop turns, to every writer", async () => {
  const [one, other] = [kept(), kept()];
  const log = lineLog([one, other]);
  log.add({ event: "a" });
  log.add({ event: "café" });
  assertEquals([one.writes, log.length], [[], 14 + 18]);
  await nextTurn();
  const lines = ['{"event":"a"}\n{"event":"café"}\n'];
  assertEquals([one.writes, other.writes], [lines, lines]);
  log.add({ event: "b" });
  await nextTurn();
  assertEquals(one.writes, [...lines, '{"event":"b"}\n']);
  log.close();
});

Deno.test("many lines do not wait: 64 KiB are written at once, lines always whole", () => {
  const writer = kept();
  const log = lineLog([writer]);
  const texts = Array.from({ length: 4000 }, (_, i) => "x".repeat(i % 100));
  for (const text of texts) log.add({ event: text });
  log.flush();
  log.close();
  const lines = texts.map((event) => JSON.stringify({ event }) + "\n").join("");
  assertEquals(writer.writes.join(""), lines);
  assert(writer.writes.length > 2, String(writer.writes.length));
  for (const text of writer.writes) {
    assert(text.endsWith("\n") && text.length < 65 * 1024, String(text.length));
  }
});

Deno.test("a line that is longer than all that waits is written whole", () => {
  const writer = kept();
  const log = lineLog([writer]);
  const event = "é".repeat(100_000);
  log.add({ event });
  log.flush();
  assertEquals(writer.writes, [`{"event":"${event}"}\n`]);
  log.close();
});

Deno.test("when a write fails, the next call says so", async () => {
  const log = lineLog([{
    writeSync(): number {
      throw new Error("full");
    },
    close() {},
  }]);
  log.add({ event: "a" });
  await nextTurn();
  assertThrows(() => log.add({ event: "b" }), Error, "full");
  assertThrows(() => log.flush(), Error, "full");
  log.close();
});

Deno.test("a log that is closed writes nothing more", async () => {
  const writer = kept();
  const log = lineLog([writer]);
  log.add({ event: "a" });
  log.close();
  await nextTurn();
  assertEquals(writer.writes, []);
});

Deno.test("a long line is whole beside lines that have been counted, and their bytes are counted", () => {
  const writer = kept();
  const log = lineLog([writer]);
  const events = ["é", "x".repeat(60_000), "€".repeat(60_000), "x"];
  const lengths = events.map((event) => {
    log.add({ event });
    return log.length;
  });
  log.flush();
  log.close();
  const lines = events.map((event) => `{"event":"${event}"}\n`);
  assert(writer.writes.join("") === lines.join(""));
  let bytes = 0;
  const counted = lines.map((line) => bytes += new TextEncoder().encode(line).length);
  assertEquals(lengths, counted);
});

Deno.test("jsonLines has written all when it completes, and closes its writers however it ends", () => {
  const open = () => {
    const writer = { ...kept(), isClosed: false, close: () => void (writer.isClosed = true) };
    return writer;
  };
  const writers = [open(), open(), open()];
  const [completed, failed, left] = writers.map((writer) => jsonLines(lineLog([writer])));
  const record = of({ event: "a" });
  record.pipe(completed).subscribe();
  concat(record, throwError(() => new Error("no more"))).pipe(failed).subscribe({ error() {} });
  concat(record, NEVER).pipe(left).subscribe().unsubscribe();
  assertEquals(writers.map(({ isClosed }) => isClosed), [true, true, true]);
  assertEquals(writers[0].writes, ['{"event":"a"}\n']);
});
