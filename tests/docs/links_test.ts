import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { project } from "../cli/command.ts";
import { anchorsOf, documents, linksOf, textOf } from "./documents.ts";

/** Where a link of a document leads to nothing, if it does. */
function problemOf(document: string, link: string): string | undefined {
  const [path, anchor] = link.split("#");
  const base = new URL(document, "file:///");
  const target = path === "" ? document : decodeURI(new URL(path, base).pathname.slice(1));
  try {
    Deno.statSync(project + target);
  } catch {
    return `${document}: ${link}: there is no ${target}`;
  }
  return anchor === undefined || anchorsOf(target).includes(anchor)
    ? undefined
    : `${document}: ${link}: ${target} has no such heading`;
}

Deno.test("links and pictures of all documents lead to files and headings that there are", () => {
  const links = documents().flatMap((document) =>
    linksOf(document).map((link) => [document, link] as const)
  );
  assert(links.length > 80, `${links.length} links`);
  assertEquals(links.flatMap(([document, link]) => problemOf(document, link) ?? []), []);
  // The rule has teeth.
  assert(problemOf("src/README.md", "../READ.md") !== undefined);
  assert(problemOf("src/README.md", "../README.md#out-of-code") !== undefined);
  assert(problemOf("src/README.md", "#no-rules") !== undefined);
  assertEquals(problemOf("src/README.md", "#house-rules"), undefined);
});

Deno.test("tasks that documents name are tasks", () => {
  for (const document of documents()) {
    for (
      const [command, task] of textOf(document).matchAll(/deno task (?:--quiet )?([a-z][\w:]*)/g)
    ) {
      assert(task in config.tasks, `${document}: ${command}`);
    }
  }
});

Deno.test("the README is short enough to be read to its end", () => {
  const lines = textOf("README.md").trimEnd().split("\n").length;
  assert(lines <= 180, `${lines} lines`);
});
