/**
 * Returns an id that stands for nobody: above all reserved ids, below which others may exist.
 *
 * @param preferred an id of 31 bits. If a reserved one is not below it, the id is as far from 2^63.
 */
export function unknownId(reserved: readonly string[], preferred: bigint): bigint {
  const highest = reserved.map(BigInt).reduce((one, other) => (one > other ? one : other), 0n);
  const wide = preferred - 2n ** 31n + 2n ** 63n;
  return [preferred, wide].find((id) => id > highest) ?? highest + 2n ** 17n;
}
