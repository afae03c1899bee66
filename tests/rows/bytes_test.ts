import { assert, assertEquals, assertRejects } from "@std/assert";
import { byteSource, LineWindow, openBytes } from "../../src/rows/bytes.ts";
import { UserError } from "../../src/user_error.ts";

Deno.test("a file that does not exist, and a folder, are errors that say so", async () => {
  await assertRejects(() => openBytes("tests/none.csv"), UserError, "tests/none.csv: no such file");
  await assertRejects(() => openBytes("tests"), UserError, "tests: is a folder, expected a file");
});

Deno.test("the last line of a file gets a line feed if it has none", async () => {
  const path = await Deno.makeTempFile();
  try {
    for (
      const [text, expected] of [["", []], ["a\nb", ["a\nb\n"]], ["a\n\n", ["a\n\n"]]] as const
    ) {
      await Deno.writeTextFile(path, text);
      const window = new LineWindow(await openBytes(path), path);
      let all = "";
      while (await window.advance()) {
        all += lines(window);
        window.start = window.end;
      }
      assertEquals(all, expected.join());
      window.close();
    }
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("unread bytes stay in the window, which grows to hold a long line", async () => {
  const line = new TextEncoder().encode("0123456789".repeat(60_000) + "\n");
  const window = new LineWindow(byteSource([line.subarray(0, 7), line.subarray(7), line]), "rows");
  await window.advance();
  assertEquals(window.end, line.length);
  window.start = 3;
  await window.advance();
  assertEquals(
    lines(window),
    new TextDecoder().decode(line).slice(3) + new TextDecoder().decode(line),
  );
});

Deno.test("a source that fails is an error with exit code 1", async () => {
  const failing = { read: () => Promise.reject(new Error("the disk is gone")), close() {} };
  const error = await assertRejects(() => new LineWindow(failing, "rows").advance(), UserError);
  assertEquals(error.message, "rows: cannot be read (the disk is gone)");
  assertEquals(error.exitCode, 1);
});

Deno.test("the next block is being read while the lines of the last are there to be read", async () => {
  const asked: ((text: string | null) => void)[] = [];
  const source = {
    read: (into: Uint8Array) =>
      new Promise<number | null>((resolve) =>
        asked.push((text) =>
          resolve(text === null ? null : new TextEncoder().encodeInto(text, into).written)
        )
      ),
    close: () => {},
  };
  const window = new LineWindow(source, "rows");
  const first = window.advance();
  asked[0]("a\nb\nc");
  assert(await first);
  assertEquals(asked.length, 2);
  // It comes while the lines before it are unread: they stay as they are.
  asked[1]("d\ne\n");
  await Promise.resolve();
  assertEquals(lines(window), "a\nb\n");
  window.start = window.end;
  assert(await window.advance());
  assertEquals(lines(window), "cd\ne\n");
  asked[2](null);
  window.start = window.end;
  assertEquals(await window.advance(), false);
  assertEquals(asked.length, 3);
});

Deno.test("a read that fails is an error after the lines before it, and none for who has left", async () => {
  const failing = async function* () {
    yield new TextEncoder().encode("a\n");
    throw new Error("gone");
  };
  const window = new LineWindow(byteSource(failing()), "rows");
  assert(await window.advance());
  assertEquals(lines(window), "a\n");
  window.start = window.end;
  const error = await assertRejects(() => window.advance(), UserError);
  assertEquals(error.message, "rows: cannot be read (gone)");

  const left = new LineWindow(byteSource(failing()), "rows");
  assert(await left.advance());
  left.close();
});

function lines({ bytes, start, end }: LineWindow): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}
