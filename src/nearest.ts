import { closest, distance } from "fastest-levenshtein";

/** The name that is nearest to a misspelt one, if one is near enough to be meant. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const best = closest(name, names);
  return distance(name, best) <= Math.max(2, name.length / 3) ? best : undefined;
}
