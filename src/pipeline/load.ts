import { UserError } from "../data/user_error.ts";

/**
 * Loads a declared pipeline from a file, as it is written there.
 *
 * @throws {UserError} where the file is missing or is not a pipeline file.
 */
export async function load(path: string): Promise<unknown> {
  let url: URL;
  try {
    url = new URL(`file://${Deno.realPathSync(path)}`);
  } catch {
    throw new UserError(`${path}: no such pipeline file`);
  }
  const module = await import(url.href) as { default?: unknown };
  return module.default;
}
