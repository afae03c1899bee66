import { closest, distance } from "fastest-levenshtein";

/** The name that is nearest to a misspelt one, if one is near enough to be meant. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const best = closest(name, names);
  const most = Math.max(2, name.length / 3);
  const changes = distance(name, best);
  // As many changes as letters make any other name of it.
  const isSlip = changes < name.length || (name !== "" && best.startsWith(name));
  return changes <= most && isSlip ? best : undefined;
}
