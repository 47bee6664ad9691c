/** Longer than any id: an integer of more digits is out of range without being read. */
const MAX_DIGITS = 40;

/**
 * Returns the exact integer of a JSON number's text, or undefined if it is not an integer.
 *
 * JSON Schema calls a number with a zero fraction an integer, so 101.0 and 1.01e2 are 101. The
 * text is read, not a double: 9007199254740993 keeps its value. A number with too many digits for
 * an id (1e400) becomes the largest with MAX_DIGITS zeros, which is no user's id either.
 */
export function exactInteger(text: string): bigint | undefined {
  const handlers = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (handlers === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = handlers;
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return 0n;

  const significant = digits.replace(/0+$/, '');
  const zeros = Number(exponent) - fraction.length + (digits.length - significant.length);
  if (zeros < 0) return undefined;
  const length = significant.length + zeros;
  const magnitude =
    length > MAX_DIGITS ? 10n ** BigInt(MAX_DIGITS) : BigInt(significant + '0'.repeat(zeros));
  return sign === '-' ? -magnitude : magnitude;
}
