// Written by `deno task docs` from schema.ts.

/** A pipeline as it is written. */
export type PipelineSpec = {
  /** The JSON Schema, for an editor. */
  readonly $schema?: string | undefined;
  /** Pipeline file that this one changes, relative to this one; of a list, each changes those before. */
  readonly extends?: string | readonly string[] | undefined;
  /** Runs to compare: for a field such as optimizer.learningRate its values, or a range. */
  readonly sweep?: {
    readonly [field: string]: readonly unknown[] | {
      /** First value. */
      readonly from: number;
      /** Last value. */
      readonly to: number;
      /** Distance from one value to the next; else 1. */
      readonly step?: number | undefined;
      /** Number of values, in place of step. */
      readonly points?: number | undefined;
      /** Whether points have equal distances, or equal factors. Default: "linear". */
      readonly scale?: "linear" | "log" | undefined;
    };
  } | undefined;
  /** The run's name, and that of its folder. */
  readonly name?: string | undefined;
  /** What the pipeline shows, in one line. */
  readonly description?: string | undefined;
  /** Seed of everything random, unless a part has its own. Default: 42. */
  readonly seed?: number | undefined;
  /** The samples to learn from. */
  readonly data?: "gaussians" | "points" | "csv" | "tsv" | "jsonl" | {
    /** Two normal distributions. Default: "gaussians". */
    readonly kind?: "gaussians" | undefined;
    /** The class of label 0, then the class of label 1. Default: [{"mean":0,"sd":1,"count":500},{"mean":5,"sd":0.5,"count":500}]. */
    readonly classes?:
      | readonly [{
        /** Mean μ. */
        readonly mean: number;
        /** Standard deviation σ. */
        readonly sd: number;
        /** Number of samples. */
        readonly count: number;
      }, {
        /** Mean μ. */
        readonly mean: number;
        /** Standard deviation σ. */
        readonly sd: number;
        /** Number of samples. */
        readonly count: number;
      }]
      | undefined;
    /** Seed of the samples drawn and of those held out, in place of the run's. */
    readonly seed?: number | undefined;
  } | {
    /** Samples written out. */
    readonly kind: "points";
    /** The samples. */
    readonly points: readonly {
      /** The features. */
      readonly x: number | readonly number[];
      /** The label. */
      readonly y: 0 | 1;
    }[];
    /** Seed of the samples drawn and of those held out, in place of the run's. */
    readonly seed?: number | undefined;
  } | {
    /** Rows of delimited text. */
    readonly kind: "csv";
    /** The file, - for standard input. */
    readonly path: string;
    /** The label's column; if left out, the last. */
    readonly label?: string | number | undefined;
    /** The features' columns; if left out, all others. */
    readonly features?: readonly (string | number)[] | undefined;
    /** Columns that are not features, where features are left out. */
    readonly exclude?: readonly (string | number)[] | undefined;
    /** The name of label 1, where labels are not 0 and 1. */
    readonly positive?: string | undefined;
    /** The two labels whose rows are kept. */
    readonly only?: readonly [string, string] | undefined;
    /** End at a row that misses a feature, skip it, or fill in the mean of the training samples. Default: "error". */
    readonly missing?: "error" | "skip" | "mean" | undefined;
    /** End at a bad row, or skip it. Default: "error". */
    readonly onBadRow?: "error" | "skip" | undefined;
    /** One pass in constant memory, however many rows. Default: false. */
    readonly stream?: boolean | undefined;
    /** Seed of the samples drawn and of those held out, in place of the run's. */
    readonly seed?: number | undefined;
    /** What separates fields; if left out, guessed from the first line. */
    readonly delimiter?: string | undefined;
    /** Whether the first row has names; if left out, guessed. */
    readonly header?: boolean | undefined;
    /** What stands before the decimals of a number. Default: ".". */
    readonly decimal?: "." | "," | undefined;
  } | {
    /** Rows of tab-separated text. */
    readonly kind: "tsv";
    /** The file, - for standard input. */
    readonly path: string;
    /** The label's column; if left out, the last. */
    readonly label?: string | number | undefined;
    /** The features' columns; if left out, all others. */
    readonly features?: readonly (string | number)[] | undefined;
    /** Columns that are not features, where features are left out. */
    readonly exclude?: readonly (string | number)[] | undefined;
    /** The name of label 1, where labels are not 0 and 1. */
    readonly positive?: string | undefined;
    /** The two labels whose rows are kept. */
    readonly only?: readonly [string, string] | undefined;
    /** End at a row that misses a feature, skip it, or fill in the mean of the training samples. Default: "error". */
    readonly missing?: "error" | "skip" | "mean" | undefined;
    /** End at a bad row, or skip it. Default: "error". */
    readonly onBadRow?: "error" | "skip" | undefined;
    /** One pass in constant memory, however many rows. Default: false. */
    readonly stream?: boolean | undefined;
    /** Seed of the samples drawn and of those held out, in place of the run's. */
    readonly seed?: number | undefined;
    /** Whether the first row has names; if left out, guessed. */
    readonly header?: boolean | undefined;
    /** What stands before the decimals of a number. Default: ".". */
    readonly decimal?: "." | "," | undefined;
  } | {
    /** JSON Lines, an object or a list per line. */
    readonly kind: "jsonl";
    /** The file, - for standard input. */
    readonly path: string;
    /** The label's column; if left out, the last. */
    readonly label?: string | number | undefined;
    /** The features' columns; if left out, all others. */
    readonly features?: readonly (string | number)[] | undefined;
    /** Columns that are not features, where features are left out. */
    readonly exclude?: readonly (string | number)[] | undefined;
    /** The name of label 1, where labels are not 0 and 1. */
    readonly positive?: string | undefined;
    /** The two labels whose rows are kept. */
    readonly only?: readonly [string, string] | undefined;
    /** End at a row that misses a feature, skip it, or fill in the mean of the training samples. Default: "error". */
    readonly missing?: "error" | "skip" | "mean" | undefined;
    /** End at a bad row, or skip it. Default: "error". */
    readonly onBadRow?: "error" | "skip" | undefined;
    /** One pass in constant memory, however many rows. Default: false. */
    readonly stream?: boolean | undefined;
    /** Seed of the samples drawn and of those held out, in place of the run's. */
    readonly seed?: number | undefined;
  } | undefined;
  /** What is done to the features: categories, then standardize. Default: []. */
  readonly transforms?:
    | readonly ("categories" | "standardize" | {
      /** A feature for each text of a column. */
      readonly kind: "categories";
      /** Columns that are text though their first value is a number. */
      readonly columns?: readonly (string | number)[] | undefined;
      /** The most different texts of a column. Default: 100. */
      readonly limit?: number | undefined;
    } | {
      /** Every feature to (x − μ) / σ. */
      readonly kind: "standardize";
    })[]
    | undefined;
  /** Samples held out, never learned from. */
  readonly validation?: {
    /** Share of the samples that is held out. */
    readonly fraction?: number | undefined;
    /** File of held-out rows, of the same kind as the data. */
    readonly path?: string | undefined;
  } | undefined;
  /** The passes over the samples. */
  readonly epochs?: {
    /** Number of epochs; a stream has one. Default: 120; for a stream 1. */
    readonly count?: number | undefined;
    /** A new order each epoch; a stream needs a buffer. Default: true; for a stream false. */
    readonly shuffle?: boolean | {
      /** Number of samples that wait to be shuffled. */
      readonly buffer: number;
    } | undefined;
    /** Samples per chunk, a matter of speed only; a stream ignores it. Default: 1024. */
    readonly chunk?: number | undefined;
    /** Seed of the orders, in place of the run's. */
    readonly seed?: number | undefined;
  } | undefined;
  /** The neuron before the first step. */
  readonly neuron?: {
    /** The uniform distribution that weights are drawn from. */
    readonly init?: {
      /** Lower bound of the drawn weights. Default: -0.01. */
      readonly low?: number | undefined;
      /** Upper bound of the drawn weights, exclusive. Default: 0.01. */
      readonly high?: number | undefined;
    } | undefined;
    /** Initial weights, in place of drawn ones. */
    readonly weights?: readonly number[] | undefined;
    /** Initial bias, where weights are given. Default: 0. */
    readonly bias?: number | undefined;
    /** Seed of the drawn weights, in place of the run's. */
    readonly seed?: number | undefined;
    /** Model.json to start from, in place of drawn weights. */
    readonly from?: string | undefined;
  } | undefined;
  /** What is minimized. Default: "binary-cross-entropy". */
  readonly loss?: "binary-cross-entropy" | "squared-error" | undefined;
  /** How much each class counts in the loss; balanced: n / (2 nᵧ). */
  readonly classWeights?: "balanced" | readonly [number, number] | undefined;
  /** How the weights move. */
  readonly optimizer?: "sgd" | "adam" | {
    /** Stochastic gradient descent. Default: "sgd". */
    readonly kind?: "sgd" | undefined;
    /** Learning rate η₀. Default: 0.001. */
    readonly learningRate?: number | undefined;
    /** λ of the penalty λ/2 · |w|² on the weights (L2). Default: 0. */
    readonly weightDecay?: number | undefined;
    /** Share μ of its velocity that a weight keeps. Default: 0. */
    readonly momentum?: number | undefined;
    /** Take the gradient where momentum leads. Default: false. */
    readonly nesterov?: boolean | undefined;
  } | {
    /** Adam: steps scaled by the gradient's mean square. */
    readonly kind: "adam";
    /** Learning rate η₀. Default: 0.001. */
    readonly learningRate?: number | undefined;
    /** λ of the penalty λ/2 · |w|² on the weights (L2). Default: 0. */
    readonly weightDecay?: number | undefined;
    /** Decay β₁ of the gradient's mean. Default: 0.9. */
    readonly beta1?: number | undefined;
    /** Decay β₂ of the gradient's mean square. Default: 0.999. */
    readonly beta2?: number | undefined;
    /** ε, which keeps the divisor above 0. Default: 1e-8. */
    readonly epsilon?: number | undefined;
  } | undefined;
  /** The learning rate of epoch e. */
  readonly schedule?: "constant" | "exponential" | "cosine" | "inverse-time" | {
    /** η₀. Default: "constant". */
    readonly kind?: "constant" | undefined;
  } | {
    /** η₀ · γᵉ. */
    readonly kind: "exponential";
    /** Factor γ per epoch. Default: 0.99. */
    readonly decay?: number | undefined;
  } | {
    /** Half a cosine, falling from η₀. */
    readonly kind: "cosine";
    /** Learning rate after the last epoch. Default: 0. */
    readonly final?: number | undefined;
  } | {
    /** η₀ / (1 + k e). */
    readonly kind: "inverse-time";
    /** Decay k per epoch. Default: 0.01. */
    readonly decay?: number | undefined;
  } | undefined;
  /** Samples per step. Default: 1. */
  readonly batch?: number | undefined;
  /** What ends a run early; for a stream, only limit. */
  readonly stop?: {
    /** The loss that counts. Default: "loss". */
    readonly on?: "loss" | "validationLoss" | undefined;
    /** Stop after an epoch with this loss or less. */
    readonly loss?: number | undefined;
    /** Stop after this many epochs without improvement. */
    readonly patience?: number | undefined;
    /** A loss above this counts as diverged. */
    readonly limit?: number | undefined;
    /** How far the loss must fall to improve. Default: 0. */
    readonly delta?: number | undefined;
    /** Whose weights the model has: the "best" epoch's by that loss, or the "last" one's; "best" where that loss is validationLoss. Default: "last". */
    readonly keep?: "best" | "last" | undefined;
  } | undefined;
  /** When the neuron is sampled. */
  readonly checkpoints?: {
    /** Number of epochs between checkpoints; else a sixth of all epochs. Default: 20; for a stream 1. */
    readonly every?: number | undefined;
    /** The epochs with a checkpoint, in place of every. */
    readonly epochs?: readonly number[] | undefined;
    /** For a stream, number of samples between checkpoints. Default: for a stream 100000. */
    readonly samples?: number | undefined;
  } | undefined;
  /** What is written. */
  readonly outputs?: {
    /** Write metrics.jsonl. Default: true. */
    readonly metrics?: boolean | undefined;
    /** A record for every sample. Default: false. */
    readonly samples?: boolean | undefined;
    /** Draw the SVG charts. Default: true. */
    readonly charts?: boolean | undefined;
    /** Write model.json. Default: true. */
    readonly model?: boolean | undefined;
  } | undefined;
};

/** A pipeline with every default filled in. */
export type Pipeline = {
  /** The run's name, and that of its folder. */
  readonly name: string;
  /** What the pipeline shows, in one line. */
  readonly description?: string | undefined;
  /** Seed of everything random, unless a part has its own. Default: 42. */
  readonly seed: number;
  /** The samples to learn from. */
  readonly data:
    | {
      /** Two normal distributions. Default: "gaussians". */
      readonly kind: "gaussians";
      /** The class of label 0, then the class of label 1. Default: [{"mean":0,"sd":1,"count":500},{"mean":5,"sd":0.5,"count":500}]. */
      readonly classes: readonly [{
        /** Mean μ. */
        readonly mean: number;
        /** Standard deviation σ. */
        readonly sd: number;
        /** Number of samples. */
        readonly count: number;
      }, {
        /** Mean μ. */
        readonly mean: number;
        /** Standard deviation σ. */
        readonly sd: number;
        /** Number of samples. */
        readonly count: number;
      }];
      /** Seed of the samples drawn and of those held out, in place of the run's. */
      readonly seed?: number | undefined;
    }
    | {
      /** Samples written out. */
      readonly kind: "points";
      /** The samples. */
      readonly points: readonly {
        /** The features. */
        readonly x: number | readonly number[];
        /** The label. */
        readonly y: 0 | 1;
      }[];
      /** Seed of the samples drawn and of those held out, in place of the run's. */
      readonly seed?: number | undefined;
    }
    | {
      /** Rows of delimited text. */
      readonly kind: "csv";
      /** The file, - for standard input. */
      readonly path: string;
      /** The label's column; if left out, the last. */
      readonly label?: string | number | undefined;
      /** The features' columns; if left out, all others. */
      readonly features?: readonly (string | number)[] | undefined;
      /** Columns that are not features, where features are left out. */
      readonly exclude?: readonly (string | number)[] | undefined;
      /** The name of label 1, where labels are not 0 and 1. */
      readonly positive?: string | undefined;
      /** The two labels whose rows are kept. */
      readonly only?: readonly [string, string] | undefined;
      /** End at a row that misses a feature, skip it, or fill in the mean of the training samples. Default: "error". */
      readonly missing: "error" | "skip" | "mean";
      /** End at a bad row, or skip it. Default: "error". */
      readonly onBadRow: "error" | "skip";
      /** One pass in constant memory, however many rows. Default: false. */
      readonly stream: boolean;
      /** Seed of the samples drawn and of those held out, in place of the run's. */
      readonly seed?: number | undefined;
      /** What separates fields; if left out, guessed from the first line. */
      readonly delimiter?: string | undefined;
      /** Whether the first row has names; if left out, guessed. */
      readonly header?: boolean | undefined;
      /** What stands before the decimals of a number. Default: ".". */
      readonly decimal: "." | ",";
    }
    | {
      /** Rows of tab-separated text. */
      readonly kind: "tsv";
      /** The file, - for standard input. */
      readonly path: string;
      /** The label's column; if left out, the last. */
      readonly label?: string | number | undefined;
      /** The features' columns; if left out, all others. */
      readonly features?: readonly (string | number)[] | undefined;
      /** Columns that are not features, where features are left out. */
      readonly exclude?: readonly (string | number)[] | undefined;
      /** The name of label 1, where labels are not 0 and 1. */
      readonly positive?: string | undefined;
      /** The two labels whose rows are kept. */
      readonly only?: readonly [string, string] | undefined;
      /** End at a row that misses a feature, skip it, or fill in the mean of the training samples. Default: "error". */
      readonly missing: "error" | "skip" | "mean";
      /** End at a bad row, or skip it. Default: "error". */
      readonly onBadRow: "error" | "skip";
      /** One pass in constant memory, however many rows. Default: false. */
      readonly stream: boolean;
      /** Seed of the samples drawn and of those held out, in place of the run's. */
      readonly seed?: number | undefined;
      /** Whether the first row has names; if left out, guessed. */
      readonly header?: boolean | undefined;
      /** What stands before the decimals of a number. Default: ".". */
      readonly decimal: "." | ",";
    }
    | {
      /** JSON Lines, an object or a list per line. */
      readonly kind: "jsonl";
      /** The file, - for standard input. */
      readonly path: string;
      /** The label's column; if left out, the last. */
      readonly label?: string | number | undefined;
      /** The features' columns; if left out, all others. */
      readonly features?: readonly (string | number)[] | undefined;
      /** Columns that are not features, where features are left out. */
      readonly exclude?: readonly (string | number)[] | undefined;
      /** The name of label 1, where labels are not 0 and 1. */
      readonly positive?: string | undefined;
      /** The two labels whose rows are kept. */
      readonly only?: readonly [string, string] | undefined;
      /** End at a row that misses a feature, skip it, or fill in the mean of the training samples. Default: "error". */
      readonly missing: "error" | "skip" | "mean";
      /** End at a bad row, or skip it. Default: "error". */
      readonly onBadRow: "error" | "skip";
      /** One pass in constant memory, however many rows. Default: false. */
      readonly stream: boolean;
      /** Seed of the samples drawn and of those held out, in place of the run's. */
      readonly seed?: number | undefined;
    };
  /** What is done to the features: categories, then standardize. Default: []. */
  readonly transforms: readonly (
    | {
      /** A feature for each text of a column. */
      readonly kind: "categories";
      /** Columns that are text though their first value is a number. */
      readonly columns?: readonly (string | number)[] | undefined;
      /** The most different texts of a column. Default: 100. */
      readonly limit: number;
    }
    | {
      /** Every feature to (x − μ) / σ. */
      readonly kind: "standardize";
    }
  )[];
  /** Samples held out, never learned from. */
  readonly validation: {
    /** Share of the samples that is held out. */
    readonly fraction?: number | undefined;
    /** File of held-out rows, of the same kind as the data. */
    readonly path?: string | undefined;
  };
  /** The passes over the samples. */
  readonly epochs: {
    /** Number of epochs; a stream has one. Default: 120; for a stream 1. */
    readonly count: number;
    /** A new order each epoch; a stream needs a buffer. Default: true; for a stream false. */
    readonly shuffle: boolean | {
      /** Number of samples that wait to be shuffled. */
      readonly buffer: number;
    };
    /** Samples per chunk, a matter of speed only; a stream ignores it. Default: 1024. */
    readonly chunk: number;
    /** Seed of the orders, in place of the run's. */
    readonly seed?: number | undefined;
  };
  /** The neuron before the first step. */
  readonly neuron: {
    /** The uniform distribution that weights are drawn from. */
    readonly init: {
      /** Lower bound of the drawn weights. Default: -0.01. */
      readonly low: number;
      /** Upper bound of the drawn weights, exclusive. Default: 0.01. */
      readonly high: number;
    };
    /** Initial weights, in place of drawn ones. */
    readonly weights?: readonly number[] | undefined;
    /** Initial bias, where weights are given. Default: 0. */
    readonly bias: number;
    /** Seed of the drawn weights, in place of the run's. */
    readonly seed?: number | undefined;
    /** Model.json to start from, in place of drawn weights. */
    readonly from?: string | undefined;
  };
  /** What is minimized. Default: "binary-cross-entropy". */
  readonly loss: "binary-cross-entropy" | "squared-error";
  /** How much each class counts in the loss; balanced: n / (2 nᵧ). */
  readonly classWeights?: "balanced" | readonly [number, number] | undefined;
  /** How the weights move. */
  readonly optimizer:
    | {
      /** Stochastic gradient descent. Default: "sgd". */
      readonly kind: "sgd";
      /** Learning rate η₀. Default: 0.001. */
      readonly learningRate: number;
      /** λ of the penalty λ/2 · |w|² on the weights (L2). Default: 0. */
      readonly weightDecay: number;
      /** Share μ of its velocity that a weight keeps. Default: 0. */
      readonly momentum: number;
      /** Take the gradient where momentum leads. Default: false. */
      readonly nesterov: boolean;
    }
    | {
      /** Adam: steps scaled by the gradient's mean square. */
      readonly kind: "adam";
      /** Learning rate η₀. Default: 0.001. */
      readonly learningRate: number;
      /** λ of the penalty λ/2 · |w|² on the weights (L2). Default: 0. */
      readonly weightDecay: number;
      /** Decay β₁ of the gradient's mean. Default: 0.9. */
      readonly beta1: number;
      /** Decay β₂ of the gradient's mean square. Default: 0.999. */
      readonly beta2: number;
      /** ε, which keeps the divisor above 0. Default: 1e-8. */
      readonly epsilon: number;
    };
  /** The learning rate of epoch e. */
  readonly schedule:
    | {
      /** η₀. Default: "constant". */
      readonly kind: "constant";
    }
    | {
      /** η₀ · γᵉ. */
      readonly kind: "exponential";
      /** Factor γ per epoch. Default: 0.99. */
      readonly decay: number;
    }
    | {
      /** Half a cosine, falling from η₀. */
      readonly kind: "cosine";
      /** Learning rate after the last epoch. Default: 0. */
      readonly final: number;
    }
    | {
      /** η₀ / (1 + k e). */
      readonly kind: "inverse-time";
      /** Decay k per epoch. Default: 0.01. */
      readonly decay: number;
    };
  /** Samples per step. Default: 1. */
  readonly batch: number;
  /** What ends a run early; for a stream, only limit. */
  readonly stop: {
    /** The loss that counts. Default: "loss". */
    readonly on: "loss" | "validationLoss";
    /** Stop after an epoch with this loss or less. */
    readonly loss?: number | undefined;
    /** Stop after this many epochs without improvement. */
    readonly patience?: number | undefined;
    /** A loss above this counts as diverged. */
    readonly limit?: number | undefined;
    /** How far the loss must fall to improve. Default: 0. */
    readonly delta: number;
    /** Whose weights the model has: the "best" epoch's by that loss, or the "last" one's; "best" where that loss is validationLoss. Default: "last". */
    readonly keep: "best" | "last";
  };
  /** When the neuron is sampled. */
  readonly checkpoints: {
    /** Number of epochs between checkpoints; else a sixth of all epochs. Default: 20; for a stream 1. */
    readonly every: number;
    /** The epochs with a checkpoint, in place of every. */
    readonly epochs?: readonly number[] | undefined;
    /** For a stream, number of samples between checkpoints. Default: for a stream 100000. */
    readonly samples?: number | undefined;
  };
  /** What is written. */
  readonly outputs: {
    /** Write metrics.jsonl. Default: true. */
    readonly metrics: boolean;
    /** A record for every sample. Default: false. */
    readonly samples: boolean;
    /** Draw the SVG charts. Default: true. */
    readonly charts: boolean;
    /** Write model.json. Default: true. */
    readonly model: boolean;
  };
};
