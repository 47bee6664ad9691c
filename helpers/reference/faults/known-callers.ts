import { recover } from '../alterations';
import { Refusal } from '../parts';
import type { Fault } from './fault';

/** Who was let in once, and tokens that were issued but are not valid here or now. */
export const knownCallerFaults: readonly Fault[] = [
  {
    name: 'connection-remembers',
    story: 'Who authenticated once on a connection is known on it, as with NTLM.',
    caughtBy: ['auth.each-request'],
    alter: ({ authenticate }) => {
      const known = new WeakSet<object>();
      return {
        authenticate: (ask) => {
          if (ask.headers.authorization === undefined && known.has(ask.socket)) return;
          authenticate(ask);
          known.add(ask.socket);
        },
      };
    },
  },
  {
    name: 'one-more-request-on-the-connection',
    story: 'The proxy keeps the headers of the request before for one that has none.',
    caughtBy: ['auth.each-request'],
    alter: ({ authenticate }) => {
      const before = new WeakMap<object, string>();
      return {
        authenticate: (ask) => {
          const header = ask.headers.authorization;
          const kept = before.get(ask.socket);
          before.delete(ask.socket);
          if (header === undefined && kept !== undefined) return;
          authenticate(ask);
          if (header !== undefined) before.set(ask.socket, header);
        },
      };
    },
  },
  {
    name: 'customer-open-once-authenticated',
    story: 'The decision of the gateway is cached by path, whoever asks next.',
    caughtBy: ['auth.missing', 'auth.each-request'],
    warns: ['auth.elsewhere', 'auth.first'],
    alter: ({ authenticate }) => {
      const open = new Set<string>();
      return {
        authenticate: (ask) => {
          if (ask.headers.authorization === undefined && open.has(ask.target)) return;
          authenticate(ask);
          open.add(ask.target);
        },
      };
    },
  },
  {
    name: 'expired-token-accepted',
    story: 'The signature is checked, the expiry is not.',
    caughtBy: ['auth.expired'],
    alter: ({ authenticate, tokens }) => ({
      authenticate: recover(authenticate, ({ headers }, refusal) => {
        if (headers.authorization !== `Bearer ${tokens.expired}`) throw refusal;
      }),
    }),
  },
  {
    name: 'forbidden-token-accepted',
    story: 'Who is asking is checked, and not whether they may.',
    caughtBy: ['auth.forbidden'],
    alter: ({ authenticate, tokens }) => ({
      authenticate: recover(authenticate, ({ headers }, refusal) => {
        if (headers.authorization !== `Bearer ${tokens.forbidden}`) throw refusal;
      }),
    }),
  },
  {
    name: 'missing-header-crashes',
    story: 'header.split of undefined.',
    caughtBy: ['auth.missing', 'auth.each-request', 'http.no-5xx'],
    warns: ['auth.elsewhere', 'auth.first', 'auth.status'],
    alter: ({ authenticate }) => ({
      authenticate: (ask) => {
        if (ask.headers.authorization === undefined) throw new TypeError('split of undefined');
        authenticate(ask);
      },
    }),
  },
  {
    name: 'expired-token-crashes',
    story: 'The exception of the token library is one that nobody catches.',
    caughtBy: ['auth.expired', 'http.no-5xx'],
    warns: ['auth.status'],
    alter: ({ authenticate, tokens }) => ({
      authenticate: recover(authenticate, ({ headers }, refusal) => {
        throw headers.authorization === `Bearer ${tokens.expired}` ? new Error('expired') : refusal;
      }),
    }),
  },
  {
    name: 'forbidden-answered-400',
    story: 'The policy throws the exception of the validator.',
    caughtBy: ['auth.forbidden'],
    alter: ({ authenticate }) => ({
      authenticate: recover(authenticate, (_ask, refusal) => {
        throw refusal.status === 403 ? new Refusal(400, 'Not possible.') : refusal;
      }),
    }),
  },
  {
    name: 'connection-remembers-the-refusal',
    story: 'The principal of a connection is kept: anonymous once, anonymous for good.',
    caughtBy: ['auth.each-request'],
    alter: ({ authenticate }) => {
      const anonymous = new WeakSet<object>();
      return {
        authenticate: (ask) => {
          if (anonymous.has(ask.socket))
            throw new Refusal(401, 'Anonymous.', { 'www-authenticate': 'Bearer' });
          if (ask.headers.authorization === undefined) anonymous.add(ask.socket);
          authenticate(ask);
        },
      };
    },
  },
  {
    name: 'refused-body-left-on-the-connection',
    story:
      'A 401 is answered before the body is read, which is then read as the next request: 400.',
    caughtBy: ['auth.each-request'],
    alter: ({ answer, presentRefusal }) => {
      const spoilt = new WeakSet<object>();
      return {
        answer: async (ask) => {
          if (spoilt.delete(ask.socket))
            return presentRefusal(new Refusal(400, 'Bad request line.'), ask);
          const answered = await answer(ask);
          if (answered.status === 401 && ask.headers['content-length'] !== undefined)
            spoilt.add(ask.socket);
          return answered;
        },
      };
    },
  },
  {
    name: 'get-from-the-cache-for-anyone',
    story: 'The CDN keeps what it has read once, and gives it to who has no token.',
    caughtBy: ['auth.missing'],
    alter: ({ answer, presentUser, presentData, presentAnswer, write, directory, store }) => {
      const readable = new Set<string>();
      return {
        answer: async (ask) => {
          const answered = await answer(ask);
          if (ask.method !== 'GET') return answered;
          if (answered.status === 200) readable.add(ask.target);
          if (answered.status !== 401 || !readable.has(ask.target)) return answered;
          const customer = ask.segment ?? '';
          const before = store.get(customer);
          const context = { ask, customer, listed: undefined, before };
          const users = [...directory.users.values()].filter(({ id }) => before.includes(id));
          return presentAnswer(
            write(
              presentData(
                users.map((user) => presentUser(user, context)),
                context,
              ),
            ),
            context,
          );
        },
      };
    },
  },
];
