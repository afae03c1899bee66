import { project } from "../cli/command.ts";

/** Text as notebooks hold it: whole, or line by line. */
type Text = string | readonly string[];

/** What a cell shows. */
export interface Output {
  readonly output_type: string;
  /** The text of it, by its kind. */
  readonly data?: Readonly<Record<string, Text>>;
  readonly metadata?: unknown;
}

/** A cell of a notebook. */
export interface Cell {
  readonly cell_type: "code" | "markdown";
  readonly id: string;
  readonly metadata: unknown;
  readonly source: Text;
  readonly execution_count?: number | null;
  readonly outputs?: readonly Output[];
}

/** A notebook of nbformat 4. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: unknown;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

/** The notebook's file, below the project's folder. */
export const NOTEBOOK = "pipelines/how_it_learns.ipynb";

/** The notebook as it stands in a file. */
export function readNotebook(path: string = project + NOTEBOOK): Notebook {
  return JSON.parse(Deno.readTextFileSync(path));
}

/** Text in one piece. */
export function whole(text: Text): string {
  return typeof text === "string" ? text : text.join("");
}

/** The text that a cell shows; pictures are none. */
export function shownText({ outputs = [] }: Cell): string[] {
  return outputs.flatMap(({ data = {} }) => whole(data["text/markdown"] ?? []) || []);
}

/** A notebook's file with what its cells show taken from another, which has run. */
export function withOutputs(notebook: Notebook, executed: Notebook): string {
  const cells = notebook.cells.map((cell, i) => {
    if (cell.cell_type !== "code") return cell;
    const { execution_count, outputs } = executed.cells[i];
    return { ...cell, execution_count, outputs };
  });
  return JSON.stringify({ ...notebook, cells }, null, 1) + "\n";
}
