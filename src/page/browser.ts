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

/** Makes a page move: the records that come are added to what it shows. */
function movingPage(): { update(records: readonly LogRecord[]): void } {
  const scene = newScene();
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const frames: Frames = {
    surface: { frames: framesOf("surface"), ...scalingOf() },
    data: framesOf("data"),
  };
  const elements = new Map<string, Element | null>();
  const shown = new Map<string, string>();
  let run: Run | undefined;
  let place: Place | undefined;
  let timer: number | undefined;
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
    addEventListener("hashchange", follow);
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

  return {
    update(records) {
      for (const record of records) scene.add(record);
      run = runOf(scene);
      if (run === undefined) return;
      if (place === undefined) {
        place = { ...lastPlace(run), moment: 0 };
        listen();
        follow();
      }
      go({});
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

const records = document.getElementById("records")?.textContent ?? "[]";
movingPage().update(JSON.parse(records));
