import { envelope, onStatus } from '../patches';
import { withHeaders, withJson } from '../responses';
import { breaks, type Fault, type Faults } from './fault';

/** Declares a fault whose 422 discloses internals. */
const leaking = (cause: string, body: object): Fault =>
  breaks(['http.no-leak'], {
    cause,
    patch: onStatus(422, (response) => withJson(response, body)),
  });

/** Responses that disclose more than the client may know. */
export const leakFaults = {
  'queries-in-every-answer': breaks(['http.no-leak'], {
    cause: 'The debug bar adds what it has logged to each JSON answer.',
    patch: envelope((records) => ({
      data: records,
      _debug: { queries: ['SELECT * FROM users WHERE id IN (?)'] },
    })),
  }),
  'exception-in-a-header': breaks(['http.no-leak'], {
    cause: 'The exception and its file are put into headers, where the profiler looks for them.',
    patch: onStatus(422, (response) =>
      withHeaders(response, {
        'x-debug-exception': 'user_ids%20is%20wrong',
        'x-debug-exception-file': '%2Fvar%2Fwww%2Fhtml%2Fsrc%2FSyncUsers.php:27',
      }),
    ),
  }),
  'trace-behind-a-quote': leaking('The error attributes of Spring Boot have the trace in them.', {
    status: 422,
    trace:
      'java.lang.NumberFormatException: For input string: "abc"\n\tat java.base/java.lang.Integer.parseInt(Integer.java:652)\n\tat com.example.SyncUsers.read(SyncUsers.java:41)\n',
  }),
  'trace-in-the-detail': leaking('ProblemDetails are filled with exception.ToString().', {
    title: 'System.FormatException',
    detail:
      'Input string was not in a correct format.\n   at Api.UsersController.Sync(Int32 id) in /src/Api/UsersController.cs:line 42',
  }),
  'constraint-in-refusals': leaking('The message of the driver is passed on.', {
    detail:
      'Cannot add or update a child row: a foreign key constraint fails (`app`.`customer_user`)',
  }),
  'query-with-quoted-names-in-refusals': leaking('The query builder puts its query in front.', {
    detail: 'select "id" from "users" where "id" in ($1) - invalid input for type bigint: "abc"',
  }),
  'stack-trace-in-refusals': leaking('The debug mode of the framework is on.', {
    exception: 'ValidationException',
    trace: [
      'at SyncUsers.validate (/var/www/app/src/controllers/SyncUsers.js:41:13)',
      'at Layer.handle (/var/www/app/node_modules/express/lib/router/layer.js:95:5)',
    ],
  }),
  'sql-in-refusals': leaking('The message of the database is passed on.', {
    detail:
      "SQLSTATE[22P02]: invalid input syntax (SQL: select * from users where id in ('abc') and deleted_at is null)",
  }),
  'file-path-in-refusals': leaking('The exception is encoded with its file and line.', {
    file: '/var/www/html/app/Http/Requests/SyncUsersRequest.php',
    line: 27,
  }),
  'sql-server-error-in-refusals': leaking('The message of the driver is passed on.', {
    detail: 'The INSERT statement conflicted with the FOREIGN KEY constraint "FK_users".',
  }),
  'mongo-error-in-refusals': leaking('The message of the driver is passed on.', {
    detail: 'E11000 duplicate key error collection: crm.customer_users index: customer_1_user_1',
  }),
  'elixir-stack-in-refusals': leaking('Plug.Debugger is on.', {
    detail:
      '(app 0.1.0) lib/app_web/controllers/user_controller.ex:12: AppWeb.UserController.sync/2',
  }),
  'rust-panic-in-refusals': leaking('The panic hook writes into the answer.', {
    detail: "thread 'main' panicked at src/handlers/users.rs:41:18: called `Result::unwrap()`",
  }),
  'validation-errors-dump-the-headers': breaks(['auth.no-echo'], {
    cause: 'The error of the validator has the whole request in its context.',
    patch: onStatus(422, (response, { headers }) =>
      withJson(response, { error: 'invalid', request: { headers } }),
    ),
  }),
} satisfies Faults;
