import { count, figures, signed } from "../charts/numbers.ts";
import { backwardFrom, type Pass } from "../neuron/backward.ts";
import { step } from "../neuron/optimizer.ts";
import { descend } from "../neuron/sgd.ts";
import type { Change } from "./changes.ts";
import type { Place, Run } from "./run.ts";

/** One sample's pass, and the neuron after the step that it makes. */
export interface Steps extends Pass {
  /** Its features, as the neuron sees them. */
  readonly x: Float64Array;
  /** Its label. */
  readonly y: number;
  /** The weights, then the bias, before it. */
  readonly before: readonly number[];
  /** The learning rate. */
  readonly learningRate: number | undefined;
  /** The same after its step, where that depends on nothing else: plain descent, one sample a step. */
  readonly after?: readonly number[];
}

/** What a step depends on beside the gradient. */
interface StepRule {
  readonly kind: string;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly batch: number;
}

function ruleOf({ start: { pipeline } }: Run): StepRule {
  const optimizer = (pipeline.optimizer ?? {}) as Partial<StepRule>;
  const batch = (pipeline.batch ?? 1) as number;
  return { kind: "sgd", momentum: 0, weightDecay: 0, ...optimizer, batch };
}

/** What the forward pass, the backward pass and the step of a sample come to. */
export function stepsOf(run: Run, { moment, row }: Place): Steps {
  const { moments, at, loss } = run;
  const { parameters: before, learningRate } = moments[moment];
  const { width, features, labels } = at(moment).seen;
  const x = features.slice(row * width, (row + 1) * width);
  const y = labels[row];
  const pass = backwardFrom(before, { x, y }, loss);
  const { kind, momentum, weightDecay, batch } = ruleOf(run);
  const steps = { ...pass, x, y, before, learningRate };
  if (kind !== "sgd" || momentum !== 0 || batch !== 1 || learningRate === undefined) return steps;
  const after = before.slice();
  const state = { memory: [], learningRate, step: 1 };
  step(after, pass.gradient, { optimizer: { move: descend, weightDecay }, state });
  return { ...steps, after };
}

/** The most features that have a row. */
const MOST_ROWS = 8;

/** How many features have a row of their own; a single one stands in the formulas. */
function rowsOf({ samples: { width } }: Run): number {
  return width === 1 ? 0 : Math.min(width, MOST_ROWS);
}

/** A factor of the chain rule: pointing at it lights what it is in the figure. */
function factor(id: string, { name, lights }: { name: string; lights: string }): string {
  return `<button type="button" class="factor" data-lights="${lights}">` +
    `<span class="what">${name}</span><span id="${id}"></span></button>`;
}

/** The formulas, without their numbers. */
export function stepsMarkup(run: Run): string {
  const { samples: { width } } = run;
  const isOne = width === 1;
  const rows = Array.from(
    { length: rowsOf(run) },
    (_, i) =>
      `<tr><th scope="row" id="s-f${i}"></th>${
        ["x", "w", "p", "g", "n"].map((part) => `<td id="s-${part}${i}"></td>`).join("")
      }</tr>`,
  );
  const line = (id: string, what: string) =>
    `<tr><th scope="row">${what}</th><td id="${id}"></td></tr>`;
  const dot = '<span class="op">·</span>';
  return `<table class="formulas"><tbody>
${line("s-scaled", "")}${line("s-z", isOne ? "z = w·x + b" : "z = Σ wⱼxⱼ + b")}
${line("s-prediction", "ŷ = σ(z) = 1 / (1 + e⁻ᶻ)")}
<tr><th scope="row" id="s-loss-name"></th><td id="s-loss"></td></tr>
</tbody></table>
<p class="chain">${factor("s-dl", { name: "dL/dŷ", lights: "error" })}${dot}${
    factor("s-dp", { name: "dŷ/dz", lights: "tangent" })
  }${dot}${
    factor("s-dz", { name: isOne ? "dz/dw" : "dz/db", lights: "x" })
  }<span class="op">=</span><span class="factor"><span class="what">${
    isOne ? "dL/dw" : "dL/db"
  }</span><strong id="s-dw"></strong></span></p>
<table class="formulas"><tbody>
${isOne ? line("s-db", "dL/db = dL/dŷ · dŷ/dz · 1") + line("s-w", "w ← w − η · dL/dw") : ""}
${line("s-b", "b ← b − η · dL/db")}
</tbody></table>
${
    rows.length === 0 ? "" : `<div class="wide" tabindex="0" role="region" aria-label="Weights">
<table class="weights"><thead><tr><th scope="col">feature j</th><th scope="col">xⱼ = dz/dwⱼ</th>
<th scope="col">wⱼ</th><th scope="col">wⱼxⱼ</th><th scope="col">dL/dwⱼ</th><th scope="col">new wⱼ</th>
</tr></thead><tbody>${rows.join("")}</tbody></table></div>`
  }
<p class="note">${notesOf(run).join(" ")}</p>`;
}

/** The numbers of a sample at a moment. */
export function stepsChanges(run: Run, place: Place): Change[] {
  const { samples, moments, classes, order, start } = run;
  const { moment, row } = place;
  const { scaling, name } = moments[moment];
  const { width } = samples;
  const steps = stepsOf(run, place);
  const { x, y, z, prediction, loss, before, after, gradient, learningRate } = steps;
  const isOne = width === 1;
  const bias = before[width];
  const own = samples.features.subarray(row * width, (row + 1) * width);
  const rate = learningRate === undefined ? "η" : short(learningRate);
  const isEntropy = start.pipeline.loss === "binary-cross-entropy";
  const ofEntropy = y === 1 ? "ln ŷ" : "ln(1 − ŷ)";
  const weight = start.classWeights ? `${figures(start.classWeights[y])} · ` : "";
  const { weightDecay } = ruleOf(run);
  const moved = (j: number) =>
    after === undefined
      ? ""
      : `${digits(before[j])} − ${rate} · ${
        bracketed(gradient[j] + (j < width ? weightDecay * before[j] : 0))
      } = ${digits(after[j])}`;
  // The weights that matter most to this sample.
  const largest = isOne ? [] : [...x.keys()]
    .sort((a, b) => Math.abs(before[b] * x[b]) - Math.abs(before[a] * x[a]))
    .slice(0, rowsOf(run))
    .sort((a, b) => a - b);
  const at = isOne ? `${start.features[0]} = ${digits(own[0])}` : `row ${count(row + 1)}`;
  const title = `A sample of ${classes[y]}, ${at}, at ${name}`;
  return [
    ["s-title", { text: title }],
    ["s-scaled", {
      text: isOne && scaling
        ? `x = (${digits(own[0])} − ${bracketed(scaling.mean[0])}) / ${figures(scaling.sd[0])} = ${
          figures(x[0])
        }, standardized`
        : "",
    }],
    ["s-z", {
      text: isOne
        ? `${figures(before[0])} · ${bracketed(x[0])} ${plus(bias)} = ${figures(z)}`
        : `${figures(z - bias)} ${plus(bias)} = ${figures(z)}`,
    }],
    ["s-prediction", { text: near(prediction) }],
    ["s-loss-name", {
      text: isEntropy ? `L = −${weight}${ofEntropy}` : `L = ${weight}(ŷ − y)²`,
    }],
    ["s-loss", { text: figures(loss) }],
    ["s-dl", { text: figures(steps.dLoss_dPrediction) }],
    ["s-dp", { text: figures(steps.dPrediction_dz) }],
    ["s-dz", { text: isOne ? figures(x[0]) : "1" }],
    ["s-dw", { text: figures(gradient[isOne ? 0 : width]) }],
    ["s-db", { text: figures(gradient[width]) }],
    ["s-w", { text: isOne ? moved(0) : "" }],
    ["s-b", { text: moved(width) }],
    ...largest.flatMap((j, i): Change[] => [
      [`s-f${i}`, { text: start.features[j] }],
      [`s-x${i}`, { text: figures(x[j]) }],
      [`s-w${i}`, { text: figures(before[j]) }],
      [`s-p${i}`, { text: figures(before[j] * x[j]) }],
      [`s-g${i}`, { text: figures(gradient[j]) }],
      [`s-n${i}`, { text: after === undefined ? "" : digits(after[j]) }],
    ]),
    ["sample", {
      max: String(order.length - 1),
      "aria-valuetext": title,
    }],
  ];
}

/** What there is to be said of the formulas. */
function notesOf(run: Run): string[] {
  const { samples: { width }, moments } = run;
  const { kind, momentum, weightDecay, batch } = ruleOf(run);
  const rows = rowsOf(run);
  return [
    ...(moments.at(-1)!.scaling && width > 1 ? ["The features are standardized."] : []),
    ...(width > 1 && rows < width
      ? [`Of ${count(width)} features the ${rows} that matter most to this z.`]
      : []),
    ...(batch !== 1
      ? [`A step goes along the mean gradient of ${count(batch)} samples, this one among them.`]
      : kind !== "sgd" || momentum !== 0
      ? ["The step also depends on the gradients before it, which the log does not hold."]
      : weightDecay !== 0
      ? [`Weight decay adds ${short(weightDecay)} · w to the gradient of a weight.`]
      : []),
  ];
}

/** A number as short as it is. */
function short(x: number): string {
  return signed(String(Number(x.toPrecision(6))));
}

/** A number with six digits, enough to see it move. */
function digits(x: number): string {
  const large = Math.abs(x) >= 1e6 || (x !== 0 && Math.abs(x) < 1e-4);
  return large ? figures(x) : signed(x.toPrecision(6));
}

/** A prediction with as many digits as tell it from 0 and 1. */
function near(prediction: number): string {
  const rest = 1 - prediction;
  return rest > 0 && rest < 0.001 ? `1 − ${figures(rest)}` : figures(prediction);
}

/** A factor, in brackets if it is negative. */
function bracketed(x: number): string {
  return x < 0 ? `(${figures(x)})` : figures(x);
}

function plus(x: number): string {
  return `${x < 0 ? "−" : "+"} ${figures(Math.abs(x))}`;
}
