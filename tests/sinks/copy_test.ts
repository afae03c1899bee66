import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { from, lastValueFrom, tap } from "rxjs";
import { paced } from "../../src/flow/paced.ts";
import { copyTo } from "../../src/sinks/copy.ts";

/** A writer that takes at most some bytes a time, one turn of the event loop later. */
function slowWriter(most: number, fail: (call: number) => Error | undefined = () => undefined) {
  let text = "";
  let calls = 0;
  return {
    text: () => text,
    calls: () => calls,
    async write(bytes: Uint8Array): Promise<number> {
      await Promise.resolve();
      const error = fail(calls++);
      if (error !== undefined) throw error;
      const taken = bytes.slice(0, most);
      text += new TextDecoder().decode(taken);
      return taken.length;
    },
    close() {},
  };
}

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("a copy has all bytes in order, written together where a write is under way", async () => {
  const writer = slowWriter(1000);
  const copy = copyTo(writer);
  const bytes = encode("0\n");
  for (const digit of "0123456789") {
    bytes[0] = digit.charCodeAt(0);
    assertEquals(copy.writeSync(bytes), 2);
  }
  await copy.written();
  assertEquals(writer.text(), "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  assertEquals(writer.calls(), 2);
});

Deno.test("a writer that would block is asked again, one that takes a part gets the rest", async () => {
  const full = (call: number) => call < 3 ? new Deno.errors.WouldBlock() : undefined;
  const writer = slowWriter(2, full);
  const copy = copyTo(writer);
  copy.writeSync(encode("abcdefg"));
  await copy.written();
  assertEquals([writer.text(), writer.calls()], ["abcdefg", 3 + 4]);
});

Deno.test("a writer that fails fails the next write, and the end", async () => {
  const copy = copyTo(slowWriter(9, () => new Deno.errors.BrokenPipe("left")));
  copy.writeSync(encode("a"));
  await assertRejects(() => copy.written(), Deno.errors.BrokenPipe);
  assertThrows(() => copy.writeSync(encode("b")), Deno.errors.BrokenPipe);
});

Deno.test("a source is held while more than 128 KiB wait", async () => {
  const writer = slowWriter(2 ** 20);
  const copy = copyTo(writer);
  const block = encode("x".repeat(2 ** 16));
  let pushed = 0;
  let most = 0;
  const source = paced(Array.from({ length: 100 }, (_, i) => i)).pipe(tap(() => {
    pushed += block.length;
    copy.writeSync(block);
    most = Math.max(most, pushed - writer.text().length);
  }));
  await lastValueFrom(from(source));
  await copy.written();
  assertEquals(writer.text().length, 100 * block.length);
  // One block is being written, three wait.
  assert(most <= 4 * block.length, String(most));
});

Deno.test("a copy that is closed while it writes closes its writer when all is written", async () => {
  const writer = slowWriter(1);
  let textWhenClosed: string | undefined;
  const closed = Promise.withResolvers<void>();
  const copy = copyTo({
    write: writer.write,
    close() {
      textWhenClosed = writer.text();
      closed.resolve();
    },
  });
  copy.writeSync(encode("abc"));
  copy.close();
  await closed.promise;
  assertEquals(textWhenClosed, "abc");
});
