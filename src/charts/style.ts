/** The colours that all charts share. */
export const COLORS = {
  /** Class 0. */
  class0: "red",
  /** Class 1: cyan. */
  class1: "#00b8d4",
  /** The line z = w·x + b. */
  line: "black",
  /** The sigmoid. */
  sigmoid: "blue",
  /** Where the prediction is ½. */
  boundary: "#00883a",
  /** The loss. */
  loss: "red",
  /** The loss of held-out samples. */
  validation: "#7a3eb1",
} as const;
