import { onAnswer, onRefusal, onText, withHeaders, withText } from '../alterations';
import type { Alteration, Answer, Ask } from '../parts';
import type { Hostile } from './hostile';
import { reference } from './serving';

/** The credentials of a request, without their scheme. */
const tokenOf = ({ headers }: Ask) => (headers.authorization ?? '').replace(/^\S+ /, '');

const hex = (character: string, digits: number) =>
  character.charCodeAt(0).toString(16).padStart(digits, '0');
const each = (text: string, write: (character: string) => string) =>
  Array.from(text, write).join('');

/** Adds members to the object of each answer that is one. */
const telling = (members: (token: string) => string): Alteration =>
  onAnswer((answer, ask) =>
    answer.body.toString().startsWith('{')
      ? { ...answer, body: withMembers(answer, members(tokenOf(ask))) }
      : answer,
  );

const withMembers = ({ body }: Answer, members: string) =>
  Buffer.from(body.toString().replace('{', `{${members},`));

/** The wrong types bring it into messages as well as into evidence. */
const inUsers = (value: (token: string) => string): Alteration => {
  let token = '';
  return (correct) => ({
    authenticate: (ask) => {
      token = tokenOf(ask);
      correct.authenticate(ask);
    },
    ...onText((text) => text.replaceAll(/"roles":\[[^\]]*\]/g, () => `"roles":${value(token)}`))(
      correct,
    ),
  });
};

const scenarios = 'users left out of the list|are refused';
const harmless = {
  verdict: 'inconclusive',
  passed: ['detach.unlisted'],
  says: '',
  restored: 'yes',
} as const;

/** Servers that repeat the token. The tests look for it in all that a run writes. */
export const echoes: readonly Hostile[] = [
  {
    name: 'token-in-the-body',
    story: 'The answer shows the request that it is to, for debugging.',
    serve: reference(telling((token) => `"request":{"authorization":"Bearer ${token}"}`)),
    scenarios,
    outcome: harmless,
  },
  {
    name: 'token-in-a-user',
    story: 'What is wrong is quoted, and the token is in it, before a cut and after.',
    serve: reference(
      inUsers((token) => JSON.stringify(`${'x'.repeat(60)}${token}${'y'.repeat(60)}`)),
    ),
    scenarios,
    outcome: {
      ...harmless,
      verdict: 'nonconformant',
      failed: ['user.roles'],
      says: 'xxxx[part of',
    },
  },
  {
    name: 'token-in-a-header',
    story: 'A session is made of it.',
    serve: reference(
      onAnswer((answer, ask) =>
        withHeaders(answer, {
          'set-cookie': `session=${tokenOf(ask)}; HttpOnly`,
          'x-request-authorization': ask.headers.authorization ?? '',
        }),
      ),
    ),
    scenarios,
    outcome: harmless,
  },
  {
    name: 'token-in-a-redirect',
    story: 'To the login page, and back with what was given.',
    serve: reference(
      onAnswer((answer, ask) => ({
        ...withHeaders(answer, { location: `/login?access_token=${tokenOf(ask)}` }),
        status: 307,
      })),
    ),
    scenarios,
    outcome: {
      verdict: 'nonconformant',
      failed: ['response.status', 'http.no-redirect'],
      says: 'to /login?access_token=[API_TOKEN]',
      restored: 'said',
    },
  },
  {
    name: 'token-in-an-error-page',
    story: 'The debug page lists the headers.',
    serve: reference(
      onRefusal((answer, _refusal, ask) =>
        withText(answer, `<table><tr><td>${tokenOf(ask)}</td></tr></table>`, 'text/html'),
      ),
    ),
    scenarios,
    outcome: harmless,
  },
  {
    name: 'token-in-base64',
    story: 'As the credentials of Basic, with a user in front.',
    serve: reference(
      telling((token) => `"basic":"${Buffer.from(`user:${token}:`).toString('base64')}"`),
    ),
    scenarios,
    outcome: harmless,
  },
  {
    name: 'token-in-hex',
    story: 'As a debugger prints bytes.',
    serve: reference(
      telling((token) => {
        const bytes = Buffer.from(token).toString('hex');
        return `"low":"${bytes}","high":"${bytes.toUpperCase()}"`;
      }),
    ),
    scenarios,
    outcome: harmless,
  },
  {
    name: 'token-percent-encoded',
    story: 'In a URL, every byte of it.',
    serve: reference(telling((token) => `"url":"/?t=${each(token, (it) => `%${hex(it, 2)}`)}"`)),
    scenarios,
    outcome: harmless,
  },
  {
    name: 'token-json-escaped',
    story: 'A serializer that escapes whatever it can.',
    serve: reference(telling((token) => `"t":"${each(token, (it) => `\\u${hex(it, 4)}`)}"`)),
    scenarios,
    outcome: harmless,
  },
  {
    name: 'token-in-two-fields',
    story: 'Whoever splits it means to get it past us.',
    serve: reference(
      telling((token) => {
        const half = Math.floor(token.length / 2);
        return `"a":"${token.slice(0, half)}","b":"${token.slice(half)}"`;
      }),
    ),
    scenarios,
    outcome: harmless,
  },
];
