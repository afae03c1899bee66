import { newScene } from "../charts/scene.ts";
import { exists, reason } from "../files.ts";
import type { LivePage } from "../page/live.ts";
import { type Followed, followRun, recordsOf } from "../run/follow.ts";
import { UserError } from "../user_error.ts";
import { tell, writeOut } from "./command.ts";
import { copyToStdout } from "./copy.ts";
import { type Options, optionsHelp, readCommandLine } from "./options.ts";
import { stopSignal } from "./signals.ts";

const OPTIONS = {
  port: { takes: "N", help: "the port; else any that is free" },
  help: { short: "h", help: "show this text" },
} as const satisfies Options;

const HELP = `Show the page of a run in a browser, while the run goes on.

Usage: view [RUN]

RUN is a run's folder or its metrics.jsonl; out/mldawn if it is left out. With -, records come from
standard input and go out unchanged, as in train | view - | jq; jq sees their end when the view ends.
The address is printed to standard error; only this machine can open it. Ctrl-C ends the view, and
does nothing to a run in another terminal.

${optionsHelp(OPTIONS)}`;

const DEFAULT_RUN = "out/mldawn";
const HIGHEST_PORT = 65535;

/** Serves the page of a run, as a command line asks. */
export async function view(args: readonly string[]): Promise<void> {
  const line = readCommandLine(args, OPTIONS);
  if (line.has("help")) return writeOut(`${HELP}\n`);
  const [run = DEFAULT_RUN, ...others] = line.operands;
  if (others.length > 0) throw new UserError("view: expected one run; see --help");
  const port = portOf(line.get("port"));
  const signal = stopSignal();
  // Nothing is written that could be left half done.
  signal.addEventListener("abort", () => Deno.exit());
  const { report, serveLive } = await import("../page/mod.ts");
  const { pictures } = await import("../charts/mod.ts");
  let scene = newScene();
  const live = serve(
    port,
    () => serveLive({ page: () => report(scene, pictures(scene), { live: true }), port }),
  );
  tell(`${live.address}  (Ctrl-C ends the view, not the run)`);
  if (run !== "-" && !exists(run)) tell(`${run}: waiting for a run`);
  try {
    for await (const { records, isNew } of run === "-" ? passedOn() : followRun(run, { signal })) {
      if (isNew) scene = newScene();
      for (const record of records) scene.add(record);
      live.changed();
    }
  } catch (error) {
    // What has come before can be looked at all the same.
    if (!(error instanceof UserError)) throw error;
    tell(error.message);
  }
  // The server goes on until a signal.
}

/**
 * The records of standard input; its bytes go out unchanged, unless to a terminal. A reader that has
 * left ends only that.
 */
async function* passedOn(): AsyncGenerator<Followed, void> {
  const read = recordsOf("<stdin>");
  const copy = Deno.stdout.isTerminal() ? undefined : copyToStdout();
  let isRead = copy !== undefined;
  let isNew = true;
  let damage: unknown;
  for await (const bytes of Deno.stdin.readable) {
    if (isRead) {
      try {
        copy!.writeSync(bytes);
        await copy!.written();
      } catch (error) {
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
        isRead = false;
      }
    }
    if (damage !== undefined) continue;
    const next = read(bytes);
    yield { records: next.records, isNew };
    isNew = false;
    damage = next.damage;
  }
  if (damage !== undefined) throw damage;
}

/** The port that is asked for; 0 is any. */
function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port <= HIGHEST_PORT) return port;
  throw new UserError(`--port: expected a number from 1 to ${HIGHEST_PORT}, found ${text}`);
}

function serve(port: number, start: () => LivePage): LivePage {
  try {
    return start();
  } catch (error) {
    if (
      !(error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied)
    ) {
      throw error;
    }
    throw new UserError(`--port: ${port} cannot be used (${reason(error)})`, { cause: error });
  }
}
