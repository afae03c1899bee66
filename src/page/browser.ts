/**
 * The script of a page: it moves what the page shows as the reader asks.
 *
 * It is bundled into `script.ts` by `deno task docs`.
 *
 * @module
 */
import { newScene } from "../charts/scene.ts";
import type { LogRecord } from "../records.ts";
import type { Change } from "./changes.ts";
import { nearestSample } from "./neuron_figure.ts";
import { type Place, type Run, runOf } from "./run.ts";
import { changesOf, type Frames, lastPlace } from "./show.ts";
import { nearestMoment } from "./training_figure.ts";

/** How long a run takes to play, and the least and the most from one moment to the next, in ms. */
const PLAY = 9000;
const LEAST = 40;
const MOST = 700;

/** A page that moves. */
interface MovingPage {
  /** Where the reader is, and whether that is the last moment. */
  place(): { readonly place: Place; readonly isLast: boolean } | undefined;
  /** Whether it plays. */
  isPlaying(): boolean;
  /** Makes it stand still. */
  end(): void;
}

/** Makes a page move, from where its reader was before. */
function movingPage(
  records: readonly LogRecord[],
  before?: ReturnType<MovingPage["place"]>,
): MovingPage {
  const scene = newScene();
  const ended = new AbortController();
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const frames: Frames = {
    surface: { frames: framesOf("surface"), ...scalingOf() },
    data: framesOf("data"),
  };
  const elements = new Map<string, Element | null>();
  const shown = new Map<string, string>();
  let run: Run | undefined;
  let place: Place | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDue = false;

  function element(id: string): Element | null {
    if (!elements.has(id)) elements.set(id, document.getElementById(id));
    return elements.get(id) ?? null;
  }

  function apply([id, values]: Change): void {
    const target = element(id);
    if (target === null) return;
    for (const [name, value] of Object.entries(values)) {
      const key = `${id} ${name}`;
      if (shown.get(key) === value) continue;
      shown.set(key, value);
      if (name === "text") target.textContent = value;
      else if (name === "value" && target instanceof HTMLInputElement) target.value = value;
      else target.setAttribute(name, value);
    }
  }

  function show(): void {
    isDue = false;
    if (run === undefined || place === undefined) return;
    for (const change of changesOf(run, place, frames)) apply(change);
    const sample = input("sample");
    if (sample) sample.value = String(run.order.indexOf(place.row));
    history.replaceState(
      null,
      "",
      `#${new URLSearchParams({
        at: run.moments[place.moment].name,
        sample: String(place.row + 1),
      })}`,
    );
  }

  function go(to: Partial<Place>): void {
    if (place === undefined) return;
    place = { ...place, ...to };
    if (!isDue) requestAnimationFrame(show);
    isDue = true;
  }

  function follow(): void {
    if (run === undefined) return;
    const asked = new URLSearchParams(location.hash.slice(1));
    const moment = run.moments.findIndex(({ name }) => name === asked.get("at"));
    const row = Number(asked.get("sample") ?? 0) - 1;
    if (moment >= 0) go({ moment });
    if (run.order.includes(row)) go({ row });
  }

  function input(id: string): HTMLInputElement | null {
    const found = element(id);
    return found instanceof HTMLInputElement ? found : null;
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
    if (run === undefined || place === undefined) return;
    const { moments } = run;
    const from = place.moment;
    const to = moments.findIndex(({ marked }, i) => i > from && (marked || !calm.matches));
    if (to < 0) return stop();
    go({ moment: to });
    const pause = Math.min(Math.max(PLAY / moments.length, LEAST), MOST);
    timer = setTimeout(next, calm.matches ? 2 * MOST : pause);
  }

  function play(): void {
    if (timer !== undefined) return stop();
    if (place?.moment === run!.moments.length - 1) go({ moment: 0 });
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
    onInput("sample", (i) => go({ row: run!.order[i] }));
    onInput("threshold", (threshold) => go({ threshold }));
    onInput("bet", (boundary) => go({ bet: { boundary, isRevealed: false } }));
    element("play")?.addEventListener("click", play);
    element("reveal")?.addEventListener("click", () => {
      const boundary = Number(input("bet")?.value);
      go({ bet: { boundary, isRevealed: true } });
    });
    onPoint("n", (point) => go({ row: nearestSample(run!, place!, point) }));
    onPoint("t", ([x]) => {
      stop();
      go({ moment: nearestMoment(run!, x) });
    });
    addEventListener("hashchange", follow, { signal: ended.signal });
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

  for (const record of records) scene.add(record);
  run = runOf(scene);
  if (run !== undefined) {
    const last = lastPlace(run);
    place = before === undefined
      ? { ...last, moment: IS_LIVE ? last.moment : 0 }
      : { ...before.place, moment: before.isLast ? last.moment : before.place.moment };
    listen();
    if (before === undefined) follow();
    go({});
  }
  return {
    place: () => place && { place, isLast: place.moment === run!.moments.length - 1 },
    isPlaying: () => timer !== undefined,
    end() {
      clearTimeout(timer);
      ended.abort();
    },
  };
}

/** The scales of a picture that stands in the page. */
function framesOf<Frame>(name: string): Frame[] {
  const picture = document.querySelector<SVGElement>(`#picture-${name} [data-frames]`);
  return JSON.parse(picture?.dataset.frames ?? "[]");
}

/** How the samples would be standardized. */
function scalingOf(): Pick<Frames["surface"], "scaling"> {
  const { mean, sd } = document.getElementById("picture-surface")?.dataset ?? {};
  return mean === undefined || sd === undefined
    ? {}
    : { scaling: { mean: Float64Array.of(Number(mean)), sd: Float64Array.of(Number(sd)) } };
}

function recordsIn(page: Document): LogRecord[] {
  return JSON.parse(page.getElementById("records")?.textContent ?? "[]");
}

/** Shows what a page that is served has when it has more, and leaves the reader where they are. */
function followChanges(): void {
  const changes = new EventSource("changes");
  let isHeld = false;
  addEventListener("pointerdown", () => isHeld = true);
  addEventListener("pointerup", () => isHeld = false);
  addEventListener("pointercancel", () => isHeld = false);

  async function refresh(): Promise<void> {
    const response = await fetch(location.pathname);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    // Whoever moves something, or watches it play, is not to be disturbed.
    if (isHeld || moving.isPlaying()) return;
    const focused = document.activeElement?.id;
    const open = [...document.querySelectorAll("details")].map((details) => details.open);
    const place = moving.place();
    moving.end();
    for (const part of ["header", "main"]) {
      document.querySelector(part)?.replaceWith(page.querySelector(part) ?? "");
    }
    document.querySelectorAll("details").forEach((details, i) => details.open = open[i] ?? false);
    moving = movingPage(recordsIn(page), place);
    document.title = page.title;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  let refreshing = Promise.resolve();
  // What came while the connection was made, or was lost.
  changes.onopen = () => say("live");
  changes.onmessage = () => {
    refreshing = refreshing.then(refresh).catch(() => {});
  };
  changes.onerror = () => say("not connected: deno task view has ended, or is restarting");

  function say(words: string): void {
    const state = document.getElementById("live");
    if (state) state.textContent = words;
  }
}

const IS_LIVE = document.documentElement.dataset.live !== undefined;
let moving = movingPage(recordsIn(document));
if (IS_LIVE) followChanges();
