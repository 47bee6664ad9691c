import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { contract } from '../../../helpers/contract/contract';
import { integerOf, parseJson } from '../../../helpers/http/json';

/** A number as JSON spells it, and the integer that it is, judged by value. */
const INTEGERS: Readonly<Record<string, string>> = {
  '0': '0',
  '-0': '0',
  '0.0': '0',
  '0e0': '0',
  '0e99999': '0',
  '-0.000E-99999': '0',
  '1': '1',
  '-1': '-1',
  '101': '101',
  '1.0': '1',
  '-1.000': '-1',
  '1e2': '100',
  '1E+2': '100',
  '1.01e2': '101',
  '10e-1': '1',
  '1500e-2': '15',
  '-150.0e-1': '-15',
  '0.5e1': '5',
  '0.001e3': '1',
  '2147483648': '2147483648',
  '9007199254740991': '9007199254740991',
  '9007199254740993': '9007199254740993',
  '-9007199254740993': '-9007199254740993',
  '9007199254740993.0': '9007199254740993',
  '9.007199254740993e15': '9007199254740993',
  '18446744073709551616': '18446744073709551616',
  '1e30': `1${'0'.repeat(30)}`,
  '1e400': `1${'0'.repeat(400)}`,
  '1234567890123456789012345678901234567890': '1234567890123456789012345678901234567890',
};

const NO_INTEGERS = [
  '1.5',
  '-1.5',
  '0.1',
  '1e-1',
  '15e-1',
  '1e-400',
  '1e-99999',
  '9007199254740993.5',
  '-9007199254740993.5',
  '4503599627370497.5',
  '1.0000000000000000001',
  '-1.0000000000000000001',
  '0.99999999999999999999',
  '123456789012345678901234567890.5',
];

const NO_NUMBERS = ['', ' 1', '1 ', '+1', '.5', '1.', '1e', '0x10', '1_000', '"1"', 'NaN', '١'];

function read(lexeme: string): bigint {
  const { value } = parseJson(lexeme);
  if (typeof value !== 'number' && typeof value !== 'bigint') throw new Error('not a number');
  return BigInt(value);
}

const violations = (lexeme: string) =>
  contract.violations(parseJson(`{"data":[{"id":${lexeme}}]}`).value).map(({ keyword }) => keyword);

test.describe('An integer', () => {
  for (const [lexeme, digits] of Object.entries(INTEGERS)) {
    test(`is ${lexeme}`, () => {
      expect(integerOf(lexeme)).toBe(digits);
      expect(violations(lexeme)).toEqual([]);
      expect(read(lexeme)).toBe(BigInt(digits));
    });
  }

  for (const lexeme of NO_INTEGERS) {
    test(`is not ${lexeme}`, () => {
      expect(integerOf(lexeme)).toBeUndefined();
      expect(violations(lexeme)).toEqual(['#/components/schemas/User/properties/id/type']);
    });
  }

  test('is not what is no number of JSON', () => {
    expect(NO_NUMBERS.filter((text) => integerOf(text) !== undefined)).toEqual([]);
  });

  test('is not written out where its exponent is beyond all reason', () => {
    expect(integerOf('1e1000')).toHaveLength(1001);
    expect(integerOf('1e1001')).toBeUndefined();
    expect(integerOf('1e999999999999999999999')).toBeUndefined();
    for (const mantissa of ['10', '0.1', '1.1', '100.0', '0.010']) {
      expect(integerOf(`${mantissa}e99999`), mantissa).toBeUndefined();
    }
  });
});

/** `digits`, scaled down by `scale` digits behind a point, and up again by an exponent. */
function spell(value: bigint, scale: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  if (scale === 0) return `${sign}${digits}`;
  const point = digits.length - scale;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}e${String(scale)}`;
}

test.describe('Any integer', () => {
  const any = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
  const scale = fc.nat(60);

  test('has the value of BigInt in every spelling', () => {
    fc.assert(
      fc.property(any, scale, (value, places) => {
        expect(integerOf(String(value))).toBe(String(value));
        expect(integerOf(`${String(value)}.${'0'.repeat(places + 1)}`)).toBe(String(value));
        expect(integerOf(spell(value, places))).toBe(String(value));
        expect(integerOf(`${String(value)}e${String(places)}`)).toBe(
          String(value * 10n ** BigInt(places)),
        );
      }),
    );
  });

  test('survives being read', () => {
    fc.assert(
      fc.property(any, scale, (value, places) => {
        expect(read(spell(value, places))).toBe(value);
        expect(violations(spell(value, places))).toEqual([]);
      }),
    );
  });

  test('is none with anything behind the point', () => {
    const behind = fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(any, behind, (value, [zeros, digit]) => {
        const lexeme = `${String(value)}.${'0'.repeat(zeros)}${String(digit)}`;
        expect(integerOf(lexeme)).toBeUndefined();
        expect(violations(lexeme)).toHaveLength(1);
      }),
    );
  });

  test('is none when it is divided by more than its zeros', () => {
    fc.assert(
      fc.property(any, scale, (value, places) => {
        const power = 10n ** BigInt(places);
        const expected = value % power === 0n ? String(value / power) : undefined;
        expect(integerOf(`${String(value)}e-${String(places)}`)).toBe(expected);
      }),
    );
  });
});
