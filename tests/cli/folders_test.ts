import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { filesIn, project, shell, withFolder } from "./command.ts";

Deno.test("commands that write may write to out, and give up the rest where they need no more", () => {
  const writing = Object.entries(config.tasks).filter(([, { command }]) =>
    /--allow-write\S*( --\S+)* (src\/cli\/main\.ts|\$MAIN)/.test(command)
  );
  assertEquals(writing.map(([name]) => name), [
    "train",
    "sweep",
    "compare",
    "evaluate",
    "chart",
    "install",
  ]);
  for (const [, { command }] of writing) assert(command.includes(" --allow-write=out,/ "), command);
});

/** Which files can be written after `writeOnlyTo`. */
async function writtenAfter(folder: string, paths: readonly string[]): Promise<string[]> {
  await Deno.mkdir(`${folder}/out`, { recursive: true });
  const code = `
    import { goWhereThePersonIs, writeOnlyTo } from "${project}src/cli/folders.ts";
    goWhereThePersonIs();
    await writeOnlyTo(${JSON.stringify(paths)});
    for (const path of ["out/a", "elsewhere"]) {
      try {
        Deno.writeTextFileSync(path, "");
      } catch {
        // It may not.
      }
    }`;
  await Deno.writeTextFile(`${folder}/x.ts`, code);
  const flags = "--no-prompt --no-check --allow-read --allow-write=out,/";
  const { code: exitCode } = await shell(`cd '${folder}' && deno run ${flags} x.ts`);
  assertEquals(exitCode, 0);
  const written = [...filesIn(folder), ...filesIn(`${folder}/out`)];
  return written.filter((name) => name === "a" || name === "elsewhere");
}

Deno.test("what is written to out needs no permission for another place, what is named elsewhere does", async () => {
  await withFolder(async (temp) => {
    await Deno.mkdir(`${temp}/links/out`, { recursive: true });
    await Deno.symlink(temp, `${temp}/links/out/run`);
    assertEquals(await writtenAfter(`${temp}/inside`, ["out/run", "out/deep/run"]), ["a"]);
    assertEquals(await writtenAfter(`${temp}/nothing`, []), ["a"]);
    const all = ["elsewhere", "a"];
    assertEquals(await writtenAfter(`${temp}/beside`, ["out/run", "elsewhere"]), all);
    assertEquals(await writtenAfter(`${temp}/above`, ["out/../run"]), all);
    assertEquals(await writtenAfter(`${temp}/links`, ["out/run"]), all);
  });
});
