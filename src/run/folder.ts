import { basename, dirname, resolve } from "node:path";
import { UserError } from "../user_error.ts";
import {
  attempt,
  exists,
  failure,
  replaceFile,
  syncFiles,
  syncFolder,
  writeAll,
  type Writer,
} from "../files.ts";

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
  open(name: string): LogFile;
  /** Writes a whole file of the run: beside it, then renamed. It outlasts a loss of power from commit on. */
  write(name: string, text: string): void;
  /** Writes the run's snapshot; the one before is kept. `durable` is as in {@linkcode replaceFile}. */
  save(snapshot: string, options: { readonly durable: boolean }): void;
  /** The snapshots of the unfinished run, the last one first. */
  snapshots(): string[];
  /** Removes the snapshots of a run that can come to nothing else. */
  dropSnapshots(): void;
  /**
   * Makes room for a new run: an unfinished one that can be resumed moves aside, to be resumed there.
   *
   * @returns where it is now.
   */
  begin(): string | undefined;
  /**
   * The run has finished: its files take their places.
   *
   * What it does not replace goes aside: an earlier run, unless it is `contained` in the new one file
   * by file, and whatever else is in the way.
   */
  commit(options: { contained: boolean }): Promise<Aside | undefined>;
  /** The run ends here. Unless its files are to be kept, or can be resumed, nothing of it stays. */
  close(options: { keep: boolean }): void;
}

/** A file that grows. */
export interface LogFile extends Writer {
  /** Makes what has been written outlast a loss of power. */
  sync(): void;
}

/** What a finished run has moved aside. */
export interface Aside {
  /** Where it is now. */
  readonly path: string;
  /** Whether an earlier run is in it. */
  readonly run: boolean;
  /** Which files and folders are in it that no run wrote. */
  readonly others: readonly string[];
}

/** The name of the snapshot, and of the one before. */
const PREVIOUS = "snapshot.previous.json";
const SNAPSHOTS = ["snapshot.json", PREVIOUS];

/**
 * How the files of a run begin. A file of such a name that begins otherwise is a person's own, as is
 * one of any other name: it is never replaced.
 */
const BEGINNINGS: readonly [name: RegExp, text: RegExp][] = [
  [/^metrics\.jsonl$/, /^\{"event":"start","version":\d/],
  [/^snapshot\.json$/, /^\{("checksum":"[0-9a-f]|"version":\d)/],
  [/^model\.json$/, /^\{\s*"version": \d+,\s*"features": \[/],
  [
    /^[\w-]+\.svg$/,
    /^<svg [^>]*role="img" aria-labelledby="([\w-]+)-title \1-desc"[^>]*>\s*<title id="\1-title">/,
  ],
  [
    /^report\.html$/,
    /^<!DOCTYPE html>\s*<html lang="en"><head><meta charset="utf-8"><meta name="generator" content="dawnstream">/,
  ],
];

// When a finished run takes its place, `.aside` says where the earlier one goes: the N of .N, or
// nothing if it goes for good. Then `.aside` is renamed to `.settle`, and the new files move. Where there
// is nothing that could go, `.settle` comes at once.
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
  const existed = exists(path);
  const home = homeOf(path);
  const partial = (name: string) => `${home}/.partial/${name}`;
  const lock = attempt(path, "no run can be written here", () => lockFolder(home));
  try {
    attempt(path, "no run can be written here", () => preparePartial(home), "; try --out");
  } catch (error) {
    if (lock !== undefined) unlock(lock);
    throw error;
  }
  const snapshots = () => SNAPSHOTS.map(partial).filter(exists);

  return {
    path: home,
    partial,
    finished: (name) => `${home}/${name}`,
    open: (name) => wholeWrites(partial(name)),
    write: (name, text) => replaceFile(partial(name), text, { durable: false }),
    save(snapshot, { durable }) {
      const [last, previous] = SNAPSHOTS.map(partial);
      attempt(last, "cannot be written", () => {
        if (exists(last)) Deno.renameSync(last, previous);
      });
      replaceFile(last, snapshot, { durable });
    },
    snapshots,
    dropSnapshots() {
      for (const snapshot of snapshots()) Deno.removeSync(snapshot);
    },
    begin() {
      const aside = snapshots().length === 0 ? undefined : makeAside(home);
      attempt(path, "cannot be cleared", () => {
        if (aside !== undefined) move(partialOf(home), partialOf(aside));
        else if (!isEmpty(partial(""))) Deno.removeSync(partial(""), { recursive: true });
        Deno.mkdirSync(partial(""), { recursive: true });
        syncFolder(home);
      });
      return aside;
    },
    async commit({ contained }) {
      const coming = namesIn(partialOf(home));
      const ours = namesIn(home).filter((name) => isOfRun(home, name));
      const others = coming.filter((name) => exists(`${home}/${name}`) && !ours.includes(name));
      const isContained = contained &&
        ours.every((name) => coming.includes(name) || SNAPSHOTS.includes(name));
      const run = ours.length > 0 && !isContained;
      const aside = run || others.length > 0 ? makeAside(home) : undefined;
      const failing = "the run's files cannot take their places";
      await syncFiles(coming.map(partial)).catch((error) => {
        throw failure(path, failing, error);
      });
      attempt(path, failing, () => {
        // settle() removes .partial file by file: a kill could leave this one there, an unfinished run.
        if (exists(partial(PREVIOUS))) Deno.removeSync(partial(PREVIOUS));
        const hasNothing = ours.length === 0 && aside === undefined;
        if (hasNothing) replaceFile(partial(SETTLE), "");
        else replaceFile(partial(ASIDE), aside === undefined ? "" : aside.slice(home.length + 1));
        settle(home);
      });
      return aside === undefined ? undefined : { path: aside, run: ours.length > 0, others };
    },
    close({ keep }) {
      const worth = [...SNAPSHOTS, ASIDE, SETTLE];
      if (!keep && !worth.some((name) => exists(partial(name)))) {
        removeIfThere(partial(""), { recursive: true });
        if (!existed) removeIfThere(home);
      }
      if (lock !== undefined) unlock(lock);
    },
  };
}

/** A folder by a name that others can be put beside; behind a link, where the folder really is. */
function homeOf(path: string): string {
  const home = [".", "..", ""].includes(basename(path)) ? resolve(path) : path.replace(/\/+$/, "");
  const isLink = exists(home) && Deno.lstatSync(home).isSymlink;
  return isLink ? attempt(path, "no run can be written here", () => Deno.realPathSync(home)) : home;
}

/** Finishes what is pending, and makes the folder of the unfinished run. */
function preparePartial(home: string): void {
  const partial = partialOf(home);
  if (!exists(partial)) return Deno.mkdirSync(partial);
  if (!Deno.lstatSync(partial).isDirectory) {
    throw new UserError(`${partial}: expected a folder; remove it, or try --out`, { exitCode: 1 });
  }
  settle(home);
  Deno.mkdirSync(partial, { recursive: true });
}

function partialOf(home: string): string {
  return `${home}/.partial`;
}

function isEmpty(folder: string): boolean {
  return Deno.readDirSync(folder)[Symbol.iterator]().next().done === true;
}

function removeIfThere(path: string, options?: Deno.RemoveOptions): void {
  try {
    Deno.removeSync(path, options);
  } catch {
    // It is gone already, or not empty.
  }
}

/**
 * Creates a folder and locks it; the system releases the lock when the process ends.
 *
 * @throws {UserError} where another process holds the lock.
 */
export function lockFolder(path: string): Deno.FsFile | undefined {
  for (;;) {
    Deno.mkdirSync(path, { recursive: true });
    // Windows has no files of folders to lock.
    if (Deno.build.os === "windows") return undefined;
    const folder = Deno.openSync(path, { read: true });
    if (!folder.tryLockSync(true)) {
      folder.close();
      throw new UserError(`${path}: another run is writing here; wait for it, or try --out`, {
        exitCode: 1,
      });
    }
    // The run that held the lock before may have removed the folder meanwhile.
    if (isAt(path, folder)) return folder;
    folder.close();
  }
}

/** Releases a lock at once, also where a process that is just being started still shares the file. */
export function unlock(folder: Deno.FsFile): void {
  folder.unlockSync();
  folder.close();
}

function isAt(path: string, folder: Deno.FsFile): boolean {
  try {
    const [there, locked] = [Deno.statSync(path), folder.statSync()];
    return there.dev === locked.dev && there.ino === locked.ino;
  } catch {
    return false;
  }
}

/** Finishes what a finished run had begun to move; may be interrupted and run again. */
function settle(home: string): void {
  const partial = partialOf(home);
  if (exists(`${partial}/${ASIDE}`)) {
    const suffix = Deno.readTextFileSync(`${partial}/${ASIDE}`);
    const coming = namesIn(partial);
    const going = namesIn(home).filter((name) => coming.includes(name) || isOfRun(home, name));
    if (suffix === "") {
      for (const name of going.filter((name) => !coming.includes(name))) {
        Deno.removeSync(`${home}/${name}`);
      }
    } else {
      const aside = /^[1-9]\d*$/.test(suffix) ? `${home}.${suffix}` : makeAside(home);
      Deno.mkdirSync(aside, { recursive: true });
      for (const name of going) move(`${home}/${name}`, `${aside}/${name}`);
      syncFolder(aside);
      syncFolder(dirname(aside));
    }
    syncFolder(home);
    Deno.renameSync(`${partial}/${ASIDE}`, `${partial}/${SETTLE}`);
    syncFolder(partial);
  }
  if (!exists(`${partial}/${SETTLE}`)) return;
  for (const name of namesIn(partial)) Deno.renameSync(`${partial}/${name}`, `${home}/${name}`);
  syncFolder(home);
  Deno.removeSync(partial, { recursive: true });
}

/** Moves a file or a folder; from a folder that is a disk of its own, it is copied, whole, and removed. */
function move(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    const isOtherDisk = error instanceof Error && "code" in error && error.code === "EXDEV";
    if (!isOtherDisk) throw error;
    copy(from, `${to}.new`);
    Deno.renameSync(`${to}.new`, to);
    Deno.removeSync(from, { recursive: true });
  }
}

function copy(from: string, to: string): void {
  const { isDirectory, isSymlink } = Deno.lstatSync(from);
  if (isSymlink) return Deno.symlinkSync(Deno.readLinkSync(from), to);
  if (!isDirectory) {
    Deno.copyFileSync(from, to);
    using file = Deno.openSync(to);
    return file.syncDataSync();
  }
  Deno.mkdirSync(to, { recursive: true });
  for (const { name } of Deno.readDirSync(from)) copy(`${from}/${name}`, `${to}/${name}`);
  syncFolder(to);
}

/** What is in a folder under names that a run's files have. */
function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
    BEGINNINGS.some(([pattern]) => pattern.test(name))
  );
}

/** Whether a run wrote the file of such a name: its text begins so. */
function isOfRun(folder: string, name: string): boolean {
  const path = `${folder}/${name}`;
  if (!Deno.lstatSync(path).isFile) return false;
  const beginning = new Uint8Array(512);
  using file = Deno.openSync(path);
  const text = new TextDecoder().decode(beginning.subarray(0, file.readSync(beginning) ?? 0));
  return BEGINNINGS.some(([pattern, begins]) => pattern.test(name) && begins.test(text));
}

/** Makes the first folder NAME.1, NAME.2, … that there is not yet. */
export function makeAside(home: string): string {
  for (let n = 1;; n++) {
    const aside = `${home}.${n}`;
    if (exists(aside)) continue;
    attempt(aside, "cannot be created", () => Deno.mkdirSync(aside));
    return aside;
  }
}

/** A file that grows by whole writes: one that fails halfway is taken back. */
function wholeWrites(path: string): LogFile {
  const file = attempt(path, "cannot be written", () => {
    if (exists(path) && !Deno.lstatSync(path).isFile) {
      throw new UserError(`${path}: expected a file; remove it`, { exitCode: 1 });
    }
    return Deno.openSync(path, { append: true, create: true });
  });
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
    sync: () => attempt(path, "cannot be written", () => file.syncDataSync()),
    close: () => file.close(),
  };
}
