const BLOCK = 1024;
let block = new Float64Array();
let used = 0;

/**
 * A new array of zeros, for a few numbers: a view of a larger array.
 *
 * Deno keeps the numbers of a typed array outside its heap, so that allocating one takes as long as
 * learning from ten samples.
 */
export function pooledArray(length: number): Float64Array {
  if (used + length > block.length) {
    block = new Float64Array(Math.max(BLOCK, length));
    used = 0;
  }
  return block.subarray(used, used += length);
}

/** A copy of a few numbers in a {@linkcode pooledArray}. */
export function pooledCopy(numbers: Float64Array): Float64Array {
  if (numbers.length === 0) return numbers;
  const copy = pooledArray(numbers.length);
  for (let i = 0; i < numbers.length; i++) copy[i] = numbers[i];
  return copy;
}
