import type { Sweep } from "./sweep.ts";

/** A stand-in until the picture is there. */
export function curvesChart(_: Sweep): string {
  return "";
}
