import { expect, test } from '@playwright/test';
import { faults, variants } from '../../../helpers/reference/catalogue';
import { requirements } from '../../../helpers/contract/requirements';

test('Every requirement has a fault that breaks it, in faults.yaml', () => {
  const broken = new Set<string>(Object.values(faults).flatMap(({ breaks }) => breaks));
  expect(requirements.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
});

test('Faults and variants name requirements that exist', () => {
  const named = [
    ...Object.values(faults).flatMap(({ breaks }) => breaks),
    ...Object.values(variants).flatMap(({ warns = [] }) => warns),
  ];
  expect(named.filter((id) => !requirements.some((known) => known.id === id))).toEqual([]);
});
