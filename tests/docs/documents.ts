import { project } from "../cli/command.ts";

/** The project's documents: Markdown, and notebooks. */
export function documents(folder = ""): string[] {
  return [...Deno.readDirSync(project + folder)].flatMap(({ name, isDirectory }) => {
    const path = folder + name;
    if (/^(\..*|node_modules|out)$/.test(name)) return [];
    if (isDirectory) return documents(`${path}/`);
    return /\.(md|ipynb)$/.test(name) ? [path] : [];
  }).sort();
}

/** The text of a document. */
export function textOf(document: string): string {
  const text = Deno.readTextFileSync(project + document);
  if (!document.endsWith(".ipynb")) return text;
  const { cells } = JSON.parse(text) as {
    cells: { cell_type: string; source: string[] | string }[];
  };
  return cells.filter(({ cell_type }) => cell_type === "markdown")
    .map(({ source }) => [source].flat().join("")).join("\n\n");
}

/** Where the links and the pictures of a document lead, other sites apart. */
export function linksOf(document: string): string[] {
  const text = textOf(document).replaceAll(/^( *```)[^]*?^\1/gm, "").replaceAll(
    /`[^`\n]*`/g,
    "code",
  );
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target)
    .filter((target) => !/^https?:/.test(target));
}

/** The anchors of a document's headings, as code hosts make them. */
export function anchorsOf(document: string): string[] {
  const text = textOf(document).replaceAll(/^( *```)[^]*?^\1/gm, "");
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );
}
