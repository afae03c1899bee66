/** Between two columns. */
const GAP = 2;
/** Of a name in the first column so many characters always stay. */
const LEAST = 12;

/**
 * Rows as a table whose first row names the columns; columns that are empty are left out.
 *
 * @param width so many characters fit: the first column is shortened, then columns from the right that
 * do not fit are left out.
 */
export function table(rows: readonly (readonly string[])[], width = Infinity): string[] {
  const filled = [...rows[0].keys()].map((at) => rows.map((row) => row[at]))
    .filter(([, ...cells]) => cells.some((cell) => cell !== ""));
  const room = width - filled.slice(1).reduce((sum, column) => sum + GAP + widest(column), 0);
  const columns: string[][] = [];
  let used = -GAP;
  for (const [i, whole] of filled.entries()) {
    // Runs have long names, and what came of them stands to the right.
    const column = i === 0 ? whole.map((cell) => shortened(cell, Math.max(room, LEAST))) : whole;
    used += GAP + widest(column);
    if (used > width && i > 0) break;
    columns.push(aligned(column));
  }
  return rows.map((_, row) => columns.map((column) => column[row]).join(" ".repeat(GAP)).trimEnd());
}

function widest(column: readonly string[]): number {
  return Math.max(...column.map((cell) => [...cell].length));
}

/** Numbers to the right, other columns to the left. */
function aligned(column: readonly string[]): string[] {
  const width = widest(column);
  const isText = column.slice(1).some((cell) => !/^[-\d.e+]*( %)?$/.test(cell));
  return column.map((cell) => {
    const space = " ".repeat(width - [...cell].length);
    return isText ? cell + space : space + cell;
  });
}

/** The beginning and the end of a text that is too long. */
function shortened(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  const head = (width - 1) >> 1;
  return `${characters.slice(0, head).join("")}…${characters.slice(head + 1 - width).join("")}`;
}
