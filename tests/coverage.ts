/**
 * Says how much of `src/` a run of the tests has reached, the processes that they started included, and
 * what it has not; fails below the thresholds: `deno task test:coverage`.
 */
import { project } from "./cli/command.ts";

/** The least shares that are reached, in percent. */
const LEAST = { lines: 98, branches: 95 };
/** The most files that are shown. */
const MOST = 15;

/** What was reached in one file. */
export interface FileCoverage {
  /** Its path below `src/`. */
  readonly path: string;
  /** Its lines and its branches. */
  readonly lines: Reached;
  readonly branches: Reached;
}

/** How many of some places there are, and the lines of those that were not reached. */
export interface Reached {
  readonly count: number;
  readonly missed: readonly number[];
}

/** Reads a report in the format of lcov, of which `root` is the folder that paths are told from. */
export function readLcov(text: string, root: string): FileCoverage[] {
  return text.split("end_of_record").filter((part) => part.includes("SF:")).map((part) => {
    const fields = (name: string) =>
      part.split("\n").filter((line) => line.startsWith(`${name}:`))
        .map((line) => line.slice(name.length + 1).split(","));
    const reached = (name: string): Reached => {
      const places = fields(name);
      const missed = places.filter((place) => /^[0-]$/.test(place.at(-1)!));
      return { count: places.length, missed: missed.map(([line]) => Number(line)) };
    };
    const [[path]] = fields("SF");
    return { path: path.replace(root, ""), lines: reached("DA"), branches: reached("BRDA") };
  });
}

/** The share of all places that were reached, in percent. */
export function share(places: readonly Reached[]): number {
  const sum = (of: (place: Reached) => number) => places.reduce((sum, place) => sum + of(place), 0);
  return 100 * (1 - sum(({ missed }) => missed.length) / sum(({ count }) => count));
}

/** Numbers from the least as a list of ranges, such as `3-5, 9`. */
export function ranges(numbers: readonly number[]): string {
  const ends: [number, number][] = [];
  for (const n of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = ends.at(-1);
    if (last?.[1] === n - 1) last[1] = n;
    else ends.push([n, n]);
  }
  return ends.map(([from, to]) => from === to ? `${from}` : `${from}-${to}`).join(", ");
}

/** What Deno makes of the raw data in a folder. A process that was killed may have left half a file. */
async function lcovOf(folder: string): Promise<string> {
  for (;;) {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["coverage", "--lcov", `--include=^file://${project}src/`, folder],
      cwd: project,
      env: { NO_COLOR: "1" },
    }).output();
    if (success) return new TextDecoder().decode(stdout);
    const why = new TextDecoder().decode(stderr);
    const damaged = /Failed reading '([^']+\.json)'/.exec(why)?.[1];
    if (damaged === undefined) throw new Error(why);
    await Deno.remove(damaged);
  }
}

/** The modules below a folder. */
function modules(folder: string, below = ""): string[] {
  return [...Deno.readDirSync(`${folder}${below}`)].flatMap(({ name, isDirectory }) => {
    const path = `${below}${name}`;
    if (isDirectory) return modules(folder, `${path}/`);
    return path.endsWith(".ts") ? [path] : [];
  }).sort();
}

async function main([folder]: readonly string[]): Promise<void> {
  const root = `${project}src/`;
  const files = readLcov(await lcovOf(folder), root);
  const missed = ({ lines, branches }: FileCoverage) =>
    lines.missed.length + branches.missed.length;
  const worst = files.filter((file) => missed(file) > 0).sort((a, b) => missed(b) - missed(a));
  console.log("What the tests reach least of src/, as lines:");
  for (const { path, lines, branches } of worst.slice(0, MOST)) {
    const part = (what: string, { missed }: Reached) =>
      missed.length === 0 ? "" : `; ${what} ${ranges(missed)}`;
    console.log(`  ${path}${part("not run", lines)}${part("one way only", branches)}`);
  }
  if (worst.length > MOST) console.log(`  … and ${worst.length - MOST} more files`);
  const loaded = new Set(files.map(({ path }) => path));
  const others = modules(root).filter((path) => !loaded.has(path));
  console.log(`Of types alone, or not loaded, and so not counted: ${others.join(", ")}`);
  const shares = {
    lines: share(files.map(({ lines }) => lines)),
    branches: share(files.map(({ branches }) => branches)),
  };
  for (const what of ["lines", "branches"] as const) {
    const isEnough = shares[what] >= LEAST[what];
    console.log(
      `${what}: ${shares[what].toFixed(2)} % are reached, ${LEAST[what]} % ` +
        (isEnough ? "are enough" : "are expected: test what is listed above"),
    );
    if (!isEnough) Deno.exitCode = 1;
  }
}

if (import.meta.main) await main(Deno.args);
