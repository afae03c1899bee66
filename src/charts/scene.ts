import type {
  CheckpointRecord,
  DataRecord,
  EndRecord,
  EpochRecord,
  LogRecord,
  ProgressRecord,
  SampleRecord,
  StartRecord,
} from "../records.ts";
import { thinning } from "./thinning.ts";

/** What pictures need of a log: plain data. */
export interface Scene {
  /** The first record, once there is one. */
  readonly start?: StartRecord;
  /** The samples to show, once they are there: of a stream, when it ends. */
  readonly data?: DataRecord;
  /** The epochs so far; of very many, those that tell most, the checkpoints' among them. */
  readonly epochs: readonly EpochRecord[];
  /** The reports of a stream so far; of very many, those that tell most. */
  readonly progress: readonly ProgressRecord[];
  /** The checkpoints so far; of very many, evenly spaced ones. */
  readonly checkpoints: readonly CheckpointRecord[];
  /** The number of all checkpoints so far. */
  readonly checkpointCount: number;
  /** The samples of the first epoch, as far as the log has them: at most 2,000. */
  readonly steps: readonly SampleRecord[];
  /** The last record, once the run has ended. */
  readonly end?: EndRecord;
}

/** A scene that grows: a fold over the records of a log. */
export interface GrowingScene extends Scene {
  /** Adds the next record. */
  add(record: LogRecord): void;
}

const MOST_STEPS = 2000;

/** So many epochs are kept one by one, and so many checkpoints; fewer where they have many weights. */
const MOST = 2000;
const FEWEST = 60;
const MOST_WEIGHTS = 1e6;

/** A checkpoint, and its epoch where that has ended. */
interface Marked {
  readonly checkpoint: CheckpointRecord;
  readonly epoch: EpochRecord | undefined;
}

/**
 * A scene without records; {@linkcode pictures} shows how it is filled and drawn.
 *
 * Its size is bounded, however many records it takes, and depends on nothing but them.
 */
export function newScene(): GrowingScene {
  const steps: SampleRecord[] = [];
  const most = () => {
    const few = 2 * Math.floor(MOST_WEIGHTS / (scene.start?.features.length ?? 1) / 2);
    return Math.max(FEWEST, Math.min(MOST, few));
  };
  const epochs = thinning<EpochRecord>(most, [
    ({ loss }) => loss,
    ({ validationLoss }) => validationLoss,
  ]);
  const progress = thinning<ProgressRecord>(() => MOST, [({ lossSinceLast }) => lossSinceLast]);
  const checkpoints = thinning<Marked>(most);
  let last: EpochRecord | undefined;
  const scene: { -readonly [key in keyof GrowingScene]: GrowingScene[key] } = {
    get epochs() {
      const marked = checkpoints.kept().flatMap(({ epoch }) => epoch ?? []);
      return [...new Set([...epochs.kept(), ...marked])].sort((a, b) => a.epoch - b.epoch);
    },
    get progress() {
      return progress.kept();
    },
    get checkpoints() {
      return checkpoints.kept().map(({ checkpoint }) => checkpoint);
    },
    checkpointCount: 0,
    steps,
    add(record) {
      switch (record.event) {
        case "start":
          scene.start = record;
          break;
        case "data":
          scene.data = record;
          break;
        case "epoch":
          epochs.add(record);
          last = record;
          break;
        case "progress":
          progress.add(record);
          break;
        case "checkpoint":
          checkpoints.add({
            checkpoint: record,
            epoch: last?.epoch === record.epoch ? last : undefined,
          });
          scene.checkpointCount++;
          break;
        case "sample":
          if (record.epoch === 0 && steps.length < MOST_STEPS) steps.push(record);
          break;
        case "end":
          scene.end = record;
      }
    },
  };
  return scene;
}
