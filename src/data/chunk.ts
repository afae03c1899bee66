/**
 * A run of consecutive samples, held column by column.
 *
 * A chunk is the unit that flows. How many samples it holds is a matter of speed only: every number
 * that comes out of a pipeline is the same for any chunk size.
 */
export interface Chunk {
  /** The features x, rows × width, row-major. */
  readonly features: Float64Array;
  /** The labels y, one per row: 0 or 1. */
  readonly labels: Float64Array;
}
