const ZERO = 48, PLUS = 43, MINUS = 45, DOT = 46, LETTER_E = 101, LOWER_CASE = 32;

/** The powers of ten that two doubles hold exactly (5⁴⁵ has 105 bits): the first one, rounded. */
const POWERS = Float64Array.from({ length: 46 }, (_, k) => Number(`1e${k}`));
/** The second one, which the first lacks: 0 up to 10²². */
const POWERS_LOW = POWERS.map((high, k) => Number(10n ** BigInt(k) - BigInt(high)));

/**
 * Reads the decimal number that begins at `at` into `into[index]`.
 *
 * The number is exactly what `Number(text)` gives for the same text. In all but rare cases nothing
 * is allocated. The byte after the number must exist.
 *
 * Up to about 15 digits are an integer and a power of ten that doubles hold exactly, so that one
 * division or product rounds once (W. D. Clinger, "How to read floating point numbers accurately",
 * 1990). Up to 22 digits are divided by {@linkcode quotient}. `Number` reads all others.
 *
 * @returns the end of the number, or −1 if there is none or it is infinite.
 * @internal
 */
export function readNumber(
  bytes: Uint8Array,
  at: number,
  into: Float64Array,
  index: number,
): number {
  let end = at;
  let byte = bytes[end];
  const negative = byte === MINUS;
  if (negative || byte === PLUS) byte = bytes[++end];

  // The digits are collected nine at a time in a small integer, and these in an integer that is
  // rounded above 2⁵³, and in its remainder modulo 2³², which is exact.
  const first = end;
  let mantissa = 0, remainder = 0, nine = 0, count = 0, point = -1;
  for (;; byte = bytes[++end]) {
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (count === 9) {
        mantissa = mantissa * 1e9 + nine;
        remainder = (Math.imul(remainder, 1e9) + nine) | 0;
        nine = count = 0;
      }
      nine = (nine * 10 + digit) | 0;
      count++;
    } else if (byte === DOT && point < 0) point = end;
    else break;
  }
  mantissa = mantissa * POWERS[count] + nine;
  remainder = (Math.imul(remainder, POWERS[count]) + nine) | 0;
  let exponent = point < 0 ? 0 : point + 1 - end;
  if (count === 0) return -1;

  if ((byte | LOWER_CASE) === LETTER_E) {
    byte = bytes[++end];
    const down = byte === MINUS;
    if (down || byte === PLUS) byte = bytes[++end];
    let power = 0;
    const begin = end;
    for (; byte >= ZERO && byte < ZERO + 10; byte = bytes[++end]) power = power * 10 + byte - ZERO;
    if (end === begin) return -1;
    exponent += down ? -power : power;
  }

  const size = Math.abs(exponent);
  let value = NaN;
  if (mantissa <= Number.MAX_SAFE_INTEGER && size <= 22) {
    value = exponent <= 0 ? mantissa / POWERS[size] : mantissa * POWERS[size];
  } else if (mantissa < 1e22 && exponent <= 0 && size < POWERS.length) {
    value = quotient(mantissa, (remainder - (mantissa | 0)) | 0, size);
  }
  if (Number.isNaN(value)) {
    value = Number(decoder.decode(bytes.subarray(first, end)));
    if (value === Infinity) return -1;
  }
  into[index] = negative ? -value : value;
  return end;
}

/**
 * The value of a string, or NaN unless all of it is a finite decimal number.
 *
 * @internal
 */
export function parseNumber(text: string): number {
  const bytes = encoder.encode(text + "\n");
  const end = readNumber(bytes, 0, parsed, 0);
  return end === bytes.length - 1 ? parsed[0] : NaN;
}

const parsed = new Float64Array(1);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * (high + low) / 10^power, rounded once; NaN if it is too near a tie to be sure.
 *
 * One long division in sums of two doubles (T. J. Dekker, "A floating-point technique for extending
 * the available precision", 1971). For |low| up to 2⁻⁴⁸ of high, each of its few roundings errs by
 * at most 2⁻¹⁰⁴ of the quotient, so that the true quotient lies within 2⁻⁹⁶ of the computed one. If
 * both ends of that interval round to the same double, so does everything between them.
 */
function quotient(high: number, low: number, power: number): number {
  const divisor = POWERS[power];
  const first = high / divisor;
  const product = first * divisor;
  const rest = (high - product) - productError(first, divisor, product) + low -
    first * POWERS_LOW[power];
  const second = rest / divisor;
  const bound = first * 2 ** -96;
  const least = first + (second - bound);
  return least === first + (second + bound) ? least : NaN;
}

/** The rounding error a · b − product, exactly: each factor is split into halves. */
function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a), bHigh = upperHalf(b);
  const aLow = a - aHigh, bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** The upper 26 bits of a double. */
function upperHalf(a: number): number {
  const scaled = a * (2 ** 27 + 1);
  return scaled - (scaled - a);
}
