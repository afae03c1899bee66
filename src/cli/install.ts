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

/**
 * What runs in a thread of its own, by where the bundle looks for it: beside what starts it, which is at
 * the top of the bundle where several modules share it, else in the file of the command.
 */
const workers = ["./src/sweep/worker.ts", "./src/page/draw_worker.ts"].flatMap((path) =>
  ["", "src/cli/"].map((folder) => [
    absolute(`${BUNDLE}/${folder}${path.replace(/.*\//, "")}`),
    installed(path),
  ])
);
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
    ...Object.fromEntries(workers),
  },
  scopes: Object.fromEntries(scopes),
  // The command adds to its lock file: it is a copy, with which no registry has to be asked.
  lock: fileURLToPath(absolute("./.install/deno.lock")),
  links: links.map((path) => fileURLToPath(absolute(path))),
}));
