import type { RunState, Sweep, SweepRun } from "../../src/charts/sweep.ts";
import type { EndRecord, EpochRecord, StartRecord } from "../../src/records.ts";

/** What came of a run. */
export interface Came {
  /** Default: finished. */
  readonly state?: RunState;
  /** The trained model's loss, and that of the last epoch. */
  readonly loss?: number;
  /** Its accuracy. */
  readonly accuracy?: number;
  /** Its loss on held-out samples. */
  readonly heldOut?: number;
  /** How many epochs it had. Default: 20. */
  readonly epochs?: number;
  /** The name of its loss. */
  readonly lossName?: string;
}

/** A run as a log tells of it: a loss that falls to what it came to, or grows. */
export function runOf(
  { name, values }: Pick<SweepRun, "name" | "values">,
  { state = "finished", loss = 0.1, accuracy = 0.9, heldOut, epochs = 20, ...came }: Came,
): SweepRun {
  if (state === "missing") return { name, values, state, epochs: [] };
  const neuron = { weights: [1], bias: 0 };
  const course = (last: number, epoch: number) =>
    state === "diverged" ? last * 4 ** epoch : last * (1 + 4 / (epoch + 1) - 4 / epochs);
  return {
    name,
    values,
    state,
    start: {
      event: "start",
      pipeline: { name: "test", loss: came.lossName ?? "binary-cross-entropy" },
    } as StartRecord,
    epochs: Array.from({ length: epochs }, (_, epoch): EpochRecord => ({
      event: "epoch",
      epoch,
      loss: course(loss, epoch),
      accuracy,
      learningRate: 0.1,
      ...(heldOut !== undefined && { validationLoss: course(heldOut, epoch) }),
      ...neuron,
    })),
    ...(state !== "failed" && {
      end: {
        event: "end",
        epochs,
        stopped: state === "finished" ? "completed" : state === "diverged" ? "diverged" : "signal",
        loss,
        modelLoss: loss,
        accuracy,
        modelAccuracy: accuracy,
        ...(heldOut !== undefined && { validationLoss: heldOut, validationAccuracy: accuracy }),
        ...neuron,
        steps: epochs,
        modelEpoch: epochs - 1,
        samples: 1,
        classes: ["0", "1"],
      } satisfies EndRecord,
    }),
  };
}

/** Every value of some fields with every value of the others, and what came of each. */
export function sweepOf<Fields extends Readonly<Record<string, readonly unknown[]>>>(
  fields: Fields,
  came: (values: { readonly [Field in keyof Fields]: Fields[Field][number] }) => Came,
): Sweep {
  type Values = Parameters<typeof came>[0];
  const combinations = Object.entries(fields).reduce<Record<string, unknown>[]>(
    (all, [field, values]) =>
      all.flatMap((before) => values.map((value) => ({ ...before, [field]: value }))),
    [{}],
  );
  return {
    name: "test",
    fields: Object.keys(fields),
    runs: combinations.map((values) => {
      const name = Object.entries(values).map(([field, value]) =>
        `${field.split(".").at(-1)}=${value}`
      );
      return runOf({ name: name.join(","), values: Object.values(values) }, came(values as Values));
    }),
  };
}

/** Numbers from 0. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
