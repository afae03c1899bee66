import { assertEquals } from "@std/assert";
import { project, shell, withFolder } from "../cli/command.ts";

const hasJq = (await shell("command -v jq paste awk > /dev/null")).code === 0;

Deno.test({
  name: "the README's recipe for three classes comes to what it says (with jq)",
  ignore: !hasJq,
  fn: async () => {
    const readme = await Deno.readTextFile(`${project}README.md`);
    const [, said, script] = /that is right (\d+) times:\s+```sh\n([^]*?)\n *```/
      .exec(readme)!;
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
