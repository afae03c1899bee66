import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { exists } from "../../src/files.ts";
import { type Outcome, project, shell, withFolder } from "./command.ts";

Deno.test("the command installs from a clean clone, offline, and runs in another folder", async () => {
  await withFolder(async (folder) => {
    const { code, stderr } = await install(folder);
    assertEquals(code, 0, stderr);
    const isBundled = exists(`${folder}/clone/.install/bundle`);
    // Offline, esbuild is there or not.
    if (isBundled) assertEquals(stderr, "");
    else assertStringIncludes(stderr, "not bundled");
    await works(folder);
    if (isBundled) await startsWorkers(folder);
  });
});

Deno.test("without esbuild and without a network the command installs, not bundled", async () => {
  await withFolder(async (folder) => {
    const info = await shell("deno info --json");
    const { denoDir } = JSON.parse(info.stdout) as { denoDir: string };
    await Deno.mkdir(`${folder}/cache`);
    await Deno.symlink(`${denoDir}/npm`, `${folder}/cache/npm`);
    const nowhere = "http://127.0.0.1:9";
    const setting = `
      unset NO_PROXY no_proxy
      export DENO_DIR='${folder}/cache' HTTP_PROXY=${nowhere} HTTPS_PROXY=${nowhere}
      export http_proxy=${nowhere} https_proxy=${nowhere}
    `;
    const { code, stderr } = await install(folder, setting);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "deno task install, once more with a network, bundles it\n");
    assert(!exists(`${folder}/clone/.install/bundle`));
    await works(folder, setting);
  });
});

function install(folder: string, setting = ""): Promise<Outcome> {
  return shell(`
    ${setting}
    git clone --quiet --no-local '${project}' '${folder}/clone'
    cd '${folder}/clone'
    DENO_INSTALL_ROOT='${folder}' deno task --quiet install
  `);
}

/** The installed command trains, lists and predicts in a folder of its own. */
async function works(folder: string, setting = ""): Promise<void> {
  const run = (args: string) =>
    shell(`
      ${setting}
      export PATH="$(dirname '${Deno.execPath()}'):$PATH"
      mkdir -p '${folder}/elsewhere' && cd '${folder}/elsewhere'
      '${folder}/bin/dawnstream' ${args}
    `);
  const trained = await run("train momentum --quiet --epochs 2 --jsonl log");
  assertEquals([trained.code, trained.stderr], [0, ""]);
  const files = await run("pipeline list && ls out/momentum");
  assertStringIncludes(files.stdout, `${folder}/clone/pipelines/momentum.json\n`);
  for (const name of ["model.json", "panels.svg", "report.html"]) {
    assertStringIncludes(files.stdout, `${name}\n`);
  }
  await Deno.writeTextFile(`${folder}/elsewhere/rows.csv`, "x\n9\n");
  const predicted = await run("predict out/momentum/model.json rows.csv");
  assertStringIncludes(predicted.stdout, '{"x":9,"prediction":');
  // A module of the project's and one of somebody else's both import from the project.
  const module = `import { pipeline } from "@dawnstream/dawnstream/pipeline";
    export default pipeline({ name: "mine", epochs: { count: 2 } });`;
  await Deno.writeTextFile(`${folder}/elsewhere/mine.ts`, module);
  const swept = await run(
    "sweep mldawn mine.ts --grid seed=1,2 -q --out swept --jsonl log && ls swept",
  );
  assertEquals([swept.code, swept.stderr], [0, ""]);
  for (const name of ["report.html", "sweep.svg"]) {
    assertStringIncludes(swept.stdout, `${name}\n`);
  }
}

/** A sweep whose workers do not start trains its runs without them, so it would not tell. */
async function startsWorkers(folder: string): Promise<void> {
  const worker = new URL(`file://${folder}/clone/.install/bundle/worker.ts`);
  const { stdout } = await shell(`
    deno eval --config '${folder}/clone/.install/config.json' "
      const worker = new Worker(import.meta.resolve('${worker}'), { type: 'module' });
      worker.onmessage = () => {
        console.log('ready');
        Deno.exit();
      };
    "
    grep -l 'import.meta.resolve(\"./worker.ts\")' '${folder}'/clone/.install/bundle/*.js | wc -l
  `);
  assertEquals(stdout.replaceAll(" ", ""), "ready\n1\n");
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
