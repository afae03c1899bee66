import { assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../src/user_error.ts";
import { openRunFolder } from "../../src/run/folder.ts";
import { filesIn, withFolder } from "../cli/command.ts";

const FILES = ["loss.svg", "metrics.jsonl", "model.json", "snapshot.json"];

/** Puts files with a text each into a folder. */
function fill(folder: string, text: string, files: readonly string[] = FILES): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (const file of files) Deno.writeTextFileSync(`${folder}/${file}`, text);
}

/** The texts of the run's files in a folder. */
function texts(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesIn(folder).filter((file) => file !== ".partial").map((
      file,
    ) => [file, Deno.readTextFileSync(`${folder}/${file}`)]),
  );
}

const all = (text: string) => Object.fromEntries(FILES.map((file) => [file, text]));

Deno.test("an earlier run stays intact until the new one has finished", async () => {
  await withFolder((temp) => {
    const path = `${temp}/run`;
    fill(path, "old");
    const folder = openRunFolder(path);
    for (const file of FILES) folder.write(file, "new");
    assertEquals(texts(path), all("old"));
    assertEquals(folder.commit({ aside: false }), undefined);
    folder.close({ keep: false });
    assertEquals(texts(path), all("new"));
    assertEquals(filesIn(temp), ["run"]);
  });
});

Deno.test("an earlier run goes aside to the first free name, and other files stay", async () => {
  await withFolder((temp) => {
    const path = `${temp}/run`;
    fill(path, "old");
    fill(`${path}.1`, "oldest");
    fill(path, "mine", ["notes.txt"]);
    const folder = openRunFolder(`${path}/`);
    folder.write("metrics.jsonl", "new");
    assertEquals(folder.commit({ aside: true }), `${path}.2`);
    folder.close({ keep: false });
    assertEquals(texts(path), { "metrics.jsonl": "new", "notes.txt": "mine" });
    assertEquals(texts(`${path}.1`), all("oldest"));
    assertEquals(texts(`${path}.2`), all("old"));
  });
});

for (let moved = 0; moved <= FILES.length; moved++) {
  Deno.test(`a kill after ${moved} earlier files went aside is repaired`, async () => {
    await withFolder((temp) => {
      const path = `${temp}/run`;
      fill(`${path}.1`, "old", FILES.slice(0, moved));
      fill(path, "old", FILES.slice(moved));
      fill(`${path}/.partial`, "new");
      Deno.writeTextFileSync(`${path}/.partial/.aside`, "1");
      openRunFolder(path).close({ keep: false });
      assertEquals(texts(path), all("new"));
      assertEquals(texts(`${path}.1`), all("old"));
      assertEquals(filesIn(temp), ["run", "run.1"]);
    });
  });

  Deno.test(`a kill after ${moved} new files took their places is repaired`, async () => {
    await withFolder((temp) => {
      const path = `${temp}/run`;
      fill(path, "old", FILES.slice(moved));
      fill(path, "new", FILES.slice(0, moved));
      fill(`${path}/.partial`, "new", [...FILES.slice(moved)]);
      Deno.writeTextFileSync(`${path}/.partial/.settle`, "");
      openRunFolder(path).close({ keep: false });
      assertEquals(texts(path), all("new"));
      assertEquals(filesIn(temp), ["run"]);
    });
  });
}

Deno.test("a folder is one run's at a time", async () => {
  await withFolder((path) => {
    const first = openRunFolder(path);
    assertThrows(() => openRunFolder(path), UserError, "another run is writing here");
    first.close({ keep: false });
    openRunFolder(path).close({ keep: false });
    assertEquals(filesIn(path), []);
  });
});

Deno.test("a run that comes to nothing leaves nothing, one with a snapshot stays", async () => {
  await withFolder((temp) => {
    const nothing = openRunFolder(`${temp}/nothing`);
    nothing.open("metrics.jsonl").close();
    nothing.close({ keep: false });
    assertEquals(filesIn(temp), []);
    const something = openRunFolder(`${temp}/something`);
    something.write("snapshot.json", "{}");
    something.close({ keep: false });
    assertEquals(filesIn(`${temp}/something/.partial`), ["snapshot.json"]);
  });
});
