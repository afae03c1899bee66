/**
 * A change to the page: an element's id, and what its attributes become, or as "text" what it says.
 *
 * What a page shows of a moment is a list of changes: the page is written with those of its first
 * moment, and its script makes those of every other one.
 */
export type Change = readonly [id: string, values: Readonly<Record<string, string>>];

/** Markup with the changes in it: elements have the attributes and the texts that they say. */
export function filled(markup: string, changes: readonly Change[]): string {
  const byId = new Map(changes);
  return markup.replaceAll(/<\w[^<>]*? id="([^"]*)"[^<>]*>/g, (tag, id: string) => {
    const { text = "", ...attributes } = byId.get(id) ?? {};
    const written = Object.entries(attributes).map(([name, value]) =>
      ` ${name}="${escape(value)}"`
    );
    const [, begin, end] = /^(.*?)(\/?>)$/s.exec(tag)!;
    return begin + written.join("") + end + escape(text);
  });
}

/** Characters that a name may have and a web page may not. */
// deno-lint-ignore no-control-regex -- control characters are what it looks for
const NOT_HTML = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Text as markup, inside an element or an attribute. */
export function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character])
    .replaceAll(NOT_HTML, "\ufffd");
}
