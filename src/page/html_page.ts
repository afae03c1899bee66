import { STYLE } from "../charts/theme.ts";
import { escape } from "./changes.ts";
import { PAGE_STYLE } from "./style.ts";

/** The script of a page, and its digest as a content security policy names it. */
export interface Script {
  readonly SCRIPT: string;
  readonly SCRIPT_HASH: string;
}

/** What a page consists of. */
export interface HtmlPage {
  /** Its title. */
  readonly title: string;
  /** Its markup. */
  readonly body: string;
  /** The data that its script reads: the id of its element, and the value. */
  readonly data?: readonly [id: string, value: unknown];
  /** Its script. */
  readonly script?: Script;
  /** Whether it may ask for more where it came from. Default: false. */
  readonly live?: boolean;
}

/** A page as one HTML file that loads nothing, with a policy that allows it nothing but its own script. */
export function htmlPage({ title, body, data, script, live = false }: HtmlPage): string {
  return [
    "<!DOCTYPE html>",
    `<html lang="en"${live ? " data-live" : ""}><head><meta charset="utf-8">` +
    '<meta name="generator" content="dawnstream">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ` +
    `style-src 'unsafe-inline'; script-src '${script?.SCRIPT_HASH ?? "none"}'; base-uri 'none'; ` +
    `form-action 'none'${live ? "; connect-src 'self'" : ""}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escape(title)}</title>`,
    `<style>${PAGE_STYLE}</style></head><body>`,
    body,
    ...(data ? [`<script type="application/json" id="${data[0]}">${json(data[1])}</script>`] : []),
    ...(script ? [`<script>${script.SCRIPT}</script>`] : []),
    "</body></html>\n",
  ].join("\n");
}

/** A picture as it stands in the page, which has one style sheet for all, and no names for its parts. */
export function inline(svg: string): string {
  return svg.replace(`<style>${STYLE}</style>\n`, "").replaceAll(/ aria-label="[^"]*"/g, "")
    .trimEnd();
}

/** Data inside a script element: nothing in it ends the element, or begins a comment. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
