import { pictures } from "../charts/pictures.ts";
import type { Scene } from "../charts/scene.ts";
import { report } from "./report.ts";

/** A file that shows a run: a picture, or its page. */
export interface Drawn {
  /** The name of the file. */
  readonly name: string;
  /** What is in it. */
  readonly text: string;
}

/** Draws all that a run's records show, one after the other: its pictures, then its page. */
export function* draw(scene: Scene): Iterable<Drawn> {
  if (scene.start === undefined) return;
  const drawn = pictures(scene);
  for (const { name, svg } of drawn) yield { name, text: svg };
  yield { name: "report.html", text: report(scene, drawn) };
}
