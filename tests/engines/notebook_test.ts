import { assert, assertEquals } from "@std/assert";
import { project, shell, withFolder } from "../cli/command.ts";
import { NOTEBOOK, readNotebook, shownText, whole, withOutputs } from "../docs/notebook.ts";
import { areSkipped } from "./engines.ts";

// What the notebook shows is committed. After a change to its cells, write it anew:
//   deno test -A tests/engines/notebook_test.ts -- --engines --update

Deno.test({
  name: "the notebook runs from a clean clone, and shows what it says",
  ignore: await areSkipped("notebook_test.ts", ["jupyter-nbconvert"]),
  fn: () =>
    withFolder(async (folder) => {
      // The kernel is installed for this test alone: Jupyter looks for kernels below the home folder.
      const { code, stderr } = await shell(`
        for name in deno.json deno.lock mod.ts pipelines src tests/std; do
          mkdir -p "$(dirname '${folder}'/clone/$name)" && cp -r $name '${folder}'/clone/$name
        done
        export DENO_DIR=$(deno info --json | deno eval '
          console.log((await new Response(Deno.stdin.readable).json()).denoDir)')
        export HOME='${folder}' XDG_DATA_HOME='${folder}/data'
        unset JUPYTER_DATA_DIR JUPYTER_PATH
        deno jupyter --install 2> /dev/null &&
          jupyter-nbconvert --to notebook --execute --output-dir '${folder}' '${folder}/clone/${NOTEBOOK}'
      `);
      assertEquals(code, 0, stderr);
      const executed = readNotebook(`${folder}/how_it_learns.ipynb`);
      const notebook = readNotebook();
      if (Deno.args.includes("--update")) {
        await Deno.writeTextFile(project + NOTEBOOK, withOutputs(notebook, executed));
        return;
      }
      // The kernel may lose an output, so there may be fewer; but none may be another.
      let shown = 0;
      executed.cells.forEach((cell, i) => {
        const said = shownText(notebook.cells[i]);
        for (const text of shownText(cell)) {
          assert(said.includes(text), `${cell.id} shows now:\n${text}`);
          shown++;
        }
        assertEquals(whole(cell.source), whole(notebook.cells[i].source));
      });
      assert(shown > 0);
    }),
});
