import { assertEquals, assertThrows } from "@std/assert";
import { replaceFile } from "../src/files.ts";
import { UserError } from "../src/user_error.ts";
import { filesIn, withFolder } from "./cli/command.ts";

for (const durable of [true, false]) {
  Deno.test(`a file that a killed process left half written is not in the way, durable ${durable}`, async () => {
    await withFolder((temp) => {
      const path = `${temp}/model.json`;
      Deno.writeTextFileSync(path, "old");
      Deno.writeTextFileSync(`${path}.new`, "longer than what comes");
      replaceFile(path, "new", { durable });
      assertEquals([Deno.readTextFileSync(path), filesIn(temp)], ["new", ["model.json"]]);
    });
  });
}

Deno.test("a folder where a file is to be written first: one line, and all stays as it was", async () => {
  await withFolder((temp) => {
    const path = `${temp}/model.json`;
    Deno.writeTextFileSync(path, "old");
    Deno.mkdirSync(`${path}.new`);
    const { message, exitCode } = assertThrows(() => replaceFile(path, "new"), UserError);
    assertEquals(message, `${path}.new: expected no folder here; remove it`);
    assertEquals([exitCode, Deno.readTextFileSync(path)], [1, "old"]);
    assertEquals(filesIn(temp), ["model.json", "model.json.new"]);
  });
});

Deno.test("a folder in a file's own place: one line, and nothing is left beside it", async () => {
  await withFolder((temp) => {
    const path = `${temp}/model.json`;
    Deno.mkdirSync(path);
    const { message, exitCode } = assertThrows(() => replaceFile(path, "new"), UserError);
    assertEquals(message, `${path}: cannot be written (Is a directory)`);
    assertEquals([exitCode, filesIn(temp), filesIn(path)], [1, ["model.json"], []]);
  });
});
