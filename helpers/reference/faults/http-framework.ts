import {
  crash,
  onAnswer,
  onRefusal,
  onSuccess,
  refuseOtherwise,
  withHeaders,
  withText,
} from '../alterations';
import { Refusal, type Alteration, type Answer, type Ask } from '../parts';
import type { Fault } from './fault';

/** Refuses a method that is not supported in another way. */
function otherThan405(refusal: (was: Refusal) => Refusal): Alteration {
  return refuseOtherwise((was) => (was.status === 405 ? refusal(was) : undefined));
}

/** Does something else on a GET. */
function onGet(change: (ask: Ask, asPost: (body: string) => Ask) => Ask): Alteration {
  return ({ answer }) => ({
    answer: (ask) => {
      const asPost = (body: string): Ask => ({
        ...ask,
        method: 'POST',
        headers: { ...ask.headers, 'content-type': 'application/json' },
        bytes: () => Promise.resolve(Buffer.from(body)),
      });
      return answer(ask.method === 'GET' ? change(ask, asPost) : ask);
    },
  });
}

function errorsAs(
  type: string,
  text: (message: string) => string,
  which: (status: number) => boolean,
) {
  return onRefusal((answer, { status, message }) =>
    which(status) ? withText(answer, text(message), type) : answer,
  );
}

function on422(extra: Readonly<Record<string, unknown>>): Alteration {
  return onRefusal((answer, { status, message }) =>
    status === 422
      ? withText(answer, JSON.stringify({ error: { status, message }, ...extra }))
      : answer,
  );
}

const failed = (answer: Answer, status = 500): Answer =>
  withText({ ...answer, status }, '{"error":"Something went wrong here."}');

const redirect = (answer: Answer, status: number, location: string): Answer =>
  withHeaders({ ...answer, status, body: Buffer.alloc(0) }, { location });

/** Statuses, methods, redirects and error bodies. */
export const httpFrameworkFaults: readonly Fault[] = [
  {
    name: 'every-tenth-answer-a-500',
    story: 'One of ten instances behind the balancer is broken.',
    caughtBy: ['http.no-5xx'],
    alter: onAnswer((answer, _ask, nth) => (nth % 10 === 0 ? failed(answer) : answer)),
  },
  {
    name: 'every-thirtieth-answer-a-502',
    story: 'A worker is restarted after so many requests, and the proxy does not wait for it.',
    caughtBy: ['http.no-5xx'],
    alter: onAnswer((answer, _ask, nth) => (nth % 30 === 0 ? failed(answer, 502) : answer)),
  },
  {
    name: 'put-answered-500',
    story: 'The route takes any method, and the controller has no such action.',
    caughtBy: ['http.no-5xx'],
    warns: ['http.method'],
    alter: ({ readMethod }) => ({
      readMethod: (ask) => readMethod(ask.method === 'PUT' ? crash() : ask),
    }),
  },
  {
    name: 'unsupported-method-answered-501',
    story: '501 is taken for "this server does not do that here".',
    caughtBy: ['http.no-5xx'],
    warns: ['http.method'],
    alter: otherThan405(() => new Refusal(501, 'Not implemented.')),
  },
  {
    name: 'redirects-after-detaching',
    story: 'POST, redirect, GET, as for a form.',
    caughtBy: ['http.no-redirect', 'response.status'],
    alter: onSuccess((answer, { ask, listed = [], before }) =>
      ask.method === 'POST' && before.some((user) => !listed.includes(user))
        ? redirect(answer, 303, ask.target)
        : answer,
    ),
  },
  {
    name: 'unknown-customer-redirects',
    story: 'What is not found is sent to the start page.',
    caughtBy: ['http.no-redirect', 'customer.unknown'],
    warns: ['customer.not-found'],
    alter: onRefusal((answer, { status }, { segment = '' }) =>
      status === 404 && /^[1-9]\d{0,9}$/.test(segment) && Number(segment) < 2 ** 31
        ? redirect(answer, 302, '/')
        : answer,
    ),
  },
  {
    name: 'malformed-body-redirects-back',
    story: 'The validator of the web page sends the browser back to its form.',
    caughtBy: ['http.no-redirect', 'body.malformed', 'body.absent'],
    alter: onRefusal((answer, { status }, { target }) =>
      status === 400 ? redirect(answer, 302, target) : answer,
    ),
  },
  {
    name: 'get-empties-the-list',
    story: 'The route takes any method, and a GET has no body: it lists nobody.',
    caughtBy: ['http.safe-get'],
    alter: ({ answer, store, readCustomer }) => ({
      answer: async (ask) => {
        const answered = await answer(ask);
        if (ask.method === 'GET' && answered.status === 200) store.set(readCustomer(ask), []);
        return answered;
      },
    }),
  },
  {
    name: 'get-answers-as-an-empty-sync',
    story: 'The handler does not look at the method, and takes no body for an empty one.',
    caughtBy: ['http.safe-get'],
    alter: onGet((_ask, asPost) => asPost('{"user_ids":[]}')),
  },
  {
    name: 'get-lists-everyone',
    story: 'The scope of the customer is missing in the index action.',
    caughtBy: ['http.safe-get'],
    alter: ({ answer, directory, presentUser, presentData, presentAnswer, write, store }) => ({
      answer: async (ask) => {
        const answered = await answer(ask);
        const customer = ask.segment ?? '';
        if (ask.method !== 'GET' || answered.status !== 200) return answered;
        const context = { ask, customer, listed: undefined, before: store.get(customer) };
        const some = [...directory.users.values()].slice(0, 30);
        const records = some.map((user) => presentUser(user, context));
        return presentAnswer(write(presentData(records, context)), context);
      },
    }),
  },
  {
    name: 'get-answered-500',
    story: 'Only store() is written, and show() is a stub.',
    caughtBy: ['http.no-5xx', 'http.safe-get'],
    warns: ['http.method'],
    alter: ({ readMethod }) => ({
      readMethod: (ask) => readMethod(ask.method === 'GET' ? crash() : ask),
    }),
  },
  {
    name: 'unsupported-method-answered-404',
    story: 'The router knows routes by method and path together.',
    caughtBy: [],
    warns: ['http.method'],
    alter: otherThan405(() => new Refusal(404, 'There is no such resource.')),
  },
  {
    name: 'no-allow-on-405',
    story: 'The 405 is written by hand.',
    caughtBy: [],
    warns: ['http.method'],
    alter: otherThan405(({ message }) => new Refusal(405, message)),
  },
  {
    name: 'unsupported-method-answered-400',
    story: 'A switch over the methods, with a default.',
    caughtBy: [],
    warns: ['http.method'],
    alter: otherThan405(({ message }) => new Refusal(400, message)),
  },
  {
    name: 'html-errors',
    story: 'The error page of the framework, because nobody asked for JSON in Accept.',
    caughtBy: [],
    warns: ['http.error-json'],
    alter: errorsAs(
      'text/html; charset=utf-8',
      (message) => `<!doctype html><title>Error</title><h1>${message}</h1>`,
      () => true,
    ),
  },
  {
    name: 'plain-text-refusals',
    story: 'http.Error(w, message, 422).',
    caughtBy: [],
    warns: ['http.error-json'],
    alter: errorsAs('text/plain; charset=utf-8', String, (status) => status >= 400),
  },
  {
    name: 'xml-401',
    story: 'The gateway answers for lack of credentials, and its templates are XML.',
    caughtBy: [],
    warns: ['http.error-json'],
    alter: errorsAs(
      'application/xml',
      (it) => `<error>${it}</error>`,
      (status) => status === 401,
    ),
  },
  {
    name: 'json-errors-that-are-not-json',
    story: 'The error text is put between quotes by hand.',
    caughtBy: [],
    warns: ['http.error-json'],
    alter: errorsAs(
      'application/json',
      (it) => `{'error': "${it}"}`,
      (status) => status === 422,
    ),
  },
  {
    name: 'stack-trace-in-refusals',
    story: 'The debug mode of the framework is on.',
    caughtBy: [],
    warns: ['http.no-leak'],
    alter: on422({
      exception: 'ValidationException',
      trace: [
        'at SyncUsers.validate (/var/www/app/src/controllers/SyncUsers.js:41:13)',
        'at Layer.handle (/var/www/app/node_modules/express/lib/router/layer.js:95:5)',
      ],
    }),
  },
  {
    name: 'sql-in-refusals',
    story: 'The message of the database is passed on.',
    caughtBy: [],
    warns: ['http.no-leak'],
    alter: on422({
      detail:
        "SQLSTATE[22P02]: invalid input syntax (SQL: select * from users where id in ('abc') and deleted_at is null)",
    }),
  },
  {
    name: 'file-path-in-refusals',
    story: 'The exception is encoded with its file and line.',
    caughtBy: [],
    warns: ['http.no-leak'],
    alter: on422({ file: '/var/www/html/app/Http/Requests/SyncUsersRequest.php', line: 27 }),
  },
  {
    name: 'sql-server-error-in-refusals',
    story: 'The message of the driver is passed on.',
    caughtBy: [],
    warns: ['http.no-leak'],
    alter: on422({
      detail: 'The INSERT statement conflicted with the FOREIGN KEY constraint "FK_users".',
    }),
  },
  {
    name: 'mongo-error-in-refusals',
    story: 'The message of the driver is passed on.',
    caughtBy: [],
    warns: ['http.no-leak'],
    alter: on422({
      detail: 'E11000 duplicate key error collection: crm.customer_users index: customer_1_user_1',
    }),
  },
  {
    name: 'elixir-stack-in-refusals',
    story: 'Plug.Debugger is on.',
    caughtBy: [],
    warns: ['http.no-leak'],
    alter: on422({
      detail:
        '(app 0.1.0) lib/app_web/controllers/user_controller.ex:12: AppWeb.UserController.sync/2',
    }),
  },
  {
    name: 'rust-panic-in-refusals',
    story: 'The panic hook writes into the answer.',
    caughtBy: [],
    warns: ['http.no-leak'],
    alter: on422({
      detail: "thread 'main' panicked at src/handlers/users.rs:41:18: called `Result::unwrap()`",
    }),
  },
];
