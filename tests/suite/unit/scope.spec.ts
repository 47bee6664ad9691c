import { expect, test } from '@playwright/test';
import { EMBEDDED_SERVER, longestListOf, scopeOf } from '../../../helpers/report/scope';
import { evidenceOf } from '../support/evidence';
import { checksOf, lists, scenarioOf } from '../support/scenario';

const target = { baseUrl: 'http://a.test', embedded: false, customers: ['7', '9'], users: [] };

/** Returns the scope of a run whose scenarios confirmed lists of these lengths. */
const describe = (longest: number[], readChecks: number, embedded = false) =>
  scopeOf(
    { ...target, embedded },
    longest.map((longestList) => evidenceOf({ longestList })),
    [
      { id: 'attach.one', checks: 1 },
      { id: 'readback.persisted', checks: readChecks },
    ],
  ).description;

test('A scope has the number of customers, the longest list, and whether anything was read', () => {
  expect(describe([4, 60, 1], 0)).toBe('2 customers, lists up to 60 users; nothing read back');
  expect(describe([1], 2)).toBe('2 customers, lists up to 1 user; users read back');
  expect(describe([], 0)).toBe('2 customers, no list confirmed; nothing read back');
  expect(describe([60], 0, true)).toBe(
    `${EMBEDDED_SERVER}; 2 customers, lists up to 60 users; nothing read back`,
  );
});

test('A list counts once its response lists exactly its users', async () => {
  const { scenario } = scenarioOf(lists('101'), lists('101'), lists());
  scenario.check('attach.one', await scenario.sync(['101']));
  scenario.check('attach.added', await scenario.sync(['101', '102']));
  await scenario.given([]);
  expect(checksOf(scenario)).toContain('attach.added failed by 1, 2');
  expect(longestListOf([scenario.toEvidence()])).toBe(1);
});
