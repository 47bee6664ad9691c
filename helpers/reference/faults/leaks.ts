import { envelope, onStatus } from '../patches';
import { withHeaders, withJson } from '../responses';
import type { Patches } from '../pipeline';

/** Replaces the body of a 422. */
const leaking = (body: object) => onStatus(422, (response) => withJson(response, body));

/** Responses that disclose more than the client may know. */
export const leakFaults = {
  'password-hash-of-each-user': envelope((records) => ({
    data: records.map((record) => ({
      ...record,
      password: '$2y$10$TKh8H1.PfQx37YgCzwiKb.KjNyWgaHb9cbcoQgdIVFlYg7B77UdFm',
    })),
  })),
  'token-of-each-user': envelope((records) => ({
    data: records.map((record) => ({ ...record, apiToken: `ut_7f3b9c${String(record['id'])}` })),
  })),
  'signing-secret-in-refusals': leaking({
    error: 'invalid',
    debug: { alg: 'HS256', secret: 'sup3r-s3cr3t-signing-key' },
  }),
  'environment-in-refusals': leaking({
    message: 'Invalid.',
    environment: { APP_ENV: 'staging', DB_USERNAME: 'api', DB_PASSWORD: 'hunter2hunter2' },
  }),
  'queries-in-every-answer': envelope((records) => ({
    data: records,
    _debug: { queries: ['SELECT * FROM users WHERE id IN (?)'] },
  })),
  'exception-in-a-header': onStatus(422, (response) =>
    withHeaders(response, {
      'x-debug-exception': 'user_ids%20is%20wrong',
      'x-debug-exception-file': '%2Fvar%2Fwww%2Fhtml%2Fsrc%2FSyncUsers.php:27',
    }),
  ),
  'trace-behind-a-quote': leaking({
    status: 422,
    trace:
      'java.lang.NumberFormatException: For input string: "abc"\n\tat java.base/java.lang.Integer.parseInt(Integer.java:652)\n\tat com.example.SyncUsers.read(SyncUsers.java:41)\n',
  }),
  'line-of-a-service-in-refusals': leaking({
    detail: 'Invalid `findMany()` invocation in /app/src/customers/customers.service.ts:41:31',
  }),
  'trace-in-the-detail': leaking({
    title: 'System.FormatException',
    detail:
      'Input string was not in a correct format.\n   at Api.UsersController.Sync(Int32 id) in /src/Api/UsersController.cs:line 42',
  }),
  'constraint-in-refusals': leaking({
    detail:
      'Cannot add or update a child row: a foreign key constraint fails (`app`.`customer_user`)',
  }),
  'query-with-quoted-names-in-refusals': leaking({
    detail: 'select "id" from "users" where "id" in ($1) - invalid input for type bigint: "abc"',
  }),
  'stack-trace-in-refusals': leaking({
    exception: 'ValidationException',
    trace: [
      'at SyncUsers.validate (/var/www/app/src/controllers/SyncUsers.js:41:13)',
      'at Layer.handle (/var/www/app/node_modules/express/lib/router/layer.js:95:5)',
    ],
  }),
  'sql-in-refusals': leaking({
    detail:
      "SQLSTATE[22P02]: invalid input syntax (SQL: select * from users where id in ('abc') and deleted_at is null)",
  }),
  'file-path-in-refusals': leaking({
    file: '/var/www/html/app/Http/Requests/SyncUsersRequest.php',
    line: 27,
  }),
  'sql-server-error-in-refusals': leaking({
    detail: 'The INSERT statement conflicted with the FOREIGN KEY constraint "FK_users".',
  }),
  'mongo-error-in-refusals': leaking({
    detail: 'E11000 duplicate key error collection: crm.customer_users index: customer_1_user_1',
  }),
  'variables-of-the-database-in-refusals': leaking({ message: 'too many SQL variables' }),
  'lock-of-the-database-in-refusals': leaking({ message: 'database is locked' }),
  'bound-parameters-in-refusals': leaking({
    message: 'bind message has 4464 parameter formats but 0 parameters',
  }),
  'overflow-of-the-database-in-refusals': leaking({
    message: 'Arithmetic overflow error converting expression to data type int.',
  }),
  'elixir-stack-in-refusals': leaking({
    detail:
      '(app 0.1.0) lib/app_web/controllers/user_controller.ex:12: AppWeb.UserController.sync/2',
  }),
  'rust-panic-in-refusals': leaking({
    detail: "thread 'main' panicked at src/handlers/users.rs:41:18: called `Result::unwrap()`",
  }),
  'address-of-the-database-in-refusals': leaking({
    message: 'connect ECONNREFUSED: postgres://app:hunter2@db:5432/app',
  }),
  'exception-in-refusals': leaking({ error: 'java.lang.NumberFormatException', status: 422 }),
  'validation-errors-dump-the-headers': onStatus(422, (response, { headers }) =>
    withJson(response, { error: 'invalid', request: { headers } }),
  ),
} satisfies Patches;
