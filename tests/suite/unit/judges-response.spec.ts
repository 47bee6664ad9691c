import { expect, test } from '@playwright/test';
import { listedUsers, type ListedUser } from '../../../helpers/body';
import {
  judgeStable,
  judgeSuccess,
  recordsDiffer,
  type UserMemory,
} from '../../../helpers/judges/response';
import { parseJson } from '../../../helpers/json';
import { JSON_TYPE, answer, failing, outcomeOf, type Said } from './answers';

const withType = (type: string) => [['Content-Type', type]] as const;
const user = (property: string, value: string) => `{"data":[{"id":101,"${property}":${value}}]}`;

test.describe('A 200', () => {
  for (const [what, said, ...fails] of [
    ['of nobody', {}],
    ['of an empty object', { body: '{}' }],
    ['with a charset', { headers: withType('application/json; charset=utf-8') }],
    ['in capitals', { headers: withType('Application/JSON') }],
    ['with more than the contract says', { body: '{"data":[{"id":1,"more":[1]}],"meta":{}}' }],
    ['of text/html', { headers: withType('text/html') }, 'response.media-type'],
    ['of another JSON', { headers: withType('application/hal+json') }, 'response.media-type'],
    ['of no type', { headers: [] }, 'response.media-type'],
    ['that is no JSON', { body: 'ok' }, 'response.json'],
    ['that is empty', { body: '' }, 'response.json'],
    ['behind a byte order mark', { body: '\ufeff{"data":[]}' }, 'response.json'],
    ['that bears a name twice', { body: '{"data":[],"data":[]}' }, 'response.unique-names'],
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

  test('is charged with all that is wrong, each clause once', () => {
    const body = '{"data":[{"id":"1","name":1,"roles":[1,2]},{"id":"2","name":2,"email":"x"}]}';
    const judgements = judgeSuccess(answer({ status: 200, body }));
    expect(failing(judgements)).toEqual(['user.id', 'user.name', 'user.email', 'user.roles']);
  });

  test('with a string for an e-mail is told what that is about', () => {
    const body = user('email', '"ann@b.example"');
    const [, judgement] =
      judgeSuccess(answer({ status: 200, body })).find(([id]) => id === 'user.email') ?? [];
    expect(judgement).toMatchObject({
      outcome: 'failed',
      message: expect.stringMatching(
        /\/data\/0\/email .*integer.*ann@b\.example.*baseline.*user\.email/,
      ),
    });
  });

  test('that was cut off is judged by what was announced, and by nothing in it', () => {
    const cut = { status: 200, body: '{"da', failure: 'cut' } as const;
    const headers = [...JSON_TYPE, ['Content-Length', '11']] as const;
    expect(failing(judgeSuccess(answer({ ...cut, headers })))).toEqual(['response.json']);
    expect(failing(judgeSuccess(answer(cut)))).toEqual([]);
  });

  test('in a coding that lies is not judged by what is in it', () => {
    const headers = [...JSON_TYPE, ['Content-Encoding', 'gzip']] as const;
    const judgements = judgeSuccess(answer({ status: 200, headers }));
    expect(failing(judgements)).toEqual([]);
    expect(outcomeOf(judgements, 'response.json')).toBe('nothing');
  });

  test('passes each clause by being judged, not by being silent', () => {
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
      /user 1 had name "Ann", and has "Bob"/,
    ],
    ['with another e-mail', '{"id":1,"email":7}', '{"id":1,"email":null}', /email 7, and has null/],
    [
      'with roles in another order',
      '{"id":1,"roles":["a","b"]}',
      '{"id":1,"roles":["b","a"]}',
      undefined,
    ],
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
    [
      'whose id is in quotes',
      '{"id":"1","name":"Ann"}',
      '{"id":1,"name":"Bob"}',
      /user 1 had name/,
    ],
  ] as const) {
    test(`${what} is ${wrong ? 'not the same' : 'the same'}`, () => {
      const memory: UserMemory = new Map();
      const [before] = judgeStable(users(first), memory, '0.1');
      expect(before.outcome).toBe('passed');

      const [judgement, exchanges] = judgeStable(users(second), memory, '0.2');
      expect(judgement.outcome).toBe(wrong ? 'failed' : 'passed');
      const differ = recordsDiffer(users(first), users(second));
      expect(differ !== undefined).toBe(wrong !== undefined);
      expect(exchanges).toEqual(wrong ? ['0.1', '0.2'] : ['0.2']);
      expect(differ ?? '').toMatch(wrong ?? /^$/);
    });
  }

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
    expect(recordsDiffer(users('{"id":1,"name":"Ann"}'), users('{"id":1}'))).toMatch(/absent/);
    expect(recordsDiffer(users('{"id":1}'), users('{"id":1}'))).toBeUndefined();
  });
});
