import type { RequestKind } from '../contract/requirements';
import { neverIssued } from '../http/credentials';
import type { HeaderField } from '../http/exchange';
import type { Post } from '../http/requests';
import { withoutHeader, type RequestCase } from './request-cases';

/** Returns the path segment of a customer, with its first digit percent-encoded. */
const encodedSegment = (customer: string) =>
  `%${customer.charCodeAt(0).toString(16)}${customer.slice(1)}`;

/** Returns syncs in forms in which a guard may let them through with a token that was never issued. */
export function formsWithWrongToken(users: readonly string[]): RequestCase[] {
  const userIds = users.slice(0, 1);
  const cases: readonly (readonly [what: string, request: Post])[] = [
    ['a chunked body', { kind: 'never-issued-chunked', userIds, framing: 'chunked' }],
    ['a list of four users', { kind: 'never-issued-long', userIds: users.slice(0, 4) }],
    ['field names in lower case', { kind: 'never-issued-lower-case', userIds, lowerCase: true }],
    ['JSON as text/plain', { kind: 'never-issued-text', userIds, contentType: 'text/plain' }],
    ['a capital in the path', { kind: 'never-issued-capital', userIds, collection: '/Customers' }],
    ['a slash behind the path', { kind: 'never-issued-slash', userIds, suffix: '/' }],
  ];
  return cases.map(([what, request]) => ({
    what,
    request: { ...request, authorization: neverIssued },
  }));
}

/** A buffer of that length is a common limit of what a guard sees of a body, in bytes. */
const BEYOND_A_BUFFER = 10_000;

/** Returns syncs in forms in which a guard may let them through without credentials. */
export function formsWithoutCredentials(customer: string, users: readonly string[]): RequestCase[] {
  const userIds = users.slice(0, 1);
  const encoded = encodedSegment(customer);
  const long = `{"user_ids":[${userIds.join()}],"note":"${'x'.repeat(BEYOND_A_BUFFER)}"}`;
  return withoutHeader([
    ['no body', { kind: 'no-credentials-no-body', body: null }],
    ['OPTIONS', { kind: 'no-credentials-options', userIds, method: 'OPTIONS' }],
    ['a body of 10 kB', { kind: 'no-credentials-large', body: long, means: userIds }],
    ['JSON as text/plain', { kind: 'no-credentials-text', userIds, contentType: 'text/plain' }],
    ['a list of four users', { kind: 'no-credentials-long', userIds: users.slice(0, 4) }],
    ['a chunked body', { kind: 'no-credentials-chunked', userIds, framing: 'chunked' }],
    [
      'Expect: 100-continue',
      { kind: 'no-credentials-expect', userIds, framing: 'expect-continue' },
    ],
    ['field names in lower case', { kind: 'no-credentials-lower-case', userIds, lowerCase: true }],
    [
      'a percent-encoded digit in the path',
      { kind: 'no-credentials-encoded', userIds, customer: encoded },
    ],
    [
      'a zero before the customer id',
      { kind: 'no-credentials-leading-zero', userIds, customer: `0${customer}` },
    ],
    ['a slash behind the path', { kind: 'no-credentials-slash', userIds, suffix: '/' }],
    // A guard that compares paths as they are written, and a router that normalizes them.
    [
      'a capital in the path',
      { kind: 'no-credentials-capital', userIds, collection: '/Customers' },
    ],
    [
      'dot segments in the path',
      { kind: 'no-credentials-dot-segments', userIds, collection: '/health/../customers' },
    ],
    [
      'two slashes in the path',
      { kind: 'no-credentials-two-slashes', userIds, collection: '//customers' },
    ],
    // A guard may let the files of a page through, by how the target ends.
    [
      'the extension of a style sheet',
      { kind: 'no-credentials-extension', userIds, suffix: '?v=.css' },
    ],
    ['a parameter of the path', { kind: 'no-credentials-parameter', userIds, suffix: ';a=b' }],
    ['.json behind the path', { kind: 'no-credentials-format', userIds, suffix: '.json' }],
    ...trustedFields.map(
      ([kind, ...fields]) =>
        [
          fields.map(([name, value]) => `${name}: ${value}`).join(' and '),
          { kind, userIds, headers: fields },
        ] as const,
    ),
  ]);
}

/** Fields by which a gateway in front of a server vouches for a request, or directs it. */
const trustedFields: readonly (readonly [kind: RequestKind, ...fields: HeaderField[]])[] = [
  [
    'no-credentials-forwarded',
    ['X-Forwarded-For', '127.0.0.1'],
    ['X-Real-IP', '127.0.0.1'],
    ['Forwarded', 'for=127.0.0.1'],
  ],
  [
    'no-credentials-user',
    ['X-Forwarded-User', 'admin'],
    ['X-Remote-User', 'admin'],
    // Kong names the consumer of a key, and nginx reports whether it verified a certificate.
    ['X-Consumer-Username', 'admin'],
    ['X-SSL-Client-Verify', 'SUCCESS'],
    ['X-User-Id', '1'],
    ['X-Auth-Request-User', 'admin'],
    ['X-MS-CLIENT-PRINCIPAL-NAME', 'admin'],
    ['X-WEBAUTH-USER', 'admin'],
    ['Cf-Access-Authenticated-User-Email', 'admin@example.com'],
    ['X-Auth-Token', 'never-issued'],
    ['X-API-Key', 'never-issued'],
  ],
  // A guard may let the preflight of a browser through (CORS), by its fields or by its method.
  [
    'no-credentials-preflight',
    ['Origin', 'https://app.example.com'],
    ['Access-Control-Request-Method', 'POST'],
    ['Access-Control-Request-Headers', 'authorization'],
  ],
  [
    'no-credentials-url',
    ['X-Original-URL', '/health'],
    ['X-Rewrite-URL', '/health'],
    ['X-HTTP-Method-Override', 'GET'],
  ],
  ['no-credentials-override', ['X-HTTP-Method-Override', 'OPTIONS']],
  // Next.js takes such a request for one of its own middleware (CVE-2025-29927).
  ['no-credentials-subrequest', ['x-middleware-subrequest', Array(5).fill('middleware').join(':')]],
];
