import { assert, assertEquals } from "@std/assert";
import { project, shell, withFolder } from "../cli/command.ts";
import { areSkipped, runIn } from "./engines.ts";

// What the recipes print is committed. After a change to one, write it anew:
//   deno test -A tests/engines/recipes_test.ts -- --engines --update

const path = `${project}pipelines/recipes.md`;
const text = await Deno.readTextFile(path);

/** The commands that come before all recipes. */
const [, before] = /```sh\n([^`]*)\n```/.exec(text)!;
/** A question, the command that answers it, and what it prints. */
const RECIPE = /### (.*)\n[^#`]*```sh\n([^`]*)\n```\n\n```text\n([^`]*)```\n/g;
const recipes = [...text.matchAll(RECIPE)];

const PROGRAMS = ["duckdb", "gnuplot", "jq", "mlr", "python3", "sqlite3", "vd"];

/** The programs that a command calls. */
function programsOf(command: string): string[] {
  return PROGRAMS.filter((name) => new RegExp(`(^|[|&]) *${name} `, "m").test(command));
}

/** Pandas is often there for the system's own Python, which need not be the first. */
const PYTHON = 'python3 -c "import pandas" 2> /dev/null || python3() { /usr/bin/python3 "$@"; }';
const hasPandas = (await shell(`${PYTHON}\npython3 -c "import pandas" 2> /dev/null`)).code === 0;

/** Says why a recipe is skipped, if it is. */
function isSkipped([, question, command]: RegExpExecArray): Promise<boolean> {
  const programs = programsOf(command);
  assert(programs.length > 0, command);
  const needed = programs.map((name) => name === "python3" && !hasPandas ? "pandas" : name);
  return areSkipped(`recipes_test.ts, ${question}`, needed);
}

/** What a command prints, as the formatter leaves it in a document: no blanks around it. */
async function printed(folder: string, command: string): Promise<string> {
  const output = await runIn(folder, `${PYTHON}\n${command}`);
  const lines = output.replaceAll("\f", "").split("\n").map((line) => line.trimEnd());
  const indents = lines.filter((line) => line !== "").map((line) => line.search(/\S/));
  const margin = Math.min(...indents);
  return lines.map((line) => line.slice(margin)).join("\n").replaceAll(/^\n+|\n+$/g, "") + "\n";
}

Deno.test({
  name: "each recipe prints what it says",
  ignore: await areSkipped("recipes_test.ts", []),
  fn: (test) =>
    withFolder(async (folder) => {
      assertEquals(recipes.length, text.split("\n### ").length - 1);
      await runIn(folder, before.replaceAll(/$/gm, " -q > /dev/null"));
      await Deno.mkdir(`${folder}/pipelines`);
      await Deno.copyFile(`${project}pipelines/iris.csv`, `${folder}/pipelines/iris.csv`);
      let updated = text;
      for (const recipe of recipes) {
        const [whole, question, command, said] = recipe;
        await test.step({
          name: question,
          ignore: await isSkipped(recipe),
          fn: async () => {
            const now = await printed(folder, command);
            if (!Deno.args.includes("--update")) return assertEquals(now, said);
            updated = updated.replace(whole, () =>
              whole.replace(/text\n[^`]*/, () => `text\n${now}`));
          },
        });
      }
      if (updated !== text) {
        await Deno.writeTextFile(path, updated);
      }
    }),
});
