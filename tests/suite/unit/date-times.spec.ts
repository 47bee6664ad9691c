import { expect, test } from '@playwright/test';
import { isDateTime } from '../../../helpers/contract/contract';
import { readTables } from '../support/table';

type Row = [what: string, text: string];
const { valid, invalid } = readTables<{ valid: Row[]; invalid: Row[] }>(
  'unit/tables/date-times.yaml',
);

test.describe('A date-time', () => {
  for (const [what, text] of valid) {
    test(`may have ${what}: ${text}`, () => {
      expect(isDateTime(text)).toBe(true);
    });
  }

  for (const [what, text] of invalid) {
    test(`is not ${what}: ${JSON.stringify(text)}`, () => {
      expect(isDateTime(text)).toBe(false);
    });
  }
});
