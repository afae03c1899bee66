/**
 * Learns from CSV on standard input in one pass, without a stream: `indexOf`, `Number` and the loop.
 *
 * The columns are features, then the label, and every row is taken to be well formed. Prints how many
 * rows there were and their mean loss.
 */
const LEARNING_RATE = 0.1;

const decoder = new TextDecoder();
const buffer = new Uint8Array(64 * 1024);
let text = "";
let x = new Float64Array();
let weights = new Float64Array();
let bias = 0;
let rows = -1;
let lossSum = 0;

for (let n = Deno.stdin.readSync(buffer); n !== null; n = Deno.stdin.readSync(buffer)) {
  text += decoder.decode(buffer.subarray(0, n), { stream: true });
  let begin = 0;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", begin)) {
    if (rows < 0) {
      const width = text.slice(begin, end).split(",").length - 1;
      x = new Float64Array(width);
      weights = new Float64Array(width);
    } else {
      learn(begin, end);
    }
    rows++;
    begin = end + 1;
  }
  text = text.slice(begin);
}
console.log(rows, lossSum / rows);

function learn(begin: number, end: number): void {
  let z = bias;
  for (let j = 0; j < x.length; j++) {
    const comma = text.indexOf(",", begin);
    x[j] = Number(text.slice(begin, comma));
    z += weights[j] * x[j];
    begin = comma + 1;
  }
  const y = Number(text.slice(begin, end));
  const e = Math.exp(-Math.abs(z));
  lossSum += Math.max(z, 0) - z * y + Math.log1p(e);
  const move = LEARNING_RATE * ((z >= 0 ? 1 : e) / (1 + e) - y);
  for (let j = 0; j < x.length; j++) weights[j] -= move * x[j];
  bias -= move;
}
