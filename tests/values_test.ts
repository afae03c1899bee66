import { assertEquals } from "@std/assert";
import { bare, describe, printable } from "../src/values.ts";

// A colour, a C1 control, a delete, an override of the writing direction, a line separator.
const OBEYED = "\x1b[31m\x9b\x7f\u202e\u2028";
const SHOWN = "\\u001b[31m\\u009b\\u007f\\u202e\\u2028";

Deno.test("characters that a terminal obeys are escaped, line ends and letters stay", () => {
  assertEquals(printable(`a\n${OBEYED}é€𝕏`), `a\n${SHOWN}é€𝕏`);
  assertEquals(describe(OBEYED), `"${SHOWN}"`);
});

Deno.test("a name is bare, unless a terminal would obey a part of it", () => {
  assertEquals(bare("petal length"), "petal length");
  assertEquals(bare(OBEYED), `"${SHOWN}"`);
  assertEquals(bare("a\nb"), '"a\\nb"');
});
