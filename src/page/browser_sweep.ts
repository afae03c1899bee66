/**
 * The script of the page of a sweep: it opens one run after the other in the page.
 *
 * @module
 */
import { address, element, move, setAddress } from "./moving_page.ts";
import { runOf } from "./run.ts";
import { commandOf, NO_FRAMES, runPart, shownOf, type SweepPageData } from "./run_part.ts";
import { lastPlace } from "./show.ts";

const data: SweepPageData = JSON.parse(element("runs")!.textContent);
const buttons = [...document.querySelectorAll<HTMLButtonElement>("button[data-run]")];

/** Opens a run, where the reader was in the one before. */
function open(name: string | undefined): void {
  const shown = name === undefined ? undefined : shownOf(data, name);
  const run = shown && runOf(shown);
  if (name === undefined || !run) return;
  // What plays would go on in the new run.
  if (element("play")?.ariaLabel === "Pause") element("play")!.click();
  for (const button of buttons) button.ariaPressed = String(button.dataset.run === name);
  element("run-name")!.textContent = name;
  element("run-again")!.textContent = commandOf(name);
  element("run")!.innerHTML = runPart(run);
  setAddress({ run: name });
  move(run, NO_FRAMES, address().at === undefined ? lastPlace(run) : undefined);
}

for (const button of buttons) {
  button.disabled = false;
  button.addEventListener("click", () => {
    open(button.dataset.run);
    element("part-run")!.scrollIntoView();
  });
}
addEventListener("keydown", ({ key, target }) => {
  const at = buttons.findIndex((button) => button === target);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1 }[key];
  if (at >= 0 && to !== undefined) buttons[to]?.focus();
});
addEventListener("hashchange", () => {
  const { run } = address();
  if (run === element("run-name")!.textContent) return;
  open(run);
  element("part-run")!.scrollIntoView();
});
open(address().run ?? element("run-name")!.textContent);
