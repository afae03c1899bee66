import { assertEquals, assertRejects } from "@std/assert";
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

function lines({ bytes, start, end }: LineWindow): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}
