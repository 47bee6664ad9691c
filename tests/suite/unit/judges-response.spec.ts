import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { listedUsers, type ListedUser } from '../../../helpers/http/body';
import type { Defect, Judgement } from '../../../helpers/checks/result';
import {
  judgeSameRecords,
  judgeStable,
  judgeSuccess,
  type UserMemory,
} from '../../../helpers/checks/response';
import { parseJson } from '../../../helpers/http/json';
import {
  JSON_TYPE,
  answer,
  failing,
  inShort,
  listing,
  outcomeOf,
  toldOf,
  type Said,
} from '../support/responses';

const withType = (type: string) => [['Content-Type', type]] as const;
const user = (property: string, value: string) => `{"data":[{"id":101,"${property}":${value}}]}`;

const defects = (judgement: Judgement): Defect[] =>
  judgement.outcome === 'failed' ? judgement.defects : [];

/** Returns the defects of a body. */
const defectsIn = (body: string): Defect[] =>
  judgeSuccess(answer({ status: 200, body })).flatMap(([, judgement]) => defects(judgement));

/** Returns their codes. */
const codesIn = (body: string): string[] => defectsIn(body).map(({ code }) => code);

test.describe('A 200', () => {
  for (const [what, said, ...fails] of [
    ['of nobody', {}],
    ['of an empty object', { body: '{}' }],
    ['with a charset', { headers: withType('application/json; charset=utf-8') }],
    [
      'with a charset behind white space',
      { headers: withType('application/json ; charset=utf-8') },
    ],
    ['in capitals', { headers: withType('Application/JSON') }],
    ['with more than the contract says', { body: '{"data":[{"id":1,"more":[1]}],"meta":{}}' }],
    ['of text/html', { headers: withType('text/html') }, 'response.media-type'],
    ['of another JSON', { headers: withType('application/hal+json') }, 'response.media-type'],
    ['of no type', { headers: [] }, 'response.media-type'],
    ['that is no JSON', { body: 'ok' }, 'response.json'],
    ['that is empty', { body: '' }, 'response.json'],
    ['that is gzip and does not say so', { body: gzipSync('{"data":[]}') }, 'response.json'],
    ['behind a byte order mark', { body: '\ufeff{"data":[]}' }, 'response.json'],
    ['with a duplicate name', { body: '{"data":[],"data":[]}' }, 'response.unique-names'],
    ['that is a list', { body: '[]' }, 'response.envelope'],
    ['whose data is null', { body: '{"data":null}' }, 'response.envelope'],
    ['whose data is an object', { body: '{"data":{"0":{"id":1}}}' }, 'response.envelope'],
    ['that lists ids alone', { body: '{"data":[101,102]}' }, 'user.object'],
    ['with an id in quotes', { body: '{"data":[{"id":"101"}]}' }, 'user.id'],
    ['with an id of 1.0', { body: '{"data":[{"id":1.0}]}' }],
    ['with an id beyond doubles', { body: '{"data":[{"id":9007199254740993}]}' }],
    ['with a name of null', { body: user('name', 'null') }, 'user.name'],
    ['with an e-mail that is one', { body: user('email', '"a@b.example"') }, 'user.email'],
    ['with an e-mail of null', { body: user('email', 'null') }],
    ['with roles of null', { body: user('roles', 'null') }, 'user.roles'],
    ['with roles that are numbers', { body: user('roles', '[1]') }, 'user.roles'],
    ['with permissions in one text', { body: user('permissions', '"a,b"') }, 'user.permissions'],
    [
      'created on no day',
      { body: user('created_at', '"2023-02-30T00:00:00Z"') },
      'user.created-at',
    ],
    [
      'updated at no offset',
      { body: user('updated_at', '"2023-01-01T00:00:00"') },
      'user.updated-at',
    ],
    ['with two users without an id', { body: '{"data":[{"name":"Ann"},{"name":"Ann"}]}' }],
    [
      'with someone twice',
      { body: '{"data":[{"id":101},{"id":102},{"id":101}]}' },
      'set.no-duplicates',
    ],
  ] satisfies [string, Said, ...string[]][]) {
    test(`${what} fails ${fails.length === 0 ? 'nothing' : fails.join(' and ')}`, () => {
      expect(failing(judgeSuccess(answer({ status: 200, ...said })))).toEqual(fails);
    });
  }

  test('fails each violated clause once', () => {
    const body = '{"data":[{"id":"1","name":1,"roles":[1,2]},{"id":"2","name":2,"email":"x"}]}';
    const judgements = judgeSuccess(answer({ status: 200, body }));
    expect(failing(judgements)).toEqual(['user.id', 'user.name', 'user.email', 'user.roles']);
  });

  test('with a string for an e-mail is reported with an explanation', () => {
    const body = user('email', '"ann@b.example"');
    expect(defectsIn(user('email', 'false'))[0]?.message).not.toContain('baseline');
    const [, judgement] =
      judgeSuccess(answer({ status: 200, body })).find(([id]) => id === 'user.email') ?? [];
    expect(judgement).toMatchObject({
      outcome: 'failed',
      message: expect.stringMatching(
        /\/data\/0\/email .*integer.*ann@b\.example.*baseline.*user\.email/,
      ),
    });
  });

  for (const [property, value, code] of [
    ['name', 'null', 'null-value'],
    ['name', '[1]', 'array'],
    ['name', '{}', 'object'],
    ['name', 'true', 'boolean'],
    ['name', '7', 'number'],
    ['name', '9007199254740993', 'number'],
    ['id', '"Zoe 1"', 'string'],
    ['created_at', '"31.12.2023, 12 Uhr"', 'format'],
    ['created_at', '"2023-12-31"', 'date'],
    ['updated_at', '"2023-12-31 12:00:00.5"', 'no-offset'],
    ['updated_at', '"1672574400"', 'digits'],
    ['updated_at', '1672574400', 'number'],
  ] as const) {
    test(`with ${value} for ${property} has a defect of code ${code}`, () => {
      expect(codesIn(`{"data":[{"${property}":${value}}]}`)).toEqual([code]);
    });
  }

  test('has a defect for each way in which a property is wrong, with all its pointers', () => {
    const body = '{"data":[{"roles":[1,"a",2]},{"roles":"a"},{"roles":[3]}]}';
    expect(defectsIn(body)).toEqual([
      {
        code: 'number',
        message: expect.stringMatching(
          /^\/data\/0\/roles\/0 must be string, got 1; .* got 3$/,
        ) as unknown as string,
        pointers: ['/data/0/roles/0', '/data/0/roles/2', '/data/2/roles/0'],
      },
      {
        code: 'string',
        message: '/data/1/roles must be array, got "a"',
        pointers: ['/data/1/roles'],
      },
    ]);
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

  test('is reported with the beginning of a long value', () => {
    const named = (length: number) =>
      defectsIn(user('name', `["${'x'.repeat(length)}"]`))[0]?.message;
    expect(named(76)).toMatch(/got \["x{76}"\]$/);
    expect(named(77)).toMatch(/got \["x{77}"…$/);
    expect(defectsIn(user('name', '9007199254740993'))[0]?.message).toContain('9007199254740993');
  });

  for (const [id, said, message] of [
    [
      'response.media-type',
      { headers: withType('Text/HTML') },
      'expected Content-Type application/json, got Text/HTML',
    ],
    ['response.media-type', { headers: [] }, 'expected Content-Type application/json, got none'],
    [
      'response.unique-names',
      { body: '{"a":1,"a":1,"b":1,"b":1,"c":1,"c":1,"d":1,"d":1}' },
      'the body has /a twice; the body has /b twice; the body has /c twice; the body has /d twice',
    ],
    [
      'set.no-duplicates',
      { body: listing(1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1, 1) },
      'data lists 6, 5, 4, 3, 2 more than once',
    ],
  ] satisfies [string, Said, string][]) {
    test(`that fails ${id} is reported as: ${message}`, () => {
      expect(toldOf(judgeSuccess(answer({ status: 200, ...said })), id)).toMatch(
        new RegExp(`^failed: [a-z, -]+: ${message}$`),
      );
    });
  }

  test('that is incomplete because of the client is judged by its head alone', () => {
    const headers = [...JSON_TYPE, ['Content-Length', '11']] as const;
    for (const failure of ['timeout', 'too-large'] as const) {
      const judgements = judgeSuccess(answer({ status: 200, headers, failure }));
      expect(judgements.map(([id]) => id)).toEqual(['response.media-type']);
    }
  });

  test('with more bytes than were announced is not one JSON text', () => {
    const judgements = judgeSuccess({ ...answer({ status: 200 }), trailingBytes: true });
    expect(failing(judgements)).toEqual(['response.json']);
    expect(toldOf(judgements, 'response.json')).toBe(
      'failed: too-long: got more bytes than its Content-Length',
    );
  });

  test('that was cut off is judged by Content-Length, not by its content', () => {
    const cut = { status: 200, body: '{"da', failure: 'incomplete' } as const;
    const headers = [...JSON_TYPE, ['Content-Length', '11']] as const;
    const judgements = judgeSuccess(answer({ ...cut, headers }));
    expect(failing(judgements)).toEqual(['response.json']);
    expect(toldOf(judgements, 'response.json')).toBe(
      'failed: too-short: expected 11 bytes, got fewer',
    );
    expect(failing(judgeSuccess(answer(cut)))).toEqual([]);
  });

  test('in a wrong coding is not judged by its content', () => {
    const headers = [...JSON_TYPE, ['Content-Encoding', 'gzip']] as const;
    const judgements = judgeSuccess(answer({ status: 200, headers }));
    expect(failing(judgements)).toEqual([]);
    expect(outcomeOf(judgements, 'response.json')).toBe('nothing');
  });

  test('has a check for each clause', () => {
    const judgements = judgeSuccess(answer({ status: 200, body: '{"data":[{"id":101}]}' }));
    expect(judgements.map(([id, { outcome }]) => `${id} ${outcome}`)).toEqual(
      [
        ...['media-type', 'json', 'unique-names', 'envelope'].map((id) => `response.${id}`),
        ...['object', 'id', 'name', 'email', 'roles', 'permissions'].map((id) => `user.${id}`),
        ...['user.created-at', 'user.updated-at', 'set.no-duplicates'],
      ].map((id) => `${id} passed`),
    );
  });
});

test.describe('A user', () => {
  const users = (...records: string[]): ListedUser[] =>
    listedUsers(parseJson(`{"data":[${records.join(',')}]}`).value) ?? [];

  for (const [what, first, second, wrong] of [
    ['of the same name', '{"id":1,"name":"Ann"}', '{"id":1,"name":"Ann"}', undefined],
    [
      'of another name',
      '{"id":1,"name":"Ann"}',
      '{"id":1,"name":"Bob"}',
      /user 1: name was "Ann", and is "Bob"/,
    ],
    [
      'with another e-mail',
      '{"id":1,"email":7}',
      '{"id":1,"email":null}',
      /email was 7, and is null/,
    ],
    [
      'with roles in another order',
      '{"id":1,"roles":["a","b"]}',
      '{"id":1,"roles":["b","a"]}',
      undefined,
    ],
    ['with another role', '{"id":1,"roles":["a"]}', '{"id":1,"roles":["b"]}', /roles/],
    ['with a role more', '{"id":1,"roles":["a"]}', '{"id":1,"roles":["a","b"]}', /roles/],
    [
      'without a permission',
      '{"id":1,"permissions":["a"]}',
      '{"id":1,"permissions":[]}',
      /permissions/,
    ],
    [
      'created at the same instant',
      '{"id":1,"created_at":"2023-01-01T12:00:00Z"}',
      '{"id":1,"created_at":"2023-01-01t13:00:00.000+01:00"}',
      undefined,
    ],
    [
      'created a moment later',
      '{"id":1,"created_at":"2023-01-01T12:00:00Z"}',
      '{"id":1,"created_at":"2023-01-01T12:00:00.001Z"}',
      /created_at/,
    ],
    [
      'created on no day',
      '{"id":1,"created_at":"the day before"}',
      '{"id":1,"created_at":"the day after"}',
      /created_at/,
    ],
    [
      'who is called by an instant',
      '{"id":1,"name":"2023-01-01T12:00:00Z"}',
      '{"id":1,"name":"2023-01-01T13:00:00+01:00"}',
      /name/,
    ],
    ['without an id', '{"name":"Ann"}', '{"name":"Bob"}', undefined],
    [
      'created in a leap second',
      '{"id":1,"created_at":"2016-12-31T23:59:60Z"}',
      '{"id":1,"created_at":"2016-12-31T23:59:59Z"}',
      /created_at/,
    ],
    [
      'updated since',
      '{"id":1,"updated_at":null}',
      '{"id":1,"updated_at":"2023-01-01T12:00:00Z"}',
      undefined,
    ],
    ['with what the contract has not', '{"id":1,"x":1}', '{"id":1,"x":2}', undefined],
    ['who is another', '{"id":1,"name":"Ann"}', '{"id":2,"name":"Bob"}', undefined],
    ['whose id is in quotes', '{"id":"1","name":"Ann"}', '{"id":1,"name":"Bob"}', /user 1: name/],
  ] as const) {
    test(`${what} is ${wrong ? 'not the same' : 'the same'}`, () => {
      const memory: UserMemory = new Map();
      const [before] = judgeStable(users(first), memory, '0.1');
      expect(before.outcome).toBe('passed');

      const [judgement, exchanges] = judgeStable(users(second), memory, '0.2');
      expect(judgement.outcome).toBe(wrong ? 'failed' : 'passed');
      const differ = judgeSameRecords(users(first), users(second));
      expect(differ.outcome).toBe(wrong ? 'failed' : 'passed');
      expect(exchanges).toEqual(wrong ? ['0.1', '0.2'] : ['0.2']);
      expect(inShort(differ)).toMatch(wrong ?? /^passed$/);
    });
  }

  for (const [first, second, same] of [
    ['2023-01-01T12:00:00Z', '2023-01-01 12:00:00z', true],
    ['2023-01-01T12:00:00Z', '2023-01-01T12:00:00.000Z', true],
    ['2023-01-01T12:00:00.5Z', '2023-01-01t13:00:00.500+01:00', true],
    ['2023-01-01T12:00:00.5Z', '2023-01-01T12:00:00.05Z', false],
    ['2023-01-01T12:00:00.0123456789Z', '2023-01-01T12:00:00.0123456780Z', false],
    ['2023-01-01T12:00:00Z', '2023-01-01T12:00:01Z', false],
    ['2023-01-01T12:00:00Z', '2023-01-01T12:00:00+01:00', false],
    ['2016-12-31T23:59:60Z', '2016-12-31T15:59:60-08:00', true],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z', false],
    ['2016-12-31T23:59:60Z', '1990-12-31T23:59:60Z', false],
  ] as const) {
    test(`created at ${first} and at ${second} is ${same ? 'the same' : 'not the same'}`, () => {
      const [a, b] = [first, second].map((text) => users(`{"id":1,"created_at":"${text}"}`));
      expect(a && b && judgeSameRecords(a, b).outcome).toBe(same ? 'passed' : 'failed');
    });
  }

  test('that changes is reported, up to three of them', () => {
    const memory: UserMemory = new Map();
    const named = (name: string) =>
      users(...[1, 2, 3, 4].map((id) => `{"id":${String(id)},"name":"${name}"}`));
    judgeStable(named('Ann'), memory, '0.1');
    const [judgement] = judgeStable(named('Bob'), memory, '0.2');
    expect(inShort(judgement)).toBe(
      'failed: changed: user 1: name was "Ann", and is "Bob"; user 2: name was "Ann", and is "Bob"; user 3: name was "Ann", and is "Bob"',
    );
  });

  test('whose properties change is one defect for each of them, whatever the values', () => {
    const memory: UserMemory = new Map();
    const before = '{"id":1,"name":"Ann","roles":["a"]}';
    judgeStable(users(before, '{"id":2,"name":"Bob","email":null}'), memory, '0.1');
    const after = users('{"id":1,"name":"Amy","roles":[]}', '{"id":2,"name":"Bea","email":7}');
    expect(judgeStable(after, memory, '0.2')[0]).toMatchObject({
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
    expect(inShort(judgeSameRecords(named, nameless))).toMatch(/absent/);
    expect(judgeSameRecords(nameless, nameless).outcome).toBe('passed');
  });

  const told = (before: string, after: string) => {
    const memory: UserMemory = new Map();
    judgeStable(users(before), memory, '0.1');
    return inShort(judgeStable(users(after), memory, '0.2')[0]);
  };

  test('with a long value is shown in part and compared whole', () => {
    const roles = (last: string) =>
      JSON.stringify({ id: 1, roles: [...Array.from({ length: 200 }, () => 'a'), last] });
    expect(told(roles('b'), roles('b'))).toBe('passed');
    expect(told(roles('b'), roles('c'))).toMatch(
      /^failed: changed: user 1: roles was .{80}… \(SHA-256 ([0-9a-f]{64})\), and is .{80}… \(SHA-256 (?!\1)[0-9a-f]{64}\)$/,
    );
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
    const bare = (name: string) =>
      listedUsers(parseJson(`[{"id":1,"name":"${name}"}]`).value) ?? [];
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

test.describe('A duplicate name', () => {
  test('is reported with three of its places and has a hundred pointers', () => {
    const record = '{"id":1,"id":1}';
    const body = `{"data":[${Array.from({ length: 101 }, () => record).join()}]}`;
    const found = defectsIn(body).find(({ code }) => code === 'duplicate-name');
    expect(found?.message).toBe('the body has /data/0/id, /data/1/id, /data/2/id twice');
    expect(found?.pointers).toHaveLength(100);
  });
});
