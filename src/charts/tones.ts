/** A tone on light paper and its twin on dark paper. */
export interface Tone {
  /** The colour on light paper: what stands in a picture's attributes. */
  readonly light: string;
  /** The colour on dark paper, into which a style sheet turns it. */
  readonly dark: string;
}

/** All tones of the pictures. A hue means a class or the held-out samples; the neuron is ink. */
export const TONES = {
  /** The background. */
  paper: { light: "#ffffff", dark: "#0d1117" },
  /** The neuron: z, ŷ, its loss, its path. */
  ink: { light: "#1f2328", dark: "#e6edf3" },
  /** Notes, and the best there is. */
  muted: { light: "#59636e", dark: "#9198a1" },
  /** Rules, and the panel before; never text. */
  ghost: { light: "#c3c9d0", dark: "#3d444d" },
  /** Class 0. */
  class0: { light: "#d4301f", dark: "#ff7b6b" },
  /** Samples of class 0 that are predicted correctly; never text. */
  right0: { light: "#efaaa1", dark: "#8a3f37" },
  /** Class 1. */
  class1: { light: "#007c99", dark: "#2ec4e0" },
  /** Samples of class 1 that are predicted correctly; never text. */
  right1: { light: "#8fcbd9", dark: "#17667a" },
  /** Held-out samples. */
  heldOut: { light: "#8a3ab9", dark: "#d2a8ff" },
} as const satisfies Record<string, Tone>;

/** The font of all text: no file is needed for it. */
export const FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";
