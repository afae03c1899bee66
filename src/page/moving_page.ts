import type { Change } from "./changes.ts";
import { nearestSample } from "./neuron_figure.ts";
import { type Place, type Run, runOf } from "./run.ts";
import { changesOf, type Frames, lastPlace, type PageData } from "./show.ts";
import { nearestMoment } from "./training_figure.ts";

/**
 * How long a run takes to play, and the least and the most from one moment to the next, in ms. A reader
 * who stays longer than that rests there.
 */
const PLAY = 9000;
const LEAST = 40;
const MOST = 700;

/** An element of the page. */
export function element(id: string): HTMLElement | null {
  return document.getElementById(id);
}

/** What a page shows, and where its reader is. */
export interface Shown {
  /** The run. */
  readonly run: Run;
  /** What its reader looks at. */
  readonly place: Place;
}

/** Makes the page of a run move, from some place or from that in its address. */
function move(run: Run, frames: Frames, from?: Place): () => Shown {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let place: Place = from ?? {
    ...lastPlace(run),
    moment: 0,
    ...(input("bet") && { bet: betNow(false) }),
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let resting: typeof timer;
  let isDue = false;

  function apply([id, values]: Change): void {
    const target = element(id);
    if (target === null) return;
    for (const [name, value] of Object.entries(values)) {
      if (name === "text") target.textContent = value;
      else if (name === "value" && target instanceof HTMLInputElement) target.value = value;
      else target.setAttribute(name, value);
    }
  }

  function show(): void {
    isDue = false;
    for (const change of changesOf(run, place, frames)) apply(change);
    const sample = input("sample");
    if (sample) sample.value = String(run.order.indexOf(place.row));
    clearTimeout(resting);
    resting = setTimeout(remember, MOST);
  }

  /** A link to where the reader is: once they rest there, as browsers bear only so many. */
  function remember(): void {
    const at = run.moments[place.moment].name;
    const sample = String(place.row + 1);
    history.replaceState(null, "", `#${new URLSearchParams({ at, sample })}`);
  }

  function go(to: Partial<Place>): void {
    place = { ...place, ...to };
    if (!isDue) requestAnimationFrame(show);
    isDue = true;
  }

  function follow(): void {
    const asked = new URLSearchParams(location.hash.slice(1));
    const moment = run.moments.findIndex(({ name }) => name === asked.get("at"));
    const row = Number(asked.get("sample")) - 1;
    if (moment >= 0) go({ moment });
    if (run.order.includes(row)) go({ row });
  }

  function input(id: string): HTMLInputElement | null {
    const found = element(id);
    return found instanceof HTMLInputElement ? found : null;
  }

  function betNow(isRevealed: boolean): NonNullable<Place["bet"]> {
    return { boundary: Number(input("bet")?.value), isRevealed };
  }

  function onInput(id: string, change: (value: number) => void): void {
    const field = input(id);
    field?.addEventListener("input", () => change(Number(field.value)));
  }

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
    apply(["play", { text: "▶", "aria-label": "Play" }]);
  }

  /** Goes on from moment to moment; without motion from checkpoint to checkpoint. */
  function next(): void {
    const { moments } = run;
    const to = moments.findIndex(({ marked }, i) => i > place.moment && (marked || !calm.matches));
    if (to < 0) return stop();
    go({ moment: to });
    const pause = Math.min(Math.max(PLAY / moments.length, LEAST), MOST);
    timer = setTimeout(next, calm.matches ? 2 * MOST : pause);
  }

  function play(): void {
    if (timer !== undefined) return stop();
    if (place.moment === run.moments.length - 1) go({ moment: 0 });
    apply(["play", { text: "❚❚", "aria-label": "Pause" }]);
    timer = setTimeout(next, MOST);
  }

  /** Where in a figure a pointer is, in its units. */
  function onPoint(id: string, then: (point: readonly [number, number]) => void): void {
    const svg = element(id);
    if (!(svg instanceof SVGSVGElement)) return;
    svg.addEventListener("click", ({ clientX, clientY }) => {
      const matrix = svg.getScreenCTM();
      if (matrix === null) return;
      const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse());
      then([x, y]);
    });
  }

  function listen(): void {
    for (const hidden of document.querySelectorAll("[data-moving]")) {
      hidden.removeAttribute("hidden");
    }
    onInput("moment", (moment) => {
      stop();
      go({ moment });
    });
    onInput("sample", (i) => go({ row: run.order[i] }));
    onInput("threshold", (threshold) => go({ threshold }));
    onInput("bet", () => go({ bet: betNow(false) }));
    element("play")?.addEventListener("click", play);
    element("reveal")?.addEventListener("click", () => go({ bet: betNow(true) }));
    onPoint("n", (point) => go({ row: nearestSample(run, place, point) }));
    onPoint("t", ([x]) => {
      stop();
      go({ moment: nearestMoment(run, x) });
    });
    // In place of the listener of what the page has shown before.
    onhashchange = follow;
    for (const factor of document.querySelectorAll<HTMLElement>("[data-lights]")) {
      const marks = document.querySelectorAll(`.light.${factor.dataset.lights}`);
      const light = (isOn: boolean) => () => {
        for (const mark of marks) {
          mark.parentElement?.classList.toggle(`lit-${factor.dataset.lights}`, isOn);
        }
      };
      for (const event of ["pointerenter", "focus"]) factor.addEventListener(event, light(true));
      for (const event of ["pointerleave", "blur"]) factor.addEventListener(event, light(false));
    }
  }

  listen();
  if (from === undefined) follow();
  go({});
  return () => ({ run, place });
}

/**
 * Makes the page move, if it has what moves, from a place in its run or from that in its address.
 *
 * @returns what tells where its reader is.
 */
export function movePage(from?: (run: Run) => Place): (() => Shown) | undefined {
  const records = element("records");
  if (!records) return undefined;
  const { frames, shown }: PageData = JSON.parse(records.textContent);
  const run = runOf(shown);
  return run && move(run, frames, from?.(run));
}
