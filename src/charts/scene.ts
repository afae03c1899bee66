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

/** What pictures need of a log: a fold over its records, finished or still growing. */
export interface Scene {
  /** The first record, once there is one. */
  readonly start?: StartRecord;
  /** The samples to show, once they are there: of a stream, when it ends. */
  readonly data?: DataRecord;
  /** The epochs so far. */
  readonly epochs: readonly EpochRecord[];
  /** The reports of a stream so far. */
  readonly progress: readonly ProgressRecord[];
  /** The checkpoints so far. */
  readonly checkpoints: readonly CheckpointRecord[];
  /** The samples of the first epoch, as far as the log has them: at most 2,000. */
  readonly steps: readonly SampleRecord[];
  /** The last record, once the run has ended. */
  readonly end?: EndRecord;
  /** Adds the next record. */
  add(record: LogRecord): void;
}

const MOST_STEPS = 2000;

/** A scene without records; {@linkcode pictures} shows how it is filled and drawn. */
export function newScene(): Scene {
  const epochs: EpochRecord[] = [];
  const progress: ProgressRecord[] = [];
  const checkpoints: CheckpointRecord[] = [];
  const steps: SampleRecord[] = [];
  const scene: { -readonly [key in keyof Scene]: Scene[key] } = {
    epochs,
    progress,
    checkpoints,
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
          epochs.push(record);
          break;
        case "progress":
          progress.push(record);
          break;
        case "checkpoint":
          checkpoints.push(record);
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
