import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { judgeSuccess } from '../../../helpers/checks/response';
import type { Defect, Judgement } from '../../../helpers/checks/result';
import {
  JSON_TYPE,
  answer,
  failing,
  formatJudgements,
  type FakeResponse,
} from '../support/responses';
import { readTables } from '../support/table';

const tables = readTables<{
  successes: (FakeResponse & { title: string; fails: string[] })[];
  codes: { property: string; value: string; code: string }[];
  findings: (FakeResponse & { requirement: string; judged: string })[];
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
