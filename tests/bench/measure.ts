/** The median of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What one side of a comparison does; it is timed from its call to its end. */
export type Side = () => void | Promise<void>;

/** What two sides came to. */
export interface Comparison {
  /** The median time of ours, in milliseconds. */
  readonly ours: number;
  /** The median time of theirs. */
  readonly theirs: number;
  /** The median of theirs / ours, pair by pair: 2 is twice as fast as they are. */
  readonly ratio: number;
}

/** Times two sides in turn, ours and theirs, after one pair that does not count. */
export async function compare(
  ours: Side,
  theirs: Side,
  { pairs = 5 }: { pairs?: number } = {},
): Promise<Comparison> {
  await ours();
  await theirs();
  const times: [ours: number, theirs: number][] = [];
  for (let pair = 0; pair < pairs; pair++) times.push([await time(ours), await time(theirs)]);
  return {
    ours: median(times.map(([ours]) => ours)),
    theirs: median(times.map(([, theirs]) => theirs)),
    ratio: median(times.map(([ours, theirs]) => theirs / ours)),
  };
}

/** How long something takes, in milliseconds. */
export async function time(side: Side): Promise<number> {
  const begin = performance.now();
  await side();
  return performance.now() - begin;
}

/** Runs a command to its end and gives what it wrote to standard error. */
export async function run(command: string, ...args: readonly string[]): Promise<string> {
  const { success, stderr } = await new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    stdout: "null",
  }).output();
  const text = new TextDecoder().decode(stderr);
  if (!success) throw new Error(`${command} ${args.join(" ")} failed: ${text}`);
  return text;
}
