import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { project, shell, withFolder } from "../cli/command.ts";
import { type Cell, NOTEBOOK, readNotebook, shownText, whole } from "./notebook.ts";

const notebook = readNotebook();
const codeCells = notebook.cells.filter((cell) => cell.cell_type === "code");
const markdown = notebook.cells.filter((cell) => cell.cell_type === "markdown")
  .map(({ source }) => whole(source)).join("\n\n");

Deno.test("the notebook is as it was when its cells had run once, from the first to the last", () => {
  assertEquals([notebook.nbformat, notebook.nbformat_minor], [4, 5]);
  assertEquals(new Set(notebook.cells.map(({ id }) => id)).size, notebook.cells.length);
  for (const { metadata } of notebook.cells) assertEquals(metadata, {});
  codeCells.forEach(({ id, source, execution_count, outputs = [] }, i) => {
    assertEquals(execution_count, i + 1, id);
    for (const { output_type, metadata } of outputs) {
      assertEquals([output_type, metadata], ["display_data", {}], id);
    }
    const shows = whole(source).split("await show(").length - 1;
    assert(outputs.length >= shows, `${id} shows less than it should`);
  });
});

Deno.test("the notebook names no machine and no place on one", () => {
  const text = Deno.readTextFileSync(project + NOTEBOOK);
  assertEquals(text.match(/https?:\/\/(?!www\.w3\.org\/)[^"\\]*/g), null);
  assertEquals(text.match(/\/(home|root|tmp|work|Users)\/[^"\\]*/g), null);
});

Deno.test("the code of the notebook passes the type checker", () =>
  withFolder(async (folder) => {
    // The kernel's own functions, and a type that Node's modules bring.
    const head = '/// <reference lib="deno.unstable" />\nimport "node:timers";\n';
    const code = codeCells.map(({ source }) => whole(source)).join("\n\n");
    await Deno.writeTextFile(`${folder}/notebook.ts`, head + code);
    const { code: exit, stderr } = await shell(
      `NO_COLOR=1 deno check --quiet --cached-only --config deno.json '${folder}/notebook.ts'`,
    );
    assertEquals(exit, 0, stderr);
  }));

// Of a notebook as a file, `deno fmt --check` says that it is not formatted, whatever it is like.
Deno.test("each cell of the notebook is formatted, and its code has no lint", () =>
  withFolder(async (folder) => {
    for (const { id, cell_type, source } of notebook.cells) {
      const name = cell_type === "code" ? `${id}.ts` : `${id}.md`;
      await Deno.writeTextFile(`${folder}/${name}`, `${whole(source)}\n`);
    }
    const { code, stdout, stderr } = await shell(`
      export NO_COLOR=1
      deno fmt --check --quiet --config deno.json '${folder}' &&
        deno lint --quiet --config deno.json --rules-exclude=no-unused-vars '${folder}'
    `);
    assertEquals(code, 0, stdout + stderr);
  }));

/** The cells from each heading to the next. */
function sections(): Cell[][] {
  const found: Cell[][] = [];
  for (const cell of notebook.cells) {
    if (whole(cell.source).startsWith("#") || found.length === 0) found.push([]);
    found[found.length - 1].push(cell);
  }
  return found;
}

/** The numbers in a text, as they are written but for the form of the minus sign. */
function numbersIn(text: string): string[] {
  const plain = text.replaceAll("−", "-").replaceAll(/(?<=\d),(?=\d{3})/g, "");
  return [...plain.matchAll(/(?<![\w.]|\w-)-?\d+(\.\d+)?/g)].map(([number]) => number);
}

/** Whether a number in a text is another, rounded. */
function isRounded(written: string, computed: string): boolean {
  const decimals = (number: string) => number.split(".")[1]?.length ?? 0;
  return decimals(computed) >= decimals(written) &&
    Number(computed).toFixed(decimals(written)) === written;
}

/** The numbers of a text that no cell accounts for; those of formulas, and whole ones, may be set. */
function unaccounted(text: string, { shown, set }: Record<"shown" | "set", string[]>): string[] {
  // Neither what is code nor where links lead.
  const words = text.replaceAll(/`[^`]*`|\]\([^)]*\)/g, "");
  return words.split("\n").flatMap((line) =>
    numbersIn(line).filter((number) => {
      const mayBeSet = line.startsWith(">") || !number.includes(".");
      const from = mayBeSet ? [...shown, ...set] : shown;
      return !from.some((computed) => isRounded(number, computed));
    })
  );
}

Deno.test("each number in the notebook's text is computed by a cell of its section", () => {
  const set = codeCells.flatMap(({ source }) => numbersIn(whole(source)));
  for (const cells of sections()) {
    const shown = cells.flatMap(shownText).flatMap(numbersIn);
    for (const { id, cell_type, source } of cells) {
      if (cell_type === "markdown") {
        assertEquals(unaccounted(whole(source), { shown, set }), [], id);
      }
    }
  }
  // The rule has teeth.
  const numbers = { shown: ["2.4904", "-0.0132"], set: ["120", "0.01"] };
  const text = "after 120 epochs 2.49, 2.50, 0.0132, −0.0132 and 0.01, 121\n> U(0.01)";
  assertEquals(unaccounted(text, numbers), ["2.50", "0.0132", "0.01", "121"]);
});

Deno.test("links of the notebook lead to files, and name what those export", () => {
  const links = [...markdown.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)];
  assert(links.length > 20, `${links.length} links`);
  for (const [, words, target] of links) {
    const text = Deno.readTextFileSync(new URL(target, `file://${project}pipelines/`));
    for (const [, name] of words.matchAll(/`(\w+)/g)) {
      assert(
        new RegExp(`^export (const|function) ${name}\\b`, "m").test(text),
        `${name}: ${target}`,
      );
    }
  }
});

Deno.test("each question of the notebook ends with something to try, and all of it works", () =>
  withFolder(async (folder) => {
    const [, , ...questions] = sections();
    for (const cells of questions) {
      assertStringIncludes(whole(cells[cells.length - 1].source), "**Try** `deno task ");
    }
    const commands = [...markdown.matchAll(/`deno task ([^`]+)`/g)].map(([, command]) => command);
    await Promise.all(commands.map(async (command, i) => {
      const options = command.startsWith("sweep ")
        ? "--print"
        : `--no-charts --out '${folder}/${i}'`;
      const { code, stderr } = await shell(`deno task --quiet ${command} --quiet ${options}`);
      assertEquals(code, 0, `deno task ${command}: ${stderr}`);
    }));
    assert(commands.length >= questions.length);
  }));
