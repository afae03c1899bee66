const BLOCK = 1024;
let block = new Float64Array();
let used = 0;

/**
 * A new array of a few numbers, all 0: a part of a larger one.
 *
 * Deno keeps the numbers of every typed array outside its heap, so that making one of its own takes
 * as long as learning from ten samples.
 */
export function pooledArray(length: number): Float64Array {
  if (used + length > block.length) {
    block = new Float64Array(Math.max(BLOCK, length));
    used = 0;
  }
  return block.subarray(used, used += length);
}

/** A copy of a few numbers, made as {@linkcode pooledArray} makes arrays. */
export function pooledCopy(numbers: Float64Array): Float64Array {
  if (numbers.length === 0) return numbers;
  const copied = pooledArray(numbers.length);
  for (let i = 0; i < numbers.length; i++) copied[i] = numbers[i];
  return copied;
}
