import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { project, shell, withFolder } from "../cli/command.ts";
import { runIn } from "../engines/engines.ts";
import { documents, textOf } from "./documents.ts";

const readme = textOf("README.md");

const hasJq = (await shell("command -v jq > /dev/null")).code === 0;

Deno.test({
  name: "the README's pipe prints what it says (with jq)",
  ignore: !hasJq,
  fn: () =>
    withFolder(async (folder) => {
      const [, command, said] = /```sh\n(.*)\n```\n\n```text\n([^`]*)```/.exec(readme)!;
      assertEquals(await runIn(folder, command), said);
    }),
});

/** The commands of the table of what one can do. */
const commands = [...readme.matchAll(/^\| [^|]* \| `((?:[^`|]|\\\|)+)` +\|/gm)]
  .map(([, command]) => command.replaceAll("\\|", "|"));

Deno.test("the README's commands work, one after the other", () =>
  withFolder(async (folder) => {
    const rows = "x,y\n" +
      Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 7 > 3 ? 1 : 0}\n`).join("");
    await Deno.writeTextFile(`${folder}/rows.csv`, rows);
    await Deno.writeTextFile(`${folder}/new.csv`, "x\n1\n6\n");
    assert(commands.length > 12, commands.join("\n"));
    await runIn(folder, "deno task train -q > /dev/null");
    for (const command of commands) {
      // A view ends when its reader ends it.
      if (command === "deno task view" || (command.startsWith("jq") && !hasJq)) continue;
      await runIn(folder, command);
    }
  }));

Deno.test("pipelines that documents show are those of the gallery", async () => {
  let shown = 0;
  for (const document of documents()) {
    for (const [, json] of textOf(document).matchAll(/^```json\n([^]*?)^```/gm)) {
      const { name, ...fields } = JSON.parse(json);
      if (name === undefined) continue;
      const path = `${project}pipelines/${name}.json`;
      const file = JSON.parse(await Deno.readTextFile(path));
      assertEquals(file, { ...file, ...fields });
      shown++;
    }
  }
  assertEquals(shown, 2);
});

Deno.test("the README says of each package why it is there", () => {
  for (const name of Object.keys(config.imports)) {
    const line = readme.split("\n").find((line) =>
      line.startsWith("|") && line.includes(name.replace(/\/$/, ""))
    );
    assert(line !== undefined, name);
  }
});
