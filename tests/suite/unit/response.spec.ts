import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import {
  judgeSameRecords,
  judgeSameRecordsAs,
  judgeStable,
  judgeSuccess,
  type UserMemory,
} from '../../../helpers/checks/response';
import type { Sync } from '../../../helpers/checks/listing';
import type { Defect, Judgement } from '../../../helpers/checks/result';
import { listedUsers, type ListedUser } from '../../../helpers/http/body';
import { parseJson } from '../../../helpers/http/json';
import {
  JSON_TYPE,
  answer,
  failing,
  formatJudgement,
  syncTo,
  formatJudgements,
  type FakeResponse,
} from '../support/responses';
import { readTables } from '../support/table';

const tables = readTables<{
  successes: (FakeResponse & { title: string; fails: string[] })[];
  codes: { property: string; value: string; code: string }[];
  findings: (FakeResponse & { requirement: string; judged: string })[];
  /** Two records, and a part of the message where they differ. */
  records: { title: string; first: string; second: string; differs?: string }[];
}>('unit/tables/response.yaml');

const judge = (fake: FakeResponse) => judgeSuccess(answer({ status: 200, ...fake }));
const user = (property: string, value: string) => `{"data":[{"id":101,"${property}":${value}}]}`;

const defects = (judgement: Judgement): Defect[] =>
  judgement.outcome === 'failed' ? judgement.defects : [];

/** Returns the defects of a body. */
const defectsIn = (body: string) => judge({ body }).flatMap(([, judgement]) => defects(judgement));

test.describe('A 200', () => {
  for (const { title, fails, ...fake } of tables.successes) {
    test(`${title} fails ${fails.join(' and ') || 'nothing'}`, () => {
      expect(failing(judge(fake))).toEqual(fails);
    });
  }

  test('that is gzip and does not say so is no JSON', () => {
    expect(failing(judge({ body: gzipSync('{"data":[]}') }))).toEqual(['response.json']);
  });

  for (const { property, value, code } of tables.codes) {
    test(`with ${value} for ${property} has a defect of code ${code}`, () => {
      const found = defectsIn(`{"data":[{"${property}":${value}}]}`);
      expect(found.map((defect) => defect.code)).toEqual([code]);
    });
  }

  for (const { requirement, judged, ...fake } of tables.findings) {
    test(`has ${requirement} ${judged}`, () => {
      expect(formatJudgements(judge(fake), requirement)).toBe(judged);
    });
  }

  test('with a string for an e-mail is reported with an explanation', () => {
    expect(defectsIn(user('email', 'false'))[0]?.message).not.toContain('baseline');
    expect(
      formatJudgements(judge({ body: user('email', '"ann@b.example"') }), 'user.email'),
    ).toMatch(/^failed: string: user 101: email .*integer.*ann@b\.example.*baseline.*user\.email/);
  });

  test('has a defect for each way in which a property is wrong, with all its pointers', () => {
    expect(defectsIn('{"data":[{"roles":[1,"a",2]},{"roles":"a"},{"roles":[3]}]}')).toEqual([
      {
        code: 'number',
        message: expect.stringMatching(/^\/data\/0\/roles\/0 must be string, got 1; .* got 3$/),
        pointers: ['/data/0/roles/0', '/data/0/roles/2', '/data/2/roles/0'],
      },
      {
        code: 'string',
        message: '/data/1/roles must be array, got "a"',
        pointers: ['/data/1/roles'],
      },
    ]);
    const [first, second] = defectsIn(
      '{"data":[7,{"id":1,"data":{"0":[]},"roles":[{"data":[2]}]}]}',
    );
    expect([first?.message, second?.message]).toEqual([
      '/data/0 must be object, got 7',
      'user 1: roles/0 must be string, got {"data":[2]}',
    ]);
    expect(defectsIn('{"id":1,"data":7}')[0]?.message).toBe('/data must be array, got 7');
    const eleven = `{"data":[${'{"id":1},'.repeat(10)}{"id":2,"name":7}]}`;
    expect(defectsIn(eleven)[0]?.message).toBe('user 2: name must be string, got 7');
    expect(defectsIn('[]')).toEqual([
      { code: 'array', message: 'the body must be object, got []', pointers: [''] },
    ]);
  });

  test('shows three values of a defect, and points to a hundred', () => {
    const [few] = defectsIn(user('roles', '[1,2,3,4]'));
    expect(few?.message).toMatch(/got 3; and 1 more like it$/);
    const [many, ...others] = defectsIn(user('roles', `[${'1,'.repeat(100)}1]`));
    expect(many?.pointers).toHaveLength(100);
    expect(others).toEqual([]);
  });

  test('shows three places of a duplicate name, and points to a hundred', () => {
    const body = `{"data":[${'{"id":1,"id":1},'.repeat(100)}{"id":1,"id":1}]}`;
    const found = defectsIn(body).find(({ code }) => code === 'duplicate-name');
    expect(found?.message).toBe('the body has /data/0/id, /data/1/id, /data/2/id twice');
    expect(found?.pointers).toHaveLength(100);
  });

  test('is reported with the beginning of a long value', () => {
    const named = (length: number) =>
      defectsIn(user('name', `["${'x'.repeat(length)}"]`))[0]?.message;
    expect(named(76)).toMatch(/got \["x{76}"\]$/);
    expect(named(77)).toMatch(/got \["x{77}"…$/);
    expect(defectsIn(user('name', '9007199254740993'))[0]?.message).toContain('9007199254740993');
    expect(defectsIn(user('roles', `"${'x'.repeat(80)}"`))[0]?.message).toMatch(/got "x{79}…$/);
  });

  test('with more bytes than were announced is not one JSON text', () => {
    const judgements = judgeSuccess({ ...answer({ status: 200 }), surplus: '{}' });
    expect(failing(judgements)).toEqual(['response.json']);
    expect(formatJudgements(judgements, 'response.json')).toBe(
      'failed: too-long: got more bytes behind its end',
    );
  });

  test('without a whole content that can be read is judged by its head alone', () => {
    const announced = [...JSON_TYPE, ['Content-Length', '11']] as const;
    for (const fake of [
      { headers: announced, failure: 'timeout' },
      { headers: announced, failure: 'too-large' },
      { body: '{"da', failure: 'incomplete' },
      { headers: [...JSON_TYPE, ['Content-Encoding', 'gzip']] },
    ] satisfies FakeResponse[]) {
      expect(judge(fake)).toEqual([['response.media-type', { outcome: 'passed' }]]);
    }
  });

  test('has a check for each clause', () => {
    const passed = (group: string, ...names: string[]) =>
      names.map((name) => [`${group}.${name}`, { outcome: 'passed' }]);
    expect(judge({ body: '{"data":[{"id":101}]}' })).toEqual([
      ...passed('response', 'media-type', 'json', 'unique-names', 'envelope'),
      ...passed('user', 'object', 'id', 'name', 'email', 'roles', 'permissions'),
      ...passed('user', 'created-at', 'updated-at'),
      ...passed('set', 'no-duplicates'),
    ]);
  });
});

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
