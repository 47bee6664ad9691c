import { withHeaders, withText } from '../alterations';
import type { Alteration, Ask } from '../parts';
import { ALL_CREDENTIALS } from './credentials';
import type { Fault } from './fault';
import { on401, withoutChallenge } from './refused-as';

const NOT_FORBIDDEN = ALL_CREDENTIALS.filter((id) => id !== 'auth.forbidden');

/** A refusal for lack of credentials that is none, or that gives something away. */
export const authAnswerFaults: readonly Fault[] = [
  {
    name: 'refused-with-200',
    story: 'Errors are answered 200 with an error inside, as one did with SOAP.',
    caughtBy: [
      'auth.missing',
      'auth.invalid',
      'auth.empty',
      'auth.scheme',
      'auth.altered',
      'auth.each-request',
      'auth.expired',
    ],
    warns: ['auth.elsewhere', 'auth.first'],
    alter: on401((answer) => ({ ...withoutChallenge(answer), status: 200 })),
  },
  {
    name: 'refused-with-a-login-page',
    story: 'The guard is the one of the web page and redirects to its login.',
    caughtBy: [...NOT_FORBIDDEN, 'http.no-redirect'],
    warns: ['auth.status', 'auth.first', 'auth.elsewhere'],
    alter: on401((answer) => ({
      ...withHeaders(withoutChallenge(answer), { location: '/login' }),
      status: 302,
    })),
  },
  {
    name: 'refused-with-500',
    story: 'The exception of the guard has no renderer in the API.',
    caughtBy: [...NOT_FORBIDDEN, 'http.no-5xx'],
    warns: ['auth.status', 'auth.first', 'auth.elsewhere'],
    alter: on401((answer) => ({ ...withoutChallenge(answer), status: 500 })),
  },
  {
    name: 'refused-with-400',
    story: 'A missing header is held for a malformed request.',
    caughtBy: NOT_FORBIDDEN,
    warns: ['auth.status', 'auth.first', 'auth.elsewhere'],
    alter: on401((answer) => ({ ...withoutChallenge(answer), status: 400 })),
  },
  {
    name: 'refused-with-404',
    story: 'What one may not see does not exist; but then a client cannot tell its token is wrong.',
    caughtBy: NOT_FORBIDDEN,
    warns: ['auth.status', 'auth.first', 'auth.elsewhere'],
    alter: on401((answer) => ({ ...withoutChallenge(answer), status: 404 })),
  },
  {
    name: 'refusal-lists-the-attached',
    story: 'The middleware sets the status and forgets to end the request.',
    caughtBy: ['auth.no-data'],
    alter: refusedWithUsers((ask, store) => store(ask.segment ?? '')),
  },
  {
    name: 'refusal-lists-whom-it-knows',
    story: 'The debug panel of the error page shows a dump of the users it had loaded.',
    caughtBy: ['auth.no-data'],
    alter: refusedWithUsers((_ask, _store, users) => users.slice(0, 3)),
  },
  {
    name: 'refused-only-in-the-status',
    story: 'The status of the guard is kept, and the handler runs all the same.',
    caughtBy: ['auth.no-data', 'readback.refused-unchanged'],
    needs: ['readback'],
    alter: (correct) => ({
      answer: async (ask) => {
        const refused = await correct.answer(ask);
        if (refused.status !== 401) return refused;
        const rawHeaders = ['authorization', `Bearer ${correct.tokens.valid}`];
        const { body, headers } = await correct.answer({ ...ask, rawHeaders });
        return { ...refused, body, headers: { ...headers, ...refused.headers } };
      },
    }),
  },
];

/** Adds users to the body of a refusal. */
function refusedWithUsers(
  choose: (
    ask: Ask,
    attached: (customer: string) => readonly string[],
    everyone: readonly string[],
  ) => readonly string[],
): Alteration {
  return ({ presentRefusal, store, directory, write }) => ({
    presentRefusal: (refusal, ask) => {
      const answer = presentRefusal(refusal, ask);
      if (refusal.status !== 401) return answer;
      const everyone = [...directory.users.keys()];
      const data = choose(ask, store.get, everyone).map((id) => ({
        id: BigInt(id),
        name: directory.users.get(id)?.name,
      }));
      return withText(answer, write({ error: refusal.message, data }));
    },
  });
}
