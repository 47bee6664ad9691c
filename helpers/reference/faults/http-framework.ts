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
import { HttpError, type Patch, type Response, type Patches } from '../pipeline';
import { withHeaders, withText } from '../responses';

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
  'every-tenth-answer-a-500': onResponse((response, _ask, { nth }) =>
    nth % 10 === 0 ? failed(response) : response,
  ),
  'every-thirtieth-answer-a-502': onResponse((response, _ask, { nth }) =>
    nth % 30 === 0 ? failed(response, 502) : response,
  ),
  'put-answered-500': crashOn('PUT'),
  'unsupported-method-answered-501': replace405(() => new HttpError(501, 'Not implemented.')),
  'redirects-after-detaching': onSuccess((response, { request, listed = [], before }) =>
    request.method === 'POST' && before.some((user) => !listed.includes(user))
      ? redirect(response, 303, request.target)
      : response,
  ),
  'unknown-customer-redirects': onStatus(404, (response, { segment = '' }) =>
    /^[1-9]\d{0,9}$/.test(segment) && Number(segment) < 2 ** 31
      ? redirect(response, 302, '/')
      : response,
  ),
  'malformed-body-redirects-back': onStatus(400, (response, { target }) =>
    redirect(response, 302, target),
  ),
  'get-empties-the-list': onResponse((response, request, { correct: { store, readCustomer } }) => {
    if (request.method === 'GET' && response.status === 200) store.set(readCustomer(request), []);
    return response;
  }),
  'get-answers-as-an-empty-sync': onRequest((request) =>
    request.method === 'GET'
      ? { ...withBody(request, () => syncBody([])), method: 'POST' }
      : request,
  ),
  'get-lists-everyone': listOnRead((_attached, _customer, everyone) => everyone.slice(0, 30)),
  'get-answered-500': crashOn('GET'),
  'unsupported-method-answered-404': replace405(
    () => new HttpError(404, 'There is no such resource.'),
  ),
  'no-allow-on-405': replace405(({ message }) => new HttpError(405, message)),
  'allow-without-post': replace405(({ message }) => new HttpError(405, message, { allow: 'GET' })),
  'allow-with-every-method': replace405(
    ({ message }) => new HttpError(405, message, { allow: 'GET, POST, PUT, PATCH, DELETE' }),
  ),
  'unsupported-method-answered-400': replace405(({ message }) => new HttpError(400, message)),
  'html-errors': errorsAs(
    'text/html; charset=utf-8',
    (message) => `<!doctype html><title>Error</title><h1>${message}</h1>`,
  ),
  'plain-text-refusals': errorsAs('text/plain; charset=utf-8', String),
  'xml-401': errorsAs('application/xml', (message) => `<error>${message}</error>`, 401),
  'json-errors-that-are-not-json': errorsAs(
    'application/json',
    (message) => `{'error': "${message}"}`,
    422,
  ),
} satisfies Patches;
