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

/** What lights up what a factor is in the picture, and what ends that. */
const LIGHTS = [["pointerenter", true], ["focus", true], ["pointerleave", false], [
  "blur",
  false,
]] as const;

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

/** What the page's address says of where its reader is. */
export function address(): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

/** Has the page's address say where its reader is; browsers bear only so many changes of it. */
export function setAddress(fields: Readonly<Record<string, string>>): void {
  history.replaceState(null, "", `#${new URLSearchParams({ ...address(), ...fields })}`);
}

/** Makes the page of a run move, from some place or from that in its address. */
export function move(run: Run, frames: Frames, from?: Place): () => Shown {
  const { moments, order } = run;
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
    if (sample) sample.value = String(order.indexOf(place.row));
    clearTimeout(resting);
    resting = setTimeout(remember, MOST);
  }

  /** Once the reader rests. */
  function remember(): void {
    setAddress({ at: moments[place.moment].name, sample: String(place.row + 1) });
  }

  function go(to: Partial<Place>): void {
    place = { ...place, ...to };
    if (!isDue) requestAnimationFrame(show);
    isDue = true;
  }

  function follow(): void {
    const asked = address();
    const moment = moments.findIndex(({ name }) => name === asked.at);
    const row = Number(asked.sample) - 1;
    if (moment >= 0) go({ moment });
    if (order.includes(row)) go({ row });
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
    const to = moments.findIndex(({ marked }, i) => i > place.moment && (marked || !calm.matches));
    if (to < 0) return stop();
    go({ moment: to });
    const pause = Math.min(Math.max(PLAY / moments.length, LEAST), MOST);
    timer = setTimeout(next, calm.matches ? 2 * MOST : pause);
  }

  function play(): void {
    if (timer !== undefined) return stop();
    if (place.moment === moments.length - 1) go({ moment: 0 });
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
    for (const part of document.querySelectorAll<HTMLElement>("[data-moving]")) part.hidden = false;
    onInput("moment", (moment) => {
      stop();
      go({ moment });
    });
    onInput("sample", (i) => go({ row: order[i] }));
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
      for (const [event, isOn] of LIGHTS) {
        factor.addEventListener(event, () => {
          for (const mark of marks) {
            mark.parentElement?.classList.toggle(`lit-${factor.dataset.lights}`, isOn);
          }
        });
      }
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
