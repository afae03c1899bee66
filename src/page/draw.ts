import { pictures } from "../charts/pictures.ts";
import type { Scene } from "../charts/scene.ts";
import { report } from "./report.ts";

/** Draws all that a run's records show: its pictures, then its page. */
export function draw(scene: Scene, write: (name: string, text: string) => void): void {
  if (scene.start === undefined) return;
  const drawn = pictures(scene);
  for (const { name, svg } of drawn) write(name, svg);
  write("report.html", report(scene, drawn));
}
