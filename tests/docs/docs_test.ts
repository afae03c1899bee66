import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { project } from "../cli/command.ts";
import { fileText, generated } from "./docs.ts";

Deno.test("what is generated in the documentation is current; `deno task docs` makes it so", async () => {
  for (const part of await generated()) {
    const file = await Deno.readTextFile(project + part.path);
    assertEquals(file, await fileText(part), `${part.path} ${part.part ?? ""}`);
  }
});

Deno.test("src/records.md says the versions that the program writes", async () => {
  const text = await Deno.readTextFile(`${project}src/records.md`);
  const files = {
    "metrics.jsonl": "src/records.ts",
    "model.json": "src/sinks/model_file.ts",
    "snapshot.json": "src/run/snapshot.ts",
    "sweep.json": "src/sweep/sweep_file.ts",
  };
  for (const [name, path] of Object.entries(files)) {
    const source = await Deno.readTextFile(project + path);
    const [, version] = /^(?:export )?const (?:LOG_)?VERSION = (\d+);$/m.exec(source)!;
    assertMatch(
      text,
      new RegExp(`^\\| \`${name}\` +\\| ${version}\\b.*\\| version ${version} `, "m"),
    );
  }
  assertStringIncludes(text, `| read by ${config.version} `);
});
