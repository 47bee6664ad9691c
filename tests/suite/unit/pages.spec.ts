import { expect, test } from '@playwright/test';
import { attachedByRead } from '../../../helpers/checks/attached';
import { isRoundNumber, judgeCompleteness } from '../../../helpers/checks/pages';
import { answer, listing, syncTo } from '../support/responses';
import { readTables } from '../support/table';

const tables = readTables<{
  pages: {
    what: string;
    headers?: [string, string][];
    body: number | { data: number | { id: number }[] };
    is: 'more' | 'complete' | 'unknown';
  }[];
  unreadable: [body: string, problem: string][];
}>('unit/tables/pages.yaml');

const listOf = (users: number) =>
  Array.from({ length: users }, (_item, index) => ({ id: index + 1 }));

const usersOf = (data: number | { id: number }[]) =>
  typeof data === 'number' ? listOf(data) : data;

test.describe('A read', () => {
  for (const { what, headers = [], body, is } of tables.pages) {
    test(`with ${what} is ${is}`, () => {
      const users = usersOf(typeof body === 'number' ? body : body.data);
      const written = typeof body === 'number' ? users : { ...body, data: users };
      const read = answer({ status: 200, headers, body: JSON.stringify(written) });
      const { more, complete } = judgeCompleteness(read, users.length);
      expect(more === undefined ? (complete ? 'complete' : 'unknown') : 'more').toBe(is);
      expect(more !== undefined && complete).toBe(false);
    });
  }

  for (const [body, reason] of [
    ['"meta":{"total":4}', 'it lists 3 users, and has "total": 4'],
    ['"links":{"next":"/x"}', 'it lists 3 users, and has "next"'],
    [`"total${'_'.repeat(50)}":4`, `it lists 3 users, and has "total${'_'.repeat(35)}…": 4`],
  ] as const) {
    test(`is not all if ${reason}`, () => {
      const read = answer({ status: 200, body: `{"data":[],${body}}` });
      expect(judgeCompleteness(read, 3).more).toBe(reason);
    });
  }

  test('without JSON is judged by its header', () => {
    const headers = [['X-Total-Count', '4']] as const;
    expect(judgeCompleteness(answer({ status: 200, body: '<p>', headers }), 3).more).toBeDefined();
    expect(judgeCompleteness(answer({ failure: 'timeout' }), 3)).toEqual({ complete: false });
  });

  test('is searched for its first 500 members', () => {
    const others = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_item, index) => [`m${String(index)}`, 0]));
    const more = (count: number) => {
      const body = JSON.stringify({ ...others(count), total: 4 });
      return judgeCompleteness(answer({ status: 200, headers: [], body }), 3).more;
    };
    expect(more(499)).toContain('"total": 4');
    expect(more(500)).toBeUndefined();
  });

  for (const [body, problem] of tables.unreadable) {
    test(`of ${body} shows nobody`, () => {
      const read = attachedByRead(syncTo([], { status: 200, body }));
      expect(read).toEqual({ problem: expect.stringContaining(problem) });
    });
  }

  test('without a response shows nobody', () => {
    const read = attachedByRead(syncTo([], { failure: 'timeout' }));
    expect(read).toEqual({ problem: 'it was timeout' });
  });

  test('that is cut off shows nobody', () => {
    const read = attachedByRead(syncTo([], { status: 200, failure: 'incomplete' }));
    expect(read).toEqual({ problem: 'it was incomplete' });
  });

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
