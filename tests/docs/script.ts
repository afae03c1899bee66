import { loadedAtOnce, project } from "../cli/command.ts";

/** The programs of the scripts of pages, and the modules that have them bundled. */
export const SCRIPTS = [
  { program: "src/page/browser.ts", module: "src/page/script.ts" },
  { program: "src/page/browser_live.ts", module: "src/page/live_script.ts" },
  { program: "src/page/browser_sweep.ts", module: "src/page/sweep_script.ts" },
];

type Script = typeof SCRIPTS[number];

/**
 * The source of the module that has the script of a page as a text.
 *
 * It names the digest of the sources from which it was bundled. As long as those are the same, it stays
 * as it is: only a change of them needs the bundler, which `deno bundle` fetches when it is first used.
 */
export async function scriptSource({ program, module }: Script): Promise<string> {
  const source = await digestOfSources(program);
  const present = await Deno.readTextFile(project + module).catch(() => "");
  const script = /^export const SCRIPT = (".*");$/m.exec(present)?.[1];
  const isCurrent = present.includes(` ${source}\n`) && script !== undefined;
  return moduleOf(isCurrent ? JSON.parse(script) : await bundled(program), { program, source });
}

async function moduleOf(
  script: string,
  { program, source }: { program: string; source: string },
): Promise<string> {
  const hash = new Uint8Array(await sha256(script));
  return `// Bundled from ${program} by deno task docs; do not edit. Its sources:
// ${source}

/** The script of a page. */
// deno-fmt-ignore -- it is one line
export const SCRIPT = ${JSON.stringify(script)};

/** Its digest, as a content security policy names it. */
export const SCRIPT_HASH = "sha256-${btoa(String.fromCharCode(...hash))}";
`;
}

async function bundled(program: string): Promise<string> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--minify", "--platform", "browser", "--format", "iife", program],
    cwd: project,
    stderr: "inherit",
  }).output();
  if (code !== 0) throw new Error(`${program}: cannot be bundled`);
  // The page is UTF-8: no character has to be written as its number.
  return new TextDecoder().decode(stdout).trim()
    .replaceAll(/\\u([0-9a-f]{4})/gi, (escape, digits: string) => {
      const character = String.fromCharCode(parseInt(digits, 16));
      return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? character : escape;
    })
    .replaceAll(/\\x([0-9a-f]{2})/gi, (escape, digits: string) => {
      const character = String.fromCharCode(parseInt(digits, 16));
      return character > "\xa0" ? character : escape;
    });
}

/** The digest of all that is bundled. */
async function digestOfSources(program: string): Promise<string> {
  const files = (await loadedAtOnce(program)).toSorted();
  const texts = await Promise.all(files.map((file) => Deno.readTextFile(new URL(file))));
  return [...new Uint8Array(await sha256(texts.join("\0")))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function sha256(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}
