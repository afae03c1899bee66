import * as Plot from "@observablehq/plot";

/** The colours of all pictures. */
export const COLORS = {
  /** Class 0. */
  class0: "red",
  /** Class 1: cyan. */
  class1: "#00b8d4",
  /** The line z = w·x + b. */
  line: "black",
  /** The sigmoid, and other curves of predictions. */
  sigmoid: "blue",
  /** Where the prediction is ½. */
  boundary: "#00883a",
  /** The loss. */
  loss: "red",
  /** The loss of held-out samples. */
  validation: "#7a3eb1",
  /** The loss since the last report. */
  recent: "#b36b00",
  /** What chance would give. */
  chance: "#999",
  /** The frame around a plot. */
  frame: "#bbb",
  /** Text and axes. */
  text: "#222",
  /** The background. */
  background: "white",
} as const;

/** The shade of a prediction: pale at ½, and the stronger the surer, in the likelier class's hue. */
export function shade(prediction: number): string {
  const hue = prediction < 0.5 ? "0 100%" : "190 75%";
  return `hsl(${hue} ${(100 - 42 * Math.abs(prediction - 0.5)).toFixed(1)}%)`;
}

/** The font of all text: no file is needed for it. */
export const FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";
/** The size of text, in pixels. */
export const FONT_SIZE = 12;
/** The width of a digit, in pixels: nobody can measure text here. */
export const DIGIT = 7.5;
/** The width of a letter, in pixels: of the widest letters of a usual font, on average. */
export const LETTER = 6.9;

/** The width of a picture, in pixels. */
export const WIDTH = 720;
/** A square plot of two shares. */
export const SQUARE = { width: 420, height: 420, marginLeft: 52, marginTop: 16, marginBottom: 40 };
/** The dashes of boundaries and of the diagonal. */
export const DASH = "5,3";

/** The frame around a plot. */
export function frame(): Plot.Markish {
  return Plot.frame({ stroke: COLORS.frame });
}

/** The options of a plot, on top of those that all plots share. */
export function themed(plot: Plot.PlotOptions): Plot.PlotOptions {
  const axis = { labelAnchor: "center", labelArrow: "none" } as const;
  return {
    width: WIDTH,
    marginTop: 10,
    marginRight: 16,
    marginBottom: 38,
    style: { fontSize: `${FONT_SIZE}px` },
    grid: true,
    ...plot,
    x: { ...axis, ...plot.x },
    y: { ...axis, ...plot.y },
  };
}
