/**
 * Writes the README's picture of the page, in Chromium: the default run's, with the slider half-way.
 *
 *     deno run -A tests/browser/screenshot.ts
 *
 * @module
 */
import { project } from "../cli/command.ts";
import { type PagePart, startBrowser } from "./browser.ts";

/** Moves the slider half-way. */
const MOVE = `{
  const slider = document.querySelector("#moment");
  slider.value = slider.max / 2;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}`;

/** From the slider to the end of the part below it: the neuron, the surface, the epochs. */
const PART = `(() => {
  const slider = document.querySelector("#play").getBoundingClientRect();
  const neuron = document.querySelector("#part-neuron").getBoundingClientRect();
  const y = slider.top - 16;
  return { x: 0, y, width: document.body.scrollWidth, height: neuron.bottom + 8 - y, scale: 2 };
})()`;

await using browser = await startBrowser();
await using page = await browser.open(`file://${project}out/mldawn/report.html`, { width: 1000 });
await page.evaluate(MOVE);
const picture = await page.screenshot(await page.evaluate<PagePart>(PART));
await Deno.writeFile(`${project}tests/browser/page.webp`, picture);
