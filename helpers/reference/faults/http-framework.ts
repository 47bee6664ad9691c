import { syncBody } from '../lenient-parsing';
import {
  crash,
  listOnRead,
  onError,
  onRequest,
  onResponse,
  onStatus,
  onSuccess,
  replaceError,
  withBody,
} from '../patches';
import { HttpError, type Patch, type Response } from '../pipeline';
import { withHeaders, withText } from '../responses';
import { breaks, type Faults } from './fault';
import { UNKNOWN_CUSTOMER } from './requirement-lists';

/** Replaces a 405. */
const replace405 = (change: (was: HttpError) => HttpError) =>
  replaceError((was) => (was.status === 405 ? change(was) : undefined));

/** Writes error responses, or those with one status, as another media type. */
const errorsAs = (type: string, text: (message: string) => string, only?: number) =>
  onError((response, { status, message }) =>
    status === (only ?? status) ? withText(response, text(message), type) : response,
  );

const failed = (response: Response, status = 500): Response =>
  withText({ ...response, status }, '{"error":"Something went wrong here."}');

const redirect = (response: Response, status: number, location: string): Response =>
  withHeaders({ ...response, status, body: Buffer.alloc(0) }, { location });

const crashOn =
  (method: string): Patch =>
  ({ readMethod }) => ({
    readMethod: (request) => readMethod(request.method === method ? crash() : request),
  });

/** Statuses, methods, redirects and error bodies. */
export const httpFrameworkFaults = {
  'every-tenth-answer-a-500': breaks(['http.no-5xx'], {
    cause: 'One of ten instances behind the balancer is broken.',
    patch: onResponse((response, _ask, { nth }) => (nth % 10 === 0 ? failed(response) : response)),
  }),
  'every-thirtieth-answer-a-502': breaks(['http.no-5xx'], {
    cause: 'A worker is restarted after so many requests, and the proxy does not wait for it.',
    patch: onResponse((response, _ask, { nth }) =>
      nth % 30 === 0 ? failed(response, 502) : response,
    ),
  }),
  'put-answered-500': breaks(['http.no-5xx', 'http.method'], {
    cause: 'The route takes any method, and the controller has no such action.',
    patch: crashOn('PUT'),
  }),
  'unsupported-method-answered-501': breaks(['http.no-5xx', 'http.method'], {
    cause: '501 is taken for "this server does not do that here".',
    patch: replace405(() => new HttpError(501, 'Not implemented.')),
  }),
  'redirects-after-detaching': breaks(['http.no-redirect', 'response.status'], {
    cause: 'POST, redirect, GET, as for a form.',
    patch: onSuccess((response, { request, listed = [], before }) =>
      request.method === 'POST' && before.some((user) => !listed.includes(user))
        ? redirect(response, 303, request.target)
        : response,
    ),
  }),
  'unknown-customer-redirects': breaks([...UNKNOWN_CUSTOMER, 'http.no-redirect'], {
    cause: 'The error handler redirects to the start page.',
    patch: onStatus(404, (response, { segment = '' }) =>
      /^[1-9]\d{0,9}$/.test(segment) && Number(segment) < 2 ** 31
        ? redirect(response, 302, '/')
        : response,
    ),
  }),
  'malformed-body-redirects-back': breaks(['http.no-redirect', 'body.malformed', 'body.absent'], {
    cause: 'The validator of the web page sends the browser back to its form.',
    patch: onStatus(400, (response, { target }) => redirect(response, 302, target)),
  }),
  'get-empties-the-list': breaks(['http.safe-get'], {
    cause: 'The route takes any method, and a GET has no body: it lists nobody.',
    patch: onResponse((response, request, { correct: { store, readCustomer } }) => {
      if (request.method === 'GET' && response.status === 200) store.set(readCustomer(request), []);
      return response;
    }),
  }),
  'get-answers-as-an-empty-sync': breaks(['http.safe-get'], {
    cause: 'The handler does not look at the method, and takes no body for an empty one.',
    patch: onRequest((request) =>
      request.method === 'GET'
        ? { ...withBody(request, () => syncBody([])), method: 'POST' }
        : request,
    ),
  }),
  'get-lists-everyone': breaks(['http.safe-get'], {
    cause: 'The scope of the customer is missing in the index action.',
    patch: listOnRead((_attached, _customer, everyone) => everyone.slice(0, 30)),
  }),
  'get-answered-500': breaks(['http.no-5xx', 'http.safe-get', 'http.method'], {
    cause: 'Only store() is written, and show() is a stub.',
    patch: crashOn('GET'),
  }),
  'unsupported-method-answered-404': breaks(['http.method'], {
    cause: 'The router knows routes by method and path together.',
    patch: replace405(() => new HttpError(404, 'There is no such resource.')),
  }),
  'no-allow-on-405': breaks(['http.method'], {
    cause: 'The 405 is written by hand.',
    patch: replace405(({ message }) => new HttpError(405, message)),
  }),
  'unsupported-method-answered-400': breaks(['http.method'], {
    cause: 'A switch over the methods, with a default.',
    patch: replace405(({ message }) => new HttpError(400, message)),
  }),
  'html-errors': breaks(['http.error-json'], {
    cause: 'The error page of the framework, because nobody asked for JSON in Accept.',
    patch: errorsAs(
      'text/html; charset=utf-8',
      (message) => `<!doctype html><title>Error</title><h1>${message}</h1>`,
    ),
  }),
  'plain-text-refusals': breaks(['http.error-json'], {
    cause: 'http.Error(w, message, 422).',
    patch: errorsAs('text/plain; charset=utf-8', String),
  }),
  'xml-401': breaks(['http.error-json'], {
    cause: 'The gateway answers for lack of credentials, and its templates are XML.',
    patch: errorsAs('application/xml', (message) => `<error>${message}</error>`, 401),
  }),
  'json-errors-that-are-not-json': breaks(['http.error-json'], {
    cause: 'The error text is put between quotes by hand.',
    patch: errorsAs('application/json', (message) => `{'error': "${message}"}`, 422),
  }),
} satisfies Faults;
