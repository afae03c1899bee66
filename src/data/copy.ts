const BLOCK = 1024;
let block = new Float64Array();
let used = 0;

/**
 * A copy of a few numbers.
 *
 * Deno keeps the numbers of every typed array outside of its heap, so that making one takes as long
 * as learning from ten samples. Copies share one larger array, each has its own part.
 */
export function copy(numbers: Float64Array): Float64Array {
  const { length } = numbers;
  if (length === 0) return numbers;
  if (used + length > block.length) {
    block = new Float64Array(Math.max(BLOCK, length));
    used = 0;
  }
  const part = block.subarray(used, used += length);
  for (let i = 0; i < length; i++) part[i] = numbers[i];
  return part;
}
