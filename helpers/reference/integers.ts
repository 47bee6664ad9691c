/** Longer than any id: an integer of more digits than this is out of range without being read. */
const MOST_DIGITS = 40;

/**
 * The exact integer that a JSON number's text stands for, or undefined where it is none.
 *
 * JSON Schema calls a number with a zero fraction an integer, so 101.0 and 1.01e2 are 101. The
 * text is judged, not a double: 9007199254740993 stays itself. One that has too many digits to be
 * an id (1e400) is given as the largest that has not, which is nobody's id either.
 */
export function exactInteger(text: string): bigint | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (parts === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return 0n;

  const significant = digits.replace(/0+$/, '');
  const zeros = Number(exponent) - fraction.length + (digits.length - significant.length);
  if (zeros < 0) return undefined;
  const length = significant.length + zeros;
  const magnitude =
    length > MOST_DIGITS ? 10n ** BigInt(MOST_DIGITS) : BigInt(significant + '0'.repeat(zeros));
  return sign === '-' ? -magnitude : magnitude;
}
