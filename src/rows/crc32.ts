/** The beginning of a file. */
export interface Beginning {
  /** Its length. */
  readonly bytes: number;
  /** Its CRC-32. */
  readonly checksum: number;
}

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});

/**
 * The CRC-32 of some bytes, as zlib's; of what came before and of them, where `before` is given.
 *
 * @internal
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let i = 0; i < bytes.length; i++) crc = TABLE[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}
