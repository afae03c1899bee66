import { assertEquals } from "@std/assert";
import { project, shell, withFolder } from "../cli/command.ts";

const hasJq = (await shell("command -v jq paste awk > /dev/null")).code === 0;

Deno.test({
  name: "the recipe for three classes in pipelines/README.md comes to what it says (with jq)",
  ignore: !hasJq,
  fn: async () => {
    const text = await Deno.readTextFile(`${project}pipelines/README.md`);
    const [, said, script] = /that is right (\d+) times:\s+```sh\n([^]*?)\n *```/
      .exec(text)!;
    await withFolder(async (folder) => {
      await Deno.mkdir(`${folder}/pipelines`);
      await Deno.copyFile(`${project}pipelines/iris.csv`, `${folder}/pipelines/iris.csv`);
      const task = `deno task --quiet --config '${project}deno.json' `;
      const { stdout, stderr } = await shell(
        `export INIT_CWD='${folder}'\ncd '${folder}'\n${script.replaceAll("deno task ", task)}`,
      );
      assertEquals([stdout, stderr], [`${said}\n`, ""]);
    });
  },
});
