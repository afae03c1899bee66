import { assert, assertEquals } from "@std/assert";
import { project, V8_FLAGS } from "./command.ts";

/** A view that is running. */
export interface Viewing {
  /** Where its page is. */
  readonly address: string;
  /** Its process. */
  readonly process: Deno.ChildProcess;
  /** What it says after its address, up to some words. */
  said(words: string): Promise<string>;
}

/** Runs a view until the test is done; Ctrl-C ends it. */
export async function viewing(
  args: readonly string[],
  test: (view: Viewing) => Promise<void>,
): Promise<void> {
  const permissions = ["--allow-read", "--allow-net=127.0.0.1"];
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--cached-only",
      "--no-prompt",
      V8_FLAGS,
      ...permissions,
      "src/cli/main.ts",
      "view",
      ...args,
    ],
    cwd: project,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  async function said(words: string): Promise<string> {
    while (!text.includes(words)) {
      const { done, value } = await reader.read();
      assert(!done, text);
      text += value;
    }
    return text;
  }
  try {
    const [address] = (await said("Ctrl-C")).split(" ");
    await test({ address, process, said });
  } finally {
    process.kill("SIGINT");
    const { code } = await process.status;
    await reader.cancel();
    await Promise.allSettled([process.stdin.close(), process.stdout.cancel()]);
    assertEquals(code, 0);
  }
}
