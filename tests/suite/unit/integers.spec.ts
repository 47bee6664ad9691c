import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { contract } from '../../../helpers/contract/contract';
import { integerOf, parseJson } from '../../../helpers/http/json';
import { readTables } from '../support/table';

const { integers, fractions, others } = readTables<{
  integers: { text: string; value: string }[];
  fractions: string[];
  others: string[];
}>('unit/tables/integers.yaml');

function read(lexeme: string): bigint {
  const { value } = parseJson(lexeme);
  if (typeof value !== 'number' && typeof value !== 'bigint') throw new Error('not a number');
  return BigInt(value);
}

const violations = (lexeme: string) =>
  contract.violations(parseJson(`{"data":[{"id":${lexeme}}]}`).value).map(({ keyword }) => keyword);

test.describe('An integer', () => {
  for (const { text, value } of [...integers, { text: '1e400', value: `1${'0'.repeat(400)}` }]) {
    test(`is ${text}`, () => {
      expect(integerOf(text)).toBe(value);
      expect(violations(text)).toEqual([]);
      expect(read(text)).toBe(BigInt(value));
    });
  }

  for (const lexeme of fractions) {
    test(`is not ${lexeme}`, () => {
      expect(integerOf(lexeme)).toBeUndefined();
      expect(violations(lexeme)).toEqual(['#/components/schemas/User/properties/id/type']);
    });
  }

  test('is not what is no number of JSON', () => {
    expect(others.filter((text) => integerOf(text) !== undefined)).toEqual([]);
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
