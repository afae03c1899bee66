/**
 * The script of a page that is served while its run goes on: it shows what the page has when it has
 * more, and leaves its reader where they are.
 *
 * @module
 */
import { element, movePage, type Shown } from "./moving_page.ts";
import type { Place, Run } from "./run.ts";
import { lastPlace } from "./show.ts";

let reader = movePage(lastPlace);
let isHeld = false;
addEventListener("pointerdown", () => isHeld = true);
for (const event of ["pointerup", "pointercancel"]) {
  addEventListener(event, () => isHeld = false);
}

async function refresh(): Promise<void> {
  const response = await fetch(location.pathname);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // Whoever moves something, or watches it play, is not to be disturbed.
  if (!response.ok || isHeld || isPlaying()) return;
  const focused = document.activeElement?.id;
  const isOpen = [...document.querySelectorAll("details")].map(({ open }) => open);
  for (const part of ["header", "main", "#records"]) {
    const [old, fresh] = [document, page].map((root) => root.querySelector(part));
    if (old && fresh) old.replaceWith(fresh);
    else if (fresh) document.body.append(fresh);
    else old?.remove();
  }
  document.title = page.title;
  document.querySelectorAll("details").forEach((part, i) => part.open = isOpen[i] ?? false);
  const before = reader?.();
  reader = movePage((run) => before ? placeAgain(run, before) : lastPlace(run));
  if (focused) element(focused)?.focus({ preventScroll: true });
}

function isPlaying(): boolean {
  return element("play")?.ariaLabel === "Pause";
}

/** The place of a reader in a run that has gone on, or in another; whoever was at the end stays there. */
function placeAgain(run: Run, { run: before, place }: Shown): Place {
  const last = lastPlace(run);
  const { moment, row, ...rest } = place;
  const { at } = before.moments[moment];
  const isAtEnd = moment === before.moments.length - 1;
  return {
    ...rest,
    moment: isAtEnd ? last.moment : Math.max(run.moments.findLastIndex((m) => m.at <= at), 0),
    row: run.order.includes(row) ? row : last.row,
  };
}

function say(words: string): void {
  const state = element("live");
  if (state) state.textContent = words;
}

let refreshing = Promise.resolve();
const changes = new EventSource("changes");
changes.onopen = () => say("live");
changes.onmessage = () => refreshing = refreshing.then(refresh).catch(() => {});
changes.onerror = () => say("the view has ended; this is what it showed last");
