import { assertEquals, assertRejects } from "@std/assert";
import { byteSource, LineWindow, openBytes } from "../../src/rows/bytes.ts";
import { UserError } from "../../src/user_error.ts";

Deno.test("a file that cannot be read is said so", async () => {
  await assertRejects(() => openBytes("tests/none.csv"), UserError, "tests/none.csv: no such file");
  await assertRejects(() => openBytes("tests"), UserError, "tests: is a folder, expected a file");
});

Deno.test("a file is read to its end, whether or not its last line ends", async () => {
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

Deno.test("what is not used stays, however much there is", async () => {
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

Deno.test("a source that fails ends it with a clear error", async () => {
  const failing = { read: () => Promise.reject(new Error("the disk is gone")), close() {} };
  const error = await assertRejects(() => new LineWindow(failing, "rows").advance(), UserError);
  assertEquals(error.message, "rows: reading failed: the disk is gone");
  assertEquals(error.exitCode, 1);
});

function lines({ bytes, start, end }: LineWindow): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}
