import { basename, resolve } from "node:path";
import { UserError } from "../user_error.ts";
import { attempt, exists, replaceFile, writeAll, type Writer } from "../files.ts";

/**
 * The folder of a run.
 *
 * An unfinished run lives in `.partial/` inside it. When the run has finished, its files take the
 * place of an earlier run's, one rename each; until then the earlier run stays intact. A kill in the
 * middle of that is repaired when the folder is opened next.
 */
export interface RunFolder {
  /** Where it is. */
  readonly path: string;
  /** Where a file of the unfinished run is. */
  partial(name: string): string;
  /** Where a file of the finished run is. */
  finished(name: string): string;
  /** Opens a file of the run for writing at its end; a write that fails is taken back whole. */
  open(name: string): Writer;
  /** Writes a whole file of the run: beside it, then renamed. */
  write(name: string, text: string): void;
  /** Removes what an unfinished run left. */
  clear(): void;
  /**
   * The run has finished: its files take their places.
   *
   * @returns where the previous run is now, if it was moved `aside`.
   */
  commit(options: { aside: boolean }): string | undefined;
  /** The run ends here. Unless its files are to be kept, or can be resumed, nothing of it stays. */
  close(options: { keep: boolean }): void;
}

/** The files of a run; all else in its folder is left alone. */
const RUN_FILE = /^(metrics\.jsonl|snapshot\.json|model\.json|[\w-]+\.svg)$/;

// When a finished run takes its place, first the earlier one is moved aside to .N, where `.aside`
// holds N; then `.aside` is renamed to `.settle`, and the files move.
const ASIDE = ".aside";
const SETTLE = ".settle";

/**
 * Opens the folder of a run, and creates it where there is none.
 *
 * It is locked until it is closed or the process ends, however it ends.
 *
 * @throws {UserError} where it cannot be written to, or another run is writing to it.
 */
export function openRunFolder(path: string): RunFolder {
  const home = [".", "..", ""].includes(basename(path)) ? resolve(path) : path.replace(/\/+$/, "");
  const existed = exists(home);
  const partial = (name: string) => `${home}/.partial/${name}`;
  const lock = attempt(path, "no run can be written here", () => {
    Deno.mkdirSync(home, { recursive: true });
    return lockFolder(home);
  });
  attempt(path, "no run can be written here", () => {
    settle(home);
    Deno.mkdirSync(partial(""), { recursive: true });
  }, "; try --out");

  return {
    path: home,
    partial,
    finished: (name) => `${home}/${name}`,
    open: (name) => wholeWrites(partial(name)),
    write: (name, text) => replaceFile(partial(name), text),
    clear() {
      attempt(path, "cannot be cleared", () => {
        for (const { name } of [...Deno.readDirSync(partial(""))]) {
          Deno.removeSync(partial(name), { recursive: true });
        }
      });
    },
    commit({ aside }) {
      const asideTo = aside ? firstFree(home) : undefined;
      attempt(path, "the run's files cannot take their places", () => {
        if (asideTo === undefined) replaceFile(partial(SETTLE), "");
        else replaceFile(partial(ASIDE), String(asideTo));
        settle(home);
      });
      return asideTo === undefined ? undefined : `${home}.${asideTo}`;
    },
    close({ keep }) {
      const worth = ["snapshot.json", ASIDE, SETTLE];
      if (!keep && !worth.some((name) => exists(partial(name)))) {
        removeIfThere(partial(""), { recursive: true });
        if (!existed) removeIfThere(home);
      }
      lock?.close();
    },
  };
}

function removeIfThere(path: string, options?: Deno.RemoveOptions): void {
  try {
    Deno.removeSync(path, options);
  } catch {
    // It is gone already, or not empty.
  }
}

/** Locks a folder; the system releases the lock when the process ends. */
function lockFolder(path: string): Deno.FsFile | undefined {
  // Windows has no files of folders to lock.
  if (Deno.build.os === "windows") return undefined;
  const folder = Deno.openSync(path, { read: true });
  if (folder.tryLockSync(true)) return folder;
  throw new UserError(`${path}: another run is writing here; wait for it, or try --out`, {
    exitCode: 1,
  });
}

/** Finishes what a finished run had begun to move; may be interrupted and run again. */
function settle(home: string): void {
  const partial = `${home}/.partial`;
  if (exists(`${partial}/${ASIDE}`)) {
    const aside = `${home}.${Number(Deno.readTextFileSync(`${partial}/${ASIDE}`))}`;
    Deno.mkdirSync(aside, { recursive: true });
    for (const name of runFiles(home)) Deno.renameSync(`${home}/${name}`, `${aside}/${name}`);
    Deno.renameSync(`${partial}/${ASIDE}`, `${partial}/${SETTLE}`);
  }
  if (!exists(`${partial}/${SETTLE}`)) return;
  for (const name of runFiles(partial)) Deno.renameSync(`${partial}/${name}`, `${home}/${name}`);
  Deno.removeSync(partial, { recursive: true });
}

function runFiles(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
    RUN_FILE.test(name)
  );
}

function firstFree(home: string): number {
  for (let n = 1;; n++) if (!exists(`${home}.${n}`)) return n;
}

/** A file that grows by whole writes: one that fails halfway is taken back. */
function wholeWrites(path: string): Writer {
  const file = attempt(
    path,
    "cannot be written",
    () => Deno.openSync(path, { append: true, create: true }),
  );
  let length = file.statSync().size;
  return {
    writeSync: (bytes) =>
      attempt(path, "cannot be written", () => {
        try {
          writeAll(file, bytes);
        } catch (error) {
          file.truncateSync(length);
          throw error;
        }
        length += bytes.length;
        return bytes.length;
      }),
    close: () => file.close(),
  };
}
