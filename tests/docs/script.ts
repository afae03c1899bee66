import { loadedAtOnce, project } from "../cli/command.ts";

/** The program of a page's script, and the module that has it bundled. */
const PROGRAM = "src/page/browser.ts";
const MODULE = "src/page/script.ts";

/**
 * The source of the module that has the script of a page as a text.
 *
 * It names the digest of the sources from which it was bundled. As long as those are the same, it stays
 * as it is: only a change of them needs the bundler, which `deno bundle` fetches when it is first used.
 */
export async function scriptSource(): Promise<string> {
  const source = await digestOfSources();
  const present = await Deno.readTextFile(project + MODULE).catch(() => "");
  const script = /^export const SCRIPT = (".*");$/m.exec(present)?.[1];
  const isCurrent = present.includes(` ${source}\n`) && script !== undefined;
  return moduleOf(isCurrent ? JSON.parse(script) : await bundled(), source);
}

async function moduleOf(script: string, source: string): Promise<string> {
  const hash = new Uint8Array(await sha256(script));
  return `// Bundled from ${PROGRAM} by deno task docs; do not edit. Its sources:
// ${source}

/** The script of a page. */
// deno-fmt-ignore -- it is one line
export const SCRIPT = ${JSON.stringify(script)};

/** Its digest, as a content security policy names it. */
export const SCRIPT_HASH = "sha256-${btoa(String.fromCharCode(...hash))}";
`;
}

async function bundled(): Promise<string> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--minify", "--platform", "browser", "--format", "iife", PROGRAM],
    cwd: project,
    stderr: "inherit",
  }).output();
  if (code !== 0) throw new Error(`${PROGRAM}: cannot be bundled`);
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
async function digestOfSources(): Promise<string> {
  const files = (await loadedAtOnce(PROGRAM)).toSorted();
  const texts = await Promise.all(files.map((file) => Deno.readTextFile(new URL(file))));
  return [...new Uint8Array(await sha256(texts.join("\0")))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function sha256(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}
