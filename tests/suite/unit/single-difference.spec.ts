import { expect, test } from '@playwright/test';
import type { Target } from '../../../helpers/config/config';
import { postRequest, syncRequest, type Post } from '../../../helpers/http/requests';
import type { HttpRequest } from '../../../helpers/http/transport';
import {
  extraProperties,
  kindredMediaTypes,
  lenientlyReadBodies,
  longLists,
  malformedBodies,
  readableBodies,
  nonObjectBodies,
  otherMediaTypes,
  withoutBody,
} from '../../../helpers/scenario/invalid-bodies';
import {
  bodiesWithoutIds,
  coercibleEmptyLists,
  coercibleLists,
  integralFloats,
  nonArrayUserIds,
  nonCanonicalCustomerIds,
  nonIntegerCustomerIds,
  nonIntegerUserIds,
  outOfRangeCustomerIds,
  outOfRangeUserIds,
  zeroAlone,
  ofUnknownCustomer,
} from '../../../helpers/scenario/invalid-ids';
import { refusalsInOtherForms, syncsInOtherForms } from '../../../helpers/scenario/client-forms';
import {
  misplacedTokens,
  rejectedCredentials,
  schemeCases,
  tokensWithJunk,
} from '../../../helpers/scenario/credential-cases';
import { unsupportedMethods, type RequestCase } from '../../../helpers/scenario/request-cases';

const target: Target = {
  baseUrl: 'http://127.0.0.1',
  token: 'Some-Token-0123456789',
  customers: ['7'],
  users: ['101', '102', '103', '104'],
  restoreUsers: {},
  unknownUser: '2147480001',
  unknownCustomer: '2147480002',
  forbiddenToken: 'Another-Token-0123456789',
  expiredToken: 'Expired-Token-0123456789',
};

const [ann = '', bob = ''] = target.users;
const userIds = [ann];

/** The parts of a request that differ from those of its control. */
function differing(request: HttpRequest, control: HttpRequest): string[] {
  const parts = ({ authorization, ...rest }: HttpRequest) => ({
    ...rest,
    kind: undefined,
    authorization: authorization?.value,
  });
  const [a, b] = [parts(request), parts(control)];
  return (Object.keys({ ...a, ...b }) as (keyof typeof a)[]).filter(
    (part) => JSON.stringify(a[part]) !== JSON.stringify(b[part]),
  );
}

const authorizations = [
  ...rejectedCredentials.flatMap(({ credentials }) => credentials(target)),
  ...schemeCases(target.token),
  ...tokensWithJunk(target.token),
];

const inputs: readonly (readonly [part: string, inputs: readonly RequestCase[]])[] = [
  ['target', [ofUnknownCustomer(target.unknownCustomer, userIds)]],
  ['target', nonIntegerCustomerIds('7', ann)],
  ['target', nonCanonicalCustomerIds('7', ann)],
  ['target', outOfRangeCustomerIds(['7'], '7', ann)],
  ['body', withoutBody],
  ['body', malformedBodies(ann)],
  ['body', lenientlyReadBodies(ann)],
  ['body', readableBodies(ann).slice(0, 1)],
  ['body', extraProperties(ann, bob, '7')],
  ['body', longLists([ann])],
  ['body', nonObjectBodies(ann)],
  ['body', nonArrayUserIds()],
  ['body', nonIntegerUserIds([ann, bob])],
  ['body', coercibleLists(ann)],
  ['body', coercibleEmptyLists],
  ['body', integralFloats(ann)],
  ['body', bodiesWithoutIds(ann)],
  ['body', outOfRangeUserIds(target.users, ann)],
  ['body', [zeroAlone]],
  [
    'method',
    unsupportedMethods(target, ann, true).filter(({ rejectedBy }) => rejectedBy === undefined),
  ],
];

const cases: readonly (readonly [part: string, request: Post])[] = [
  ...authorizations.map((authorization) => ['authorization', { userIds, authorization }] as const),
  ...inputs.flatMap(([part, each]) => each.map(({ request }) => [part, request] as const)),
];

test('each invalid request differs from its control in one part', () => {
  const control = syncRequest(target, '7', userIds);
  for (const [part, request] of cases) {
    const differences = differing(postRequest(target, '7', request), control);
    // A request without a body has no type.
    const expected = 'contentType' in request ? ['headers', part] : [part];
    expect(differences, JSON.stringify(request)).toEqual(expected);
  }
});

test('a list in another media type differs from its control in its fields, a form in its body too', () => {
  const inputs = [...otherMediaTypes(ann, bob), ...kindredMediaTypes(ann, bob)];
  const parts = inputs.map(({ request }) =>
    differing(postRequest(target, '7', request), syncRequest(target, '7', [ann, bob])),
  );
  const form = ['headers', 'body'];
  expect(parts).toEqual([['headers'], ['headers'], form, ['headers'], form]);
});

test('a sync in another form differs from its control in one part', () => {
  const parts = syncsInOtherForms(['101', '104', '105', '112']).map(({ post }) =>
    differing(postRequest(target, '7', post), syncRequest(target, '7', post.userIds)),
  );
  expect(parts).toEqual([
    ['lowerCase'],
    ...Array<string[]>(3).fill(['headers']),
    ...Array<string[]>(5).fill(['accept']),
    ...Array<string[]>(3).fill(['framing']),
    ['connection'],
    ['acceptEncoding'],
    ...Array<string[]>(4).fill(['headers']),
  ]);
});

test('a refusal in another form differs from a sync in that form in one part', () => {
  for (const { request } of refusalsInOtherForms(target, ann)) {
    const { kind, accept } = request;
    const accepted = postRequest(target, '7', { kind, userIds, accept });
    const [part, ...more] = differing(postRequest(target, '7', request), accepted);
    expect(['authorization', 'body', 'target']).toContain(part);
    expect(more).toEqual([]);
  }
});

test('a misplaced token differs from a request without credentials in one part', () => {
  const control = postRequest(target, '7', { userIds, authorization: null });
  const parts = misplacedTokens(target.token, ann).map(({ request }) =>
    differing(postRequest(target, '7', request), control),
  );
  expect(parts).toEqual([['target'], ['target'], ['target'], ['headers'], ['body']]);
});

test('no two invalid requests are the same', () => {
  const requests = cases.map(([, request]) =>
    JSON.stringify(postRequest(target, '7', request), (_name, value: unknown) =>
      Buffer.isBuffer(value) ? value.toString('hex') : value,
    ),
  );
  expect(new Set(requests).size).toBe(requests.length);
});

test('a body is sent as written, and not what it means', () => {
  const { body } = postRequest(target, '7', { kind: 'no-user-ids', body: '{}', means: [ann] });
  expect(body).toBe('{}');
});
