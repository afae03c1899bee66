/**
 * Prints the configuration with which `deno install` makes the command `dawnstream`: it is copied
 * beside the command, so its paths are absolute.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };

function absolute(path: string): string {
  return path.startsWith(".") ? new URL(`../../${path}`, import.meta.url).href : path;
}

const scopes = Object.entries(config.scopes).map(([scope, imports]) => [
  absolute(scope),
  Object.fromEntries(Object.entries(imports).map(([name, path]) => [name, absolute(path)])),
]);
const links = config.links.filter((path) => path.startsWith("./src/"));
console.log(JSON.stringify({
  unstable: config.unstable,
  imports: config.imports,
  scopes: Object.fromEntries(scopes),
  // The command adds to its lock file: it is a copy, with which no registry has to be asked.
  lock: fileURLToPath(new URL("../../.install.lock", import.meta.url)),
  links: links.map((path) => fileURLToPath(absolute(path))),
}));
