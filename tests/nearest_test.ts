import { assertEquals } from "@std/assert";
import { nearest } from "../src/nearest.ts";

Deno.test("a name is near another by a slip or two, not by as many as it has letters", () => {
  assertEquals(nearest("cuont", ["chunk", "count"]), "count");
  assertEquals(nearest("labels", ["width", "label"]), "label");
  assertEquals(nearest("yy", ["a", "y"]), "y");
  assertEquals(nearest("o", ["seed", "out"]), "out");
  for (const name of ["y", "zz", "", "quantity"]) {
    assertEquals(nearest(name, ["a", "no"]), undefined);
  }
});
