import { expect, test } from '@playwright/test';
import { judgeIsolated } from '../../../helpers/checks/isolation';
import type { Sync } from '../../../helpers/checks/listing';
import { formatJudgement, listing, syncTo } from '../support/responses';

/** Returns the response to a sync of a customer, which lists some users. */
const syncOf = (customer: string, requested: string[], ...listed: string[]): Sync => ({
  ...syncTo(requested, { body: listing(...listed) }),
  customer,
});

test.describe('A list with the users of another customer', () => {
  const other = syncOf('9', ['104'], '104');

  for (const [what, sync, earlier, expected] of [
    ['passes if it has its own users only', syncOf('7', ['101'], '101'), [other], 'passed'],
    [
      'names the customer whose users it has',
      syncOf('7', ['101'], '101', '104'),
      [other],
      'failed: unrequested: 104 is attached to customer 9; sync to [101]: ',
    ],
    [
      'names the customer whose users it has, if they are several',
      syncOf('7', ['101'], '101', '104', '106'),
      [syncOf('9', ['104', '106'], '104', '106')],
      'failed: unrequested: 104, 106 are attached to customer 9; sync to [101]: ',
    ],
    [
      'names no customer for a user of nobody',
      syncOf('7', ['101'], '101', '105'),
      [other],
      'failed: unrequested: sync to [101]: ',
    ],
    [
      'names no customer who has let the user go',
      syncOf('7', ['101'], '101', '104'),
      [other, syncOf('9', ['103'], '103')],
      'failed: unrequested: sync to [101]: ',
    ],
    [
      'names no customer for users of its own',
      syncOf('7', ['101'], '101', '104'),
      [syncOf('7', ['104'], '104')],
      'failed: unrequested: sync to [101]: ',
    ],
  ] as const) {
    test(what, () => {
      expect(formatJudgement(judgeIsolated(sync, earlier)).replace(/expected .*/, '')).toBe(
        expected,
      );
    });
  }
});
