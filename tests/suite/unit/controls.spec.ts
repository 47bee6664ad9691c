import { expect, test } from '@playwright/test';
import type { Target } from '../../../helpers/config/config';
import {
  alteredTokens,
  emptyCredentials,
  neverIssued,
  otherSchemes,
  schemeCases,
} from '../../../helpers/http/credentials';
import { syncRequest, type RequestOverrides } from '../../../helpers/http/requests';
import type { HttpRequest } from '../../../helpers/http/transport';
import {
  coercibleInputs,
  malformedBodies,
  nonArrayUserIds,
  nonCanonicalCustomerIds,
  nonIntegerCustomerIds,
  nonIntegerUserIds,
  nonObjectBodies,
  outOfRangeCustomerIds,
  outOfRangeUserIds,
} from '../../../helpers/scenario/invalid-inputs';

const target: Target = {
  baseUrl: 'http://127.0.0.1',
  token: 'Some-Token-0123456789',
  customers: ['7'],
  users: ['101', '102', '103', '104'],
  restoreUsers: [],
  unknownUser: '2147480001',
  unknownCustomer: '2147480002',
};

const [ann = '', bob = ''] = target.users;

/** The parts of a request that differ from those of its control. */
function differing(request: HttpRequest, control: HttpRequest): string[] {
  const parts = (of: HttpRequest) => ({
    method: of.method,
    target: of.target,
    authorization: of.authorization?.value,
    headers: of.headers,
    body: of.body,
  });
  const [a, b] = [parts(request), parts(control)];
  return (Object.keys(a) as (keyof typeof a)[]).filter(
    (part) => JSON.stringify(a[part]) !== JSON.stringify(b[part]),
  );
}

const credentials = [
  neverIssued,
  ...emptyCredentials,
  ...otherSchemes(target.token),
  ...alteredTokens(target.token),
  ...schemeCases(target.token),
].map(({ what, ...credential }) => ({
  what,
  difference: { authorization: { what, ...credential } },
}));

const customers = [
  {
    kind: 'customer-unknown' as const,
    what: 'an unknown customer',
    text: target.unknownCustomer,
  },
  ...nonIntegerCustomerIds('7'),
  ...nonCanonicalCustomerIds('7'),
  ...outOfRangeCustomerIds('7'),
].map(({ kind, what, text }) => ({ what, difference: { kind, customer: String(text) } }));

const bodies = [
  ...malformedBodies(ann),
  ...nonObjectBodies(ann),
  ...nonArrayUserIds(),
  ...nonIntegerUserIds(ann, bob),
  ...coercibleInputs(ann),
  ...outOfRangeUserIds(target.users).map(({ kind, what, text }) => ({
    kind,
    what,
    text: `{"user_ids":[${ann},${String(text)}]}`,
  })),
].map(({ kind, what, text }) => ({ what, difference: { kind, body: text } }));

const cases: readonly { part: string; what: string; difference: RequestOverrides }[] = [
  { part: 'authorization', what: 'no credentials', difference: { authorization: null } },
  { part: 'body', what: 'no body', difference: { kind: 'no-body', body: null } },
  {
    part: 'headers',
    what: 'no media type',
    difference: { kind: 'no-content-type', contentType: null },
  },
  {
    part: 'headers',
    what: 'another media type',
    difference: { kind: 'text-plain', contentType: 'text/plain' },
  },
  { part: 'method', what: 'another method', difference: { kind: 'put', method: 'PUT' } },
  ...credentials.map((each) => ({ part: 'authorization', ...each })),
  ...customers.map((each) => ({ part: 'target', ...each })),
  ...bodies.map((each) => ({ part: 'body', ...each })),
];

for (const { part, what, difference } of cases) {
  test(`${what} differs from its control in its ${part} alone`, () => {
    const control = syncRequest(target, '7', [ann]);
    const request = syncRequest(target, '7', [ann], difference);
    expect(differing(request, control)).toEqual([part]);
  });
}

test('no two of them are the same request, nor of the same kind', () => {
  const requests = cases.map(({ difference }) =>
    JSON.stringify(
      { ...syncRequest(target, '7', [ann], difference), kind: '' },
      (_name, value: unknown) => (Buffer.isBuffer(value) ? value.toString('hex') : value),
    ),
  );
  expect(new Set(requests).size).toBe(requests.length);
  const kinds = cases.map(({ difference }) => syncRequest(target, '7', [ann], difference).kind);
  expect(new Set(kinds).size).toBe(kinds.length);
});
