import { DOMParser } from "linkedom/worker";
import type { Chunk } from "../../src/samples/chunk.ts";
import reference from "../reference/numpy-seed-42.json" with { type: "json" };

/** An element of a picture. */
export type Shape = Element;

/** A picture as a reader's program sees it. */
export function parse(svg: string): Shape {
  const document = new DOMParser().parseFromString(svg, "image/svg+xml");
  return document.documentElement as unknown as Shape;
}

/** All that can be read in a picture. */
export function texts(picture: Shape): string[] {
  return [...picture.querySelectorAll("text")].map(({ textContent }) => textContent ?? "");
}

/** The groups that Plot labels so. */
export function groups(picture: Shape, label: string): Shape[] {
  return [...picture.querySelectorAll(`[aria-label="${label}"]`)];
}

/** The lines and dots of a path: each a list of points. */
export function strokesOf(path: Shape): [number, number][][] {
  return path.getAttribute("d")!.slice(1).split("M").map((part) =>
    part.replace("Z", "").split("L").map((point) => {
      const [x, y] = point.split(",").map(Number);
      return [x, y];
    })
  );
}

/** The points of a path that is one line. */
export function pathPoints(path: Shape): [number, number][] {
  return strokesOf(path).flat();
}

/** The paths of some colour, as lines of some width. */
export function pathsOf(
  picture: Shape,
  { stroke, width }: { stroke: string; width?: number },
): Shape[] {
  return groups(picture, "line").filter((group) => {
    const of = group.matches("[stroke]") ? group : group.querySelector("[stroke]");
    return of?.getAttribute("stroke") === stroke &&
      (width === undefined || Number(of.getAttribute("stroke-width") ?? 1) === width);
  }).flatMap((group) => [...group.querySelectorAll("path")]);
}

/** The tutorial's samples. */
export const samples: Chunk = {
  width: 1,
  features: Float64Array.from(reference.x),
  labels: Float64Array.from(reference.x, (_, i) => (i < 500 ? 0 : 1)),
};

/** The names of the classes. */
export const classes = ["class 0", "class 1"] as const;

/** The tutorial's epochs. */
export const epochs = reference.error.map((loss, epoch) => ({ epoch, loss }));

/** The tutorial's neuron after epochs 0, 20, …, 100. */
export const checkpoints = [0, 20, 40, 60, 80, 100].map((epoch) => ({
  name: `epoch ${epoch}`,
  weights: [reference.w[epoch]],
  bias: reference.b[epoch],
}));

/** The tutorial's neuron after each epoch. */
export const neurons = reference.w.map((w, epoch) => ({ epoch, w, b: reference.b[epoch] }));

const flowers = Deno.readTextFileSync(new URL("../../pipelines/iris.csv", import.meta.url))
  .trim().split("\n").map((line) => line.split(",")).filter((row) => /vers|virg/.test(row[4]));

/** Versicolor and virginica by the length and the width of their petals. */
export const irisPetals: Chunk = {
  width: 2,
  features: Float64Array.from(flowers.flatMap((row) => [Number(row[2]), Number(row[3])])),
  labels: Float64Array.from(flowers, (row) => (row[4] === "virginica" ? 1 : 0)),
};
