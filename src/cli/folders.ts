import { exists } from "../files.ts";

/** Where the program was started. */
let start = "";

/** A task starts in the project's folder, but paths are relative to where the person is. */
export function goWhereThePersonIs(): void {
  start = Deno.cwd();
  // Only the tasks grant it: for others the current folder is that of the person already.
  const { state } = Deno.permissions.querySync({ name: "env", variable: "INIT_CWD" });
  const folder = state === "granted" ? Deno.env.get("INIT_CWD") : undefined;
  if (folder !== undefined) Deno.chdir(folder);
}

/**
 * Gives up the permission to write anywhere but in `out/`, where nothing else is to be written.
 *
 * The tasks and the installed command have it for `out`, where they start, and for `/`: a permission
 * can be given up, but not made narrower. So whoever names another place keeps it for all.
 */
export async function writeOnlyTo(paths: readonly string[]): Promise<void> {
  const { resolve, sep } = await import("node:path");
  const out = resolve(start, "out") + sep;
  const isInside = (path: string) =>
    resolve(path).startsWith(out) && !(exists(path) && Deno.lstatSync(path).isSymlink);
  if (paths.every(isInside)) Deno.permissions.revokeSync({ name: "write", path: "/" });
}
