import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { openRunFolder } from "../../src/run/folder.ts";
import { UserError } from "../../src/user_error.ts";
import { filesIn, parseLines, shell, withFolder } from "../cli/command.ts";
import { breakOff, pipeline, results, runInto, texts, withFastClock } from "./runs.ts";

/** Whether this is allowed to mount a file system, as only the system's administrator is. */
const canMount = (await shell(
  "d=$(mktemp -d) && mount -t tmpfs -o size=64k none $d && umount $d; s=$?; rmdir $d; exit $s",
)).code === 0;
const ignore = !canMount;

/** A folder on a file system of its own. */
async function withDisk(size: string, test: (disk: string) => Promise<void>): Promise<void> {
  await withFolder(async (temp) => {
    assertEquals((await shell(`mount -t tmpfs -o size=${size} none '${temp}'`)).code, 0);
    try {
      await test(temp);
    } finally {
      // Lazily: a program that another test starts just now has this one's open files until it runs.
      assertEquals((await shell(`umount --lazy '${temp}'`)).code, 0);
    }
  });
}

Deno.test({
  name: "a full disk: one line, exit 1, an earlier run intact, and --resume continues (may mount)",
  ignore,
  async fn() {
    await withDisk("128k", async (disk) => {
      const out = `${disk}/run`;
      await runInto(out, pipeline({ seed: 7, epochs: { count: 1 } }));
      const before = texts(out);
      // Room for the records of some epochs, not of all.
      const spec = pipeline({ epochs: { count: 40 }, outputs: { samples: true } });
      const filled = () => withFastClock(() => runInto(out, spec));
      const error = await assertRejects(filled, UserError);
      assertMatch(error.message, /^\S+: cannot be written \(No space left on device\)$/);
      assertEquals(error.exitCode, 1);
      assertEquals(texts(out), before);
      assert(parseLines(Deno.readTextFileSync(`${out}/.partial/metrics.jsonl`)).length > 100);
      assertEquals((await shell(`mount -o remount,size=64m '${disk}'`)).code, 0);
      await runInto(out, spec, { resume: true });
      await runInto(`${disk}/whole`, spec);
      assertEquals(results(out), results(`${disk}/whole`));
    });
  },
});

Deno.test({
  name: "a read-only disk: one line, exit 1, an earlier run intact (may mount)",
  ignore,
  async fn() {
    await withDisk("4m", async (disk) => {
      await runInto(`${disk}/run`, pipeline());
      const before = texts(`${disk}/run`);
      assertEquals((await shell(`mount -o remount,ro '${disk}'`)).code, 0);
      for (const name of ["run", "other"]) {
        const path = `${disk}/${name}`;
        const error = assertThrows(() => openRunFolder(path), UserError);
        const expected = `${path}: no run can be written here (Read-only file system)`;
        assertEquals([error.exitCode, error.message.slice(0, expected.length)], [1, expected]);
        assert(!error.message.includes("\n"));
      }
      assertEquals(texts(`${disk}/run`), before);
      assertEquals(filesIn(disk), ["run"]);
    });
  },
});

Deno.test({
  name: "a folder that is a disk of its own: earlier runs, finished or not, move aside (may mount)",
  ignore,
  async fn() {
    await withFolder(async (temp) => {
      const out = `${temp}/run`;
      await Deno.mkdir(out);
      assertEquals((await shell(`mount -t tmpfs -o size=4m none '${out}'`)).code, 0);
      try {
        await runInto(out, pipeline({ seed: 7 }));
        const first = texts(out);
        await runInto(out, pipeline());
        assertEquals(texts(`${out}.1`), first);
        const second = texts(out);
        assert(await breakOff(out, pipeline({ seed: 8 }), 7));
        await runInto(out, pipeline());
        assertEquals([texts(out), filesIn(temp)], [second, ["run", "run.1", "run.2"]]);
        await runInto(`${out}.2`, pipeline({ seed: 8 }), { resume: true });
        await runInto(`${temp}/whole`, pipeline({ seed: 8 }));
        assertEquals(results(`${out}.2`), results(`${temp}/whole`));
      } finally {
        assertEquals((await shell(`umount '${out}'`)).code, 0);
      }
    });
  },
});
