import { expect, test } from '@playwright/test';
import { declare, faults, variants } from '../../../helpers/reference/catalogue';
import { requirements } from '../../../helpers/contract/requirements';

/** Requirements whose faults need TLS, which the servers of the bank do not have; see e2e/http2. */
const ELSEWHERE = ['client.http2'];

test('Every requirement has a fault that breaks it, in faults.yaml', () => {
  const broken = new Set<string>([
    ...ELSEWHERE,
    ...Object.values(faults).flatMap(({ breaks }) => breaks),
  ]);
  expect(requirements.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
});

test('Faults and variants name requirements that exist', () => {
  const named = [
    ...Object.values(faults).flatMap(({ breaks }) => breaks),
    ...Object.values(variants).flatMap(({ warns = [] }) => warns),
  ];
  expect(named.filter((id) => !requirements.some((known) => known.id === id))).toEqual([]);
});

test('A patch is declared once, and a declaration has a patch', () => {
  const join = (yaml: string) =>
    declare({ one: () => ({}) }, yaml, { file: 'some.yaml', text: 'cause' });
  const one = '- breaks: [user.id]\n  names: { one: It is cast. }\n';
  expect(join(one)).toEqual({
    one: { breaks: ['user.id'], cause: 'It is cast.', patch: expect.any(Function) as unknown },
  });
  expect(() => join(one + one)).toThrow('some.yaml declares one twice');
  expect(() => join(`${one}- names: { two: It is not. }`)).toThrow('some.yaml: two has no patch');
  expect(() => join('[]')).toThrow('some.yaml does not declare one');
});
