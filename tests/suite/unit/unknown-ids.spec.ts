import { expect, test } from '@playwright/test';
import { readConfig } from '../../../helpers/config/config';
import { longLists } from '../../../helpers/scenario/invalid-bodies';
import { outOfRangeCustomerIds, outOfRangeUserIds } from '../../../helpers/scenario/invalid-ids';

const ENVIRONMENT = {
  BASE_URL: 'https://staging.example.com/v1',
  API_TOKEN: 'S3cret-Token-0f-The-Target',
  RESTORE_USER_IDS: 'none',
};

test.describe('Beyond the reserved ids', () => {
  for (const [what, low, unknown] of [
    ['of a few digits', 101n, 2_147_480_001n],
    ['of 31 bits', 2_147_480_000n, 2n ** 63n - 3647n],
    ['of 32 bits', 3_000_000_007n, 2n ** 63n - 3647n],
    ['of 63 bits', 2n ** 63n - 9n, 2n ** 63n - 6n + 2n ** 17n],
    ['of 64 bits', 2n ** 63n + 1n, 2n ** 63n + 4n + 2n ** 17n],
  ] as const) {
    test(`are all ids that a run sends as those of nobody, for ids ${what}`, () => {
      const ids = [0n, 1n, 2n, 3n].map((step) => low + step);
      const reserved = ids.map(String);
      const [customer = '', user = ''] = reserved;
      const { target } = readConfig({
        ...ENVIRONMENT,
        CUSTOMER_IDS: reserved.join(),
        USER_IDS: reserved.join(),
      });
      expect(target?.unknownUser).toBe(String(unknown));
      const inLists = [...outOfRangeUserIds(reserved, user), ...longLists(reserved)].flatMap(
        ({ request }) => ('body' in request ? (String(request.body).match(/-?\d{2,}/g) ?? []) : []),
      );
      const asCustomers = outOfRangeCustomerIds(reserved, customer, user).flatMap(
        ({ request: { customer: id = '' } }) => (/^-?\d+$/.test(id) ? [id] : []),
      );
      const others = [...inLists, ...asCustomers, target?.unknownCustomer ?? ''].filter(
        (id) => !reserved.includes(id) && !id.startsWith('-') && id !== '0' && id !== '400',
      );
      expect(others.length).toBeGreaterThan(10_000);
      expect(others.filter((id) => BigInt(id) <= (ids[3] ?? 0n))).toEqual([]);
    });
  }
});
