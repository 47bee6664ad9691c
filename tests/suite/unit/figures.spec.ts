import { expect, test } from '@playwright/test';
import { exponent, growth, median, ratios, short, spread } from '../../../bench/parts/figures';

const LAW = [10, 100, 1000];
const points = (of: (x: number) => number) => LAW.map((x) => [x, of(x)] as const);

test.describe('Of what the benchmark measures', () => {
  test('the median is the middle one, or between the two of them', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 7])).toBe(6);
  });

  test('the spread has the least and the most, and says where there is one alone', () => {
    expect(spread([3, 1, 200], 'ms')).toBe('3.00 ms (1.00 to 200)');
    expect(spread([12.345], 's')).toBe('12.3 s (timed once)');
  });

  test('three digits are told, and those before the point', () => {
    expect([0.1234, 1.234, 12.34, 123.4, 12345].map(short)).toEqual([
      '0.12',
      '1.23',
      '12.3',
      '123',
      '12345',
    ]);
  });

  test('ratios are those of what was measured side by side', () => {
    expect(ratios([4, 9], [2, 3])).toEqual([2, 3]);
    expect(ratios([4, 9], [2])[1]).toBeNaN();
  });

  test('the exponent is that of the power law', () => {
    expect(exponent(points((x) => 3 * x ** 2))).toBeCloseTo(2);
    expect(exponent(points(() => 7))).toBeCloseTo(0);
    expect(exponent(points((x) => 5 / x))).toBeCloseTo(-1);
  });

  test('growth is worse than linear, also where what is fixed hides it but at the end', () => {
    expect(growth(points((x) => 5 * x))).toMatch(/no worse than linear/);
    expect(growth(points((x) => x ** 1.3))).toMatch(/WORSE/);
    const late = growth(points((x) => 3e4 + (x / 10) ** 3));
    expect(late).toMatch(/^Exponent 0\..*WORSE/);
    expect(growth([[1, Number.NaN]])).toMatch(/WORSE/);
  });
});
