import { pipeline } from "@dawnstream/dawnstream/pipeline";

// What is not here has its default, and the defaults are the tutorial's values: 120 epochs, each in a
// new order, and one step per sample.
export default pipeline({
  name: "mldawn",
  description: "the tutorial: one sigmoid neuron on two Gaussians",
  seed: 42,
  data: { classes: [{ mean: 0, sd: 1, count: 500 }, { mean: 5, sd: 0.5, count: 500 }] },
  neuron: { init: { low: -0.01, high: 0.01 } },
  loss: "binary-cross-entropy",
  optimizer: { kind: "sgd", learningRate: 0.001 },
});
