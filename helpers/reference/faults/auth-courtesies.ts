import { recover, withHeaders, withText } from '../alterations';
import { type Alteration, type Ask, Refusal } from '../parts';
import type { Fault } from './fault';
import { on401, withoutChallenge } from './refused-as';

function withChallenge(challenge: string): Alteration {
  return on401((answer) => withHeaders(answer, { 'www-authenticate': challenge }));
}

const given = ({ headers }: Ask) => headers.authorization?.split(' ').at(-1) ?? '';

/** Judges something else before the credentials; `early` throws. */
function beforeCredentials(early: (ask: Ask, then: (ask: Ask) => void) => void): Alteration {
  return ({ authenticate }) => ({
    authenticate: (ask) => {
      early(ask, authenticate);
      authenticate(ask);
    },
  });
}

/** Lets in by a token that is somewhere else. */
function elsewhere(where: (ask: Ask, token: string) => boolean): Alteration {
  return ({ authenticate, tokens }) => ({
    authenticate: recover(authenticate, (ask, refusal) => {
      if (ask.headers.authorization !== undefined || !where(ask, tokens.valid)) throw refusal;
    }),
  });
}

const query = ({ target }: Ask) => new URL(target, 'http://localhost').searchParams;

const wrongScheme = () =>
  new Refusal(401, 'This needs a bearer token.', { 'www-authenticate': 'Bearer' });

/** How a refusal for lack of credentials should look, and what should come after it. */
export const authCourtesyFaults: readonly Fault[] = [
  {
    name: 'refused-with-403',
    story: 'Unauthenticated and unauthorized are held for the same.',
    caughtBy: [],
    warns: ['auth.status'],
    alter: on401((answer) => ({ ...withoutChallenge(answer), status: 403 })),
  },
  {
    name: 'missing-header-answered-403',
    story: 'The default of the security framework for anonymous requests is 403.',
    caughtBy: [],
    warns: ['auth.status'],
    alter: on401((answer, { headers }) =>
      headers.authorization === undefined ? { ...answer, status: 403 } : answer,
    ),
  },
  {
    name: 'no-challenge',
    story: 'The 401 is written by hand, without WWW-Authenticate.',
    caughtBy: [],
    warns: ['auth.challenge'],
    alter: on401(withoutChallenge),
  },
  {
    name: 'challenge-of-another-scheme',
    story: 'The gateway asks for Basic, which it takes for its own pages.',
    caughtBy: [],
    warns: ['auth.challenge'],
    alter: withChallenge('Basic realm="restricted"'),
  },
  {
    name: 'challenge-without-scheme',
    story: 'Only the realm is written.',
    caughtBy: [],
    warns: ['auth.challenge'],
    alter: withChallenge('realm="api"'),
  },
  {
    name: 'scheme-in-one-case-only',
    story: 'startsWith("Bearer ").',
    caughtBy: [],
    warns: ['auth.scheme-case'],
    alter: beforeCredentials(({ headers }) => {
      if (!(headers.authorization ?? 'Bearer ').startsWith('Bearer ')) throw wrongScheme();
    }),
  },
  {
    name: 'scheme-in-lower-case-refused',
    story: 'A rule of the gateway lets the registered spelling through, and what shouts.',
    caughtBy: [],
    warns: ['auth.scheme-case'],
    alter: beforeCredentials(({ headers }) => {
      if ((headers.authorization ?? '').startsWith('bearer')) throw wrongScheme();
    }),
  },
  {
    name: 'scheme-in-capitals-refused',
    story: 'Both usual spellings are listed, and the third is not.',
    caughtBy: [],
    warns: ['auth.scheme-case'],
    alter: beforeCredentials(({ headers }) => {
      if ((headers.authorization ?? '').startsWith('BEARER')) throw wrongScheme();
    }),
  },
  {
    name: 'unknown-customer-tells-strangers',
    story: 'The customer is resolved from the route before the guard runs.',
    caughtBy: [],
    warns: ['auth.first'],
    alter: (correct) => ({
      authenticate: (ask) => {
        correct.readCustomer(ask);
        correct.authenticate(ask);
      },
    }),
  },
  {
    name: 'body-judged-before-credentials',
    story: 'The request is validated when it is parsed, before any middleware.',
    caughtBy: [],
    warns: ['auth.first'],
    alter: (correct) => ({
      answer: async (ask) => {
        const answer = await correct.answer(ask);
        if (answer.status !== 401 || ask.method !== 'POST') return answer;
        try {
          correct.readList(correct.readJson(correct.readText(await ask.bytes())));
          return answer;
        } catch (error) {
          return error instanceof Refusal ? correct.presentRefusal(error, ask) : answer;
        }
      },
    }),
  },
  {
    name: 'refusal-repeats-the-token',
    story: 'The message quotes what was sent, to help who reads the log.',
    caughtBy: [],
    warns: ['auth.no-echo'],
    alter: on401((answer, ask) =>
      withText(answer, JSON.stringify({ error: `The token ${given(ask)} is not valid.` })),
    ),
  },
  {
    name: 'refusal-repeats-the-token-in-a-header',
    story: 'A debugging header came into production.',
    caughtBy: [],
    warns: ['auth.no-echo'],
    alter: on401((answer, ask) => withHeaders(answer, { 'x-auth-token': given(ask).trim() })),
  },
  {
    name: 'refusal-dumps-the-request',
    story: 'The error handler appends the headers of the request.',
    caughtBy: [],
    warns: ['auth.no-echo'],
    alter: on401((answer, { headers }) =>
      withText(answer, JSON.stringify({ error: 401, headers })),
    ),
  },
  {
    name: 'token-in-the-query',
    story: 'Downloads need a link that works by itself, so every route takes access_token.',
    caughtBy: [],
    warns: ['auth.elsewhere'],
    alter: elsewhere((ask, token) =>
      ['access_token', 'token', 'api_key'].some((name) => query(ask).get(name) === token),
    ),
  },
  {
    name: 'token-in-a-cookie',
    story: 'The web page uses the same guard, with the token in a cookie of any name.',
    caughtBy: [],
    warns: ['auth.elsewhere'],
    alter: elsewhere(({ headers }, token) => (headers.cookie ?? '').includes(token)),
  },
  {
    name: 'token-in-the-body',
    story: 'The guard of the framework looks for api_token in the input too.',
    caughtBy: [],
    warns: ['auth.elsewhere'],
    alter: (correct) => ({
      answer: async (ask) => {
        const answer = await correct.answer(ask);
        const { valid } = correct.tokens;
        const inBody = answer.status === 401 && (await ask.bytes()).includes(valid);
        if (!inBody || ask.headers.authorization !== undefined) return answer;
        return correct.answer({ ...ask, rawHeaders: ['authorization', `Bearer ${valid}`] });
      },
    }),
  },
];
