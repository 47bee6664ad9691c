import { expect, test } from '@playwright/test';
import { faults } from '../../../helpers/reference/faults';
import { requirements } from '../../../helpers/contract/requirements';

test('Every requirement has a fault that breaks it, in helpers/reference/faults', () => {
  const broken = new Set<string>(Object.values(faults).flatMap(({ breaks }) => breaks));
  expect(requirements.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
});
