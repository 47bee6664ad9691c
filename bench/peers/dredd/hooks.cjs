/**
 * Dredd's hooks: the credentials, what each documented answer is asked for with, and the contract's
 * schema in place of the example that Dredd makes of it.
 */
const { env } = require('node:process');
const hooks = require('hooks');

const { API_TOKEN, BASE_PATH, RESPONSE_SCHEMA, UNKNOWN_CUSTOMER_ID } = env;

/** Changes to a request, by the status that they produce. */
const causes = {
  401: (request) => {
    delete request.headers.Authorization;
  },
  422: (request) => {
    request.body = JSON.stringify({ user_ids: ['abc'] });
  },
};

hooks.beforeEach((transaction, done) => {
  const { expected, request } = transaction;
  transaction.fullPath = BASE_PATH + transaction.fullPath;
  request.headers.Authorization = `Bearer ${API_TOKEN}`;
  request.headers['Content-Type'] = 'application/json';
  if (expected.statusCode === '200') expected.bodySchema = RESPONSE_SCHEMA;
  if (expected.statusCode === '404') {
    transaction.fullPath = transaction.fullPath.replace(
      /\d+\/users$/,
      `${UNKNOWN_CUSTOMER_ID}/users`,
    );
  }
  causes[expected.statusCode]?.(request);
  done();
});
