import { expect, test } from '@playwright/test';
import { attachedByRead } from '../../../helpers/checks/attached';
import { isRoundNumber, judgeCompleteness } from '../../../helpers/checks/pages';
import { answer, listing, syncTo } from '../support/responses';
import { readTables } from '../support/table';

const tables = readTables<{
  pages: {
    what: string;
    headers?: [string, string][];
    /** `data`, or the whole body, is a number of users. */
    body: number | { data: number };
    is: 'more' | 'complete' | 'unknown';
  }[];
  unreadable: [body: string, problem: string][];
}>('unit/tables/pages.yaml');

const listOf = (users: number) =>
  Array.from({ length: users }, (_item, index) => ({ id: index + 1 }));

test.describe('A read', () => {
  for (const { what, headers = [], body, is } of tables.pages) {
    test(`with ${what} is ${is}`, () => {
      const written =
        typeof body === 'number' ? listOf(body) : { ...body, data: listOf(body.data) };
      const read = answer({ status: 200, headers, body: JSON.stringify(written) });
      const { more, complete } = judgeCompleteness(read, 3);
      expect(more === undefined ? (complete ? 'complete' : 'unknown') : 'more').toBe(is);
      expect(more ?? 'it lists 3 users').toContain('it lists 3 users');
    });
  }

  for (const [body, problem] of tables.unreadable) {
    test(`of ${body} shows nobody`, () => {
      const read = attachedByRead(syncTo([], { status: 200, body }));
      expect(read).toEqual({ problem: expect.stringContaining(problem) });
    });
  }

  test('with another status shows nobody', () => {
    const read = attachedByRead(syncTo([], { status: 206, body: listing(1) }));
    expect(read).toEqual({ problem: 'expected 200, got 206' });
  });

  test('shows the users in order, and whether there may be more', () => {
    const read = (...ids: string[]) =>
      attachedByRead(syncTo([], { status: 200, body: listing(...ids) }));
    expect(read('30', '7')).toEqual({ ids: ['7', '30'] });
    expect(read()).toEqual({ ids: [] });
    const ten = listOf(10).map(({ id }) => String(id));
    expect(read(...ten)).toEqual({ ids: ten, unsure: true });
  });

  test('may be one page if its number of users is usual for one', () => {
    const round = Array.from({ length: 101 }, (_item, users) => users).filter(isRoundNumber);
    expect(round).toEqual(
      expect.arrayContaining([10, 12, 15, 16, 20, 24, 25, 30, 32, 50, 64, 100]),
    );
    for (const users of [0, 1, 2, 5, 8, 9, 11, 13, 99, 101]) expect(round).not.toContain(users);
  });
});
