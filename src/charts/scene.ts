import type {
  CheckpointRecord,
  DataRecord,
  EndRecord,
  EpochRecord,
  LogRecord,
  ProgressRecord,
  StartRecord,
} from "../records.ts";

/** What pictures need of a log: a fold over its records. */
export interface Scene {
  /** The first record. */
  readonly start?: StartRecord;
  /** The samples to show. */
  readonly data?: DataRecord;
  /** The epochs. */
  readonly epochs: readonly EpochRecord[];
  /** The progress of a stream. */
  readonly progress: readonly ProgressRecord[];
  /** The checkpoints. */
  readonly checkpoints: readonly CheckpointRecord[];
  /** The last record. */
  readonly end?: EndRecord;
  /** Takes note of the next record. */
  add(record: LogRecord): void;
}

/** A scene of no records yet. */
export function newScene(): Scene {
  const epochs: EpochRecord[] = [];
  const progress: ProgressRecord[] = [];
  const checkpoints: CheckpointRecord[] = [];
  const scene: { -readonly [key in keyof Scene]: Scene[key] } = {
    epochs,
    progress,
    checkpoints,
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
        case "end":
          scene.end = record;
      }
    },
  };
  return scene;
}
