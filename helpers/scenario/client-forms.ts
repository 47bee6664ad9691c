import type { ClientRequirement } from '../checks/clients';
import type { Target } from '../config/config';
import type { RequestKind } from '../contract/requirements';
import type { Difference, DifferentPost, SyncPost } from '../http/requests';
import type { HttpResult } from '../http/client';
import { cookieOf } from '../http/fields';
import type { OtherClient } from '../http/transport';

/** A form that clients may give a request, with its description in messages. */
interface ClientForm {
  requirement: ClientRequirement;
  kind: RequestKind;
  what: string;
  form: Pick<
    Difference,
    'accept' | 'acceptEncoding' | 'connection' | 'contentType' | 'framing' | 'headers' | 'lowerCase'
  >;
  /** The status of a refusal that is allowed. */
  refusedWith?: number;
  /** A long list is sent in that form, as clients do. */
  isLong?: true;
}

type Form = readonly [kind: RequestKind, what: string, form: ClientForm['form']];

const mediaTypes: readonly Form[] = [
  ['charset-upper-case', 'application/json;charset=UTF-8'],
  ['charset-quoted', 'application/json; charset="utf-8"'],
  ['media-type-capitals', 'Application/JSON'],
].map(([kind, contentType]) => [
  kind as RequestKind,
  `Content-Type ${contentType ?? ''}`,
  { contentType: contentType ?? '' },
]);

/** Values of Accept that application/json matches. */
const accepts = [
  ['accept-anything', 'Accept: */*', { accept: '*/*' }],
  // As axios sends it by default.
  [
    'accept-several',
    'Accept: application/json, text/plain, */*',
    { accept: 'application/json, text/plain, */*' },
  ],
  ['no-accept', 'no Accept header', { accept: null }],
] as const satisfies readonly Form[];

/** Values of Accept that application/json matches, less often sent. */
const rareAccepts: readonly Form[] = [
  ['accept-range', 'Accept: application/*', { accept: 'application/*' }],
  [
    'accept-weighted',
    'Accept: application/json;q=0.9, */*;q=0.8',
    { accept: 'application/json;q=0.9, */*;q=0.8' },
  ],
];

/** Fields that clients send, and to which the contract gives no meaning. */
const otherFields: readonly Form[] = [
  [
    'other-cookie',
    'a cookie that the server has not set',
    { headers: [['Cookie', '_ga=GA1.1.1234567890.1700000000; theme=dark; sale=20%']] },
  ],
  [
    'accept-language',
    'Accept-Language: de-DE, de;q=0.9',
    { headers: [['Accept-Language', 'de-DE, de;q=0.9']] },
  ],
];

/** Fields by which a server may deny access to an origin or to an address. */
const deniableFields: readonly Form[] = [
  ['other-origin', 'an Origin', { headers: [['Origin', 'https://app.example.com']] }],
  [
    'proxy-fields',
    'the fields of two proxies',
    {
      headers: [
        ['X-Forwarded-For', '203.0.113.7, 198.51.100.4'],
        ['Forwarded', 'for=203.0.113.7;proto=https, for=198.51.100.4'],
        ['Via', '1.1 proxy.example.com'],
      ],
    },
  ],
];

const row =
  (requirement: ClientRequirement) =>
  ([kind, what, form]: Form): ClientForm => ({ requirement, kind, what, form });

const forms: readonly ClientForm[] = [
  row('client.field-case')([
    'lower-case-fields',
    'header fields in lower case',
    { lowerCase: true },
  ]),
  ...mediaTypes.map(row('client.media-type')),
  ...[...accepts, ...rareAccepts].map(row('client.accept')),
  {
    ...row('client.chunked')(['chunked', 'a chunked body', { framing: 'chunked' }]),
    refusedWith: 411,
    isLong: true,
  },
  {
    ...row('client.expect-continue')([
      'expect-continue',
      'Expect: 100-continue',
      { framing: 'expect-continue' },
    ]),
    refusedWith: 417,
    isLong: true,
  },
  // A network sends a body in segments if it is longer than one, or if the client writes it so.
  row('client.same-answer')([
    'two-segments',
    'a body in two TCP segments',
    { framing: 'two-segments' },
  ]),
  {
    ...row('client.same-answer')([
      'connection-close',
      'Connection: close',
      { connection: 'close' },
    ]),
    isLong: true,
  },
  // As curl sends it.
  row('client.same-answer')([
    'no-accept-encoding',
    'no Accept-Encoding header',
    { acceptEncoding: null },
  ]),
  ...otherFields.map(row('client.same-answer')),
  ...deniableFields.map((form) => ({ ...row('client.same-answer')(form), refusedWith: 403 })),
];

/** The most users of a list that is long. */
const MAX_LONG = 60;

/** Returns a sync in each form, to two users in turn, or to many. */
export function syncsInOtherForms([
  ann = '',
  bob = '',
  cid = '',
  ...more
]: readonly string[]): (Pick<ClientForm, 'requirement' | 'what' | 'refusedWith'> & {
  post: SyncPost;
})[] {
  const many = [ann, bob, cid, ...more].slice(0, MAX_LONG);
  return forms.map(({ form, kind, isLong, ...rest }, index) => {
    const two = index % 2 === 0 ? [ann, bob] : [bob, cid];
    const long = index % 2 === 0 ? many : many.slice(1);
    return { ...rest, post: { kind, userIds: isLong ? long : two, ...form } };
  });
}

/** Returns requests of each kind that a server refuses, with each value of Accept, and with none. */
export function refusalsInOtherForms({ unknownCustomer }: Target, user: string) {
  const userIds = [user];
  const refusals: readonly (readonly [
    what: string,
    request: (kind: RequestKind) => DifferentPost,
  ])[] = [
    ['no Authorization header', (kind) => ({ kind, userIds, authorization: null })],
    ['a body cut short', (kind) => ({ kind, body: `{"user_ids":[${user}` })],
    ['an item that is no integer', (kind) => ({ kind, body: `{"user_ids":[${user},"abc"]}` })],
    ['an unknown customer', (kind) => ({ kind, userIds, customer: unknownCustomer })],
  ];
  return refusals.flatMap(([what, request]) =>
    accepts.map(([kind, how, form]) => ({
      what: `${what}, with ${how}`,
      plain: request(kind),
      request: { ...request(kind), ...form },
    })),
  );
}

/** HTTP clients that drive the target as the suite's own does. */
export const otherClients: readonly {
  title: string;
  requirement: ClientRequirement & ('client.same-answer' | 'client.http2');
  needs?: 'HTTP/2';
  clients: readonly { kind: RequestKind; sentBy: OtherClient; spaced?: boolean; name: string }[];
}[] = [
  {
    title: 'Playwright and fetch get the same answers',
    requirement: 'client.same-answer',
    clients: [
      { kind: 'by-playwright', sentBy: 'playwright', name: 'Playwright' },
      {
        kind: 'by-fetch',
        sentBy: 'fetch',
        spaced: true,
        name: 'fetch, with line ends in its JSON',
      },
    ],
  },
  {
    title: 'a client over HTTP/2 gets the same answers',
    requirement: 'client.http2',
    needs: 'HTTP/2',
    clients: [{ kind: 'by-http2', sentBy: 'http2', name: 'a client over HTTP/2' }],
  },
];

/** Returns a sync with the cookies of a response, as a client with a cookie jar sends it, if it has any. */
export function withCookies(
  { baseUrl }: Target,
  answer: HttpResult,
  userIds: readonly string[],
): SyncPost | undefined {
  const cookie = cookieOf(answer, baseUrl);
  return cookie && { kind: 'cookie-beside-token', userIds, headers: [cookie] };
}

/** Returns the syncs of a short story, from no users; an empty list follows. */
export function clientStory(ann: string, bob: string) {
  return [
    { what: 'attaching two users', userIds: [ann, bob] },
    { what: 'the same list again', userIds: [ann, bob] },
    { what: 'detaching a user', userIds: [ann] },
  ];
}

/** A request that a server refuses, in the form of any client. */
export const withoutToken: DifferentPost = {
  kind: 'no-credentials',
  userIds: [],
  authorization: null,
};
