/**
 * Echoes a row of delimited text; see `RowChunk.echoes`.
 *
 * A field that is a valid JSON number stays as it is, digit for digit; any other becomes a string.
 *
 * @internal
 */
export function echoFields(
  names: readonly string[],
  without: readonly string[],
): (texts: readonly string[]) => string {
  const keys = names.map((name) => without.includes(name) ? undefined : `${JSON.stringify(name)}:`);
  return (texts) => {
    let echo = "";
    for (let column = 0; column < keys.length; column++) {
      const key = keys[column], text = texts[column];
      if (key === undefined || text === undefined) continue;
      echo += (echo && ",") + key + (JSON_NUMBER.test(text) ? text : JSON.stringify(text));
    }
    return echo;
  };
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Echoes a row as fields of CSV (RFC 4180), with quotes where they are needed; see `RowChunk.echoes`.
 *
 * @internal
 */
export function echoCsv(
  names: readonly string[],
  without: readonly string[],
): (texts: readonly string[]) => string {
  const columns = [...names.keys()].filter((column) => !without.includes(names[column]));
  return (texts) => columns.map((column) => csvField(texts[column] ?? "")).join();
}

/**
 * A field of CSV, in quotes where it needs them.
 *
 * @internal
 */
export function csvField(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Echoes a row of JSON; see `RowChunk.echoes`.
 *
 * The text of an object stays as it is unless it has a key that is to be left out.
 *
 * @internal
 */
export function echoJson(
  names: readonly string[],
  without: readonly string[],
): (row: Readonly<Record<string, unknown>>, text: string) => string {
  return (row, text) => {
    const isArray = Array.isArray(row);
    if (!isArray && !without.some((name) => Object.hasOwn(row, name))) {
      return text.slice(1, -1).trim();
    }
    return Object.entries(row)
      .map(([key, value]) => [isArray ? names[Number(key)] : key, value] as const)
      .filter(([name]) => !without.includes(name))
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
      .join();
  };
}
