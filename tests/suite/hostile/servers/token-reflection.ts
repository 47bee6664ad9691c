import { onResponse, onError, onText } from '../../../../helpers/reference/patches';
import type { Patch, Request } from '../../../../helpers/reference/pipeline';
import { withHeaders, withText } from '../../../../helpers/reference/responses';
import { encodeCodes } from '../../support/written';
import type { HostileServers } from './hostile-server';
import { serveReference } from './start';

const readToken = ({ headers }: Request) => (headers.authorization ?? '').replace(/^\S+ /, '');

/** Serves with members added to each response that is an object. */
const serveMembers = (members: (token: string) => string) =>
  serveReference(
    onResponse((response, request) =>
      withText(
        response,
        response.body.toString().replace(/^\{/, () => `{${members(readToken(request))},`),
      ),
    ),
  );

/** Puts the token where a string is wrong, so that messages quote it. */
const inUsers = (value: (token: string) => string): Patch => {
  let token = '';
  return (correct) => ({
    authenticate: (request) => {
      token = readToken(request);
      correct.authenticate(request);
    },
    ...onText((text) => text.replaceAll(/"roles":\[[^\]]*\]/g, () => `"roles":${value(token)}`))(
      correct,
    ),
  });
};

const HARMLESS = {
  scenarios: 'users left out of the list|without credentials|empty credentials',
  passed: ['detach.unlisted'],
  restored: 'yes',
} as const;

/** Servers that repeat the token. The tests search all that a run writes for it. */
export const tokenReflection = {
  'token-in-the-body': {
    cause: 'The answer shows the request that it is to, for debugging.',
    serve: serveMembers((token) => `"request":{"authorization":"Bearer ${token}"}`),
    ...HARMLESS,
  },
  'token-in-a-user': {
    cause: 'A wrong value is quoted, and the token is in it, before a truncation and after.',
    serve: serveReference(
      inUsers((token) => JSON.stringify(`${'x'.repeat(60)}${token}${'y'.repeat(60)}`)),
    ),
    ...HARMLESS,
    failed: ['user.roles'],
    output: 'xxxx[API_TOKEN]yyyy',
  },
  'token-in-a-header': {
    cause: 'A session is made of it.',
    serve: serveReference(
      onResponse((response, request) =>
        withHeaders(response, {
          'set-cookie': `session=${readToken(request)}; HttpOnly`,
          'x-request-authorization': request.headers.authorization ?? '',
        }),
      ),
    ),
    ...HARMLESS,
  },
  'token-in-a-redirect': {
    cause: 'To the login page, and back with what was given.',
    serve: serveReference(
      onResponse((response, request) => ({
        ...withHeaders(response, { location: `/login?access_token=${readToken(request)}` }),
        status: 307,
      })),
    ),
    scenarios: HARMLESS.scenarios,
    failed: ['response.status', 'http.no-redirect'],
    output: 'to /login?access_token=[API_TOKEN]',
  },
  'token-in-an-error-page': {
    cause: 'The debug page lists the headers.',
    serve: serveReference(
      onError((response, _refusal, request) =>
        withText(response, `<table><tr><td>${readToken(request)}</td></tr></table>`, 'text/html'),
      ),
    ),
    ...HARMLESS,
  },
  'token-in-base64': {
    cause: 'As the credentials of Basic, with a user in front.',
    serve: serveMembers((token) => `"basic":"${Buffer.from(`user:${token}:`).toString('base64')}"`),
    ...HARMLESS,
  },
  'token-in-hex': {
    cause: 'As a debugger prints bytes.',
    serve: serveMembers((token) => {
      const bytes = Buffer.from(token).toString('hex');
      return `"low":"${bytes}","high":"${bytes.toUpperCase()}"`;
    }),
    ...HARMLESS,
  },
  'token-percent-encoded': {
    cause: 'In a URL, every byte of it.',
    serve: serveMembers((token) => `"url":"/?t=${encodeCodes(token, '%', 2)}"`),
    ...HARMLESS,
  },
  'token-json-escaped': {
    cause: 'A serializer that escapes whatever it can.',
    serve: serveMembers((token) => `"t":"${encodeCodes(token, '\\u', 4)}"`),
    ...HARMLESS,
  },
  'token-in-two-fields': {
    cause: 'A server that splits the token means to hide it.',
    serve: serveMembers((token) => {
      const half = Math.floor(token.length / 2);
      return `"a":"${token.slice(0, half)}","b":"${token.slice(half)}"`;
    }),
    ...HARMLESS,
  },
} satisfies HostileServers;
