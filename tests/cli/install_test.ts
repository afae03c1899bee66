import { assertEquals, assertStringIncludes } from "@std/assert";
import { project, shell, withFolder } from "./command.ts";

Deno.test("the command installs from a clean clone, offline, and runs in another folder", installs);

async function installs(): Promise<void> {
  await withFolder(async (folder) => {
    const { code, stderr } = await shell(`
      git clone --quiet --no-local '${project}' '${folder}/clone'
      cd '${folder}/clone'
      DENO_INSTALL_ROOT='${folder}' deno task --quiet install
    `);
    assertEquals([code, stderr], [0, ""]);
    const run = (args: string) =>
      shell(`
        export PATH="$(dirname '${Deno.execPath()}'):$PATH"
        mkdir -p '${folder}/elsewhere' && cd '${folder}/elsewhere'
        '${folder}/bin/dawnstream' ${args}
      `);
    const trained = await run("train momentum --quiet --epochs 2 --jsonl log");
    assertEquals([trained.code, trained.stderr], [0, ""]);
    const files = await run("pipeline list && ls out/momentum");
    assertStringIncludes(files.stdout, `${folder}/clone/pipelines/momentum.json\n`);
    assertStringIncludes(files.stdout, "model.json\n");
    await Deno.writeTextFile(`${folder}/elsewhere/rows.csv`, "x\n9\n");
    const predicted = await run("predict out/momentum/model.json rows.csv");
    assertStringIncludes(predicted.stdout, '{"x":9,"prediction":');
  });
}

Deno.test("another project can use every entry point, with nothing but Deno's own types", async () => {
  await withFolder(async (folder) => {
    const readme = await Deno.readTextFile(`${project}README.md`);
    const [, config] = /```json\n([^`]*"links"[^`]*)```/.exec(readme)!;
    await Deno.writeTextFile(
      `${folder}/deno.json`,
      config.replaceAll("../dawnstream", project.replace(/\/$/, "")),
    );
    const entries = ["", "/rows", "/charts", "/page", "/pipeline"].map((entry) =>
      `export * as e${entry.slice(1)} from "@dawnstream/dawnstream${entry}";`
    );
    await Deno.writeTextFile(`${folder}/mod.ts`, entries.join("\n"));
    const [, program] = /```ts\n([^`]*)```/.exec(readme)!;
    await Deno.writeTextFile(`${folder}/program.ts`, program.replaceAll(/^.*assert.*\n/gim, ""));
    const { code, stderr } = await shell(
      `cd '${folder}' && deno check --quiet mod.ts && deno run --cached-only program.ts`,
    );
    assertEquals(code, 0, stderr);
  });
});
