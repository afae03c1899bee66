import { UserError } from "../user_error.ts";

/**
 * Reads a swept field and its values, such as `optimizer.learningRate=0.001,0.01`, `seed=0..9` or a list
 * or a range as JSON.
 *
 * @throws {UserError} where there is no field or no value.
 */
export function parseGrid(text: string): readonly [field: string, values: unknown] {
  const match = /^(?<field>[\w$]+(\.[\w$]+)*)=(?<values>.+)$/s.exec(text);
  if (match === null) {
    throw new UserError(
      `--grid ${text}: expected a field and its values, such as seed=0..9 or batch=1,8,64`,
    );
  }
  const { field, values } = match.groups!;
  return [field, gridValues(values)];
}

function gridValues(text: string): unknown {
  const ends = text.split("..");
  const [from, to] = ends.map((end) => end === "" ? NaN : Number(end));
  if (ends.length === 2 && Number.isFinite(from) && Number.isFinite(to)) return { from, to };
  const value = parsed(text);
  if (typeof value === "object" && value !== null) return value;
  return text.split(",").map(parsed);
}

/** A value as JSON, or else the string as it stands. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
