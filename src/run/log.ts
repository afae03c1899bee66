import { LOG_VERSION, type LogRecord } from "../records.ts";
import { LineWindow, openBytes, sourceOf } from "../rows/bytes.ts";
import { TextLines } from "../rows/text_lines.ts";
import { UserError } from "../user_error.ts";
import { isObject } from "../values.ts";

/** The most records of samples that are read: as many as pictures show. */
const MOST_SAMPLES = 2000;
const FIRST_EPOCH = '{"event":"sample","epoch":0,';

/** Options of {@linkcode readLog}. */
export interface ReadLogOptions {
  /** The events whose records are read; others are passed over, damaged or not. Default: all. */
  readonly events?: readonly LogRecord["event"][];
}

/**
 * The records of a log, one after the other, in bounded memory; those of samples are left out but the
 * first 2,000 of the first epoch.
 *
 * @throws {UserError} for a line that is no record, and for a log of another version.
 */
export async function* readLog(
  path: string,
  { events }: ReadLogOptions = {},
): AsyncGenerator<LogRecord, void> {
  const beginnings = events?.map((event) => `{"event":"${event}",`);
  const window = new LineWindow(await openBytes(path), sourceOf(path));
  const lines = new TextLines(window);
  const read = recordReader();
  try {
    while (await window.advance()) {
      for (let line = lines.next(); line !== undefined; line = lines.next()) {
        if (beginnings?.some((text) => line.startsWith(text)) === false) continue;
        const record = read(line, lines.place);
        if (record !== undefined) yield record;
      }
    }
  } finally {
    window.close();
  }
}

/** The same up to a line that is damaged, or not yet whole, where that is not the first. */
export async function* readWhole(
  path: string,
  options: ReadLogOptions = {},
): AsyncGenerator<LogRecord, void> {
  let isBegun = false;
  try {
    for await (const record of readLog(path, options)) {
      isBegun = true;
      yield record;
    }
  } catch (error) {
    if (!(error instanceof UserError) || !isBegun) throw error;
  }
}

/** Reads the lines of a log one after the other: gives a line's record, or undefined where it is left out. */
export function recordReader(): (line: string, place: string) => LogRecord | undefined {
  let samples = 0;
  return (line, place) => {
    const isSample = line.startsWith('{"event":"sample"');
    if (isSample && (samples >= MOST_SAMPLES || !line.startsWith(FIRST_EPOCH))) return undefined;
    if (isSample) samples++;
    return parseRecord(line, place);
  };
}

function parseRecord(line: string, place: string): LogRecord {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    throw new UserError(`${place}: damaged, it is not JSON`);
  }
  if (!isRecord(record)) throw new UserError(`${place}: damaged, it is not a record`);
  if (record.event === "start" && record.version !== LOG_VERSION) {
    throw new UserError(
      `${place}: expected a log of version ${LOG_VERSION}, found version ${record.version}`,
    );
  }
  return record;
}

/** Whether a value has the fields of its event that others are computed from. */
function isRecord(value: unknown): value is LogRecord {
  if (!isObject(value)) return false;
  const areNumbers = (...fields: string[]) =>
    fields.every((field) => typeof value[field] === "number");
  switch (value.event) {
    case "start":
      return isObject(value.pipeline) && Array.isArray(value.features);
    case "data":
      return Array.isArray(value.x) && Array.isArray(value.y) && Array.isArray(value.classes);
    case "progress":
      return areNumbers("samples", "loss", "accuracy");
    case "epoch":
    case "checkpoint":
      return areNumbers("epoch", "loss", "accuracy", "bias") && Array.isArray(value.weights) &&
        value.weights.every((w) => typeof w === "number");
    default:
      return typeof value.event === "string";
  }
}
