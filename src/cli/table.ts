/**
 * Rows as a table whose first row names the columns; columns that are empty are left out.
 *
 * @param width so many characters fit: columns from the right that do not are left out.
 */
export function table(rows: readonly (readonly string[])[], width = Infinity): string[] {
  const GAP = 2;
  const columns: { at: number; width: number; isText: boolean }[] = [];
  let used = -GAP;
  for (const at of rows[0].keys()) {
    const cells = rows.slice(1).map((row) => row[at]);
    if (cells.every((cell) => cell === "")) continue;
    const own = Math.max(...rows.map((row) => [...row[at]].length));
    used += GAP + own;
    if (used > width && columns.length > 0) break;
    columns.push({ at, width: own, isText: cells.some((cell) => !/^[-\d.e+]*( %)?$/.test(cell)) });
  }
  return rows.map((row) =>
    columns.map(({ at, width, isText }) => {
      const space = " ".repeat(width - [...row[at]].length);
      return isText ? row[at] + space : space + row[at];
    }).join(" ".repeat(GAP)).trimEnd()
  );
}
