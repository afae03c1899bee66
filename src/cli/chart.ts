import { newScene } from "../charts/scene.ts";
import { attempt, replaceFile } from "../files.ts";
import { sourceOf } from "../rows/bytes.ts";
import { readLog } from "../run/log.ts";
import { UserError } from "../user_error.ts";
import { tell, writeOut } from "./command.ts";
import { writeOnlyTo } from "./folders.ts";
import { type Options, optionsHelp, readCommandLine } from "./options.ts";

const OPTIONS = {
  out: { takes: "DIR", help: "where the files go; else beside the log" },
  help: { short: "h", help: "show this text" },
} as const satisfies Options;

const HELP = `Draw the pictures and the page of a run again, from its records alone.

Usage: chart RUN

RUN is a run's folder, its metrics.jsonl, or - for records from standard input, which need --out. The
log may be of a run that is not finished yet.

${optionsHelp(OPTIONS)}`;

/** Draws the pictures and the page of a run again, as a command line asks. */
export async function chart(args: readonly string[]): Promise<void> {
  const line = readCommandLine(args, OPTIONS);
  if (line.has("help")) return writeOut(`${HELP}\n`);
  const [operand, ...others] = line.operands;
  if (operand === undefined || others.length > 0) {
    throw new UserError("chart: expected one run; see --help");
  }
  const log = logOf(operand);
  const out = line.get("out") ?? folderOf(log);
  await writeOnlyTo([out]);
  const scene = newScene();
  let damage: UserError | undefined;
  try {
    for await (const record of readLog(log)) scene.add(record);
  } catch (error) {
    // What comes before a damaged or half-written line is drawn all the same.
    if (!(error instanceof UserError) || scene.start === undefined) throw error;
    damage = error;
  }
  if (scene.start === undefined) {
    throw new UserError(`${sourceOf(log)}: expected a log, found no start record`);
  }
  const { draw } = await import("../page/draw.ts");
  attempt(out, "cannot be written", () => Deno.mkdirSync(out, { recursive: true }));
  for (const { name, text } of draw(scene)) {
    replaceFile(`${out}/${name}`, text);
    tell(`${out}/${name}`);
  }
  if (damage !== undefined) throw damage;
}

/** The log of a run that is named by its folder, or by the log itself. */
function logOf(operand: string): string {
  if (operand === "-") return operand;
  const { isDirectory } = attempt(operand, "cannot be read", () => Deno.statSync(operand));
  return isDirectory ? `${operand.replace(/\/+$/, "")}/metrics.jsonl` : operand;
}

function folderOf(log: string): string {
  if (log === "-") throw new UserError("chart: records from standard input need --out DIR");
  return log.includes("/") ? log.slice(0, log.lastIndexOf("/")) : ".";
}
