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
    const config = {
      imports: { "@dawnstream/dawnstream": "jsr:@dawnstream/dawnstream@^0.1.0" },
      links: [project, `${project}src/std/cli`],
    };
    await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(config));
    const entries = ["", "/rows", "/charts", "/page", "/pipeline"].map((entry) =>
      `export * as e${entry.slice(1)} from "@dawnstream/dawnstream${entry}";`
    );
    await Deno.writeTextFile(`${folder}/mod.ts`, entries.join("\n"));
    const { code, stderr } = await shell(`cd '${folder}' && deno check --quiet mod.ts`);
    assertEquals(code, 0, stderr);
  });
});
