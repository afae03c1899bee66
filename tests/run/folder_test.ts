import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { UserError } from "../../src/user_error.ts";
import { exists } from "../../src/files.ts";
import { openRunFolder } from "../../src/run/folder.ts";
import { filesIn, withFolder } from "../cli/command.ts";

/** How a run's files begin. */
const BEGINNINGS: Record<string, string> = {
  "loss.svg": '<svg role="img" aria-labelledby="loss-title loss-desc"><title id="loss-title">',
  "metrics.jsonl": '{"event":"start","version":2,',
  "model.json": '{\n  "version": 1,\n  "features": [',
  "report.html": '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">' +
    '<meta name="generator" content="dawnstream">',
  "snapshot.json": '{"checksum":"00000000",',
};
const FILES = Object.keys(BEGINNINGS);

/** The text of a file of a run. */
function textOf(file: string, text: string): string {
  return (BEGINNINGS[file] ?? "") + text;
}

/** Puts files with a text each into a folder. */
function fill(folder: string, text: string, files: readonly string[] = FILES): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (const file of files) Deno.writeTextFileSync(`${folder}/${file}`, textOf(file, text));
}

/** The texts of the run's files in a folder. */
function texts(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesIn(folder).filter((file) => file !== ".partial").map((
      file,
    ) => [file, Deno.readTextFileSync(`${folder}/${file}`)]),
  );
}

const all = (text: string) => Object.fromEntries(FILES.map((file) => [file, textOf(file, text)]));

Deno.test("an earlier run stays intact until the new one has finished", async () => {
  await withFolder(async (temp) => {
    const path = `${temp}/run`;
    fill(path, "old");
    const folder = openRunFolder(path);
    for (const file of FILES) folder.write(file, textOf(file, "new"));
    assertEquals(texts(path), all("old"));
    assertEquals(await folder.commit({ contained: true }), undefined);
    folder.close({ keep: false });
    assertEquals(texts(path), all("new"));
    assertEquals(filesIn(temp), ["run"]);
  });
});

Deno.test("an earlier run goes aside to the first free name, and other files stay", async () => {
  await withFolder(async (temp) => {
    const path = `${temp}/run`;
    fill(path, "old");
    fill(`${path}.1`, "oldest");
    fill(path, "mine", ["notes.txt"]);
    const folder = openRunFolder(`${path}/`);
    folder.write("metrics.jsonl", "new");
    assertEquals(await folder.commit({ contained: false }), {
      path: `${path}.2`,
      run: true,
      others: [],
    });
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

for (const earlier of ["no", "an earlier"]) {
  Deno.test(`a kill while the folder of a finished run goes leaves no unfinished one, ${earlier} run before`, async () => {
    await withFolder(async (temp) => {
      const path = `${temp}/run`;
      if (earlier !== "no") fill(path, "old");
      const folder = openRunFolder(path);
      for (const file of FILES) folder.write(file, textOf(file, "new"));
      folder.save(textOf("snapshot.json", "new"), { durable: false });
      assertEquals(folder.snapshots().length, 2);
      const { removeSync } = Deno;
      // Files go in any order: here what says that the run has finished goes first.
      Object.assign(Deno, {
        removeSync(...[what, options]: Parameters<typeof removeSync>) {
          if (!options?.recursive) return removeSync(what, options);
          removeSync(`${what}/.settle`);
          throw new Error("killed");
        },
      });
      try {
        await assertRejects(() => folder.commit({ contained: true }), UserError, "killed");
      } finally {
        Object.assign(Deno, { removeSync });
      }
      folder.close({ keep: true });
      const next = openRunFolder(path);
      assertEquals(next.snapshots(), []);
      next.close({ keep: false });
      assertEquals([texts(path), filesIn(temp)], [all("new"), ["run"]]);
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

Deno.test("an unfinished run with a snapshot moves aside, to be resumed there; others go", async () => {
  await withFolder((temp) => {
    const path = `${temp}/run`;
    fill(path, "finished");
    for (const [n, snapshot] of ["snapshot.json", "snapshot.previous.json"].entries()) {
      fill(`${path}/.partial`, "unfinished", ["metrics.jsonl", snapshot]);
      const folder = openRunFolder(path);
      assertEquals(folder.begin(), `${path}.${n + 1}`);
      folder.close({ keep: false });
      const aside = openRunFolder(`${path}.${n + 1}`);
      assertEquals(aside.snapshots(), [aside.partial(snapshot)]);
      assertEquals(Deno.readTextFileSync(aside.partial("metrics.jsonl")).slice(-10), "unfinished");
      aside.close({ keep: false });
    }
    fill(`${path}/.partial`, "unfinished", ["metrics.jsonl"]);
    const folder = openRunFolder(path);
    assertEquals(folder.begin(), undefined);
    folder.close({ keep: false });
    assertEquals(texts(path), all("finished"));
    assertEquals(filesIn(temp), ["run", "run.1", "run.2"]);
  });
});

Deno.test("an earlier run goes aside whole where the new one does not write all of its files", async () => {
  await withFolder(async (temp) => {
    const path = `${temp}/run`;
    fill(path, "old");
    const folder = openRunFolder(path);
    folder.write("metrics.jsonl", textOf("metrics.jsonl", "new"));
    assertEquals((await folder.commit({ contained: true }))?.path, `${path}.1`);
    folder.close({ keep: false });
    assertEquals(texts(path), { "metrics.jsonl": textOf("metrics.jsonl", "new") });
    assertEquals(texts(`${path}.1`), all("old"));
  });
});

Deno.test("a snapshot of an earlier run that is contained in the new one goes", async () => {
  await withFolder(async (temp) => {
    fill(`${temp}/run`, "old", ["metrics.jsonl", "snapshot.json"]);
    const folder = openRunFolder(`${temp}/run`);
    folder.write("metrics.jsonl", textOf("metrics.jsonl", "new"));
    assertEquals(await folder.commit({ contained: true }), undefined);
    folder.close({ keep: false });
    assertEquals(filesIn(`${temp}/run`), ["metrics.jsonl"]);
  });
});

/** What a person may have where a run's file goes. */
const OWN: Record<string, (path: string) => void> = {
  "a picture": (path) => Deno.writeTextFileSync(path, "<svg>mine</svg>"),
  "an empty file": (path) => Deno.writeTextFileSync(path, ""),
  "a folder": (path) => Deno.mkdirSync(path),
  "a link that leads nowhere": (path) => Deno.symlinkSync("nowhere", path),
  "a link to a picture of a run": (path) => {
    fill(`${path}.of`, "other", ["loss.svg"]);
    Deno.symlinkSync(`${path}.of/loss.svg`, path);
  },
};

for (const [what, make] of Object.entries(OWN)) {
  Deno.test(`what no run wrote is not replaced: ${what}`, async () => {
    await withFolder(async (temp) => {
      const path = `${temp}/run`;
      Deno.mkdirSync(path);
      make(`${path}/loss.svg`);
      make(`${path}/my-plot.svg`);
      const before = Deno.lstatSync(`${path}/loss.svg`);
      const folder = openRunFolder(path);
      folder.write("loss.svg", textOf("loss.svg", "new"));
      const aside = await folder.commit({ contained: true });
      folder.close({ keep: false });
      assertEquals(aside, { path: `${path}.1`, run: false, others: ["loss.svg"] });
      assertEquals(filesIn(`${path}.1`), ["loss.svg"]);
      assertEquals(Deno.lstatSync(`${path}.1/loss.svg`).ino, before.ino);
      assertEquals(Deno.readTextFileSync(`${path}/loss.svg`), textOf("loss.svg", "new"));
      assert(exists(`${path}/my-plot.svg`));
    });
  });
}

Deno.test("no link in a run's folder is followed: what it leads to stays", async () => {
  await withFolder((temp) => {
    fill(`${temp}/mine`, "mine", ["notes.txt", "metrics.jsonl"]);
    const before = texts(`${temp}/mine`);
    Deno.mkdirSync(`${temp}/run`);
    Deno.symlinkSync(`${temp}/mine`, `${temp}/run/.partial`);
    assertThrows(() => openRunFolder(`${temp}/run`), UserError, "run/.partial: expected a folder");
    Deno.removeSync(`${temp}/run/.partial`);
    const folder = openRunFolder(`${temp}/run`);
    for (const name of ["snapshot.json.new", "metrics.jsonl", "loss.svg", "loss.svg.new"]) {
      Deno.symlinkSync(`${temp}/mine/notes.txt`, folder.partial(name));
    }
    assertThrows(
      () => folder.save("new", { durable: true }),
      UserError,
      "snapshot.json.new: expected no symbolic link",
    );
    assertThrows(() => folder.open("metrics.jsonl"), UserError, "metrics.jsonl: expected a file");
    assertThrows(
      () => folder.write("loss.svg", "new"),
      UserError,
      "loss.svg.new: expected no symb",
    );
    Deno.removeSync(folder.partial("loss.svg.new"));
    folder.write("loss.svg", "new");
    folder.begin();
    folder.close({ keep: false });
    assertEquals(texts(`${temp}/mine`), before);
  });
});

Deno.test("a name beside the folder that is a link, leading nowhere or not, is not free", async () => {
  await withFolder(async (temp) => {
    fill(`${temp}/mine`, "mine");
    fill(`${temp}/run`, "old");
    Deno.symlinkSync("nowhere", `${temp}/run.1`);
    Deno.symlinkSync("mine", `${temp}/run.2`);
    const folder = openRunFolder(`${temp}/run`);
    folder.write("metrics.jsonl", textOf("metrics.jsonl", "new"));
    assertEquals((await folder.commit({ contained: false }))?.path, `${temp}/run.3`);
    folder.close({ keep: false });
    assertEquals(texts(`${temp}/mine`), all("mine"));
    assertEquals(texts(`${temp}/run.3`), all("old"));
  });
});

Deno.test("a folder by a link: an earlier run goes aside beside where it really is", async () => {
  await withFolder(async (temp) => {
    fill(`${temp}/disk/run`, "old");
    Deno.symlinkSync(`${temp}/disk/run`, `${temp}/link`);
    const folder = openRunFolder(`${temp}/link`);
    folder.write("metrics.jsonl", textOf("metrics.jsonl", "new"));
    assertEquals(
      (await folder.commit({ contained: false }))?.path,
      `${Deno.realPathSync(temp)}/disk/run.1`,
    );
    folder.close({ keep: false });
    assertEquals(texts(`${temp}/disk/run.1`), all("old"));
  });
});

Deno.test("a marker that says no number moves the earlier run to a free name", async () => {
  await withFolder((temp) => {
    fill(`${temp}/run`, "old");
    fill(`${temp}/run/.partial`, "new");
    Deno.writeTextFileSync(`${temp}/run/.partial/.aside`, "x/../../y");
    openRunFolder(`${temp}/run`).close({ keep: false });
    assertEquals(texts(`${temp}/run`), all("new"));
    assertEquals(texts(`${temp}/run.1`), all("old"));
  });
});

Deno.test("a folder that is removed while it is waited for is made again, and that one is locked", async () => {
  await withFolder((temp) => {
    const path = `${temp}/run`;
    const { openSync } = Deno;
    let opened = 0;
    Object.assign(Deno, {
      openSync(...args: Parameters<typeof openSync>) {
        const file = openSync(...args);
        // The run that held the lock leaves nothing, just before it is free.
        if (opened++ === 0) Deno.removeSync(path);
        return file;
      },
    });
    let folder;
    try {
      folder = openRunFolder(path);
    } finally {
      Object.assign(Deno, { openSync });
    }
    assertThrows(() => openRunFolder(path), UserError, "another run is writing here");
    folder.close({ keep: false });
  });
});
