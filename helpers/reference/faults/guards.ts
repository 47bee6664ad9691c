import { envelope, onRefusal, recover, withHeaders, withText } from '../alterations';
import type { Alteration, Ask } from '../parts';
import type { Fault } from './fault';

function letsIn(who: (ask: Ask, token: string) => boolean): Alteration {
  return ({ authenticate, tokens }) => ({
    authenticate: recover(authenticate, (ask, refusal) => {
      if (!who(ask, tokens.valid)) throw refusal;
    }),
  });
}

/** Guards that look at the wrong thing, and errors that say too much. */
export const guardFaults: readonly Fault[] = [
  {
    name: 'reading-needs-no-credentials',
    story: 'The guard is put on store() alone, and index() lists users for everyone.',
    caughtBy: ['auth.missing'],
    alter: letsIn(({ method, headers }) => method === 'GET' && headers.authorization === undefined),
  },
  {
    name: 'token-taken-as-a-password',
    story: 'Basic credentials are decoded, and the password is compared with the token.',
    caughtBy: ['auth.scheme'],
    alter: letsIn(({ headers }, token) => {
      const given = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
      return Buffer.from(given, 'base64').toString().endsWith(`:${token}`);
    }),
  },
  {
    name: 'token-named-undefined-accepted',
    story: 'The secret is not set, and is compared as the text that a template makes of it.',
    caughtBy: ['auth.invalid'],
    alter: letsIn(({ headers }) => headers.authorization === 'Bearer undefined'),
  },
  {
    name: 'token-compared-by-its-end',
    story: 'Only the last eight characters are kept in clear.',
    caughtBy: ['auth.altered'],
    alter: letsIn(
      ({ headers }, token) =>
        (headers.authorization ?? '').startsWith('Bearer ') &&
        (headers.authorization ?? '').endsWith(token.slice(-8)),
    ),
  },
  {
    name: 'forbidden-lists-the-attached',
    story: 'The policy sets the status, and the resource is rendered all the same.',
    caughtBy: ['auth.no-data'],
    alter: ({ presentRefusal, store, presentUser, directory, write }) => ({
      presentRefusal: (refusal, ask) => {
        const answer = presentRefusal(refusal, ask);
        const customer = ask.segment ?? '';
        const before = store.get(customer);
        const context = { ask, customer, listed: undefined, before };
        const users = [...directory.users.values()].filter(({ id }) => before.includes(id));
        return refusal.status === 403
          ? withText(answer, write({ data: users.map((user) => presentUser(user, context)) }))
          : answer;
      },
    }),
  },
  {
    name: 'queries-in-every-answer',
    story: 'The debug bar adds what it has logged to each JSON answer.',
    caughtBy: [],
    warns: ['http.no-leak'],
    alter: envelope((records) => ({
      data: records,
      _debug: { queries: ['SELECT * FROM users WHERE id IN (?)'] },
    })),
  },
  {
    name: 'exception-in-a-header',
    story: 'The exception and its file are put into headers, where the profiler looks for them.',
    caughtBy: [],
    warns: ['http.no-leak'],
    alter: onRefusal((answer, { status }) =>
      status === 422
        ? withHeaders(answer, {
            'x-debug-exception': 'user_ids%20is%20wrong',
            'x-debug-exception-file': '%2Fvar%2Fwww%2Fhtml%2Fsrc%2FSyncUsers.php:27',
          })
        : answer,
    ),
  },
  leaking('trace-behind-a-quote', 'The error attributes of Spring Boot have the trace in them.', {
    status: 422,
    trace:
      'java.lang.NumberFormatException: For input string: "abc"\n\tat java.base/java.lang.Integer.parseInt(Integer.java:652)\n\tat com.example.SyncUsers.read(SyncUsers.java:41)\n',
  }),
  leaking('trace-in-the-detail', 'ProblemDetails are filled with exception.ToString().', {
    title: 'System.FormatException',
    detail:
      'Input string was not in a correct format.\n   at Api.UsersController.Sync(Int32 id) in /src/Api/UsersController.cs:line 42',
  }),
  leaking('constraint-in-refusals', 'The message of the driver is passed on.', {
    detail:
      'Cannot add or update a child row: a foreign key constraint fails (`app`.`customer_user`)',
  }),
  leaking('query-with-quoted-names-in-refusals', 'The query builder puts its query in front.', {
    detail: 'select "id" from "users" where "id" in ($1) - invalid input for type bigint: "abc"',
  }),
  {
    name: 'validation-errors-dump-the-headers',
    story: 'The error of the validator has the whole request in its context.',
    caughtBy: [],
    warns: ['auth.no-echo'],
    alter: onRefusal((answer, { status }, ask) =>
      status === 422
        ? withText(answer, JSON.stringify({ error: 'invalid', request: { headers: ask.headers } }))
        : answer,
    ),
  },
  {
    name: 'broken-bodies-before-the-guard',
    story: 'Who fails to parse goes past the guard to a rescue that answers an empty list.',
    caughtBy: ['auth.missing'],
    warns: ['auth.first'],
    alter: (correct) => ({
      answer: async (ask) => {
        const answered = await correct.answer(ask);
        if (answered.status !== 401 || ask.headers.authorization !== undefined) return answered;
        const body = (await ask.bytes()).toString();
        return body.startsWith('{') && !body.endsWith('}')
          ? { ...answered, status: 200, body: Buffer.from('{"data":[]}') }
          : answered;
      },
    }),
  },
];

/** A 422 with more in it than the client is to know. */
function leaking(name: string, story: string, body: Readonly<Record<string, unknown>>): Fault {
  return {
    name,
    story,
    caughtBy: [],
    warns: ['http.no-leak'],
    alter: onRefusal((answer, { status }) =>
      status === 422 ? withText(answer, JSON.stringify(body)) : answer,
    ),
  };
}
