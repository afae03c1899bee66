import { UserError } from "../data/user_error.ts";

/**
 * The folder of a run.
 *
 * An unfinished run lives in `.partial/` inside it. When the run has finished, its files take the
 * place of an earlier run's, one rename each; until then the earlier run stays whole.
 */
export interface RunFolder {
  /** Where it is. */
  readonly path: string;
  /** Opens a file of the run for writing. */
  open(name: string): Deno.FsFile;
  /** Writes a whole file of the run. */
  write(name: string, text: string): void;
  /** The run has finished: its files take their places. */
  commit(): void;
  /** The run is given up: nothing of it stays. */
  discard(): void;
}

/**
 * Opens the folder of a run, and makes it where there is none.
 *
 * @throws {UserError} where it cannot be written to.
 */
export function openRunFolder(path: string): RunFolder {
  const partial = `${path}/.partial`;
  const existed = exists(path);
  try {
    if (exists(partial)) Deno.removeSync(partial, { recursive: true });
    Deno.mkdirSync(partial, { recursive: true });
  } catch (error) {
    throw new UserError(`${path}: cannot write a run here (${reason(error)}); try --out`, {
      exitCode: 1,
      cause: error,
    });
  }
  return {
    path,
    open: (name) => Deno.openSync(`${partial}/${name}`, { write: true, createNew: true }),
    write(name, text) {
      Deno.writeTextFileSync(`${partial}/${name}`, text);
    },
    commit() {
      for (const { name } of [...Deno.readDirSync(partial)]) {
        Deno.renameSync(`${partial}/${name}`, `${path}/${name}`);
      }
      Deno.removeSync(partial);
    },
    discard() {
      Deno.removeSync(existed ? partial : path, { recursive: true });
    },
  };
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
