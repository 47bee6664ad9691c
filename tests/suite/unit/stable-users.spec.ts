import { expect, test } from '@playwright/test';
import {
  judgeSameRecords,
  judgeSameRecordsAs,
  judgeStable,
  type UserMemory,
} from '../../../helpers/checks/response';
import type { Sync } from '../../../helpers/checks/listing';
import type { Defect, Judgement } from '../../../helpers/checks/result';
import { listedUsers, type ListedUser } from '../../../helpers/http/body';
import { parseJson } from '../../../helpers/http/json';
import { formatJudgement, syncTo } from '../support/responses';
import { readTables } from '../support/table';

const tables = readTables<{
  /** Two records, and a part of the message where they differ. */
  records: { title: string; first: string; second: string; differs?: string }[];
}>('unit/tables/stable-users.yaml');

const defects = (judgement: Judgement): Defect[] =>
  judgement.outcome === 'failed' ? judgement.defects : [];

test.describe('A user', () => {
  const users = (...records: string[]): readonly ListedUser[] =>
    listedUsers(parseJson(`{"data":[${records.join(',')}]}`).value) ?? [];

  /** Returns the judgement of a second response with users, after a first one. */
  const judgeAfter = (first: readonly ListedUser[], second: readonly ListedUser[]) => {
    const memory: UserMemory = new Map();
    expect(judgeStable(first, memory, '0.1')).toEqual([{ outcome: 'passed' }, ['0.1']]);
    return judgeStable(second, memory, '0.2');
  };

  const told = (before: string, after: string) =>
    formatJudgement(judgeAfter(users(before), users(after))[0]);

  for (const { title, first, second, differs } of tables.records) {
    test(`${title} is ${differs === undefined ? 'the same' : 'not the same'}`, () => {
      const [{ outcome }, exchanges] = judgeAfter(users(first), users(second));
      expect(outcome).toBe(differs === undefined ? 'passed' : 'failed');
      expect(exchanges).toEqual(differs === undefined ? ['0.2'] : ['0.1', '0.2']);
      const same = formatJudgement(judgeSameRecords(users(first), users(second)));
      expect(same).toMatch(differs === undefined ? /^passed$/ : /^failed: changed: /);
      expect(same).toContain(differs ?? 'passed');
    });
  }

  test('that changes is reported, up to three of them', () => {
    const named = (name: string) =>
      [1, 2, 3, 4].map((id) => `{"id":${String(id)},"name":"${name}"}`);
    const change = 'name was "Ann", and is "Bob"';
    expect(told(named('Ann').join(), named('Bob').join())).toBe(
      `failed: changed: user 1: ${change}; user 2: ${change}; user 3: ${change}`,
    );
  });

  test('whose properties change is one defect for each of them, whatever the values', () => {
    const before = users(
      '{"id":1,"name":"Ann","roles":["a"]}',
      '{"id":2,"name":"Bob","email":null}',
    );
    const after = users('{"id":1,"name":"Amy","roles":[]}', '{"id":2,"name":"Bea","email":7}');
    expect(judgeAfter(before, after)[0]).toMatchObject({
      defects: [
        {
          code: 'changed',
          message: 'user 1: name was "Ann", and is "Amy"; user 2: name was "Bob", and is "Bea"',
          pointers: ['/data/0/name', '/data/1/name'],
        },
        { code: 'changed', pointers: ['/data/1/email'] },
        { code: 'changed', pointers: ['/data/0/roles'] },
      ],
    });
  });

  test('who is left out of one answer, or has a property less, is remembered', () => {
    const memory: UserMemory = new Map();
    for (const [record, outcome] of [
      ['{"id":1,"name":"Ann"}', 'passed'],
      ['{"id":1}', 'passed'],
      ['{"id":2,"name":"Bob"}', 'passed'],
      ['{"id":1,"name":"Amy"}', 'failed'],
    ] as const) {
      expect(judgeStable(users(record), memory, '0.1')[0].outcome, record).toBe(outcome);
    }
  });

  test('who lacks a property in one of two answers to the same sync differs', () => {
    const [named, nameless] = [users('{"id":1,"name":"Ann"}'), users('{"id":1}')];
    expect(formatJudgement(judgeSameRecords(named, nameless))).toMatch(/absent/);
    expect(judgeSameRecords(nameless, nameless).outcome).toBe('passed');
  });

  test('may lack a property without a value in one of two answers to the same sync', () => {
    const [empty, bare] = [users('{"id":1,"email":null,"roles":[]}'), users('{"id":1}')];
    expect(judgeSameRecords(empty, bare).outcome).toBe('passed');
    expect(judgeSameRecords(bare, empty).outcome).toBe('passed');
  });

  test('is compared with that of another sync, if both have users', () => {
    const [ann, bob] = ['Ann', 'Bob'].map((name) =>
      syncTo(['101'], { body: `{"data":[{"id":101,"name":"${name}"}]}` }),
    ) as [Sync, Sync];
    const unread = syncTo(['101'], { body: 'ok' });
    const judged = (first: Sync, again: Sync) => formatJudgement(judgeSameRecordsAs(first)(again));
    expect([judged(ann, ann), judged(ann, bob).slice(0, 15)]).toEqual([
      'passed',
      'failed: changed',
    ]);
    const none = 'untested: a response has no readable users';
    expect([judged(unread, ann), judged(ann, unread)]).toEqual([none, none]);
  });

  test('with a long value is shown in part and compared whole', () => {
    const roles = (last: string) => `{"id":1,"roles":[${'"a",'.repeat(200)}"${last}"]}`;
    expect(told(roles('b'), roles('b'))).toBe('passed');
    expect(told(roles('b'), roles('c'))).toMatch(
      /^failed: changed: user 1: roles was .{80}… \(SHA-256 ([0-9a-f]{64})\), and is .{80}… \(SHA-256 (?!\1)[0-9a-f]{64}\)$/,
    );
  });

  for (const [what, record] of [
    ['a name', (last: string) => `"name":"${'x'.repeat(100)}${last}"`],
    ['an email', (last: string) => `"email":"${'x'.repeat(100)}${last}"`],
    ['an item', (last: string) => `"roles":["${'x'.repeat(100)}${last}"]`],
    ['an object in a list', (last: string) => `"roles":[{"x":"${'x'.repeat(100)}","y":"${last}"}]`],
    ['a very long name', (last: string) => `"name":"${'x'.repeat(1000)}${last}"`],
  ] satisfies [string, (last: string) => string][]) {
    test(`with another end of ${what} is not the same, and the message shows it`, () => {
      const [before, after] = [`{"id":1,${record('a')}}`, `{"id":1,${record('b')}}`];
      const same = formatJudgement(judgeSameRecords(users(before), users(after)));
      expect(told(before, after)).toBe(same);
      expect(same).toMatch(/^failed: changed: user 1: (\w+) was (.*), and is (?!\2$)/);
      expect(told(before, before)).toBe('passed');
    });
  }

  test('created at another instant is shown with both as they came', () => {
    const created = (at: string) => `{"id":1,"created_at":"${at}"}`;
    const [before, after] = ['2023-01-01T12:00:00Z', '2023-01-01 12:00:01+01:00'] as const;
    const message = `failed: changed: user 1: created_at was "${before}", and is "${after}"`;
    expect(told(created(before), created(after))).toBe(message);
    const [first, second] = [users(created(before)), users(created(after))];
    expect(formatJudgement(judgeSameRecords(first, second))).toBe(message);
    expect(told(created(before), '{"id":1,"created_at":null}')).toContain('and is null');
  });

  test('with a short value is shown whole', () => {
    const since = (length: number) => `{"id":1,"created_at":"${'x'.repeat(length)}"}`;
    expect(told(since(400), since(1))).toContain(`created_at was ${'x'.repeat(400)}, and is x`);
    expect(told(since(401), since(1))).toContain(`created_at was ${'x'.repeat(80)}… (SHA-256 `);
  });

  test('has a pointer, up to a hundred of them', () => {
    const many = (name: string) =>
      users(...Array.from({ length: 101 }, (_item, id) => `{"id":${String(id)},"name":"${name}"}`));
    const [defect] = defects(judgeSameRecords(many('Ann'), many('Bob')));
    expect(defect?.pointers).toHaveLength(100);
    const bare = (name: string) => listedUsers([{ id: 1, name }]) ?? [];
    expect(defects(judgeSameRecords(bare('Ann'), bare('Bob')))[0]?.pointers).toEqual([]);
  });

  test('is remembered, up to fifty thousand of them', () => {
    for (const [size, outcome] of [
      [49_999, 'failed'],
      [50_000, 'passed'],
    ] as const) {
      const memory: UserMemory = new Map(
        Array.from({ length: size }, (_item, id) => [`x${String(id)}`, {}] as const),
      );
      judgeStable(users('{"id":1,"name":"Ann"}'), memory, '0.1');
      const [again] = judgeStable(users('{"id":1,"name":"Bob"}'), memory, '0.2');
      expect(again.outcome).toBe(outcome);
    }
  });
});
