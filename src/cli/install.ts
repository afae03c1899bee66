/**
 * Prints the configuration with which `deno install` makes the command `dawnstream` of a main module,
 * which is in the bundle or, where that could not be made, in src/. It is copied beside the command,
 * so its paths are absolute.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };

const BUNDLE = "./.install/bundle";
const [main] = Deno.args;
const isBundled = main.endsWith(".js");

if (!isBundled) {
  console.error(
    "not bundled, for the reason above, so dawnstream starts more slowly: deno bundle needs esbuild, " +
      "which Deno fetches when it is first used; deno task install, once more with a network, bundles it",
  );
}

function absolute(path: string): string {
  return path.startsWith(".") ? new URL(`../../${path}`, import.meta.url).href : path;
}

/** Where a module of the project is in what is installed. */
function installed(path: string): string {
  const inBundle = `${BUNDLE}/${path.replace(/\.ts$/, ".js")}`;
  return absolute(isBundled ? inBundle : path);
}

const entries = Object.entries(config.exports).map(([entry, path]) => [
  config.name + entry.slice(1),
  installed(path),
]);
const scopes = Object.entries(config.scopes).map(([scope, imports]) => [
  absolute(scope),
  Object.fromEntries(Object.entries(imports).map(([name, path]) => [name, absolute(path)])),
]);
const links = config.links.filter((path) => path.startsWith("./src/"));
console.log(JSON.stringify({
  unstable: config.unstable,
  imports: {
    ...config.imports,
    ...Object.fromEntries(entries),
    // A module that several share lies at the top of the bundle, and the worker is not beside it.
    [absolute(`${BUNDLE}/worker.ts`)]: installed("./src/sweep/worker.ts"),
  },
  scopes: Object.fromEntries(scopes),
  // The command adds to its lock file: it is a copy, with which no registry has to be asked.
  lock: fileURLToPath(absolute("./.install/deno.lock")),
  links: links.map((path) => fileURLToPath(absolute(path))),
}));
