import { writeToTerminal } from "./command.ts";

/** Shows a line in place of the one before, cut to what fits, also after the window has changed. */
export function showOnTerminal(line: string): void {
  const { columns } = Deno.consoleSize();
  // A line that fills the last column makes some terminals begin another.
  const cut = [...line].slice(0, columns - 1).join("");
  writeToTerminal(`\r\x1b[K${cut}`);
}
