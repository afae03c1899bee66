import { assertEquals } from "@std/assert";
import { project } from "../cli/command.ts";
import { fileText, generated } from "./docs.ts";

Deno.test("what is generated in the documentation is current; `deno task docs` makes it so", async () => {
  for (const part of await generated()) {
    const file = await Deno.readTextFile(project + part.path);
    assertEquals(file, await fileText(part), `${part.path} ${part.part ?? ""}`);
  }
});
